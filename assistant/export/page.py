"""The structure of an exported answer, from which every format is written.

Nothing is formatted here, and nothing is decided by a format: what stands in quotation
marks, which label a text has and what is said of AI are the same in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Answer, Citation, Statement
from assistant.export.mark import GENERATED, Mark, mark_of
from assistant.export.words import word
from assistant.redaction import has_own
from assistant.rendering import quoted, reference
from assistant.wording import joined, label, say, sureness

__all__ = ["Item", "Page", "Section", "Source", "page_of"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text stands: the reference with its pinpoint, what kind of text it is, and links.

    `url` is the official page and `reported_by` the page that reports a provision; both are
    addresses for the web, or "".
    """

    reference: str
    label: str
    url: str
    reported_by: str


@dataclass(frozen=True, slots=True)
class Item:
    """One text of the answer.

    Attributes:
        text: as it is shown: in quotation marks where it is an institution's own words.
        language: of the text.
        official: an institution's own words, and a quotation for a format that knows such.
        generated: a URI of the IPTC vocabulary where a model wrote it, else "".
        note: what is said of a sentence that a model wrote: by which, and how its check went.
    """

    text: str
    language: str
    official: bool
    generated: str
    note: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the texts below it."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it is written to a file.

    Attributes:
        notices: what must be seen before the answer is read; the mark's is the first.
        facts: (label, value) of how the answer came about.
    """

    title: str
    language: str
    verdict: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    about: str
    facts: tuple[tuple[str, str], ...]
    mark: Mark
    created: str
    record: str

    def labelled(self, name: str) -> str:
        """`name` with the colon of the page's language behind it; French sets a space before it."""
        return f"{name}\u00a0:" if self.language == "fr" else f"{name}:"


def page_of(answer: Answer) -> Page:
    """The structure of an answer; `redaction.without_own` comes before it, where own texts must not leave."""
    language = answer.language
    quotes = tuple(_item(one, answer) for one in answer.statements if one.kind == "quote")
    written = tuple(_item(one, answer) for one in answer.statements if one.kind == "written")
    nearest = tuple(_nearest(one, language) for one in answer.nearest)
    sections = [
        Section(word(name, language), items)
        for name, items in (("answer", quotes), ("written", written), ("nearest", nearest))
        if items
    ]
    mark = mark_of(answer)
    notices = [mark.notice]
    if has_own(answer) and _own_removed(answer):
        notices.append(word("own_removed", language))
    return Page(
        title=answer.question,
        language=language,
        verdict=answer.gate_reason or say(answer.gate, language),
        notices=tuple(notices),
        sections=tuple(sections),
        about=word("about", language),
        facts=tuple(_facts(answer)),
        mark=mark,
        created=answer.created,
        record=answer.id,
    )


def _item(statement: Statement, answer: Answer) -> Item:
    language = answer.language
    first = statement.citations[0] if statement.citations else None
    quote = statement.kind == "quote"
    note = ""
    if not quote:
        by = word("written_by", language, model=answer.model.name)
        note = joined(language, by, say(statement.verdict, language))
    return Item(
        text=quoted(statement),
        language=first.language if quote and first else language,
        official=quote and first is not None and first.kind == "official",
        generated="" if quote else GENERATED,
        note=note,
        sources=tuple(_source(citation, language) for citation in statement.citations),
    )


def _nearest(citation: Citation, language: str) -> Item:
    statement = Statement(text=citation.quote, kind="quote", verdict="quoted", citations=[citation])
    return Item(
        text=quoted(statement),
        language=citation.language,
        official=citation.kind == "official",
        generated="",
        note="",
        sources=(_source(citation, language),),
    )


def _source(citation: Citation, language: str) -> Source:
    told = label(citation, language)
    if citation.kind == "own":  # "your own" is said to who asked; this file is for others
        told = joined(language, word("own_document", language), sureness(citation, language))
    return Source(reference(citation), told, _web(citation.url), _web(citation.reported_by))


def _web(address: str) -> str:
    """The address, if a reader may be sent to it; a file's or a script's is not for readers."""
    safe = address.startswith(("https://", "http://")) and address.isprintable()
    return address if safe and not set(address) & set(' "<>\\^`{|}') else ""


def _own_removed(answer: Answer) -> bool:
    used = [*answer.nearest, *(one for statement in answer.statements for one in statement.citations)]
    return any(one.kind == "own" and one.quote.startswith("[removed: ") for one in used)


def _facts(answer: Answer) -> list[tuple[str, str]]:
    language = answer.language
    searched = answer.searched
    wrote = f"{answer.model.name} (sha256 {answer.model.sha256 or '?'})"
    value = word("searched_value", language, documents=searched.documents, passages=searched.passages)
    facts = [
        (word("asked", language), answer.created),
        (word("searched", language), value),
        (word("model", language), wrote if answer.model.wrote else word("no_model", language)),
        (word("embedder", language), answer.embedder),
        (word("release", language), answer.release),
        (
            word("software", language),
            ", ".join(f"{name} {value}" for name, value in answer.versions.items() if name != "index"),
        ),
        (word("record", language), answer.id),
    ]
    if answer.energy is not None:
        known = word("measured" if answer.energy.measured else "estimated", language)
        told = f"{answer.energy.joules:g} J ({known}, {answer.energy.method}; {answer.energy.seconds:g} s)"
        facts.append((word("energy", language), told))
    return [(name, value) for name, value in facts if value]
