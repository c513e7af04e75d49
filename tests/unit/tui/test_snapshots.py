"""How the screen looks: `pytest tests/unit/tui/test_snapshots.py --snapshot-update` accepts a change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.assistant import Event
from assistant.writing import Draft
from knowledge.errors import LibraryCorrupt
from tui import i18n
from tui.app import AssistantApp
from tui.i18n import translated
from tui.widgets.question_input import QuestionInput

NARROW, WIDE = (80, 24), (120, 40)


def ready(language: str = "en") -> str:
    return i18n._catalogue(language).ngettext("{n} document", "{n} documents", 2).format(n=2)


Before = Callable[[Pilot[None]], Awaitable[None]]


async def drawn(pilot: Pilot[None], state: str) -> None:
    """Wait until the status line ends an activity with `state`, and stop the cursor."""
    deadline = time.monotonic() + 20
    # At first there is no screen yet.
    while [str(widget.content) for widget in pilot.app.screen.query("#state").results(Static)] != [state]:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    pilot.app.screen.query_one(QuestionInput).cursor_blink = False
    await pilot.pause()


def asking(question: str, *keys: str, language: str = "en", before: str = "") -> Before:
    """Ask, then press keys one after another."""

    async def run(pilot: Pilot[None]) -> None:
        await drawn(pilot, ready(language))
        if before:
            await pilot.press(before)
        pilot.app.screen.query_one(QuestionInput).value = question
        await pilot.press("enter")
        await drawn(pilot, ready(language))
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return run


def test_before_a_question(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await drawn(pilot, ready("fr"))

    assert snap_compare(app_of(scripted(), "fr"), terminal_size=NARROW, run_before=run)


def test_an_answer_in_80_columns(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    assert snap_compare(
        app_of(scripted()), terminal_size=NARROW, run_before=asking("Who is served by the economy?", "down")
    )


@pytest.mark.slow
def test_the_source_below(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    assert snap_compare(
        app_of(scripted()),
        terminal_size=NARROW,
        run_before=asking("Who is served?", "down", "down", "up", "enter"),
    )


def test_the_source_beside(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    ask = asking("Qui est servi par l'économie, et comment ?", "down", language="fr")

    async def run(pilot: Pilot[None]) -> None:
        pilot.app.theme = "sse-light"
        await ask(pilot)

    assert snap_compare(app_of(scripted(), "fr"), terminal_size=WIDE, run_before=run)


@pytest.mark.slow
def test_filters_in_a_panel_and_in_a_line(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await drawn(pilot, ready("fr"))
        await pilot.press("f3")
        while not pilot.app.screen.query("#filters-left"):
            await asyncio.sleep(0.01)
        await pilot.press("space", "f3")
        while (
            not pilot.app.screen.query("#filter-bar") or not pilot.app.screen.query_one("#filter-bar").display
        ):
            await asyncio.sleep(0.01)
        await pilot.press("f3")
        while not pilot.app.screen.query("#filters-left"):
            await asyncio.sleep(0.01)
        while not pilot.app.screen.query_one("#filters-left", Static).content:
            await asyncio.sleep(0.01)
        await pilot.pause()

    assert snap_compare(app_of(scripted(), "fr"), terminal_size=NARROW, run_before=run)


def test_how_the_answer_came_about(app_of: Any, scripted: Any, snap_compare: Any) -> None:
    run = asking("Who is served?", "f7")
    assert snap_compare(app_of(scripted()), terminal_size=NARROW, run_before=run)


def test_the_texts_do_not_answer(app_of: Any, scripted: Any, library: Any, snap_compare: Any) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question, "not_in_texts")
        yield found
        yield library.finished(
            found, [], [library.passage(library.digest, 0), library.passage(library.official, 1)]
        )

    assert snap_compare(app_of(scripted(script)), terminal_size=NARROW, run_before=asking("Who won?"))


@pytest.mark.slow
@pytest.mark.parametrize("finished", [False, True], ids=["drafting", "checked"])
def test_writing(app_of: Any, scripted: Any, library: Any, snap_compare: Any, finished: bool) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        statements = [
            library.quotes()[0],
            library.written("The economy serves people.", "supported"),
            library.written("Banks must lend to all of them.", "unverified"),
        ]
        yield statements[0]
        yield Draft("The economy serves people. Banks must")
        yield statements[1]
        if not finished:
            assistant.cancelled.wait(20)
            return
        yield statements[2]
        yield library.finished(found, statements, wrote=True)

    async def run(pilot: Pilot[None]) -> None:
        await drawn(pilot, ready("en"))
        await pilot.press("f4")
        pilot.app.screen.query_one(QuestionInput).value = "Who?"
        await pilot.press("enter")
        while len(pilot.app.screen.query("StatementView")) < 2:
            await asyncio.sleep(0.01)
        await drawn(pilot, ready("en") if finished else "the model is writing …")

    assert snap_compare(app_of(scripted(script)), terminal_size=NARROW, run_before=run)


def test_a_library_that_does_not_open(snap_compare: Any) -> None:
    def factory(progress: Any) -> Any:
        raise LibraryCorrupt(
            "The library is damaged. Move its file away; a new one is made from the shipped texts."
        )

    async def run(pilot: Pilot[None]) -> None:
        await drawn(pilot, translated("the library is not open", "es"))

    assert snap_compare(AssistantApp(factory, "es"), terminal_size=NARROW, run_before=run)
