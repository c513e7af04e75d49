"""A list to tick several things of, that can be told without colours."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import SelectionList
from textual.widgets.option_list import OptionDoesNotExist

__all__ = ["TickList"]


class TickList(SelectionList[str]):
    """A `SelectionList` whose boxes are empty where they are off; Textual's own tells that by colour alone."""

    def on_focus(self) -> None:
        """The first key acts on something that is seen."""
        if self.highlighted is None and self.option_count:
            self.highlighted = 0

    def render_line(self, y: int) -> Strip:
        line = super().render_line(y)
        try:
            option = self.get_option_at_index(self.scroll_offset.y + y)
        except OptionDoesNotExist:
            return line
        if option.value in self.selected:
            return line
        left, inner, *rest = line
        return Strip([left, Segment(" ", inner.style), *rest])
