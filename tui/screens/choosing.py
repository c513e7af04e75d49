"""Two questions of one line: for a place on the disk or an address, and for a passphrase."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.i18n import N_, _
from tui.screens.yielding import Dialog
from tui.widgets.literal import literal
from tui.widgets.path_input import PathInput

__all__ = ["ChooseScreen", "PassphraseScreen"]


class ChooseScreen(Dialog[str]):
    """Asks for a path, completed from the disk, or for an address; "" where none was given.

    Args:
        question: what is asked.
        value: what is proposed.
        endings: of the files that are offered; all where none is given.
    """

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/agreeing.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="choosing.leave"),
    ]

    def __init__(self, question: str, value: str = "", endings: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._endings = endings

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(literal(self._question), classes="dialog-text")
            yield PathInput(self._value, _("Path; tab completes it"), self._endings)

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        self.dismiss("")


class PassphraseScreen(Dialog[str]):
    """Asks for the passphrase of the member's key; "" where none was given. It is not shown."""

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/agreeing.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="passphrase.leave"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(literal(_("The passphrase of your key:")), classes="dialog-text")
            yield Input(password=True, id="passphrase")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_leave(self) -> None:
        self.dismiss("")
