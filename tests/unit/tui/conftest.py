"""A small library and an assistant that follows a script, for the app's tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.answer import Answer, ModelUse, Searched, Statement, cite
from assistant.assistant import Assistant, Event, Finished, Found
from assistant.rendering import AI_NOTICE
from assistant.wording import gate_reason
from knowledge.documents import Document, Passage, Provision
from knowledge.gate import Gate
from knowledge.retriever import Retrieval
from tui.app import AssistantApp

HOSTILE = "[bold]Not bold[/bold] and [@click=app.quit]not a link[/] \x1b[31mnot red\u202e."


def document(id_: str, kind: str, title: str, texts: list[tuple[str, str, str]], **fields: Any) -> Document:
    """A document of provisions (pinpoint, title, text), each under its title."""
    body, provisions = "", []
    for pinpoint, heading, text in texts:
        body += f"{heading}\n"
        confidence = "official" if kind == "official" else "reported"
        reported_by = "" if kind == "official" else "https://news.example.org/2023/04"
        provisions.append(
            Provision(pinpoint, 0, heading, len(body), len(body) + len(text), confidence, reported_by)  # type: ignore[arg-type]
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
            self.quote(self.official, 1, "The economy serves people before capital.", "people before capital"),
            self.quote(self.official, 2),
            self.quote(self.digest, 0),
        ]

    def written(self, text: str, verdict: str) -> Statement:
        return Statement(
            text=text, kind="written", verdict=verdict, citations=[cite(self.passage(self.official, 1))]
        )

    def found(self, question: str, verdict: str = "answered", language: str = "en") -> Found:
        return Found(
            Retrieval(question, language, (), Gate(verdict), 2, 5, np.zeros((4,), np.float32))  # type: ignore[arg-type]
        )

    def finished(
        self, found: Found, statements: list[Statement], nearest: list[Passage] | None = None, wrote: bool = False
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
        super().__init__(SimpleNamespace(documents=library.documents, notices=library.notices))  # type: ignore[arg-type]
        self.library = library
        self.script = script or quoting
        self.asked: list[tuple[str, str, bool]] = []
        self.cancelled = threading.Event()
        self.closed = False

    def ask(self, question: str, *, language: str | None = None, write: bool = False, **_: Any) -> Iterator[Event]:
        self.asked.append((question, language or "", write))
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
