"""What can be done with an answer and its question: history, source, library, saving, trace, filters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input

from assistant.answer import cite
from assistant.assistant import Event
from assistant.errors import AssistantError
from tui.app import AssistantApp
from tui.screens.filters import FiltersScreen
from tui.screens.trace import TraceScreen
from tui.widgets.filter_bar import FilterBar
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel
from tui.widgets.tick_list import TickList

Make = Callable[..., AssistantApp]


async def test_arrows_in_the_line_go_back_to_earlier_questions(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.idle(app))
        line = app.screen.query_one(QuestionInput)
        await pilot.press("up")
        assert line.value == "", "there is none yet"
        for question in ("One?", "Two?"):
            await drive.ask(pilot, question)
        line.value = "draft"
        for key, value in (
            ("up", "Two?"),
            ("up", "One?"),
            ("up", "One?"),
            ("down", "Two?"),
            ("down", "draft"),
        ):
            await pilot.press(key)
            assert line.value == value
        await pilot.press("down")
        assert drive.views(app)[0].has_focus, "beyond the last question stands the answer"
        await pilot.press("up", "up", "enter")
        await drive.until(pilot, lambda: drive.lines(app)[0] == "Two?" and drive.idle(app))


@pytest.mark.slow
async def test_moving_to_a_sentence_opens_its_source_from_which_the_library_opens(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 30)) as pilot:
        await drive.ask(pilot, "What?")
        panel = app.screen.query_one(SourcePanel)
        assert not panel.display
        await pilot.press("down")
        await drive.until(pilot, lambda: panel.display)
        assert "This Charter serves the common good." in drive.shown(app, "about"), "above"
        assert "States collect data on it every five years." in drive.shown(app, "links"), "below"
        await pilot.press("f2", "down")
        await pilot.pause()
        assert not panel.display, "closed by the reader, it stays closed"
        await pilot.click("StatementView:focus")
        await drive.until(pilot, lambda: panel.display)
        await pilot.press("enter")
        assert panel.has_focus
        await pilot.press("enter")
        await drive.until(pilot, lambda: type(app.screen).__name__ == "LibraryScreen")
        await drive.until(pilot, lambda: "3 of 3" in str(app.screen.query_one("#place").content))


async def test_a_judgement_and_a_copy_are_told_also_from_the_source(
    app_of: Make, scripted: Any, drive: Any, monkeypatch: pytest.MonkeyPatch, sse_data_dir: Path
) -> None:
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY", "WT_SESSION", "KITTY_WINDOW_ID", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("down", "enter", "n", "c")
        await drive.until(pilot, lambda: len(app._notifications) == 2)
        assert drive.plain(drive.views(app)[0]).endswith("Your judgement: it does not answer the question.")
        assert app.clipboard.startswith("“The economy serves people")
        told = "".join(one.message for one in app._notifications)
        assert str(sse_data_dir / "copied.txt") in told
        assert (sse_data_dir / "copied.txt").read_text("utf-8").rstrip("\n") == app.clipboard


@pytest.mark.slow
async def test_an_answer_is_saved_where_the_reader_says_and_not_over_a_file(
    app_of: Make, scripted: Any, drive: Any, tmp_path: Path
) -> None:
    app = app_of(scripted())
    path, trace = tmp_path / "answer.json", tmp_path / "answer.dsse"
    path.write_text("mine", encoding="utf-8")
    async with app.run_test() as pilot:
        await drive.until(pilot, lambda: drive.idle(app))
        await pilot.press("f8", "f7")
        assert len(app.screen_stack) == 1, "there is no answer yet"
        await drive.ask(pilot, "What?")
        app.screen.query_one("#answer-save", Button).press()
        await drive.until(pilot, lambda: len(app.screen_stack) == 2)
        line = app.screen.query_one("#path", Input)
        assert line.value == "what.docx"
        for wrong, told in ((tmp_path / "no" / "a.md", "not there"), (tmp_path / "a.odt", ".docx")):
            line.value = str(wrong)
            await pilot.press("enter")
            await drive.until(
                pilot, lambda told=told: told in str(app.screen.query_one("#export-state").content)
            )
        line.value = str(path)
        await pilot.press("enter")
        await drive.until(
            pilot, lambda: "is there already" in str(app.screen.query_one("#export-state").content)
        )
        assert path.read_text("utf-8") == "mine"
        await pilot.press("enter")
        await drive.until(pilot, lambda: len(app.screen_stack) == 1)
        assert json.loads(path.read_text("utf-8"))["answer"]["question"] == "What?"
        await pilot.press("f8")
        await drive.until(pilot, lambda: len(app.screen_stack) == 2)
        app.screen.query_one("#path", Input).value = str(trace)
        await pilot.press("enter")
        await drive.until(pilot, lambda: len(app.screen_stack) == 1)
    from assistant.trace import open_trace, read_file

    assert open_trace(read_file(trace)).trace.record.question == "What?"


async def test_the_trace_says_how_the_answer_came_about(app_of: Make, scripted: Any, drive: Any) -> None:
    app = app_of(scripted(), "es")
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What?", "es")
        await pilot.press("f7")
        await drive.until(pilot, lambda: isinstance(app.screen, TraceScreen))
        told = drive.plain(app.screen.query_one("#trace-lines"))
        assert "scripted" in told
        assert "shipped" in told
        assert told.startswith("registro"), "told in Spanish"
        await pilot.press("down", "escape")
        await drive.until(pilot, lambda: not isinstance(app.screen, TraceScreen))


@pytest.mark.slow
async def test_filters_are_chosen_counted_shown_and_taken_away(over: Make, drive: Any, small: Any) -> None:
    app = over("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: app.asking.assistant is not None)
        await pilot.click("#filtered")
        await drive.until(pilot, lambda: isinstance(app.screen, FiltersScreen))
        panel, all_ = app.screen, len(small.index.passages)
        left = panel.query_one("#filters-left")
        await drive.until(pilot, lambda: str(left.content).startswith(f"Searched: {all_} of {all_} passages"))
        panel.query_one("#since", Input).value = "20"
        await drive.until(pilot, lambda: "four digits" in str(panel.query_one("#filters-problem").content))
        await pilot.press("f3")
        assert app.screen is panel, "a year that is none is told, and nothing is lost"
        panel.query_one("#since", Input).value = ""
        panel.query_one("#find-text", Input).value = "home"
        await pilot.pause()
        texts = panel.query_one("#texts", TickList)
        assert [option.value for option in texts.options] == ["p-home"]
        texts.focus()
        await pilot.press("space")
        await drive.until(pilot, lambda: str(left.content).startswith("Searched: 1 of "))
        panel.query_one("#find-text", Input).value = ""
        await pilot.pause()
        assert texts.selected == ["p-home"], "what is ticked stays ticked"
        await pilot.press("f3")
        bar = app.screen.query_one(FilterBar)
        await drive.until(pilot, lambda: bar.display)
        assert f"Home coop (1 of {all_} passages)" in str(bar.query_one("#filters-told").content)
        line = app.screen.query_one(QuestionInput)
        line.value = "cooperative housing"
        await pilot.press("enter")
        searched = f"Searched 1 of {all_} passages, in 1 of 8 documents."
        await drive.until(pilot, lambda: searched in "\n".join(drive.lines(app)))
        assert {one.citation.document for one in drive.views(app)} == {"p-home"}
        await pilot.click("#filters-clear")
        await drive.until(pilot, lambda: not bar.display)
        assert line.has_focus
        assert bar.filters is None


async def test_a_crash_of_the_worker_leaves_the_question_and_what_had_come(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        yield library.quotes()[0]
        raise AssistantError("The disk is full. Make room, and ask again.")

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What is kept?")
        assert app.screen.query_one(QuestionInput).value == "What is kept?"
        assert len(drive.views(app)) == 1
        assert drive.lines(app)[-1] == "The disk is full. Make room, and ask again."
        assert app.noted.statements


async def test_another_language_keeps_the_answer_and_changes_what_is_around_it(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    private = library.quotes()[1].model_copy(
        update={"citations": [cite(library.passage(library.official, 2)).model_copy(update={"kind": "own"})]}
    )

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield private
        yield library.finished(found, [private])

    app = app_of(scripted(script))
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.ask(pilot, "What?")
        before = drive.lines(app)
        assert "[private]" in drive.plain(drive.views(app)[0])
        await app.change_language("fr")
        assert drive.lines(app) == before
        assert "Lien" in drive.shown(app, "links") or "Texte :" in drive.shown(app, "links").replace(
            "\u00a0", " "
        )
        assert drive.state(app) == "2 documents"
        assert str(app.screen.query_one("#filtered").content).replace("\u00a0", " ") == "filtres : aucun"
