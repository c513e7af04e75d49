"""The comparison: a row a text, changed by keys, opened in the library, saved as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tui.screens.exporting import ExportScreen
from tui.widgets.item_view import RowView
from tui.widgets.path_input import PathInput


def rows(screen: Any) -> list[str]:
    return [view.row.document for view in screen.query(RowView)]


async def test_a_theme_has_a_row_a_text_that_can_be_changed_and_saved(
    over: Any, at: Any, drive: Any, tmp_path: Path
) -> None:
    app = over("fr")
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await at.opened(pilot, "compare")
        await pilot.press(*"logement", "enter")
        await drive.until(pilot, lambda: len(rows(screen)) == 5)
        shown = at.text_of(screen, ".item Static")
        assert "demande aux banques" in shown or "soutenir le logement" in shown
        assert any(view.row.statement is None for view in screen.query(RowView)), (
            "one text says nothing on it"
        )
        first = rows(screen)
        await pilot.press("d")  # the first one has the focus
        await drive.until(pilot, lambda: len(rows(screen)) == 4)
        assert rows(screen) == first[1:]
        await pilot.press("r")
        await drive.until(pilot, lambda: rows(screen) == first)
        view = next(view for view in screen.query(RowView) if view.row.statement is not None)
        before = view.row.statement.text
        view.focus()
        await pilot.press("n")
        await drive.until(
            pilot,
            lambda: any(
                one.row.document == view.row.document and one.row.statement.text != before
                for one in screen.query(RowView)
                if one.row.statement
            ),
        )
        await pilot.press("f8")
        await drive.until(pilot, lambda: isinstance(app.screen, ExportScreen))
        path = tmp_path / "logement.md"
        app.screen.query_one(PathInput).value = str(path)
        await pilot.press("enter")
        await drive.until(pilot, path.exists)
        assert "logement" in path.read_text("utf-8")


@pytest.mark.slow
async def test_a_row_is_opened_in_its_source(over: Any, at: Any, drive: Any) -> None:
    app = over("en")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await at.opened(pilot, "compare", theme="housing")
        await drive.until(pilot, lambda: len(rows(screen)) == 5)
        next(view for view in screen.query(RowView) if view.row.statement is not None).focus()
        await pilot.press("enter")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "LibraryScreen")
