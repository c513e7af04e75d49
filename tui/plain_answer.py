"""An answer as lines: numbered sentences with verdict and reference, and the source of each.

Nothing but words tells what is what; lines are as long as their texts, for the terminal or
the screen reader to wrap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.answer_words import kind_in_words, searched_in_words, verbatim_in_words
from tui.i18n import _
from tui.places import find_place, provision_name

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Statement
    from knowledge.documents import Document, Provision

__all__ = ["Cited", "closing_lines", "copied", "provision_lines", "source_lines", "statement_lines"]


class Cited:
    """A numbered thing of the answer: a sentence, or a passage that is near the question."""

    def __init__(self, number: int, citation: Citation, statement: Statement | None = None) -> None:
        self.number = number
        self.citation = citation
        self.statement = statement


def statement_lines(cited: Cited, language: str) -> Iterator[str]:
    """The sentence, its verdict, its references, their addresses."""
    from assistant.rendering import beside, judged, quoted, reference

    statement, first = cited.statement, cited.citation
    yield ""
    if statement is None:
        yield f"{cited.number}. {reference(first)} ({kind_in_words(first, language)})"
        yield f"   {first.quote}"
        yield f"   {first.url}"
        return
    yield f"{cited.number}. {quoted(statement)}"
    if statement.kind == "written":
        yield f"   {judged(statement, language)}"
    elif verbatim := verbatim_in_words(first, language):
        yield f"   {verbatim}"
    for citation in statement.citations:
        yield f"   {reference(citation)} ({kind_in_words(citation, language)})"
        if statement.verdict == "unverified":
            yield f"   {beside(citation)}"
        if citation.url:
            yield f"   {citation.url}"


def closing_lines(answer: Answer, passages: int, documents: int) -> Iterator[str]:
    """What was searched, of `passages` and `documents` in all, and why no model wrote; the notice."""
    from assistant.rendering import footer

    yield ""
    yield searched_in_words(answer, passages, documents)
    yield from list(footer(answer))[1:]


def source_lines(citation: Citation, documents: Sequence[Document], language: str) -> Iterator[str]:
    """The whole provision, the quote announced in it, its neighbours' names, its addresses."""
    from assistant.rendering import reference

    place = find_place(citation, documents)
    yield f"{reference(citation)} ({kind_in_words(citation, language)})"
    if not place.title:
        yield _("The text around this passage is not in the library.")
    elif place.title != citation.title:
        yield place.title
    if place.before:
        yield _("Before: {provision}", provision=place.before)
    if (place.start, place.end) == (0, len(place.text)):
        yield " ".join(place.text.split())
    else:
        yield from _spoken(place.text[: place.start])
        yield _("The quote: {quote}", quote=" ".join(citation.quote.split()))
        yield from _spoken(place.text[place.end :])
    if place.after:
        yield _("After: {provision}", provision=place.after)
    if citation.reported_by:
        yield _("Reported by: {url}", url=citation.reported_by)
    if citation.url:
        yield _("Text: {url}", url=citation.url)


def provision_lines(document: Document, provision: Provision) -> Iterator[str]:
    """A provision with its name, as the document has it."""

    named = provision_name(provision, document.language)
    yield f"{document.short_title}, {named}:" if named else f"{document.short_title}:"
    yield from _spoken(document.body[provision.start : provision.end])


def copied(cited: Cited, language: str) -> str:
    """What is copied of a sentence, its reference included."""
    return "\n".join(line.strip() for line in statement_lines(cited, language) if line).partition(". ")[2]


def _spoken(text: str) -> Iterator[str]:
    """The lines of a text that hold something."""
    yield from (" ".join(line.split()) for line in text.splitlines() if line.strip())
