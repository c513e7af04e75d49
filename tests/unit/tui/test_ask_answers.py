"""What the screen shows of an answer, and what it never does with a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from textual.content import Content
from textual.widgets import Static

from assistant.assistant import Event, Failed
from assistant.errors import ModelCrashed
from assistant.writing import Draft
from knowledge.errors import QueryError
from tui.app import AssistantApp

Make = Callable[..., AssistantApp]


async def test_an_answer_shows_verdict_quotes_by_text_citations_and_what_was_searched(
    app_of: Make, scripted: Any, ai_notice: str, drive: Any
) -> None:
    app = app_of(scripted())
    async with app.run_test() as pilot:
        await drive.ask(pilot, "Who is served by the economy?")
        assert drive.lines(app) == [
            "Who is served by the economy?",
            "The texts answer:",
            "Charter 2020",
            "“The economy serves people before capital.”\nquoted word for word · para. 5 · official text",
            "“States collect data on it every five years.”\nquoted word for word · para. 6 · official text",
            "Pact 2023",
            # A digest is our summary: no quotation marks.
            "The Pact asks banks to lend to member-owned enterprises.\n"
            "section: Finance · our summary, check the official text; as reported by news.example.org",
            "Searched 5 of 5 passages, in 2 of 2 documents.\nQuotes only: Tiny has not passed its self-test\n"
            + ai_notice,
        ]
        content = drive.views(app)[0].content
        assert isinstance(content, Content)
        bold = [content.plain[span.start : span.end] for span in content.spans if span.style == "bold"]
        assert bold == ["people before capital"]


async def test_the_verdict_is_in_the_language_of_the_question(
    app_of: Make, scripted: Any, drive: Any
) -> None:
    assistant = scripted()
    app = app_of(assistant)
    async with app.run_test() as pilot:
        await drive.ask(pilot, "Qui est servi par l'économie, et comment ?")
        assert drive.lines(app)[1] == "Les textes répondent :"
        await drive.ask(pilot, "SSE")  # too short to tell: the language of the interface
        assert [language for _, language, _ in assistant.asked] == ["fr", "en"]


async def test_where_the_texts_do_not_answer_the_nearest_passages_stand(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
    long = replace(library.passage(library.official, 1), text="word " * 100)

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        found = library.found(question, "not_in_texts")
        yield found
        yield library.finished(found, [], [library.passage(library.digest, 0), long])

    app = app_of(scripted(script))
    async with app.run_test() as pilot:
        await drive.ask(pilot, "Who won?")
        assert drive.lines(app)[1] == "The texts do not answer this question. The nearest passages are:"
        near, far = (drive.plain(view) for view in drive.views(app))
        assert near.startswith("Pact 2023, section: Finance\nThe Pact asks banks")
        assert len(far) < 350
        assert "word …" in far
        assert "Quotes only" not in drive.lines(app)[-1]
        assert "The Pact asks banks" in drive.shown(app), "the first is shown in its source"


async def test_text_from_the_library_is_never_read_as_markup(
    app_of: Make, scripted: Any, library: Any, drive: Any
) -> None:
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
        await drive.until(pilot, lambda: drive.idle(app))
        assert drive.lines(app)[-1] == f"Note: {visible}"
        for question, count in ((hostile, 5), (f"fail {hostile}", 4)):
            await drive.ask(pilot, question)
            told = "\n".join(drive.lines(app)) + drive.shown(app)
            assert told.count("[bold]Not bold[/bold] and [@click=app.quit]not a link[/]") >= count
            assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", told)
            for widget in app.screen.query(Static):
                for line in range(widget.size.height):
                    for segment in widget.render_line(line):
                        assert not (segment.style and segment.style.meta.get("@click"))
        drive.views(app)[0].focus()
        await pilot.press("c")
        await pilot.pause()  # the toast
        assert app.is_running


async def test_errors_stand_where_they_happen_and_the_app_stays_usable(
    app_of: Make, scripted: Any, library: Any, drive: Any
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
        await drive.ask(pilot, "")
        assert drive.lines(app) == ["The question is empty."]
        await drive.ask(pilot, "bug")
        assert drive.lines(app)[-1] == (
            "Unexpected error, ZeroDivisionError: by zero. The app goes on; please report it."
        )
        await drive.ask(pilot, "fine")
        assert len(drive.views(app)) == 1
