"""Asks before something leaves: all of it is shown, then the file that it is written to."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from tui.i18n import N_, _
from tui.screens.yielding import Dialog
from tui.widgets.literal import literal
from tui.widgets.path_input import PathInput

__all__ = ["AgreeScreen", "Agreed"]


class Agreed(NamedTuple):
    """What was agreed to: the file that is written, where one is, and a reason."""

    path: Path | None
    why: str


class AgreeScreen(Dialog[Agreed | None]):
    """Dismissed with None unless it was agreed.

    Args:
        question: what is asked.
        text: all that leaves, or is signed.
        yes: what the button says that does it.
        name: the file that is proposed; "" where nothing is written.
        reason: whether a line for a reason is there.
    """

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/agreeing.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="agreeing.leave"),
    ]

    def __init__(
        self, question: str, text: Content, yes: str, name: str = "", *, reason: bool = False
    ) -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._yes = yes
        self._name = name
        self._reason = reason
        self._replaced = ""  # the path that may be replaced
        self._state = Static(id="agreeing-state")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="agreeing"):
            yield Static(literal(self._question, "bold"), classes="dialog-text")
            with VerticalScroll(id="agreeing-text"):
                yield Static(self._text)
            if self._reason:
                yield Input(placeholder=_("Your reason, in a line; everybody reads it"), id="why")
            if self._name:
                yield Static(literal(_("Write it to which file?")), classes="agreeing-label")
                yield PathInput(self._name)
            yield self._state
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("Cancel"), id="no", compact=True)
                yield Button(literal(self._yes), id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no", Button).focus()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """A line is written: on to the next thing; only the button agrees."""
        self.focus_next()

    @on(Button.Pressed, "#yes")
    def agree(self) -> None:
        """Agree; a file that is there is replaced when that was said a second time."""
        path = self._path()
        if self._name and path is None:
            self._say(_("Write the path of a file first."))
        elif path is not None and path.is_dir():
            self._say(_("{path} is a folder: add the name of a file.", path=path))
        elif path is not None and path.exists() and self._replaced != str(path):
            self._replaced = str(path)
            self._say(
                _("{path} is there already. Choose “{yes}” again to replace it.", path=path, yes=self._yes)
            )
        else:
            why = self.query_one("#why", Input).value.strip() if self._reason else ""
            self.dismiss(Agreed(path, why))

    @on(Button.Pressed, "#no")
    def action_leave(self) -> None:
        self.dismiss(None)

    def _path(self) -> Path | None:
        written = self.query_one(PathInput).value.strip() if self._name else ""
        return Path(written).expanduser().absolute() if written else None

    def _say(self, text: str) -> None:
        self._state.update(literal(text))
        self._state.add_class("error")
