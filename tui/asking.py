"""What runs outside the event loop: opening the library, and one question at a time.

Both are called in threads and tell what happens by messages, which Textual takes from any
thread. Nothing of the library or of a model is imported before the first of them runs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.errors import AssistantError
from knowledge.errors import KnowledgeError
from tui import i18n
from tui.i18n import _, said
from tui.pacing import Pacing

if TYPE_CHECKING:
    from assistant.assistant import Assistant, Event
    from assistant.conversation import Conversation
    from knowledge.filters import Filters

__all__ = [
    "Asking",
    "Came",
    "Ended",
    "Factory",
    "NotOpened",
    "Opened",
    "Opening",
    "Progress",
    "Question",
    "installed",
]

Progress = Callable[[int, int], None]  # (done, in all) texts read while the library opens
Factory = Callable[[Progress], "Assistant"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked. `stop` is set to end its answer early.

    `write` is as in `Assistant.ask`: None leaves it to the model's self-test. `filters` say what
    is searched; None is everything.
    """

    text: str
    write: bool | None
    filters: Filters | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class Opening(Message):
    """The library is being opened; `done` of `total` texts are read."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__()
        self.done = done
        self.total = total


class Opened(Message):
    """Questions can be answered."""

    def __init__(self, assistant: Assistant) -> None:
        super().__init__()
        self.assistant = assistant


class NotOpened(Message):
    """The library could not be opened; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Came(Message):
    """One event of an answer."""

    def __init__(self, question: Question, event: Event) -> None:
        super().__init__()
        self.question = question
        self.event = event


class Ended(Message):
    """No more comes for a question; `reason` says what went wrong, or is ""."""

    def __init__(self, question: Question, reason: str = "") -> None:
        super().__init__()
        self.question = question
        self.reason = reason


class Asking:
    """Opens an assistant and streams its answers.

    Args:
        factory: makes the assistant; called in a thread, with a function for its progress.
        language: of the interface, which a short question keeps.
    """

    def __init__(self, factory: Factory, language: str) -> None:
        self.assistant: Assistant | None = None
        self.language = language
        self.pacing = Pacing()
        self._factory = factory
        self._closing = False
        self._asked = False
        self._conversation: Conversation | None = None
        self._opening = threading.Lock()
        # A question that takes another's place waits here until that one has ended: the
        # model writes one text at a time.
        self._turn = threading.Lock()

    def open(self, post: Callable[[Message], object]) -> None:
        """Make the assistant, if it is not there yet; blocks, so call it in a thread."""

        def progress(done: int, total: int) -> None:
            if self._closing:
                raise _Closing
            post(Opening(done, total))

        with self._opening:  # two screens may want it at once; the second gets what the first has made
            if self.assistant is not None:
                post(Opened(self.assistant))
                return
            try:
                with self.pacing.made():
                    self.assistant = self._factory(progress)
            except _Closing:
                return
            except Exception as error:
                if not self._closing:
                    post(NotOpened(self._told(error)))
            else:
                post(Opened(self.assistant))
            finally:
                self.pacing.started()

    def ask(self, question: Question, post: Callable[[Message], object]) -> None:
        """Stream the answer to `question`; blocks, so call it in a thread."""
        reason = ""
        with self._turn:
            try:
                self._stream(question, post)
            except Exception as error:
                reason = self._told(error)
            if not self._asked:
                self._asked = True
                self.pacing.started()  # what a first answer imports and makes stays too
        post(Ended(question, reason))

    def stop(self, question: Question) -> None:
        """End an answer early, from any thread; what was checked so far still comes."""
        question.stop.set()
        if self.assistant is not None:
            self.assistant.cancel()

    def close(self) -> None:
        """End what runs and the model's process; waits for it, so call it in a thread."""
        self._closing = True
        if self.assistant is not None:
            self.assistant.cancel()
            self.assistant.close()
            with self._turn:  # and a process that the answer started meanwhile
                self.assistant.close()

    def _stream(self, question: Question, post: Callable[[Message], object]) -> None:
        from assistant.assistant import Found
        from assistant.conversation import Conversation
        from knowledge.languages import detect

        assistant = self.assistant
        if assistant is None or question.stop.is_set():
            return
        conversation = self._conversation = self._conversation or Conversation()
        completed, language = conversation.complete(question.text, None)
        if completed == question.text:
            language = detect(question.text, self.language)
        i18n.prepare(language or self.language)
        for event in assistant.ask(
            question.text,
            language=language,
            write=question.write,
            filters=question.filters,
            conversation=conversation,
        ):
            if question.stop.is_set() or self._closing:
                if isinstance(event, Found):
                    return
                # Again: the first time, the model may not have begun.
                assistant.cancel()
            post(Came(question, event))

    def _told(self, error: Exception) -> str:
        """Our own errors say what to do; any other is named."""
        if isinstance(error, KnowledgeError | AssistantError):
            return said(error)
        return _(
            "Unexpected error, {name}: {reason}. The app goes on; please report it.",
            name=type(error).__name__, reason=error,
        )  # fmt: skip


def installed(progress: Progress) -> Assistant:
    """An assistant over the installed library."""
    from assistant.assistant import Assistant
    from knowledge.retriever import Retriever

    return Assistant(Retriever.open(progress=progress))


class _Closing(Exception):
    """The app ends while the library is being opened."""
