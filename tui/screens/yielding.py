"""Screens and dialogs that let the keys have their turn while they appear."""

from __future__ import annotations

import asyncio

from textual.events import Event
from textual.screen import ModalScreen, Screen, ScreenResultType

__all__ = ["Dialog", "YieldingScreen"]


class YieldingScreen(Screen[ScreenResultType]):
    """Showing a screen is a handful of events, each of which takes a while and waits for nothing."""

    async def on_event(self, event: Event) -> None:
        await super().on_event(event)
        await asyncio.sleep(0)


class Dialog(YieldingScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A question that waits for an answer, over the screen that asks it."""
