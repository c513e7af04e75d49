"""Reads a document of any length: only what is looked at, and a page around it, is laid out.

What was not laid out has an estimated height, so the length of the bar is one too. When a
block above turns out longer or shorter, the text that is read stays where it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from tui.i18n import N_
from tui.widgets.flow import Block, Flow, Leaf
from tui.widgets.literal import literal

__all__ = ["Reader"]

_WIDEST = 100  # columns of text; longer lines are hard to read
_MARGIN = 2  # columns at the left, for the bar beside the provision that is read
_KEPT = 400  # blocks whose strips are kept
_WEB = re.compile(r"https?://[!-~]+")
_STYLES = {
    "title": "bold", "about": "$text-muted", "link": "$text-muted", "heading": "bold $text-accent",
    "note": "italic $text-muted", "text": "", "gap": "",
}  # fmt: skip
# Seen without colours too, and told apart.
_FOUND, _CHOSEN = "underline", "bold reverse"


class Reader(ScrollView, can_focus=True, inherit_bindings=False):
    """One document; a bar marks the provision that is read, which `current` numbers."""

    ALLOW_SELECT = False  # lines are drawn one by one: a provision is copied by its key
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "provision(1)", N_("Next"), id="reader.next"),
        Binding("p", "provision(-1)", N_("Previous"), id="reader.previous", show=False),
        Binding("up", "line(-1)", N_("Line up"), show=False, id="reader.up"),
        Binding("down", "line(1)", N_("Line down"), show=False, id="reader.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="reader.page_up"),
        Binding("pagedown,space", "page(1)", N_("Page down"), show=False, id="reader.page_down"),
        Binding("home", "edge(-1)", N_("Beginning"), show=False, id="reader.home"),
        Binding("end", "edge(1)", N_("End"), show=False, id="reader.end"),
    ]

    class Moved(Message):
        """Another provision is read now."""

        def __init__(self, reader: Reader) -> None:
            super().__init__()
            self.reader = reader

        @property
        def control(self) -> Reader:
            return self.reader

    def __init__(self, id: str) -> None:  # noqa: A002 - as every widget calls it
        super().__init__(id=id)
        self.leaf: Leaf | None = None
        self.places: Sequence[tuple[int, int]] = ()  # found in the body, in order
        self.chosen = -1  # which of them
        self._flow: Flow | None = None
        self._strips: OrderedDict[int, list[Strip]] = OrderedDict()
        self._went: int | None = None  # the provision gone to, until the reader scrolls away
        self._told: int | None = None
        self._placing = False

    @property
    def current(self) -> int:
        """The number of the provision that is read; -1 above the first, or where nothing is shown."""
        if self.leaf is None or self._flow is None:
            return -1
        if self._went is not None:
            return self._went
        return self.leaf.blocks[self._flow.at(self.scroll_offset.y)[0]].provision

    @property
    def laid_out(self) -> int:
        """Blocks that were laid out at this width."""
        return self._flow.laid_out if self._flow is not None else 0

    def show(self, leaf: Leaf | None, provision: int = -1) -> None:
        """Show a document from a provision on, or nothing."""
        self.leaf = leaf
        self.places, self.chosen = (), -1
        self._told = None
        self._went = provision
        self._reflow()
        self.go(provision)

    def go(self, provision: int) -> None:
        """Read on at a provision; at the top of all for -1."""
        if self.leaf is None:
            return
        self._went = provision
        if self._flow is not None:
            block = self.leaf.headings[provision] if provision >= 0 else 0
            self._place(block, 0)
        self._tell()

    def mark(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline places of the body; none of them is chosen."""
        self.places, self.chosen = places, -1
        self._strips.clear()
        self.refresh()

    def choose(self, number: int) -> None:
        """Bring one of the places into sight, and read its provision."""
        if self.leaf is None or self._flow is None or not self.places:
            return
        self.chosen = number % len(self.places)
        self._strips.clear()
        start = self.places[self.chosen][0]
        block = self._block_of(start)
        found = self.leaf.blocks[block]
        above = found.text + self.leaf.document.body[found.start : start + 1]
        line = len(literal(above).wrap(self._width)) - 1
        self._went = found.provision
        at = self._flow.top(block) + line
        if not self.scroll_offset.y <= at < self.scroll_offset.y + self._height - 1:
            self._place(block, line - self._height // 3)
        self._tell()
        self.refresh()

    def action_provision(self, by: int) -> None:
        if self.leaf is not None:
            self.go(min(max(-1, self.current + by), len(self.leaf.headings) - 1))

    def action_line(self, by: int) -> None:
        self._scroll(self.scroll_offset.y + by)

    def action_page(self, by: int) -> None:
        self._scroll(self.scroll_offset.y + by * max(1, self._height - 1))

    def action_edge(self, to: int) -> None:
        self._scroll(0 if to < 0 else self.max_scroll_y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self._placing and self._flow is not None and round(old_value) != round(new_value):
            self._went = None
            self._settle()
            self._tell()

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self, _event: events.Resize) -> None:
        if self.leaf is None:
            return
        went, before = self._went, self._flow
        anchor = before.at(self.scroll_offset.y)[0] if before is not None else None
        self._reflow()
        self._went = went
        if anchor is None or went is not None:
            self.go(went if went is not None else -1)
        else:
            self._place(anchor, 0)

    def render_line(self, y: int) -> Strip:
        width, style = self.scrollable_content_region.width, self.visual_style.rich_style
        line = y + self.scroll_offset.y
        if self.leaf is None or self._flow is None or line >= self._flow.total:
            return Strip.blank(width, style)
        number, within = self._flow.at(line)
        strips = self._laid_out(number)
        block = self.leaf.blocks[number]
        bar = "▌" if block.provision == self.current and block.provision >= 0 else " "
        strip = Strip([Segment(bar.ljust(_MARGIN), style)], _MARGIN)
        if within < len(strips):
            strip = Strip.join([strip, strips[within]])
        return strip.adjust_cell_length(width, style)

    @property
    def _width(self) -> int:
        return min(self.scrollable_content_region.width - _MARGIN, _WIDEST)

    @property
    def _height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def _reflow(self) -> None:
        """Begin again with estimates, for another document or another width."""
        self._strips.clear()
        self._flow = (
            Flow(self.leaf.blocks, self._width) if self.leaf is not None and self._width > 0 else None
        )
        if self._flow is None:
            self.virtual_size = Size(0, 0)
        self.refresh()

    def _place(self, block: int, line: int) -> None:
        """Bring a line of a block, which may lie before or after it, to the top."""
        flow = self._flow
        if flow is None:
            return
        self._settle(block)
        self._scroll_silently(flow.top(block) + line)
        self._settle()
        self.refresh()

    def _scroll(self, line: float) -> None:
        self.scroll_to(y=line, animate=False)

    def _scroll_silently(self, line: int) -> None:
        """Scroll without a word of it: the provision that is read stays the same."""
        self._placing = True
        self.scroll_target_y = line
        self.scroll_y = line
        self._placing = False

    def _settle(self, block: int | None = None) -> None:
        """Lay out a page before the top line, the one in sight and one after it.

        Args:
            block: whose first line is the top one; the line that is on top where not given.
        """
        flow = self._flow
        if flow is None:
            return
        top, within = flow.at(self.scroll_offset.y) if block is None else (block, 0)
        while True:
            line = flow.top(top) + min(within, flow.height(top) - 1)
            first, last = flow.at(line - self._height)[0], flow.at(line + 2 * self._height)[0]
            unknown = flow.unknown(first, last)
            if not unknown:
                break
            flow.learn({number: len(self._laid_out(number)) for number in unknown})
        self._measure()
        if block is None and line != self.scroll_offset.y:
            self._scroll_silently(line)

    def _measure(self) -> None:
        """The size of the whole; the last provision can come to the top, as any other."""
        assert self.leaf is not None
        assert self._flow is not None
        last = self.leaf.headings[-1] if self.leaf.headings else 0
        height = max(self._flow.total, self._flow.top(last) + self._height)
        size = Size(self._width, height)
        if size != self.virtual_size:
            self.virtual_size = size

    def _laid_out(self, number: int) -> list[Strip]:
        """The lines of a block."""
        if (strips := self._strips.get(number)) is not None:
            self._strips.move_to_end(number)
            return strips
        assert self.leaf is not None
        content = self._content(self.leaf.blocks[number])
        strips = Visual.to_strips(self, content, self._width, None, self.visual_style, apply_selection=False)
        strips = self._strips[number] = strips or [Strip.blank(0)]
        if len(self._strips) > _KEPT:
            self._strips.popitem(last=False)
        return strips

    def _content(self, block: Block) -> Content:
        assert self.leaf is not None
        text = block.text + self.leaf.document.body[block.start : block.end]
        content = literal(text, _STYLES[block.kind])
        if block.kind == "link" and _WEB.fullmatch(text):
            content = content.stylize(Style(link=text))
        first = bisect_right(self.places, block.start, key=lambda place: place[1])
        for number in range(first, len(self.places)):
            start, end = self.places[number]
            if start >= block.end:
                break
            shift = len(block.text) - block.start
            style = _CHOSEN if number == self.chosen else _FOUND
            content = content.stylize(style, max(start, block.start) + shift, min(end, block.end) + shift)
        return content

    def _block_of(self, place: int) -> int:
        """The block that shows a place of the body."""
        assert self.leaf is not None
        blocks = self.leaf.blocks
        shown = [number for number, block in enumerate(blocks) if block.end > block.start]
        found = bisect_right(shown, place, key=lambda number: blocks[number].start) - 1
        return shown[max(0, found)]

    def _tell(self) -> None:
        if self.current != self._told:
            self._told = self.current
            self.refresh()
            # After what moves it has ended: others may move with it.
            self.call_later(partial(self.post_message, self.Moved(self)))
