"""The note: every sentence keeps its source; sentences are left out and moved; it is saved as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.widgets import Input

from tui.screens.exporting import ExportScreen
from tui.widgets.item_view import SentenceView
from tui.widgets.path_input import PathInput


def keys(screen: Any) -> list[str]:
    return [view.key for view in screen.query(SentenceView)]


async def test_a_note_is_made_changed_and_saved(over: Any, at: Any, drive: Any, tmp_path: Path) -> None:
    app = over("en")
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await at.opened(pilot, "brief", theme="cooperative housing")
        await drive.until(pilot, lambda: len(keys(screen)) > 1)
        first = keys(screen)
        await pilot.press("d")  # the first one has the focus
        await drive.until(pilot, lambda: len(keys(screen)) == len(first) - 1)
        await pilot.press("r")
        await drive.until(pilot, lambda: len(keys(screen)) == len(first))
        screen.query_one("#audience", Input).value = "the ministry"
        path = tmp_path / "note.md"
        await pilot.press("f8")
        await drive.until(pilot, lambda: isinstance(app.screen, ExportScreen))
        app.screen.query_one(PathInput).value = str(path)
        await pilot.press("enter")
        await drive.until(pilot, path.exists)
        text = path.read_text("utf-8")
        assert "the ministry" in text
        assert "para" in text, "a sentence has its pinpoint"
