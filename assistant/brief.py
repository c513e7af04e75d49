"""An advocacy note on a theme: what the texts recognise, what they ask, what practice shows.

Every sentence of it is a quote with its citation; what the rules of `assistant.roles` cannot
file stands apart, and a section without a source stays empty and says so. The references are
those of the documents that are quoted, in the usual form. No model takes part. A reader may
leave sentences out and put them elsewhere (`rearranged`); none can come in that has no source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answer import Statement
from assistant.citing import Reference, reference_of
from assistant.compare import MAIN_TEXTS
from assistant.errors import WorkError
from assistant.evidence import Evidence, best_statements, practices_evidence, texts_evidence
from assistant.roles import Role, role_of
from assistant.topics import read_topic
from knowledge.documents import Document
from knowledge.retriever import Retriever
from knowledge.worded import worded

__all__ = [
    "SECTIONS",
    "Brief",
    "Section",
    "SectionName",
    "Silent",
    "make_brief",
    "moved",
    "rearranged",
    "without_own",
]

SectionName = Literal["recognise", "ask", "ask_others", "also_say", "practices_show"]
SECTIONS: tuple[SectionName, ...] = ("recognise", "ask", "ask_others", "also_say", "practices_show")
_SECTION_OF: dict[Role, SectionName] = {
    "recognise": "recognise", "ask": "ask", "ask_others": "ask_others", "say": "also_say",
}  # fmt: skip
_OF_TEXTS = SECTIONS[:-1]  # the last one is that of the practices
_A_TEXT = 2  # statements of one text in one section
_PROVISIONS = 6  # provisions of a text that are read
_PRACTICES = 3
_SHOWS = ("heading:results", "heading:figures")  # where a practice card says what came of it


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Section(_Record):
    """One section of a note; no statement means that nothing was found."""

    name: SectionName
    statements: list[Statement]


class Silent(_Record):
    """A text in which nothing was found."""

    document: str
    title: str
    private: bool


class Brief(_Record):
    """A note. `left_out` counts documents of one's own that an export omits."""

    theme: str
    theme_id: str
    audience: str
    language: str
    sections: list[Section]
    references: list[Reference]
    silent: list[Silent]
    created: str
    embedder: str
    left_out: int = 0


def make_brief(
    retriever: Retriever,
    theme: str,
    *,
    audience: str = "",
    texts: Sequence[str] = MAIN_TEXTS,
    language: str = "en",
    today: date | None = None,
) -> Brief:
    """Make a note from the texts and practices of the library.

    Args:
        theme: free words, or a theme of the corpus by id or name.
        audience: for whom it is ("Ministry of Finance"); it is only printed.
        texts: ids of the texts that are searched.

    Raises:
        KnowledgeError: the library lacks one of the texts, or the theme has no words.
    """
    topic = read_topic(theme, language)
    filed: dict[SectionName, list[Statement]] = {name: [] for name in SECTIONS}
    silent: list[Silent] = []
    for found in texts_evidence(retriever, topic, list(dict.fromkeys(texts)), language):
        # What may not be on the theme is no source for a note.
        statements = list(_statements(retriever, found)) if found.status == "found" else []
        if not statements:
            held = _version(retriever.documents, found.document, language)
            silent.append(Silent(document=held.id, title=held.short_title, private=held.kind == "own"))
        counts: dict[SectionName, int] = dict.fromkeys(SECTIONS, 0)
        for statement in statements:
            citation = statement.citations[0]
            name = _SECTION_OF[role_of(statement.text, citation.pinpoint_id, citation.language)]
            if counts[name] < _A_TEXT:
                counts[name] += 1
                filed[name].append(statement)
    for found in practices_evidence(retriever, topic, language, _PRACTICES):
        filed["practices_show"] += _practice(retriever, found)
    return Brief(
        theme=topic.name,
        theme_id=topic.id,
        audience=" ".join(audience.split()),
        language=language,
        sections=[Section(name=name, statements=filed[name]) for name in SECTIONS],
        references=_references(retriever.documents, filed, language),
        silent=silent,
        created=(today or date.today()).isoformat(),
        embedder=retriever.embedder.fingerprint,
    )


