"""The app's screens: their names, in the order of the top bar, and where their classes are.

A screen's class is imported when the screen is first opened, so that the start does not pay
for it.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tui.i18n import N_

if TYPE_CHECKING:
    from tui.asking import Asking
    from tui.screens.translated import TranslatedScreen

__all__ = ["PLACES", "Place", "ScreenClass", "place_of"]


class ScreenClass(Protocol):
    """A class of screens: one is made of what asks, after `prepare` was called in a thread."""

    def __call__(self, asking: Asking, /) -> TranslatedScreen: ...

    def prepare(self) -> None: ...


class Place(NamedTuple):
    """One screen: how it is called in code and on the screen, what can be done there, the key to it.

    The keys have letters: alt and a digit reaches the app as a sign of a Mac's keyboard (`£`)
    unless the terminal speaks the newer protocol of keys. Alt with b and with f move by words.
    """

    name: str
    title: str
    about: str
    key: str
    module: str
    class_name: str

    def load(self) -> ScreenClass:
        """The screen's class; imports what it needs, which may take long, so call it in a thread."""
        found: ScreenClass = getattr(import_module(self.module), self.class_name)
        found.prepare()
        return found


_ALL = (
    Place("ask", N_("Ask"), N_("Ask the texts a question"), "alt+a", "tui.screens.ask", "AskScreen"),
    Place(
        "library", N_("Library"), N_("Read the texts and practices, and add your own"),
        "alt+l", "tui.screens.library", "LibraryScreen",
    ),
    Place(
        "compare", N_("Compare"), N_("What each text says on a theme, side by side"),
        "alt+c", "tui.screens.compare", "CompareScreen",
    ),
    Place(
        "brief", N_("Brief"), N_("Write an advocacy note in which everything has its source"),
        "alt+n", "tui.screens.brief", "BriefScreen",
    ),
    Place(
        "federation", N_("Federation"), N_("Improve the index together; judgements stay with you"),
        "alt+r", "tui.screens.federation", "FederationScreen",
    ),
    Place(
        "models", N_("Models"), N_("Which models are here, and which one writes"),
        "alt+m", "tui.screens.models", "ModelsScreen",
    ),
    Place(
        "settings", N_("Settings"), N_("Language, colours, keys, network and more"),
        "alt+s", "tui.screens.settings", "SettingsScreen",
    ),
)  # fmt: skip

# What is not in this installation is not offered.
PLACES = tuple(place for place in _ALL if find_spec(place.module))


def place_of(name: str) -> Place:
    """The place of this name.

    Raises:
        KeyError: no screen is called so.
    """
    return {place.name: place for place in PLACES}[name]
