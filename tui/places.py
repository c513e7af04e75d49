"""Where a quote stands: its provision as the document has it, and what is above and below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Citation
    from knowledge.documents import Document, Provision

__all__ = ["Place", "find_place", "provision_name"]

_NEIGHBOUR = 300  # characters of the provision above and of the one below


@dataclass(frozen=True, slots=True)
class Place:
    """A quote in its provision.

    Attributes:
        text: the provision as the document has it; the quote alone where that is unknown.
        start, end: the quote in `text`, in code points.
        title: the document's full title, or "".
        before, after: the neighbouring provisions as a reader names them, or "".
        text_before, text_after: their texts: the end of the one, the beginning of the other.
    """

    text: str
    start: int
    end: int
    title: str = ""
    before: str = ""
    after: str = ""
    text_before: str = ""
    text_after: str = ""


def find_place(citation: Citation, documents: Sequence[Document]) -> Place:
    """The provision that holds a citation's quote, from the document in the quote's language."""
    cited = (citation.document, citation.language, citation.kind)
    for document in documents:
        if (document.id, document.language, document.kind) == cited:
            break
    else:
        return Place(citation.quote, 0, len(citation.quote))
    around = [
        number
        for number, provision in enumerate(document.provisions)
        if provision.start <= citation.start and citation.end <= provision.end
    ]
    if not around or document.body[citation.start : citation.end] != citation.quote:
        # The library has changed since the answer, or the quote runs over two provisions.
        return Place(citation.quote, 0, len(citation.quote), document.title)
    number = around[0]
    provision = document.provisions[number]
    before = document.provisions[number - 1] if number else None
    after = document.provisions[number + 1] if number + 1 < len(document.provisions) else None
    return Place(
        document.body[provision.start : provision.end],
        citation.start - provision.start,
        citation.end - provision.start,
        document.title,
        provision_name(before, document.language),
        provision_name(after, document.language),
        _end_of(document, before),
        _beginning_of(document, after),
    )


def provision_name(provision: Provision | None, language: str) -> str:
    """`para. 5, Scope of the definition`; the title alone where the pinpoint is made of it."""
    if provision is None:
        return ""
    from knowledge.pinpoints import display

    where = display(provision.pinpoint, language, provision.title)
    if not provision.title:
        return where
    return f"{where}, {provision.title}" if where and provision.title not in where else provision.title


def _end_of(document: Document, provision: Provision | None) -> str:
    text = document.body[provision.start : provision.end] if provision else ""
    return text if len(text) <= _NEIGHBOUR else f"… {text[-_NEIGHBOUR:].split(maxsplit=1)[-1]}"


def _beginning_of(document: Document, provision: Provision | None) -> str:
    text = document.body[provision.start : provision.end] if provision else ""
    return text if len(text) <= _NEIGHBOUR else f"{text[:_NEIGHBOUR].rsplit(maxsplit=1)[0]} …"
