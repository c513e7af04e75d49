"""A screen of the app: under the bar of all screens, in a language that can change while it is shown."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual.binding import ActiveBinding
from textual.events import Event, ScreenResume
from textual.screen import Screen

from tui.i18n import _, language
from tui.navigation import PLACES
from tui.screens.yielding import YieldingScreen
from tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from tui.app import AssistantApp

__all__ = ["TranslatedScreen", "fit"]

_WIDE = 110  # columns from which two things stand beside each other


def fit(screen: Screen[Any], width: int) -> Screen[Any]:
    """Name the screen after the room it has, as Textual would with its first resize; styles come later."""
    wide = width >= _WIDE
    return screen.set_class(wide, "-wide", update=False).set_class(not wide, "-narrow", update=False)


class TranslatedScreen(YieldingScreen[None]):
    """Bindings are class attributes in Textual, made before the language is known: they are
    described in English, and the footer and the panel of keys get the translation here.
    """

    def __init__(self, interface: str = "") -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
        self.language = interface or language()
        self._resumed = False

    @staticmethod
    def prepare() -> None:
        """What takes long before the first one is shown, such as imports; called once, in a thread."""

    async def on_event(self, event: Event) -> None:
        if isinstance(event, ScreenResume) and not self._resumed:
            # It comes right after the styles were worked out; a screen of a mode gets a second one.
            self._resumed, event.refresh_styles = True, False
        await super().on_event(event)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        return {
            key: active._replace(binding=replace(active.binding, description=_(active.binding.description)))
            for key, active in super().active_bindings.items()
        }

    @property
    def shell(self) -> AssistantApp:
        """The app, with what it offers to its screens."""
        return cast("AssistantApp", self.app)

    async def on_mount(self) -> None:
        await self.show_top_bar()

    def on_screen_resume(self) -> None:
        """The terminal may have got another width meanwhile; Textual tells that to what is shown alone."""
        fit(self, self.app.size.width)

    async def show_top_bar(self) -> None:
        """Show the bar of all screens, in the language in force; none where the app has no screens."""
        bars = self.query(TopBar)
        if bars:
            bars.first().draw()
        elif hasattr(self.app, "open_screen"):
            here = next((place.name for place in PLACES if place.class_name == type(self).__name__), "")
            await self.mount(TopBar(here))

    async def retranslate(self) -> None:
        """The language in force has changed: show everything in it."""
        self.language = language()
        focused = self.focused.id if self.focused is not None else None
        await self.recompose()
        if focused is not None and (again := self.query(f"#{focused}")):
            again.first().focus()

    def go(self, **arguments: Any) -> Awaitable[None] | None:
        """Show what the arguments name; a screen that can be sent somewhere says here how."""
        raise TypeError(f"{type(self).__name__} cannot be sent to {arguments}.")
