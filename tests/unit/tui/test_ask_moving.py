"""Going about an answer by keyboard: sentences, their source, the clipboard, the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual import events

from assistant.assistant import Event
from tui.app import AssistantApp
from tui.widgets.answer_view import AnswerView
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel

Make = Callable[..., AssistantApp]


async def test_arrows_move_between_sentences_and_the_source_follows(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.ask(pilot, "What?")
        assert isinstance(app.focused, QuestionInput), "the answer does not take the focus"
        moves = [("down", 0), ("down", 1), ("tab", 2), ("shift+tab", 1), ("home", 0), ("end", 2), ("up", 1)]
        for key, number in moves:
            await pilot.press(key)
            await pilot.pause()
            assert app.focused is drive.views(app)[number], key
        assert drive.shown(app, "reference") == "Charter 2020, para. 6"
        assert drive.shown(app) == "States collect data on it every five years."
        await pilot.press("up")
        await pilot.pause()
        assert drive.shown(app).startswith("Members recall the past. The economy serves"), (
            "the whole provision"
        )
        assert "Before: para. 4, Purpose" in drive.shown(app, "about")
        assert "After: para. 6, Statistics" in drive.shown(app, "links")
        await pilot.press("up")
        assert isinstance(app.focused, QuestionInput)


@pytest.mark.slow
async def test_in_80_columns_the_source_opens_below_and_escape_goes_back(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.ask(pilot, "What?")
        panel = app.screen.query_one(SourcePanel)
        assert not panel.display
        await pilot.press("down", "down")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert panel.display
        assert panel.has_focus
        assert panel.region.y > app.screen.query_one(AnswerView).region.y
        assert panel.region.bottom <= 23
        await pilot.press("escape")
        assert app.focused is drive.views(app)[1]
        await pilot.press("escape")
        assert isinstance(app.focused, QuestionInput)
        await pilot.press("f2")
        await pilot.pause()
        assert not panel.display


@pytest.mark.slow
async def test_from_110_columns_the_source_stands_beside_on_resize_too(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(110, 30)) as pilot:
        await drive.ask(pilot, "What?")
        panel, answer = app.screen.query_one(SourcePanel), app.screen.query_one(AnswerView)
        assert panel.display
        assert panel.region.x == answer.region.right
        await pilot.resize_terminal(109, 30)
        await pilot.pause()
        assert not panel.display
        assert answer.region.width == 109
        await pilot.press("f2")
        await pilot.pause()
        assert panel.region.y == answer.region.bottom
        await pilot.resize_terminal(110, 30)
        await pilot.pause()
        assert panel.region.x == answer.region.right
        await pilot.press("f2")
        await pilot.pause()
        assert not panel.display, "hidden here, where it stood by itself"


@pytest.mark.slow
async def test_a_sentence_longer_than_the_window_is_read_line_by_line(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    long = library.quotes()[0].model_copy(update={"text": "word " * 400})

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        yield long
        yield library.quotes()[1]

    app = app_of(scripted(script))
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("down")
        await pilot.pause()
        answer, (first, second) = app.screen.query_one(AnswerView), drive.views(app)
        seen = set()
        for _ in range(10):
            top = answer.scroll_offset.y
            seen.update(range(top, top + answer.size.height))
            if second.has_focus:
                break
            await pilot.press("down")
            await pilot.pause()
        assert second.has_focus
        assert set(range(first.virtual_region.y, first.virtual_region.bottom)) <= seen
        await pilot.press("down")
        await pilot.pause()
        assert answer.is_vertical_scroll_end, "below the last sentence stand what was searched and the notice"


async def test_keys_faster_than_the_focus_leave_no_sentence_of_an_old_answer(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    assistant = scripted()
    app = app_of(assistant)
    async with app.run_test(size=(120, 40)) as pilot:
        await drive.ask(pilot, "What?")
        # Down and enter, before the sentence has the focus.
        app.screen.action_down()
        await app.screen.query_one(QuestionInput).action_submit()
        await drive.until(pilot, lambda: len(assistant.asked) == 2 and drive.idle(app))
        assert [view.has_class("-shown") for view in drive.views(app)] == [True, False, False]
        assert drive.shown(app).startswith("Members recall")


async def test_a_sentence_is_copied_with_its_reference(app_of: Make, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("down", "c")
        assert app.clipboard == (
            "“The economy serves people before capital.”\nCharter 2020, para. 5 (official text)\n"
            "https://charter.example.org/text"
        )
        await pilot.press("end", "ctrl+o")
        assert app.clipboard.startswith(
            "The Pact asks banks to lend to member-owned enterprises.\nPact 2023, section:"
        )
        assert "our summary" in app.clipboard


async def test_a_c_in_the_question_is_a_letter(app_of: Make, scripted: Any, drive: Any) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What?")
        await pilot.press("ctrl+l", *"cc")
        assert app.screen.query_one(QuestionInput).value == "cc", "the old question was selected"
        assert app.clipboard == ""


async def test_a_pasted_question_keeps_its_lines_as_one(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await pilot.press("s", "o", "space")
        app.screen.query_one(QuestionInput).post_message(events.Paste("What is\nthe SSE,\r\n\tsay?\n"))
        await pilot.pause()
        assert app.screen.query_one(QuestionInput).value == "so What is the SSE, say?"


async def test_a_sentence_is_judged_with_one_key(app_of: Make, scripted: Any, drive: Any) -> None:
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.ask(pilot, "What comes before capital?")
        await pilot.press("down", "y", "down", "n")
        await app.workers.wait_for_complete()
    kept = Judgements(open_library()).all()
    assert [(one.question, one.answers, one.source) for one in kept] == [
        ("What comes before capital?", True, "ui"),
        ("What comes before capital?", False, "ui"),
    ]
    assert all(one.document and one.pinpoint for one in kept)
