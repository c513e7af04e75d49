"""Random keys on every screen, for a bounded number of steps: no unhandled exception, and the app goes on."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tui.navigation import PLACES

KEYS = [
    "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", "home", "end",
    "backspace", "delete", "space", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "ctrl+p", "ctrl+l", "ctrl+o",
    "ctrl+a", "ctrl+c", "ctrl+w", *(place.key for place in PLACES), *"abcdeghijklmnoprstuvxyz019?/.,;!é[]",
]  # fmt: skip
# What would write or remove files of this machine's is not pressed on: a dialog is left by Escape.


async def play(app: Any, seed: int, steps: int, size: tuple[int, int]) -> None:
    drawn = random.Random(seed)
    async with app.run_test(size=size) as pilot:
        for step in range(steps):
            key = drawn.choice(KEYS)
            await pilot.press(key)
            if step % 40 == 39:
                await pilot.resize_terminal(drawn.choice([40, 80, 100, 160]), drawn.choice([12, 24, 50]))
            if not app.is_running:
                break
        assert app._exception is None


@pytest.fixture(autouse=True)
def apart(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SSE_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)


async def test_forty_keys(app_of: Any, scripted: Any) -> None:
    await play(app_of(scripted(), "fr"), 1, 40, (80, 24))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
async def test_four_hundred_keys(app_of: Any, scripted: Any, seed: int) -> None:
    await play(app_of(scripted(), "en" if seed % 2 else "pt"), seed, 400, (100, 30))
