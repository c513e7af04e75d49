"""The linear mode's answers: events become lines as they come, and sentences get numbers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from knowledge.languages import detect
from tui import i18n
from tui.answer_words import harmless
from tui.i18n import _, said
from tui.plain_answer import Cited, closing_lines, statement_lines

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant, Event
    from assistant.conversation import Conversation
    from knowledge.documents import Document
    from knowledge.filters import Filters

__all__ = ["PlainAnswering"]


class PlainAnswering:
    """One question at a time, and what came of the last one.

    Args:
        assistant: answers.
        say: prints one line.

    Attributes:
        answer: the last one, once it is whole.
        cited: its numbered sentences, or the passages that are near the question.
        question: as it was searched.
        language: that of the answer.
        filters: what the next question searches; None is everything.
        write: whether a model writes for it, as in `Assistant.ask`.
    """

    def __init__(self, assistant: Assistant, say: Callable[[str], None]) -> None:
        self.answer: Answer | None = None
        self.cited: list[Cited] = []
        self.question = ""
        self.language = i18n.language()
        self.filters: Filters | None = None
        self.write: bool | None = None
        self._assistant = assistant
        self._say_as_it_is = say
        self._stop = threading.Event()
        self._writes = False  # a written sentence was there
        self._conversation: Conversation | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those of the library."""
        return self._assistant.retriever.documents

    def say(self, line: str) -> None:
        """Print a line; nothing in it drives the terminal."""
        self._say_as_it_is(harmless(line))

    def stop(self) -> None:
        """End the answer that is coming, from any thread; what was checked stays."""
        self._stop.set()
        self._assistant.cancel()

    def ask(self, question: str) -> None:
        """Answer a question, as it comes."""
        from assistant.conversation import Conversation

        conversation = self._conversation = self._conversation or Conversation()
        self._stop.clear()
        self.answer, self.cited, self._writes = None, [], False
        completed, language = conversation.complete(question, None)
        if completed == question:
            language = detect(question, i18n.language())
        drafting = False
        for event in self._assistant.ask(
            question, language=language, write=self.write, filters=self.filters, conversation=conversation
        ):
            drafting = self._show(event, drafting)
            if self._stop.is_set() and not self.cited and self.answer is None:
                break  # nothing is there to be finished
        if self._stop.is_set():
            self.say(_("Stopped."))

    def _show(self, event: Event, drafting: bool) -> bool:
        """Print what an event has to say; whether a draft was announced."""
        from assistant.answer import Statement
        from assistant.assistant import Failed, Finished, Found
        from assistant.rendering import writer
        from assistant.wording import gate_reason, say
        from assistant.writing import Draft

        match event:
            case Found(retrieval, asked):
                self.question, self.language = retrieval.query, retrieval.language
                if asked:
                    self.say(say("read_as", self.language, question=retrieval.query))
                self.say(gate_reason(retrieval.gate, self.language, self.documents))
            case Statement():
                if event.kind == "written" and not self._writes:
                    self._writes = True
                    self.say("")
                    self.say(_("Written by the model, each sentence checked against the quotes:"))
                self._cite(Cited(len(self.cited) + 1, event.citations[0], event))
            case Draft() if not drafting:
                self.say("")
                self.say(_("the model is writing …"))
                return True
            case Failed(error):
                self.say("")
                self.say(_("The model could not write: {reason}", reason=said(error)))
            case Finished(answer):
                self.answer = answer
                for citation in answer.nearest:
                    self._cite(Cited(len(self.cited) + 1, citation))
                passages = len(self._assistant.retriever.index.passages)
                if any(one.kind == "written" for one in answer.statements):
                    self.say("")
                    self.say(_("The model that wrote: {name}", name=writer(answer)))
                for line in closing_lines(answer, passages, len({one.id for one in self.documents})):
                    self.say(line)
            case _:
                pass
        return drafting

    def _cite(self, cited: Cited) -> None:
        self.cited.append(cited)
        for line in statement_lines(cited, self.language):
            self.say(line)
