"""The models: what is here is told, and what could be pulled is asked before anything connects."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import DataTable, Static

from tui.screens.dialogs import ConfirmScreen, PromptScreen


@pytest.mark.slow
async def test_the_packaged_model_is_told_with_its_licence_and_its_test(
    app_of: Any, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted(), "en")
    async with app.run_test(size=(100, 30)) as pilot:
        app.open_screen("models")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "ModelsScreen")
        table = app.screen.query_one("#models", DataTable)
        await drive.until(pilot, lambda: table.row_count > 3)
        await drive.until(pilot, lambda: "Apache-2.0" in str(app.screen.query_one("#facts", Static).content))
        facts = str(app.screen.query_one("#facts", Static).content)
        assert "SmolLM2" in str(table.get_row_at(0)[0])
        assert "sha256" in facts
        await pilot.press("down", "p")
        await drive.until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("escape")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "ModelsScreen")
        await pilot.press("a")
        await drive.until(pilot, lambda: isinstance(app.screen, PromptScreen))
        await pilot.press(*"/no/such.gguf", "enter")
        await drive.until(pilot, lambda: "such.gguf" in str(app.screen.query("#work").first(Static).content))
