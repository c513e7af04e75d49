"""What each text says on a theme, side by side: the best provision of each, quoted, or nothing.

A row is honest about silence: a text in which no provision passes the measured test
(`assistant.evidence`) says how many provisions were searched, and that a digest is not the
whole text. No model takes part. A reader may take rows out, and another of the provisions
that were found for a text (`alternatives`); nothing else can be put into a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from assistant.answer import Statement, cite
from assistant.errors import WorkError
from assistant.evidence import Evidence, Status, best_statements, practices_evidence, texts_evidence
from assistant.topics import Topic, read_topic
from knowledge.documents import Document, Kind
from knowledge.errors import UnknownDocument
from knowledge.pinpoints import display
from knowledge.retriever import Retriever
from knowledge.worded import worded

__all__ = [
    "MAIN_TEXTS",
    "Comparison",
    "Place",
    "Row",
    "alternatives",
    "compare",
    "texts_of",
    "with_row",
    "without_own",
    "without_text",
]

MAIN_TEXTS = ("ilo-2022", "oecd-2022", "un-2023", "un-2024", "eu-2023")
PRACTICES = 5
_ALSO = 4  # further provisions that a row names
_PREFERRED: tuple[Kind, ...] = ("official", "digest", "practice", "own")


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Record):
    """A provision that is named, not quoted."""

    pinpoint: str
    pinpoint_id: str


class Row(_Record):
    """One text: its best provision on the theme, or none.

    `status` is `found`, `maybe` (half of the theme's words: it may not be on the theme) or
    `nothing`; `evidence` the share of the theme's words behind it. `also` are further
    provisions on the theme. `note` is what our digest says of the theme's absence. `searched`
    of `held` provisions were looked at; the others are facts about the text.
    """

    document: str
    title: str
    kind: Kind
    url: str
    status: Status
    evidence: float
    statement: Statement | None
    also: list[Place]
    note: Statement | None
    searched: int
    held: int
    private: bool


class Comparison(_Record):
    """Texts side by side on one theme. `left_out` counts documents of one's own that an export omits."""

    theme: str
    theme_id: str
    language: str
    rows: list[Row]
    practices: list[Row] | None
    created: str
    embedder: str
    left_out: int = 0


def compare(
    retriever: Retriever,
    theme: str,
    *,
    texts: Sequence[str] = MAIN_TEXTS,
    language: str = "en",
    practices: bool = False,
    today: date | None = None,
) -> Comparison:
    """Compare texts on a theme.

    Args:
        theme: free words, or a theme of the corpus by id or name.
        texts: ids; the five main texts where not given.
        language: of the reader; quotes are in it where the text has it.
        practices: also the practice cards that are on the theme.

    Raises:
        KnowledgeError: the library lacks one of the texts, or the theme has no words.
    """
    topic = read_topic(theme, language)
    rows = [
        _row(retriever, found, language)
        for found in texts_evidence(retriever, topic, list(dict.fromkeys(texts)), language)
    ]
    return Comparison(
        theme=topic.name,
        theme_id=topic.id,
        language=language,
        rows=rows,
        practices=_practices(retriever, topic, language) if practices else None,
        created=(today or date.today()).isoformat(),
        embedder=retriever.embedder.fingerprint,
    )


def texts_of(documents: Sequence[Document]) -> list[str]:
    """All texts of a library, practices left out: the main ones first, then the others by id."""
    ids = sorted({one.id for one in documents if one.kind != "practice"} - set(MAIN_TEXTS))
    held = {one.id for one in documents}
    return [one for one in MAIN_TEXTS if one in held] + ids


def alternatives(retriever: Retriever, comparison: Comparison, document: str) -> list[Row]:
    """The row of a document with each of the provisions that were found in it, best first.

    The first is the row as `compare` made it; a text in which nothing was found has that one alone.

    Raises:
        WorkError: the comparison has no row of this document.
        KnowledgeError: the library no longer has it.
    """
    topic, language = read_topic(comparison.theme, comparison.language), comparison.language
    _check_held(comparison, document)
    if any(row.document == document for row in comparison.rows):
        [found] = texts_evidence(retriever, topic, [document], language)
    else:
        held = practices_evidence(retriever, topic, language, PRACTICES)
        of_it = [one for one in held if one.document == document]
        if not of_it:
            raise UnknownDocument(document, [one.document for one in held])
        found = of_it[0]
    return [_row(retriever, found, language, chosen) for chosen in range(max(1, len(found.hits)))]


def with_row(comparison: Comparison, row: Row) -> Comparison:
    """The comparison with `row`, one of `alternatives`, in place of that of the same document.

    Raises:
        WorkError: the comparison has no row of this document.
    """
    _check_held(comparison, row.document)
    return _each(comparison, lambda rows: [row if one.document == row.document else one for one in rows])


def without_text(comparison: Comparison, document: str) -> Comparison:
    """The comparison without the row of a document.

    Raises:
        WorkError: the comparison has no row of this document.
    """
    _check_held(comparison, document)
    return _each(comparison, lambda rows: [one for one in rows if one.document != document])


def without_own(comparison: Comparison) -> Comparison:
    """The comparison as it may leave this machine: no row of a private document."""
    rows = [row for row in comparison.rows if not row.private]
    return comparison.model_copy(update={"rows": rows, "left_out": len(comparison.rows) - len(rows)})


def _practices(retriever: Retriever, topic: Topic, language: str) -> list[Row]:
    found = practices_evidence(retriever, topic, language, PRACTICES)
    return [_row(retriever, one, language) for one in found]


def _check_held(comparison: Comparison, document: str) -> None:
    held = [row.document for row in (*comparison.rows, *(comparison.practices or []))]
    if document not in held:
        raise WorkError(
            worded(
                "The comparison has no row of '{document}'. It has: {held}.",
                document=document,
                held=", ".join(held) or worded("no row any more"),
            )
        )


def _each(comparison: Comparison, change: Callable[[list[Row]], list[Row]]) -> Comparison:
    """The comparison with its texts and its practices changed alike."""
    practices = None if comparison.practices is None else change(comparison.practices)
    return comparison.model_copy(update={"rows": change(comparison.rows), "practices": practices})


def _row(retriever: Retriever, found: Evidence, language: str, chosen: int = 0) -> Row:
    """The row of one document with the provision number `chosen` of those that were found."""
    versions = [one for one in retriever.documents if one.id == found.document]
    shown = min(versions, key=lambda one: (one.language != language, _PREFERRED.index(one.kind)))
    statements = best_statements(retriever, found.retrieval, found.hits[chosen : chosen + 1])
    notes: list[Statement] = []
    if not statements:
        notes = best_statements(retriever, found.retrieval, found.notes[:1])
    citation = statements[0].citations[0] if statements else None
    places: dict[str, Place] = {}
    for hit in found.hits:
        one = cite(hit.passage)
        if not citation or one.pinpoint_id != citation.pinpoint_id:
            told = display(one.pinpoint_id, language, hit.passage.heading)
            places.setdefault(one.pinpoint_id, Place(pinpoint=told, pinpoint_id=one.pinpoint_id))
    return Row(
        document=found.document,
        title=shown.short_title,
        kind=citation.kind if citation else shown.kind,
        url=citation.url if citation else shown.url,
        status=found.status if statements else "nothing",
        evidence=found.shares[chosen] if found.shares else 0.0,
        statement=statements[0] if statements else None,
        also=list(places.values())[:_ALSO],
        note=notes[0] if notes else None,
        searched=found.searched,
        held=found.held,
        private=any(one.kind == "own" for one in versions),
    )
