"""Asks for a file to save to, and saves: what goes wrong is said where the path is written."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError
from tui.i18n import N_, _, ngettext, said
from tui.screens.yielding import Dialog
from tui.widgets.choices import Tick
from tui.widgets.literal import literal
from tui.widgets.path_input import PathInput

__all__ = ["ExportScreen", "Save"]


class Save(Protocol):
    """Writes the file, in a thread."""

    def __call__(self, path: Path, *, replaced: bool, include_own: bool) -> None: ...


class ExportScreen(Dialog[str]):
    """Dismissed with the path of the file that was written, or "".

    Args:
        save: writes it; may raise an error of ours.
        name: the file that is proposed.
        endings: of the formats that there are, with their dots.
        private: how many rows or sources are of documents of the user's own; they stay out
            unless the user says otherwise.
    """

    CSS_PATH: ClassVar = ["../styles/dialogs.tcss", "../styles/adding.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("Cancel"), id="exporting.leave"),
    ]

    def __init__(self, save: Save, name: str, endings: tuple[str, ...], private: int = 0) -> None:
        super().__init__()
        self._save = save
        self._proposed = name
        self._endings = endings
        self._private = private
        self._agreed = ""  # the path that may be replaced
        self._saving = False
        self._state = Static(id="export-state")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog", id="exporting"):
            endings = ", ".join(self._endings)
            yield Static(
                literal(_("Save to which file? Its ending says the format: {endings}", endings=endings)),
                classes="dialog-text",
            )
            yield PathInput(self._proposed, endings=self._endings)
            if self._private:
                told = ngettext(
                    "Also what comes from your own document ({n}), which is private",
                    "Also what comes from your own documents ({n}), which are private",
                    self._private, n=self._private,
                )  # fmt: skip
                yield Tick(literal(told), id="include-own", compact=True)
            yield self._state
            with Horizontal(classes="dialog-buttons"):
                yield Button(_("Cancel"), id="leave", compact=True)
                yield Button(_("Save"), id="start", variant="primary", compact=True)

    def on_mount(self) -> None:
        self.query_one(PathInput).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#start")
    def start(self) -> None:
        """Save; a file that is there is replaced when that was said a second time."""
        written = self.query_one(PathInput).value.strip()
        if not written or self._saving:
            return
        path = Path(written).expanduser().absolute()
        if path.is_file() and self._agreed != str(path):
            self._agreed = str(path)
            self._say(_("{path} is there already. Press Enter again to replace it.", path=path))
            return
        own = any(box.value for box in self.query(Tick))
        replaced = self._agreed == str(path)
        self._saving = True
        self.run_worker(lambda: self._run(path, replaced, own), thread=True, exit_on_error=False)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        self.dismiss("")

    def _run(self, path: Path, replaced: bool, own: bool) -> None:
        """In a thread."""
        problem = _("It failed.")  # an error that is none of ours ends the worker
        try:
            self._save(path, replaced=replaced, include_own=own)
            problem = ""
        except (AssistantError, KnowledgeError, OSError) as error:
            problem = said(error)
        finally:
            if self.app.is_running:
                self.app.call_from_thread(self._ended, path, problem)

    def _ended(self, path: Path, problem: str) -> None:
        self._saving = False
        if problem:
            self._say(problem, wrong=True)
        else:
            self.dismiss(str(path))

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._state.update(literal(text))
        self._state.set_class(wrong, "error")
