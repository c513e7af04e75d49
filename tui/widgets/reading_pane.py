"""One document open to be read: its place on top, its text, perhaps another language beside it,
and a line to find words or to go to a provision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.i18n import N_, _, language, number, said
from tui.reading import aligned, language_name, place_of, quoted, read
from tui.widgets.finding import find_all, plain_letters
from tui.widgets.flow import Leaf
from tui.widgets.literal import literal
from tui.widgets.marks import mark_of
from tui.widgets.reader import Reader

if TYPE_CHECKING:
    from knowledge.documents import Document

__all__ = ["ReadingPane"]


class ReadingPane(Vertical):
    """Shows one document; cutting it into blocks and searching it happen in threads."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "pinpoint", N_("Go to"), id="reading.pinpoint"),
        Binding("slash,ctrl+f", "find", N_("Find"), id="reading.find"),
        Binding("f3", "match(1)", N_("Next match"), id="reading.next_match"),
        Binding("f9", "match(-1)", N_("Previous match"), id="reading.previous_match", show=False),
        Binding("l", "beside", N_("Language"), id="reading.beside"),
        Binding("c,ctrl+o", "copy", N_("Copy"), id="reading.copy"),
        Binding("u", "copy_link", N_("Copy the link"), id="reading.copy_link", show=False),
    ]

    class Told(Message):
        """Something to say: how many places were found, or what went wrong."""

        def __init__(self, text: str, wrong: bool = False) -> None:
            super().__init__()
            self.text = text
            self.wrong = wrong

    def __init__(self) -> None:
        super().__init__(id="reading")
        self.others: tuple[Document, ...] = ()  # the same text in other languages
        self._letters = ""  # of the document, ready to be searched
        self._origin = 0  # where in the body finding began
        self._finding = True  # the line finds words; else it goes to a provision
        self._turn = 0  # of opening: what was asked for before the last is dropped
        self._place = Static(id="place")
        self._page, self._beside = Reader("page"), Reader("beside")
        self._line = Input(id="line")

    def compose(self) -> ComposeResult:
        yield self._place
        with Container(id="pages"):
            yield self._page
            yield self._beside
        yield self._line

    def on_mount(self) -> None:
        self._line.display = self._beside.display = False
        self.retranslate()

    @property
    def leaf(self) -> Leaf | None:
        """The document that is read."""
        return self._page.leaf

    @property
    def page(self) -> Reader:
        """Where it is read."""
        return self._page

    def retranslate(self) -> None:
        """Say what is said around the text in the language in force."""
        self._line.placeholder = self._asked_for
        if self.leaf is not None:
            self.open(self.leaf.document, self._page.current, self.others)
        self._show_place()

    def open(
        self, document: Document, place: int, others: Sequence[Document], *, focus: bool = False
    ) -> None:
        """Show a document from a provision on; -1 is its beginning."""
        self._turn += 1
        self.others = tuple(others)
        beside = self._beside.leaf.document if self._beside.leaf is not None else None
        if beside not in self.others:
            beside = None
        opening = self._open(document, place, beside, self._turn, focus)
        self.run_worker(opening, group="read", exclusive=True, exit_on_error=False)

    def close(self) -> None:
        """Show nothing."""
        self._turn += 1
        self.others = ()
        self._line.display = False
        self._page.show(None)
        self._show_beside(None)

    def step_back(self) -> bool:
        """Close the line, or the other language; whether there was one of them."""
        if self._line.display:
            self._line.display = False
            self._page.mark(())
            self._say("")
        elif self._beside.display:
            self._show_beside(None)
        else:
            return False
        self._page.focus()
        self.screen.refresh_bindings()
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the document allows."""
        if action in ("pinpoint", "copy", "copy_link", "find"):
            return self.leaf is not None
        if action == "match":
            return bool(self._page.places)
        if action == "beside":
            return bool(self.others)
        return super().check_action(action, parameters)

    @on(Reader.Moved, "#page")
    def moved(self) -> None:
        """Say where the reader is, and turn to the same provision in the other language."""
        self._show_place()
        other = self._beside.leaf
        if self.leaf is not None and other is not None:
            place = aligned(self.leaf.document, self._page.current, other.document)
            if place >= 0 or self._page.current < 0:
                self._beside.go(place)

    @on(Input.Submitted, "#line")
    def line_entered(self, event: Input.Submitted) -> None:
        if not self._finding:
            self._go_to(event.value)
        elif self._page.places:
            self.action_match(1)

    @on(Input.Changed, "#line")
    async def line_changed(self, event: Input.Changed) -> None:
        """Search while it is written."""
        if not self._finding or not self._line.display:
            return
        letters, wanted = self._letters, event.value
        places = await asyncio.to_thread(find_all, letters, wanted) if len(wanted.strip()) > 1 else []
        if wanted == self._line.value and letters is self._letters:
            self._page.mark(places)
            if places:
                self._choose(self._first_match())
            else:
                self._say(_("Not found: {words}", words=wanted) if len(wanted.strip()) > 1 else "")
            self.screen.refresh_bindings()

    def action_pinpoint(self) -> None:
        self._show_line(finding=False)

    def action_find(self) -> None:
        self._show_line(finding=True)

    def action_match(self, by: int) -> None:
        self._choose(self._page.chosen + by)

    def action_beside(self) -> None:
        """The next other language at the side; after the last one none."""
        shown = self._beside.leaf.document if self._beside.leaf is not None else None
        place = self.others.index(shown) + 1 if shown in self.others else 0
        self._show_beside(self.others[place] if place < len(self.others) else None)

    def action_copy(self) -> None:
        """The provision that is read, with its reference; above the first, the reference of the whole."""
        if self.leaf is not None:
            text = quoted(self.leaf.document, self._page.current, language())
            self.app.copy_to_clipboard(literal(text).plain)
            self.notify(_("Sent to the clipboard, with its reference."), markup=False)

    def action_copy_link(self) -> None:
        if self.leaf is not None:
            url = literal(self.leaf.document.url).plain
            if url:
                self.app.copy_to_clipboard(url)
            self.notify(url or _("This document has no address."), markup=False)

    async def _open(
        self, document: Document, place: int, beside: Document | None, turn: int, focus: bool
    ) -> None:
        leaf = await asyncio.to_thread(read, document, language())
        if turn != self._turn:
            return
        self._line.display = False
        self._letters = ""
        self._page.show(leaf, place)
        self._show_beside(beside)
        if focus:
            self._page.focus()
        self._show_place()
        self.screen.refresh_bindings()
        letters = await asyncio.to_thread(plain_letters, document.body)
        if turn == self._turn:
            self._letters = letters

    def _show_beside(self, document: Document | None) -> None:
        self._beside.display = document is not None
        if document is None:
            self._beside.show(None)
            self._show_place()
        else:
            self.run_worker(self._open_beside(document), group="beside", exclusive=True, exit_on_error=False)

    async def _open_beside(self, document: Document) -> None:
        leaf = await asyncio.to_thread(read, document, language())
        if self.leaf is not None and document in self.others and self._beside.display:
            self._beside.show(leaf, aligned(self.leaf.document, self._page.current, document))
            self._show_place()

    def _go_to(self, written: str) -> None:
        from assistant.errors import WorkError

        if self.leaf is None or not written.strip():
            return
        try:
            _document, place = place_of([self.leaf.document], written, language())
        except WorkError as error:
            self._say(said(error), wrong=True)
            return
        self._line.display = False
        self._say("")
        self._page.go(place)
        self._page.focus()
        self.screen.refresh_bindings()

    def _show_line(self, *, finding: bool) -> None:
        self._finding = finding
        self._origin = self._read_so_far
        self._line.value = ""
        self._line.placeholder = self._asked_for
        self._line.display = True
        self._line.focus()
        self.screen.refresh_bindings()

    def _first_match(self) -> int:
        """The first place from where the reader was when the line opened; the first of all after the last."""
        return next((n for n, place in enumerate(self._page.places) if place[0] >= self._origin), 0)

    def _choose(self, match: int) -> None:
        self._page.choose(match)
        found, count = self._page.chosen + 1, len(self._page.places)
        self._say(_("{n} of {count} places", n=number(found), count=number(count)))

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.post_message(self.Told(text, wrong))

    def _show_place(self) -> None:
        """`□ ILO resolution 2022 · digest · English · 12 of 45`"""
        if self.leaf is None:
            self._place.update(literal(_("Choose a text to read it here."), "$text-muted"))
            return
        document, here = self.leaf.document, self._page.current
        mark = mark_of(document)
        parts = [mark.word, language_name(document.language)]
        if (beside := self._beside.leaf) is not None:
            other = beside.document
            kind = "" if other.kind == document.kind else f" ({mark_of(other).word})"
            parts[-1] += f" | {language_name(other.language)}{kind}"
        if here >= 0:
            parts.append(_("{n} of {count}", n=number(here + 1), count=number(len(document.provisions))))
        title = literal(f"{mark.sign} {document.short_title}", "bold")
        self._place.update(Content.assemble(title, literal(f" · {' · '.join(parts)}", "$text-muted")))

    @property
    def _read_so_far(self) -> int:
        """Where in the body the provision that is read begins, its title included."""
        here = self._page.current
        return self.leaf.document.provisions[here - 1].end if self.leaf is not None and here > 0 else 0

    @property
    def _asked_for(self) -> str:
        if self._finding:
            return _("Words to find in this text; Enter for the next place")
        return _("Which provision? For instance: para. 5, art. 4")
