"""Screens and dialogs that let the keys have their turn while they appear.

Showing one is a handful of events, each of which takes a while and waits for nothing.
"""

from __future__ import annotations

import asyncio

from textual.events import Event
from textual.screen import ModalScreen, Screen, ScreenResultType

__all__ = ["Dialog", "YieldingScreen"]


class YieldingScreen(Screen[ScreenResultType]):
    """A screen."""

    async def on_event(self, event: Event) -> None:
        await super().on_event(event)
        await asyncio.sleep(0)


class Dialog(ModalScreen[ScreenResultType]):  # styles come by the first base alone, so not of the class above
    """A question that waits for an answer, over the screen that asks it."""

    async def on_event(self, event: Event) -> None:
        await super().on_event(event)
        await asyncio.sleep(0)
