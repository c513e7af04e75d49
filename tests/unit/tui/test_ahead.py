"""Screens are ready before they are shown, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tui.screens.yielding import Dialog


async def to(pilot: Any, drive: Any, name: str) -> Any:
    pilot.app.open_screen(name)
    await drive.until(pilot, lambda: type(pilot.app.screen).__name__.lower() == f"{name}screen")
    return pilot.app.screen


async def test_a_hidden_screen_fits_when_it_is_shown_again(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        library = await to(pilot, drive, "library")
        assert library.has_class("-wide")
        await to(pilot, drive, "ask")
        await pilot.resize_terminal(80, 24)
        await drive.until(pilot, lambda: app.screen.has_class("-narrow"))
        await to(pilot, drive, "library")
        await drive.until(pilot, lambda: library.has_class("-narrow") and not library.has_class("-wide"))
        await pilot.resize_terminal(120, 40)
        await drive.until(pilot, lambda: library.has_class("-wide") and not library.has_class("-narrow"))


async def test_a_screen_below_a_dialog_fits_after_it(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.ask(pilot, "What?")
        ask = app.screen
        await pilot.press("f8")
        await drive.until(pilot, lambda: isinstance(app.screen, Dialog))
        await pilot.resize_terminal(80, 24)
        await pilot.press("escape")
        await drive.until(pilot, lambda: app.screen is ask and ask.has_class("-narrow"))


async def test_a_screen_is_opened_while_it_is_being_loaded(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.until(pilot, lambda: app.asking.assistant is not None)
        loading = [asyncio.create_task(app.loaded("compare")) for _ in range(3)]
        app.open_screen("compare")
        app.open_screen("compare")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "CompareScreen")
        assert len({id(one) for one in await asyncio.gather(*loading)}) == 1
        assert len(app._screens) == 2


async def test_showing_a_screen_works_out_no_styles_of_others(app_of: Any, scripted: Any, drive: Any) -> None:
    """Textual's hook: if it went, opening would be slow again, and nothing else would tell."""
    app = app_of(scripted())
    updated: list[Any] = []
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.until(pilot, lambda: app.asking.assistant is not None)
        await app.loaded("models")
        update = app.stylesheet.update
        app.stylesheet.update = lambda root, animate=False: (updated.append(root), update(root, animate))
        await to(pilot, drive, "models")
        assert updated == []


@pytest.mark.slow
async def test_all_screens_are_loaded_once_nobody_waits(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:

        def parsed(name: str) -> bool:
            return any(name in key[1][0] for key in app.stylesheet._parse_cache.keys())  # noqa: SIM118

        await drive.until(pilot, lambda: app._loading)
        await drive.until(pilot, lambda: parsed("work.tcss") and parsed("settings.tcss"))
