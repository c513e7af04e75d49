"""An app whose screens are imported, and their styles parsed, before they are shown: keys wait for neither."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen
from textual.widget import AwaitMount

from tui.navigation import PLACES, place_of
from tui.screens.translated import fit
from tui.stylesheet import KeptStylesheet

if TYPE_CHECKING:
    from tui.navigation import ScreenClass
    from tui.pacing import Pacing

__all__ = ["AheadApp"]

_LATER = 1.0  # seconds after somebody waited, until the screens that were not visited yet are loaded


class AheadApp(App[None]):
    """What a first visit of a screen needs, loaded in a thread.

    Attributes:
        pacing: of Python's own work, meanwhile.
    """

    stylesheet: KeptStylesheet
    pacing: Pacing

    def __init__(self) -> None:
        super().__init__()
        self._loading = False

    def load_ahead(self) -> None:
        """Soon, when nobody waits for anything; once in a run of the app."""
        if not self._loading:
            self._loading = True
            self.set_timer(_LATER, self._begin_loading)

    async def loaded(self, name: str) -> ScreenClass:
        """The class of the screen `name`, after it was imported and its styles were parsed."""

        def load() -> tuple[ScreenClass, KeptStylesheet]:
            with self.pacing.made():
                return place_of(name).load(), self.stylesheet.parsed_ahead()

        made, ahead = await asyncio.to_thread(load)
        self.stylesheet.take(ahead)
        return made

    def _begin_loading(self) -> None:
        async def load() -> None:
            for place in PLACES:
                await self.loaded(place.name)

        self.run_worker(load(), group="ahead", exit_on_error=False)

    def _get_screen(self, screen: Screen[Any] | str) -> tuple[Screen[Any], AwaitMount]:
        """Textual makes a screen known here, and would then work out the styles of everything shown
        again: for the screen's own style sheet, which is about nothing else, for the theme, which has
        not changed, and for its width. All that is there before.
        """
        if isinstance(screen, Screen) and not screen.is_running:
            for path in screen.css_path:
                if not self.stylesheet.has_source(str(path)):
                    self.stylesheet.read(path)
            screen._css_update_count = self._css_update_count
            fit(screen, self.size.width)
        return super()._get_screen(screen)
