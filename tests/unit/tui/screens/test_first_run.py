"""The first run: three steps by Enter, skippable at each, and never again."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import OptionList

from tui.app import AssistantApp
from tui.first_run import is_first_run
from tui.screens.first_run import FirstRunScreen


@pytest.fixture(autouse=True)
def config(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_CONFIG_DIR", str(tmp_path / "config"))


async def test_language_what_is_here_and_an_example(scripted: Any, drive: Any) -> None:
    assert is_first_run()
    app = AssistantApp(lambda progress: scripted(), "en", first_run=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await drive.until(pilot, lambda: isinstance(app.focused, OptionList))
        app.focused.highlighted = 1
        await pilot.press("enter")
        await drive.until(pilot, lambda: "étape 2" in str(app.screen.query(".dialog-text").first().content))
        await pilot.press("enter")
        await drive.until(pilot, lambda: isinstance(app.focused, OptionList))
        await pilot.press("enter")
        await drive.until(pilot, lambda: not isinstance(app.screen, FirstRunScreen))
        await drive.until(pilot, lambda: not is_first_run())


async def test_escape_skips_it_for_good(scripted: Any, drive: Any) -> None:
    app = AssistantApp(lambda progress: scripted(), "pt", first_run=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("escape")
        await drive.until(pilot, lambda: not isinstance(app.screen, FirstRunScreen))
        await drive.until(pilot, lambda: not is_first_run())
