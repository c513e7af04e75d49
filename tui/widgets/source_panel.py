"""The source of a sentence: its whole provision with the quote highlighted, and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from tui.strings import tell
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from assistant.answer import Citation
    from knowledge.documents import Document, Provision

__all__ = ["Place", "SourcePanel", "find_place"]

_WEB = re.compile(r"https?://[!-~]+")
_QUOTE = "bold reverse"  # seen without colours too


@dataclass(frozen=True, slots=True)
class Place:
    """A quote in its provision.

    Attributes:
        text: the provision as the document has it; the quote alone where that is unknown.
        start, end: the quote in `text`, in code points.
        title: the document's full title, or "".
        before, after: the neighbouring provisions as a reader names them, or "".
    """

    text: str
    start: int
    end: int
    title: str = ""
    before: str = ""
    after: str = ""


class SourcePanel(VerticalScroll):
    """Shows one citation; scrolls by the arrow and page keys while it has the focus."""

    def __init__(self, language: str) -> None:
        super().__init__(id="source")
        self.language = language
        self.place: Place | None = None
        self._reference = Static(id="source-reference")
        self._about = Static(id="source-about")
        self._text = Static(id="source-text")
        self._links = Static(id="source-links")
        self.clear()

    def compose(self) -> ComposeResult:
        yield from (self._reference, self._about, self._text, self._links)

    def show(self, citation: Citation, documents: Sequence[Document], language: str) -> None:
        """Show where `citation` stands; labels are in `language`, the reader's."""
        from assistant.rendering import reference
        from assistant.wording import label

        place = self.place = find_place(citation, documents)
        about = [literal(label(citation, language), "dim")]
        if not place.title:
            about.append(literal(tell("source.unknown", self.language), "dim"))
        elif place.title != citation.title:
            about.insert(0, literal(place.title, "italic"))
        if place.before:
            about.append(literal(tell("before", self.language, provision=place.before), "dim"))
        links = []
        if place.after:
            links.append(literal(tell("after", self.language, provision=place.after), "dim"))
        if citation.reported_by:
            links.append(self._link("reported_by", citation.reported_by))
        if citation.url:
            links.append(self._link("page", citation.url))
        self._reference.update(literal(reference(citation), "bold"))
        self._about.update(Content("\n").join(about))
        text = literal(place.text)
        if (place.start, place.end) != (0, len(place.text)):  # where it is all quoted, nothing stands out
            text = text.stylize(_QUOTE, place.start, place.end)
        self._text.update(text)
        self._links.update(Content("\n").join(links))
        self.call_after_refresh(self.scroll_to_quote)

    def clear(self) -> None:
        """Show no source."""
        self.place = None
        for part in (self._reference, self._text, self._links):
            part.update(Content.empty())
        self._about.update(literal(tell("source.empty", self.language), "dim"))

    def scroll_to_quote(self) -> None:
        """Scroll no more than is needed for the quote to be seen from its first line."""
        height, width = self.scrollable_content_region.height, self._text.content_size.width
        if self.place is None or not width or not height:
            return
        content = literal(self.place.text)
        top = self._text.virtual_region.y
        first = top + len(content[: self.place.start + 1].wrap(width)) - 1
        last = top + len(content[: self.place.end].wrap(width)) - 1
        self.scroll_to(y=0 if last < height else min(first - 1, last - height + 2), animate=False)

    def _link(self, name: str, url: str) -> Content:
        """An address that the terminal can open, also where it is wrapped."""
        told = literal(tell(name, self.language, url=url))
        # Any other address could hold an escape sequence, or start a program.
        return told.stylize(Style(link=url), told.plain.find(url)) if _WEB.fullmatch(url) else told


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
        _named(before, document.language),
        _named(after, document.language),
    )


def _named(provision: Provision | None, language: str) -> str:
    """`para. 5, Scope of the definition`; the title alone where the pinpoint is made of it."""
    if provision is None:
        return ""
    from knowledge.pinpoints import display

    where = display(provision.pinpoint, language, provision.title)
    if not provision.title:
        return where
    return f"{where}, {provision.title}" if where and provision.title not in where else provision.title
