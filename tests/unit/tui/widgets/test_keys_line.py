"""The line of keys: what the keys do now, in the language in force, by key and by mouse."""

from __future__ import annotations

from typing import Any

from tui.i18n import translated
from tui.widgets.keys_line import KeysLine
from tui.widgets.question_input import QuestionInput


def line(app: Any) -> KeysLine:
    return app.screen.query_one(KeysLine)


def shown(app: Any) -> dict[str, str]:
    return {told: key for key, told in line(app).shown}


async def test_it_follows_the_focus_and_the_language(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.ask(pilot, "What?")
        await drive.until(pilot, lambda: "Quit" in shown(app))
        assert "Copy" not in shown(app)
        await pilot.press("down")
        await drive.until(pilot, lambda: "Copy" in shown(app))
        await app.change_language("fr")
        await drive.until(pilot, lambda: translated("Copy", "fr") in shown(app))
        assert "Copy" not in str(line(app).content)


async def test_a_click_is_the_key(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("down")
        await drive.until(pilot, lambda: "Question" in shown(app))
        at = str(line(app).content).index("Question")
        await pilot.hover(KeysLine, offset=(at, 0))
        await drive.until(pilot, lambda: line(app)._under != "")
        await pilot.click(KeysLine, offset=(at, 0))
        await drive.until(pilot, lambda: isinstance(app.focused, QuestionInput))
        await pilot.hover(QuestionInput)
        await drive.until(pilot, lambda: line(app)._under == "")


async def test_a_click_beside_the_keys_does_nothing(app_of: Any, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 24)) as pilot:
        await drive.ask(pilot, "What?")
        focused = app.focused
        await pilot.click(KeysLine, offset=(118, 0))
        await pilot.pause()
        assert app.focused is focused
        assert app.is_running


async def test_without_colours_it_says_the_same(
    app_of: Any, scripted: Any, drive: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: "Quit" in shown(app))
        assert "^q Quit" in str(line(app).content)
