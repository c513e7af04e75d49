"""The line where the question is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.i18n import N_

if TYPE_CHECKING:
    from tui.history import History

__all__ = ["QuestionInput"]


class QuestionInput(Input):
    """An `Input` that keeps all of a pasted text: line ends become spaces.

    The base class drops what follows the first line. With a `history`, the arrow keys go
    back to earlier questions and forward again; what was being written is not lost.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", N_("Earlier question"), show=False, id="question.earlier"),
        Binding("down", "later", N_("Later question"), show=False, id="question.later"),
    ]
    history: History | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no question to go to, the keys mean what they mean on the screen."""
        if action == "earlier":
            return self.history is not None and bool(self.history.questions)
        if action == "later":
            return self.history is not None and self.history.is_back
        return super().check_action(action, parameters)

    def action_earlier(self) -> None:
        if self.history is not None:
            self._show(self.history.back(self.value))

    def action_later(self) -> None:
        if self.history is not None:
            self._show(self.history.forward())

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if text := " ".join(event.text.split()):
            self.replace(text, *self.selection)

    def _show(self, question: str) -> None:
        self.value = question
        self.cursor_position = len(question)
