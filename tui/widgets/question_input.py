"""The line where the question is written."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

__all__ = ["QuestionInput"]


class QuestionInput(Input):
    """An `Input` that keeps all of a pasted text: line ends become spaces.

    The base class drops what follows the first line.
    """

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if text := " ".join(event.text.split()):
            self.replace(text, *self.selection)
