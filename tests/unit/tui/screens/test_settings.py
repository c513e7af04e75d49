"""Settings: each has a sentence of help; language and theme act at once; a wrong value is told where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Input, Select, Static

from knowledge.settings import describe, load
from tui.widgets.setting_row import SettingRow


@pytest.fixture
def config(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_CONFIG_DIR", str(tmp_path / "config"))


@pytest.mark.usefixtures("config")
async def test_every_setting_is_there_and_acts_at_once(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted(), "en")
    async with app.run_test(size=(100, 40)) as pilot:
        app.open_screen("settings")
        await drive.until(pilot, lambda: len(app.screen.query(SettingRow)) == len(describe()))
        rows = {row.described.name: row for row in app.screen.query(SettingRow)}
        assert set(rows) == {one.name for one in describe()}
        assert all(len(str(row.query(".help").first(Static).content)) > 20 for row in rows.values())
        rows["language"].query_one(Select).value = "es"
        await drive.until(
            pilot,
            lambda: any("Idioma" in str(one.content) for one in app.screen.query(".help").results(Static)),
        )
        assert load().language == "es"
        rows = {row.described.name: row for row in app.screen.query(SettingRow)}
        rows["theme"].query_one(Select).value = "sse-contrast"
        await drive.until(pilot, lambda: app.theme == "sse-contrast")


@pytest.mark.slow
@pytest.mark.usefixtures("config")
async def test_a_wrong_value_stays_to_be_mended_and_changes_nothing(
    app_of: Any, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted(), "en")
    async with app.run_test(size=(100, 40)) as pilot:
        app.open_screen("settings")
        await drive.until(pilot, lambda: len(app.screen.query(SettingRow)) == len(describe()))
        row = next(row for row in app.screen.query(SettingRow) if row.described.name == "federation.budget")
        line = row.query_one(Input)
        line.focus()
        await pilot.press(*"much", "enter")
        await drive.until(pilot, lambda: bool(row.query_one(".problem", Static).display))
        assert line.value == "much"
        assert load().budget is None
