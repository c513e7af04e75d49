"""One line at the top: the screens, which one this is, and what may connect."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.i18n import _
from tui.navigation import PLACES, Place
from tui.network_state import NetworkState
from tui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.app import AssistantApp

__all__ = ["TopBar"]


class TopBar(Horizontal):
    """The names can be clicked; resting the mouse on one shows its key and what is there.

    Args:
        here: the name of the screen that this bar stands on.
    """

    def __init__(self, here: str) -> None:
        super().__init__()
        self._tabs = [_Tab(place, place.name == here) for place in PLACES]
        self._network = _Network()

    def compose(self) -> ComposeResult:
        yield from self._tabs
        yield self._network

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Show the names and the network in the language and the settings in force."""
        for tab in self._tabs:
            tab.draw()
        self._network.draw(cast("AssistantApp", self.app).network)


class _Tab(Static):
    def __init__(self, place: Place, here: bool) -> None:
        super().__init__(id=f"to-{place.name}", classes="-here" if here else "")
        self._place = place

    def draw(self) -> None:
        self.update(literal(_(self._place.title)))
        self.tooltip = literal(f"{self._place.key}: " + _(self._place.about))

    def on_click(self) -> None:
        cast("AssistantApp", self.app).open_screen(self._place.name)


class _Network(Static):
    def __init__(self) -> None:
        super().__init__(id="network")

    def draw(self, state: NetworkState) -> None:
        self.update(literal(state.word, "bold" if state.connects else ""))
        self.set_class(state.connects, "-connects")
        self.tooltip = literal(state.sentence)

    def on_click(self) -> None:
        cast("AssistantApp", self.app).tell_network()
