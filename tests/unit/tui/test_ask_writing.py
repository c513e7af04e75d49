"""Answers that a model writes: drafts, checked sentences, stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Static

from assistant.assistant import Event, Failed
from assistant.errors import ModelCrashed
from assistant.writing import Draft
from tui.app import AssistantApp
from tui.widgets.question_input import QuestionInput

Make = Callable[..., AssistantApp]


async def test_escape_stops_the_writing_and_what_was_checked_stays(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    reached, ended = threading.Event(), []
    app = app_of(scripted(drive.drafting(library, reached, ended)))
    async with app.run_test() as pilot:
        await drive.send(pilot, "first")
        await drive.until(pilot, reached.is_set)
        await drive.until(pilot, lambda: any("not yet checked" in line for line in drive.lines(app)))
        assert drive.state(app) in ("searching …", "the model is writing …")
        await pilot.press("escape")
        await drive.until(pilot, lambda: drive.idle(app))
        assert ended == ["first"]
        assert not app.screen.query(".draft")
        assert len(drive.views(app)) == 4, "three quotes, and the sentence that was checked"
        assert drive.lines(app)[-1] == "Stopped."


async def test_escape_before_the_library_is_open_takes_the_question_back(scripted: Any, drive: Any) -> None:
    gate, assistant = threading.Event(), scripted()

    def slow(progress: Callable[[int, int], None]) -> Any:
        gate.wait(20)
        return assistant

    app = AssistantApp(slow, "en")
    async with app.run_test() as pilot:
        app.screen.query_one(QuestionInput).value = "What?"
        await pilot.press("enter")
        await drive.until(pilot, lambda: drive.state(app) == "your question waits for the library …")
        await pilot.press("escape")
        gate.set()
        await drive.until(pilot, lambda: drive.idle(app))
        assert assistant.asked == []
        assert drive.lines(app)[-1] == "Stopped."


async def test_a_new_question_takes_the_place_of_the_one_being_answered(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    reached, ended = threading.Event(), []
    writing = drive.drafting(library, reached, ended)

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        if question == "first":
            yield from writing(assistant, question, language, write)
        else:
            assert ended == ["first"], "one at a time"
            yield library.found(question)
            yield library.quotes()[2]

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await drive.send(pilot, "first")
        await drive.until(pilot, reached.is_set)
        app.screen.query_one(QuestionInput).value = "second"
        await pilot.press("enter")
        await drive.until(pilot, lambda: drive.idle(app))
        assert drive.lines(app)[0] == "second"
        assert len(drive.views(app)) == 1
        assert not any("first" in line for line in drive.lines(app))


async def test_f4_lets_the_model_write_and_checked_sentences_replace_the_draft(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    steps = [threading.Event(), threading.Event()]

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        quotes = library.quotes()[:1]
        yield from quotes
        written = []
        if write:
            yield Draft("People come first. ")
            yield Draft("Banks must lend")
            steps[0].wait(20)
            written.append(library.written("People come first.", "supported"))
            yield written[-1]
            steps[1].wait(20)
            yield Draft(" to all.")
            written.append(library.written("Banks must lend to all.", "unverified"))
            yield written[-1]
        yield library.finished(found, quotes + written, wrote=write)

    assistant = scripted(script)
    app = app_of(assistant)
    async with app.run_test() as pilot:
        assert drive.plain(app.screen.query_one("#mode", Static)) == "writing: auto"
        await pilot.press("f4", "f4")
        assert drive.plain(app.screen.query_one("#mode", Static)) == "writing: off"
        await pilot.press("f4", "f4")
        assert drive.plain(app.screen.query_one("#mode", Static)) == "writing: on"
        await drive.send(pilot, "What?")
        await drive.until(pilot, lambda: drive.lines(app)[-1].endswith("People come first. Banks must lend"))
        assert drive.lines(app)[-1].startswith("The model's draft, not yet checked:\n")
        steps[0].set()
        await drive.until(pilot, lambda: len(drive.views(app)) == 2)
        assert drive.plain(app.screen.query_one(".draft", Static)).split("\n")[1] == "Banks must lend"
        steps[1].set()
        await drive.until(pilot, lambda: drive.idle(app))
        assert not app.screen.query(".draft")
        assert "Written by the model Tiny, each sentence checked against the quotes:" in drive.lines(app)
        assert [drive.plain(view).split(" · ")[0] for view in drive.views(app)[1:]] == [
            "People come first.\nsupported",
            "Banks must lend to all.\nunverified, compare with the quotes",
        ]
        colours = []
        for view in drive.views(app)[1:]:
            assert isinstance(view.content, Content)
            colours.append(str(view.content.spans[0].style))
        assert colours == ["bold $text-success", "bold $text-warning"]
        assert "Quotes only" not in drive.lines(app)[-1]
        await pilot.press("f4")
        await drive.ask(pilot, "And?")
        assert [write for _, _, write in assistant.asked] == [True, False]


@pytest.mark.slow
async def test_no_piece_of_a_fast_draft_is_lost(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    pieces = [f"{number} " for number in range(1000)]

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        yield from map(Draft, pieces)
        assistant.cancelled.wait(20)

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await drive.send(pilot, "What?")
        await drive.until(pilot, lambda: drive.lines(app)[-1].endswith("".join(pieces).strip()))
        await pilot.press("escape")
        await drive.until(pilot, lambda: drive.idle(app))
        assert drive.lines(app)[-1] == "Stopped."
        assert not app.screen.query(".draft"), "what was not checked goes"


async def test_a_model_that_fails_leaves_the_quotes_and_says_so_once(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield library.quotes()[0]
        yield Draft("Peo")
        yield Failed(ModelCrashed("The process of the model ended."))
        yield library.finished(found, library.quotes()[:1])

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What?")
        assert "The model could not write: The process of the model ended." in drive.lines(app)
        assert len(drive.views(app)) == 1
        assert not app.screen.query(".draft")
        assert "Quotes only" not in drive.lines(app)[-1]