def rearranged(brief: Brief, sections: Sequence[Section]) -> Brief:
    """The note with its sentences in other places, or left out; references follow what is quoted.

    Args:
        brief: the note as it was made: only its sentences and references can stand in the new one.
        sections: those of `SECTIONS`, in that order.

    Raises:
        WorkError: a sentence is none of the note's or stands twice, a practice stands among the
            texts or a text among the practices, or the sections are others.
    """
    if tuple(one.name for one in sections) != SECTIONS:
        raise WorkError(
            worded(
                "A note has the sections {sections}, in this order. Give each of them once.",
                sections=", ".join(SECTIONS),
            )
        )
    left = [statement for one in brief.sections for statement in one.statements]
    for section in sections:
        for statement in section.statements:
            if statement not in left:
                raise WorkError(
                    worded(
                        "'{text}' is no sentence of the note, or stands in it twice. Only what was found with "
                        "its source can stand there, and once.",
                        text=statement.text,
                    )
                )
            left.remove(statement)
            if (statement.citations[0].kind == "practice") != (section.name == "practices_show"):
                raise WorkError(
                    worded(
                        "'{text}' cannot stand under {name}: what practices show and what texts say are kept "
                        "apart. Put it under another heading.",
                        text=statement.text,
                        name=section.name,
                    )
                )
    known = {one.document: one for one in brief.references}
    cited = [statement.citations[0].document for one in sections for statement in one.statements]
    references = [known[document] for document in dict.fromkeys(cited)]
    return brief.model_copy(update={"sections": list(sections), "references": references})


def moved(sections: Sequence[Section], section: SectionName, number: int, by: int) -> list[Section]:
    """The sections with the sentence `number` of one of them `by` (1 or -1) places further down.

    Beyond the first or the last place it goes on into the next section of the texts; where
    there is none, everything stays.
    """
    lists = {one.name: list(one.statements) for one in sections}
    own = lists[section]
    place = number + by
    if 0 <= place < len(own):
        own[number], own[place] = own[place], own[number]
    elif section in _OF_TEXTS and 0 <= (beside := _OF_TEXTS.index(section) + by) < len(_OF_TEXTS):
        other = lists[_OF_TEXTS[beside]]
        other.insert(0 if by > 0 else len(other), own.pop(number))
    return [Section(name=one.name, statements=lists[one.name]) for one in sections]


def without_own(brief: Brief) -> Brief:
    """The note as it may leave this machine: no statement of a private document, nor its reference."""
    sections = [
        Section(name=one.name, statements=[s for s in one.statements if s.citations[0].kind != "own"])
        for one in brief.sections
    ]
    kept = [one for one in brief.references if one.kind != "own"]
    dropped = len(brief.references) - len(kept)
    silent = [one for one in brief.silent if not one.private]
    dropped += len(brief.silent) - len(silent)
    update = {"sections": sections, "references": kept, "silent": silent, "left_out": dropped}
    return brief.model_copy(update=update)


def _statements(retriever: Retriever, found: Evidence) -> Iterator[Statement]:
    """The best sentence of each provision on the theme, best provision first, none twice."""
    seen: set[str] = set()
    for hit in found.hits[:_PROVISIONS]:
        for statement in best_statements(retriever, found.retrieval, [hit]):
            if statement.text not in seen:
                seen.add(statement.text)
                yield statement


def _practice(retriever: Retriever, found: Evidence) -> list[Statement]:
    """What a practice does on the theme, and what its card says came of it."""
    statements = best_statements(retriever, found.retrieval, found.hits[:1])
    card = [hit for hit in found.retrieval.hits if hit.passage.document == found.document]
    shows = [hit for place in _SHOWS for hit in card if hit.passage.pinpoint == place]
    for hit in shows[:1]:
        if statements and hit.passage.pinpoint != statements[0].citations[0].pinpoint_id:
            statements += best_statements(retriever, found.retrieval, [hit])
    return statements


def _references(
    documents: Sequence[Document], filed: dict[SectionName, list[Statement]], language: str
) -> list[Reference]:
    cited = dict.fromkeys(
        statement.citations[0].document for statements in filed.values() for statement in statements
    )
    return [reference_of(_version(documents, id_, language), None, language=language) for id_ in cited]


def _version(documents: Sequence[Document], id_: str, language: str) -> Document:
    return min(
        (one for one in documents if one.id == id_),
        key=lambda one: (one.language != language, one.language != "en", one.kind != "official"),
    )
