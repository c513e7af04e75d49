"""One setting: its name, what it is for, the place to change it, and what was wrong with a change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from tui.i18n import _
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from knowledge.settings import Described

__all__ = ["SettingRow"]


class SettingRow(Vertical):
    """Says by a message what the reader wants; what is in force then comes back by `show`.

    Args:
        described: the setting.
        value: as the file has it.
        choices: value -> what it is called, where there are few.
    """

    class Wanted(Message):
        """The reader set another value."""

        def __init__(self, row: SettingRow, value: str | bool) -> None:
            super().__init__()
            self.row = row
            self.value = value

    def __init__(self, described: Described, value: str | bool, choices: Mapping[str, str]) -> None:
        super().__init__(id=f"row-{_id(described.name)}")
        self.described = described
        self.value = value
        self._choices = choices
        self._problem = Static(classes="problem")
        self._control = self._made()

    def compose(self) -> ComposeResult:
        yield Static(literal(self.described.name, "bold"))
        yield Static(literal(_(self.described.help)), classes="help")
        yield self._control
        variable = self.described.variable
        if variable and os.environ.get(variable):
            told = _("{variable} is set in the environment and wins for as long as it is.", variable=variable)
            yield Static(literal(told, "italic"), classes="help")
        yield self._problem

    def on_mount(self) -> None:
        self._problem.display = False

    def show(self, value: str | bool, problem: str = "") -> None:
        """Show what is in force, or keep what was typed and say what is wrong with it."""
        self._problem.update(literal(problem))
        self._problem.display = bool(problem)
        self.value = value
        control = self._control
        if isinstance(control, Select):
            control.value = value
        elif isinstance(control, Input) and not problem:
            control.value = str(value)

    @on(Select.Changed)
    def chosen(self, event: Select.Changed) -> None:
        event.stop()
        self._want(event.value)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def written(self, event: Input.Submitted | Input.Blurred) -> None:
        """A text holds when it is sent, or when the reader goes on."""
        event.stop()
        self._want(event.value)

    def _want(self, value: object) -> None:
        if value != self.value and isinstance(value, str | bool):
            self.post_message(self.Wanted(self, value))

    def _made(self) -> Widget:
        name = f"set-{_id(self.described.name)}"
        if isinstance(self.value, bool):  # words: a switch says on and off by its colour alone
            answers = [(_("yes"), True), (_("no"), False)]
            return Select(answers, allow_blank=False, value=self.value, id=name, compact=True)
        if self._choices:
            options = [(literal(shown), value) for value, shown in self._choices.items()]
            known = self.value if self.value in self._choices else next(iter(self._choices))
            return Select(options, allow_blank=False, value=known, id=name, compact=True)
        return Input(
            self.value, placeholder=_("empty"), password=self.described.secret, compact=True, id=name
        )


def _id(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")
