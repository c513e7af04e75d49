"""A small library and an assistant that follows a script, for the app's tests."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.answer import Answer, ModelUse, Searched, Statement, cite
from assistant.assistant import Assistant, Event, Finished, Found
from assistant.rendering import AI_NOTICE
from assistant.wording import gate_reason
from assistant.writing import Draft
from knowledge.documents import Document, Passage, Provision
from knowledge.gate import Gate
from knowledge.retriever import Retrieval
from tui import i18n
from tui.app import AssistantApp
from tui.i18n import translated
from tui.widgets.answer_view import AnswerView
from tui.widgets.question_input import QuestionInput
from tui.widgets.statement import StatementView

HOSTILE = "[bold]Not bold[/bold] and [@click=app.quit]not a link[/] \x1b[31mnot red\u202e."


def document(id_: str, kind: str, title: str, texts: list[tuple[str, str, str]], **fields: Any) -> Document:
    """A document of provisions (pinpoint, title, text), each under its title."""
    body, provisions = "", []
    for pinpoint, heading, text in texts:
        body += f"{heading}\n"
        confidence = "official" if kind == "official" else "reported"
        reported_by = "" if kind == "official" else "https://news.example.org/2023/04"
        provisions.append(
            Provision(pinpoint, 0, heading, len(body), len(body) + len(text), confidence, reported_by)
        )
        body += f"{text}\n\n"
    return Document(
        id_, "en", kind, fields.get("full", title), title, "Body", f"https://{id_}.example.org/text", "CC0-1.0",
        body, tuple(provisions),
    )  # fmt: skip


class Library:
    """Documents, and what an assistant would make of them."""

    def __init__(self) -> None:
        self.official = document(
            "charter",
            "official",
            "Charter 2020",
            [
                ("para:4", "Purpose", "This Charter serves the common good."),
                (
                    "para:5",
                    "Definition",
                    "Members recall the past. The economy serves people before capital. It is governed by members.",
                ),
                ("para:6", "Statistics", "States collect data on it every five years."),
            ],
            full="Charter of the economy of members",
        )
        self.digest = document(
            "pact",
            "digest",
            "Pact 2023",
            [
                ("heading:finance", "Finance", "The Pact asks banks to lend to member-owned enterprises."),
                ("heading:hostile", "Hostile", HOSTILE),
            ],
        )
        self.documents = (self.official, self.digest)
        self.notices: tuple[str, ...] = ()
        places = [(one, number) for one in self.documents for number in range(len(one.provisions))]
        self.index = SimpleNamespace(passages=[self.passage(*place) for place in places])

    def passage(self, source: Document, number: int) -> Passage:
        provision = source.provisions[number]
        return Passage(
            id=f"{source.id}{number}", text=source.body[provision.start : provision.end], language="en",
            document=source.id, title=source.short_title, pinpoint=provision.pinpoint, heading=provision.title,
            kind=source.kind, confidence=provision.confidence, reported_by=provision.reported_by, url=source.url,
            start=provision.start, end=provision.end,
        )  # fmt: skip

    def quote(self, source: Document, number: int, text: str = "", bold: str = "") -> Statement:
        """`text` out of a provision, or all of it, with `bold` as the clause that answers."""
        passage = self.passage(source, number)
        text = text or passage.text
        start = passage.text.index(text)
        clause = (text.index(bold), text.index(bold) + len(bold)) if bold else None
        return Statement(
            text=text, kind="quote", verdict="quoted", citations=[cite(passage, start, start + len(text))],
            highlight=clause,
        )  # fmt: skip

    def quotes(self) -> list[Statement]:
        """Two of the official text, one of the digest."""
        return [
            self.quote(
                self.official, 1, "The economy serves people before capital.", "people before capital"
            ),
            self.quote(self.official, 2),
            self.quote(self.digest, 0),
        ]

    def written(self, text: str, verdict: str) -> Statement:
        return Statement(
            text=text, kind="written", verdict=verdict, citations=[cite(self.passage(self.official, 1))]
        )

    def found(self, question: str, verdict: str = "answered", language: str = "en") -> Found:
        return Found(Retrieval(question, language, (), Gate(verdict), 2, 5, np.zeros((4,), np.float32)))

    def finished(
        self,
        found: Found,
        statements: list[Statement],
        nearest: list[Passage] | None = None,
        wrote: bool = False,
    ) -> Finished:
        why = "" if wrote else "Tiny has not passed its self-test"
        return Finished(
            Answer(
                question=found.retrieval.query, language=found.retrieval.language, gate=found.retrieval.gate.verdict,
                statements=statements, nearest=[cite(passage) for passage in nearest or []],
                searched=Searched(documents=2, passages=5),
                model=ModelUse(name="Tiny", sha256="", wrote=wrote, why_not=why),
                embedder="scripted", release="shipped", timings_ms={"all": 1234.5},
                gate_reason=gate_reason(found.retrieval.gate, found.retrieval.language),
            )
        )  # fmt: skip


Script = Callable[["Scripted", str, str, bool], Iterator[Event]]


class Scripted(Assistant):
    """Answers by a script, and notes what it was asked."""

    def __init__(self, library: Library, script: Script | None = None) -> None:
        super().__init__(
            SimpleNamespace(documents=library.documents, notices=library.notices, index=library.index)
        )
        self.library = library
        self.script = script or quoting
        self.asked: list[tuple[str, str, bool]] = []
        self.filters: list[Any] = []
        self.cancelled = threading.Event()
        self.closed = False

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        write: bool = False,
        filters: Any = None,
        **_: Any,
    ) -> Iterator[Event]:
        self.asked.append((question, language or "", write))
        self.filters.append(filters)
        self.cancelled.clear()
        return self.script(self, question, language or "en", write)

    def cancel(self) -> None:
        self.cancelled.set()

    def close(self) -> None:
        self.closed = True


def quoting(assistant: Scripted, question: str, language: str, write: bool) -> Iterator[Event]:
    """The usual script: three quotes."""
    library = assistant.library
    found = library.found(question, language=language)
    yield found
    yield from library.quotes()
    yield library.finished(found, library.quotes())


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The language is the process's: none is left in force by the test before."""
    before = i18n.use("en")
    yield
    i18n.use(before)


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def scripted(library: Library) -> Callable[[Script | None], Scripted]:
    return lambda script=None: Scripted(library, script)


@pytest.fixture
def app_of() -> Callable[..., AssistantApp]:
    """The app over an assistant that is there already."""

    def make(assistant: Assistant, language: str = "en") -> AssistantApp:
        return AssistantApp(lambda progress: assistant, language)

    return make


@pytest.fixture
def ai_notice() -> str:
    return AI_NOTICE["en"]


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
    return state(app) in {ready(language), translated("the library is not open", language)}


def ready(language: str = "en") -> str:
    """What the state says when the two documents of the library can be asked."""
    return i18n._catalogue(language).ngettext("{n} document", "{n} documents", 2).format(n=2)


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
        time.sleep(0.1)  # a model does not end at once
        yield library.written(f"Last sentence of {question}.", "unverified")
        seen.append(question)
        yield library.finished(found, library.quotes(), wrote=True)

    return script


@pytest.fixture
def drive() -> SimpleNamespace:
    """The functions above: test modules cannot import each other."""
    functions = (until, ask, send, idle, ready, state, lines, plain, shown, views, drafting)
    return SimpleNamespace(**{function.__name__: function for function in functions})
