"""The source of a sentence: its whole provision with the quote highlighted, and its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Button, Static

from tui.answer_words import kind_in_words
from tui.i18n import N_, _
from tui.places import Place, find_place
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from assistant.answer import Citation
    from knowledge.documents import Document

__all__ = ["SourcePanel"]

_WEB = re.compile(r"https?://[!-~]+")
_QUOTE = "bold reverse"  # seen without colours too


class SourcePanel(VerticalScroll):
    """Shows one citation; scrolls by the arrow and page keys while it has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "library", N_("Open in the library"), id="source.library")
    ]

    class LibraryWanted(Message):
        """The reader wants to read on in the library."""

        def __init__(self, citation: Citation) -> None:
            super().__init__()
            self.citation = citation

    def __init__(self) -> None:
        super().__init__(id="source")
        self.place: Place | None = None
        self.citation: Citation | None = None
        self._again: Callable[[], None] | None = None  # shows it in another language
        self._reference = Static(id="source-reference")
        self._about = Static(id="source-about")
        self._text = Static(id="source-text")
        self._links = Static(id="source-links")
        self._library: Button | None = None  # mounted with the first source: its styles take a while

    def compose(self) -> ComposeResult:
        yield from (self._reference, self._about, self._text, self._links)

    def on_mount(self) -> None:
        if self.citation is None:
            self.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "library":
            return self.place is not None and bool(self.place.title)
        return super().check_action(action, parameters)

    def show(self, citation: Citation, documents: Sequence[Document], language: str) -> None:
        """Show where `citation` stands; the kind of text is told in `language`, that of the question."""
        from assistant.rendering import reference

        self.citation = citation
        self._again = partial(self.show, citation, documents, language)
        place = self.place = find_place(citation, documents)
        about = [literal(kind_in_words(citation, language), "dim")]
        if not place.title:
            about.append(literal(_("The text around this passage is not in the library."), "dim"))
        elif place.title != citation.title:
            about.insert(0, literal(place.title, "italic"))
        if place.before:
            about += [
                Content.empty(),
                *_neighbour(_("Before: {provision}", provision=place.before), place.text_before),
            ]
        links = []
        if place.after:
            links += [
                *_neighbour(_("After: {provision}", provision=place.after), place.text_after),
                Content.empty(),
            ]
        if citation.reported_by:
            links.append(_link(_("Reported by: {url}", url=citation.reported_by), citation.reported_by))
        if citation.url:
            links.append(_link(_("Text: {url}", url=citation.url), citation.url))
        self._reference.update(literal(reference(citation), "bold"))
        self._about.update(Content("\n").join(about))
        text = literal(place.text)
        if (place.start, place.end) != (0, len(place.text)):  # where it is all quoted, nothing stands out
            text = text.stylize(_QUOTE, place.start, place.end)
        self._text.update(text)
        self._links.update(Content("\n").join(links))
        if self._library is None:
            self._library = Button(id="source-library", compact=True)
            self.mount(self._library)
        self._library.label = _("Open in the library")
        self._library.display = bool(place.title)
        self.call_after_refresh(self.scroll_to_quote)

    def clear(self) -> None:
        """Show no source."""
        self.place = self.citation = self._again = None
        for part in (self._reference, self._text, self._links):
            part.update(Content.empty())
        if self._library is not None:
            self._library.display = False
        self._about.update(literal(_("Move to a sentence to see it where it stands in its text."), "dim"))

    def retranslate(self) -> None:
        """Show the same in the language in force."""
        if self._again is not None:
            self._again()
        else:
            self.clear()

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

    @on(Button.Pressed, "#source-library")
    def action_library(self) -> None:
        if self.citation is not None:
            self.post_message(self.LibraryWanted(self.citation))


def _neighbour(named: str, text: str) -> list[Content]:
    return [literal(named, "dim bold"), literal(text, "dim")]


def _link(told: str, url: str) -> Content:
    """An address that the terminal can open, also where it is wrapped."""
    content = literal(told)
    # Any other address could hold an escape sequence, or start a program.
    return content.stylize(Style(link=url), content.plain.find(url)) if _WEB.fullmatch(url) else content
