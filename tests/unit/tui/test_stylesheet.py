"""The style sheet: parsed once and ahead, and never with other colours than those in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet, StylesheetParseError
from textual.widgets import Button

from tui.navigation import PLACES
from tui.screens.dialogs import ConfirmScreen
from tui.stylesheet import KeptStylesheet, _brought

RED, BLUE = {"ours": "#ff0000"}, {"ours": "#0000ff"}


def colour(sheet: Stylesheet) -> str:
    return sheet.rules[-1].styles.background.hex


def test_a_source_is_parsed_again_only_where_a_variable_has_changed() -> None:
    sheet = KeptStylesheet(variables=dict(RED))
    sheet.add_source("Button { background: $ours; }")
    before = sheet.rules[-1]
    assert colour(sheet) == "#FF0000"
    sheet.set_variables(dict(RED))
    sheet.reparse()
    assert sheet.rules[-1] is before
    sheet.set_variables(dict(BLUE))
    sheet.reparse()
    assert colour(sheet) == "#0000FF"


def test_what_is_wrong_is_told_and_the_rules_stay(tmp_path: Path) -> None:
    sheet = KeptStylesheet(variables=dict(RED))
    sheet.add_source("Button { background: $ours; }")
    before = sheet.rules
    path = tmp_path / "wrong.tcss"
    path.write_text("Button { background: nothing; }", encoding="utf-8")
    sheet.read(path)
    with pytest.raises(StylesheetParseError):
        sheet.reparse()
    assert sheet._rules == before


def test_the_first_widget_after_a_file_was_read_has_its_styles(tmp_path: Path) -> None:
    sheet = KeptStylesheet()
    sheet.add_source("Button { width: 3; }")
    assert "Label" not in sheet.rules_map
    path = tmp_path / "label.tcss"
    path.write_text("Label { width: 4; }", encoding="utf-8")
    sheet.read(path)
    assert "Label" in sheet.rules_map


def test_what_was_parsed_ahead_is_known_unless_the_colours_have_changed() -> None:
    sheet = KeptStylesheet(variables=dict(RED))
    ahead = sheet.parsed_ahead()
    assert len(ahead._parse_cache) > 20
    assert len(sheet._parse_cache) == 0, "nothing changes before it is taken"
    sheet.take(ahead)
    assert len(sheet._parse_cache) == len(ahead._parse_cache)
    assert len(sheet.parsed_ahead()._parse_cache) == 0
    other = KeptStylesheet(variables=dict(BLUE))
    other.take(ahead)
    assert len(other._parse_cache) == 0


def test_a_widget_that_is_wrong_is_left_out() -> None:
    class Wrong(Button):
        DEFAULT_CSS = "Wrong { background: $there_is_none; }"

    try:
        KeptStylesheet().parsed_ahead()
    finally:
        Wrong.DEFAULT_CSS = ""


def test_it_is_named_as_textual_names_it() -> None:
    """Else nothing that was parsed ahead would ever be found."""
    places = {place for place, _source in _brought()}
    screen = ConfirmScreen("?", "yes")
    assert {(str(path), "") for path in screen.css_path} <= places
    assert {place for place, *_rest in screen._get_default_css()} <= places


@pytest.mark.slow
async def test_after_loading_ahead_a_first_visit_parses_nothing(
    app_of: Any, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.until(pilot, lambda: app.asking.assistant is not None)
        for place in PLACES:
            await app.loaded(place.name)
        known = set(app.stylesheet._parse_cache.keys())
        for place in PLACES[1:]:
            app.open_screen(place.name)
            await drive.until(pilot, lambda at=place: type(app.screen).__name__ == at.class_name)
            await pilot.pause(0.3)
        assert set(app.stylesheet._parse_cache.keys()) == known


@pytest.mark.slow
async def test_a_screen_looks_the_same_whichever_was_visited_before(
    app_of: Any, scripted: Any, drive: Any
) -> None:
    """A style sheet is about its own screen: rules of the one do not reach the other."""
    app = app_of(scripted())
    looks: list[dict[str, str]] = []
    async with app.run_test(size=(120, 40)) as pilot:
        for _turn in range(2):
            found = {}
            for place in PLACES[1:]:
                app.open_screen(place.name)
                await drive.until(pilot, lambda at=place: type(app.screen).__name__ == at.class_name)
                await pilot.pause(1)
                app.screen.set_focus(None)
                await pilot.pause(0.1)
                found |= {
                    f"{place.name} {node.css_path_nodes!r}": node.styles.base.css
                    for node in app.screen.walk_children()
                    if node.id
                }
            looks.append(found)
            app.refresh_css(animate=False)
    assert looks[0] == looks[1]


async def test_another_theme_acts_at_once_and_on_hidden_screens(
    app_of: Any, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_screen("settings")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "SettingsScreen")
        dark = app.screen.styles.background
        app.theme = "sse-light"
        await drive.until(pilot, lambda: app.screen.styles.background != dark)
        light = app.screen.styles.background
        app.open_screen("ask")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "AskScreen")
        await drive.until(pilot, lambda: app.screen.styles.background == light)
