"""A row of a comparison, or a sentence of a note: focused, opened in its source, changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui.i18n import N_

if TYPE_CHECKING:
    from assistant.brief import SectionName
    from assistant.compare import Row

__all__ = ["ItemList", "ItemView", "RowView", "SentenceView"]

_AT_ONCE = 6  # widgets that are mounted between two keys
Wish = Literal["read", "copy", "leave_out", "better", "worse", "up", "down"]


class ItemView(Horizontal, can_focus=True):
    """What the reader wants of it is told as `Wished`.

    Args:
        parts: shown beside each other in a wide window, below each other in a narrow one.
        key: names it among the others, also after they were drawn again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "wish('read')", N_("Read"), id="item.read"),
        # Not in the footer, which is full at 80 columns.
        Binding("c,ctrl+o", "wish('copy')", N_("Copy"), id="item.copy", show=False),
        Binding("d,delete", "wish('leave_out')", N_("Leave out"), id="item.leave_out"),
    ]

    class Wished(Message):
        """The reader wants something done with this one."""

        def __init__(self, view: ItemView, wish: Wish) -> None:
            super().__init__()
            self.view = view
            self.wish = wish

    def __init__(self, parts: Iterable[Content], key: str) -> None:
        super().__init__(classes="item")
        self.key = key
        self._parts = [Static(part, classes=f"part-{number}") for number, part in enumerate(parts)]

    def compose(self) -> ComposeResult:
        yield from self._parts

    def on_click(self) -> None:
        self.focus()

    def action_wish(self, wish: Wish) -> None:
        self.post_message(self.Wished(self, wish))


class RowView(ItemView):
    """A row of a comparison."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "wish('better')", N_("Next best"), id="row.next"),
        Binding("p", "wish('worse')", N_("The one before"), id="row.previous", show=False),
    ]

    def __init__(self, parts: Iterable[Content], row: Row) -> None:
        super().__init__(parts, row.document)
        self.row = row


class SentenceView(ItemView):
    """A sentence of a note: number `number` of its section."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u,shift+up", "wish('up')", N_("Move up"), id="sentence.up"),
        Binding("m,shift+down", "wish('down')", N_("Move down"), id="sentence.down"),
    ]

    def __init__(self, part: Content, key: str, section: SectionName, number: int) -> None:
        super().__init__([part], key)
        self.section = section
        self.number = number


class ItemList(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Items among headings; the items take the focus, and the arrows go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", N_("Previous"), show=False, id="items.up"),
        Binding("down", "step(1)", N_("Next"), show=False, id="items.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="items.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="items.page_down"),
        Binding("home", "end(0)", N_("First"), show=False, id="items.first"),
        Binding("end", "end(-1)", N_("Last"), show=False, id="items.last"),
    ]

    async def show(self, widgets: Sequence[Widget]) -> None:
        """Show these in place of what is there, a few at a time: keys have their turn in between."""
        await self.remove_children()
        for first in range(0, len(widgets), _AT_ONCE):
            await self.mount(*widgets[first : first + _AT_ONCE])

    @property
    def items(self) -> list[ItemView]:
        """The items in their order."""
        return list(self.query(ItemView))

    @property
    def focused_number(self) -> int:
        """Which item has the focus; -1 for none."""
        return next((number for number, one in enumerate(self.items) if one.has_focus), -1)

    def begin(self) -> None:
        """Go to the first item, with what stands above it in sight."""
        for item in self.items[:1]:
            item.focus(scroll_visible=False)
        self.scroll_home(animate=False)

    def focus_number(self, number: int) -> None:
        """Go to an item, or to the last where there are fewer."""
        if items := self.items:
            items[min(max(number, 0), len(items) - 1)].focus()

    def focus_key(self, key: str) -> None:
        """Go to the item that is called so, if it is there."""
        for item in self.items:
            if item.key == key:
                item.focus()

    def action_step(self, by: int) -> None:
        """The next item; a long one is read to its end first, and past the ends it scrolls."""
        items, now = self.items, self.focused_number
        view = self.scrollable_content_region
        if now >= 0:
            region = items[now].region
            if by > 0 and region.bottom > view.bottom:
                self.scroll_relative(y=by, animate=False)
                return
            if by < 0 and region.y < view.y and region.height > view.height:
                self.scroll_relative(y=by, animate=False)
                return
        if 0 <= now + by < len(items):
            items[now + by].focus()
        else:
            self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(1, self.scrollable_content_region.height - 1), animate=False)

    def action_end(self, number: int) -> None:
        if items := self.items:
            items[number].focus()
        if number == 0:
            self.scroll_home(animate=False)
        else:
            self.scroll_end(animate=False)
