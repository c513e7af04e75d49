"""One line above the question: what is being done, and whether the model writes."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from tui.i18n import _
from tui.widgets.literal import literal

__all__ = ["StatusBar", "ai_notice"]


def ai_notice() -> str:
    """What an AI system does here, in the language in force."""
    return _(
        "This is an AI system. It searches the texts and chooses sentences of them; if you ask for it, a "
        "language model writes sentences, which are marked and checked. It can be wrong: read the source "
        "beside each sentence."
    )


class StatusBar(Horizontal):
    """That an AI system answers, how, and what is searched, at the left; the state at the right.

    A click on how and on what changes it.
    """

    class Chosen(Message):
        """The reader clicked on a part; `action` is the screen's that goes with it."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        # Made here, so that they can be told something before they are mounted.
        self._notice = Static(id="name")
        self._mode = Static(id="mode")
        self._filters = Static(id="filtered")
        self._state = Static(id="state")

    def compose(self) -> ComposeResult:
        yield self._notice
        yield self._mode
        yield self._filters
        yield self._state

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        """Show what does not change but with the language."""
        self._notice.update(literal(_("AI system"), "bold"))
        self._notice.tooltip = literal(ai_notice())

    def show_mode(self, text: str, writing: bool) -> None:
        """Say whether the model writes; `writing` makes it stand out."""
        self._mode.update(literal(text, "bold $text-warning" if writing else ""))

    def show_filters(self, text: str, active: bool) -> None:
        """Say whether all is searched; `active` makes it stand out."""
        self._filters.update(literal(text, "bold $text-warning" if active else ""))

    @on(events.Click, "#mode")
    def mode_clicked(self) -> None:
        self.post_message(self.Chosen("write"))

    @on(events.Click, "#filtered")
    def filters_clicked(self) -> None:
        self.post_message(self.Chosen("filters"))

    def show_state(self, text: str) -> None:
        """Say what is being done."""
        self._state.update(literal(text))
