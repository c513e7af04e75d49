"""How every screen looks: narrow, dark and in French; wide, light and in English; some in other ways.

`pytest tests/unit/tui/screens/test_looks.py --snapshot-update` accepts a change.
"""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList, Static

from assistant.models.memory import available_bytes
from knowledge import Retriever
from knowledge.settings import describe
from tui.app import AssistantApp
from tui.widgets.item_view import ItemView
from tui.widgets.library_tree import LibraryTree
from tui.widgets.question_input import QuestionInput
from tui.widgets.reader import Reader
from tui.widgets.setting_row import SettingRow

Show = Callable[[Pilot[None], Any], Awaitable[None]]
NARROW, WIDE = (80, 24), (120, 40)


class Day(datetime.date):
    """Always the same."""

    @classmethod
    def today(cls) -> Self:
        return cls(2026, 11, 23)


def theme_in(language: str) -> str:
    return "logement" if language == "fr" else "housing"


async def ask(pilot: Pilot[None], drive: Any) -> None:
    app: Any = pilot.app
    await drive.until(pilot, lambda: app.asking.assistant is not None)
    line = app.screen.query_one(QuestionInput)
    line.value = theme_in(app.language)
    await pilot.press("enter")
    await drive.until(pilot, lambda: drive.views(app))
    await drive.until(pilot, lambda: not app.screen._busy)
    await pilot.press("down")


async def library(pilot: Pilot[None], drive: Any) -> None:
    """The shelf alone where it is narrow, with a text beside it where it is wide."""
    app: Any = pilot.app
    narrow = app.size.width < 110
    app.open_screen("library", **({} if narrow else {"document": "eu-2023"}))
    await drive.until(pilot, lambda: type(app.screen).__name__ == "LibraryScreen")
    await drive.until(pilot, lambda: app.screen.query_one(LibraryTree).root.children)
    if narrow:
        app.screen.query_one(LibraryTree).focus()
        await pilot.press("down", "down")
    else:
        await drive.until(pilot, lambda: app.screen.query_one("#page", Reader).has_focus)


async def reading(pilot: Pilot[None], drive: Any) -> None:
    """A text where it is narrow."""
    app: Any = pilot.app
    app.open_screen("library", document="un-2023", language="fr")
    await drive.until(pilot, lambda: type(app.screen).__name__ == "LibraryScreen")
    await drive.until(pilot, lambda: app.screen.query_one("#page", Reader).has_focus)


async def on_a_theme(pilot: Pilot[None], drive: Any, name: str) -> None:
    app: Any = pilot.app
    app.open_screen(name, theme=theme_in(app.language))
    await drive.until(pilot, lambda: type(app.screen).__name__ == f"{name.title()}Screen")
    await drive.until(pilot, lambda: isinstance(app.focused, ItemView))


async def compare(pilot: Pilot[None], drive: Any) -> None:
    await on_a_theme(pilot, drive, "compare")


async def brief(pilot: Pilot[None], drive: Any) -> None:
    await on_a_theme(pilot, drive, "brief")


async def federation(pilot: Pilot[None], drive: Any) -> None:
    app: Any = pilot.app
    app.open_screen("federation")
    await drive.until(pilot, lambda: type(app.screen).__name__ == "FederationScreen")
    await drive.until(pilot, lambda: app.screen.section.ready and app.screen.retriever is not None)


async def models(pilot: Pilot[None], drive: Any) -> None:
    app: Any = pilot.app
    app.open_screen("models")
    await drive.until(pilot, lambda: type(app.screen).__name__ == "ModelsScreen")
    await drive.until(pilot, lambda: app.screen.query_one("#models", DataTable).row_count > 3)
    await drive.until(pilot, lambda: "gguf" in str(app.screen.query_one("#facts", Static).content))
    await pilot.press("down")  # the first one is here, and where it is differs
    await drive.until(pilot, lambda: "gguf" not in str(app.screen.query_one("#facts", Static).content))


async def settings(pilot: Pilot[None], drive: Any) -> None:
    app: Any = pilot.app
    app.open_screen("settings")
    await drive.until(pilot, lambda: type(app.screen).__name__ == "SettingsScreen")
    await drive.until(pilot, lambda: len(app.screen.query(SettingRow)) == len(describe()))
    await drive.until(pilot, lambda: "ask.write" in str(app.screen.query("#keys").last(Static).content))


async def first_run(pilot: Pilot[None], drive: Any) -> None:
    """The first step where it is narrow, the third where it is wide."""
    app: Any = pilot.app
    await drive.until(pilot, lambda: isinstance(app.focused, OptionList))
    if app.size.width >= 110:
        await pilot.press("enter")
        await drive.until(pilot, lambda: not isinstance(app.focused, OptionList))
        await pilot.press("enter")
        await drive.until(pilot, lambda: isinstance(app.focused, OptionList))


SCREENS: tuple[Show, ...] = (ask, library, compare, brief, federation, models, settings, first_run)
QUICK = (ask, library, federation, first_run)
LOOKS = [
    *(
        pytest.param(show, NARROW, "fr", "sse-dark", marks=[] if show in QUICK else pytest.mark.slow)
        for show in SCREENS
    ),
    *(pytest.param(show, WIDE, "en", "sse-light", marks=pytest.mark.slow) for show in SCREENS),
    *(
        pytest.param(*one, marks=pytest.mark.slow)
        for one in (
            (reading, NARROW, "fr", "sse-dark"), (ask, NARROW, "es", "sse-contrast"), (library, NARROW, "pt", "sse-contrast"),
            (compare, NARROW, "en", "sse-plain"), (brief, WIDE, "fr", "sse-contrast"), (federation, NARROW, "pt", "sse-light"),
            (models, NARROW, "es", "sse-light"), (settings, NARROW, "pt", "sse-plain"),
        )
    ),
]  # fmt: skip


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with 1.5 GB of memory left."""
    told = tmp_path / "meminfo"
    told.write_text("MemAvailable: 1464843 kB\n", encoding="ascii")
    monkeypatch.setattr(available_bytes, "__defaults__", (told,))


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.brief.date", Day)


@pytest.mark.usefixtures("sse_data_dir", "memory", "today")
@pytest.mark.parametrize(("show", "size", "language", "theme"), LOOKS)
def test_how_it_looks(
    show: Show, size: tuple[int, int], language: str, theme: str,
    over: Any, small: Retriever, drive: Any, snap_compare: Any,
) -> None:  # fmt: skip
    app: AssistantApp = over(language, small, first_run=show is first_run)
    app.theme = theme

    async def run(pilot: Pilot[None]) -> None:
        await drive.until(pilot, lambda: app.screen_stack)
        await drive.until(pilot, lambda: app.asking.assistant is not None)
        await show(pilot, drive)
        for line in app.screen.query("Input"):
            line.cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=run)
