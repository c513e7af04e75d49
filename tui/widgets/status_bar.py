"""One line above the question: what is being done, and whether the model writes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.widgets.literal import literal

__all__ = ["StatusBar"]


class StatusBar(Horizontal):
    """The app's name at the left; the mode of answering and the state at the right."""

    def __init__(self) -> None:
        super().__init__()
        # Made here, so that they can be told something before they are mounted.
        self._mode = Static(id="mode")
        self._state = Static(id="state")

    def compose(self) -> ComposeResult:
        yield Static(literal("SSE Assistant", "bold"), id="name")
        yield self._mode
        yield self._state

    def show_mode(self, text: str, writing: bool) -> None:
        """Say whether the model writes; `writing` makes it stand out."""
        self._mode.update(literal(text, "bold $text-warning" if writing else ""))

    def show_state(self, text: str) -> None:
        """Say what is being done."""
        self._state.update(literal(text))
