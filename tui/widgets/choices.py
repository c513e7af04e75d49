"""Choices that can be told without colours, and named anew when the language changes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Checkbox, Select

__all__ = ["Tick", "name_options"]


class Tick(Checkbox):
    """A `Checkbox` that is empty where it is off; Textual's own tells that by its colour alone."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()


def name_options(select: Select[str], options: Sequence[tuple[str, str]]) -> None:
    """Show these options, (name, value) each, and keep what is chosen."""
    with select.prevent(Select.Changed):
        chosen = select.value
        select.set_options(options)
        values = [value for _name, value in options]
        # A value that does not change keeps the name that it was shown by.
        for value in (values[-1], values[0], chosen if chosen in values else values[0]):
            select.value = value
