"""Ask a question; get a stream of events that ends with the answer.

    from assistant import Assistant
    from knowledge import Retriever

    answer = Assistant(Retriever.open()).answer("What is the SSE?")

The order never changes: what was searched, then quotes, then (if a model writes) drafts and
checked sentences, then the whole answer. No model is started unless one writes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.answer import Answer, ModelUse, Statement
from assistant.errors import ModelError
from assistant.prompting import arrange
from assistant.quoting import quote
from assistant.recording import joined_filters, record, used
from assistant.wording import say
from assistant.writers import Choice, Writers
from assistant.writing import Draft, Withheld, Writing
from knowledge.documents import Passage
from knowledge.filters import Filters
from knowledge.paths import data_folder
from knowledge.retriever import Retrieval, Retriever
from knowledge.worded import worded

if TYPE_CHECKING:
    from assistant.conversation import Conversation

__all__ = ["Assistant", "Event", "Failed", "Finished", "Found", "Quoted"]

FOUND = 10  # passages that are searched for
WRITE_FROM = 4  # passages that the model is given


@dataclass(frozen=True, slots=True)
class Found:
    """The search is done. `asked` is what was typed, where the question was completed from it."""

    retrieval: Retrieval
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """All quotes are there: the answer, complete but for what a model may write."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Failed:
    """The model could not write; the quotes stand, and the answer follows."""

    error: ModelError


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; the last event."""

    answer: Answer


Event = Found | Statement | Quoted | Draft | Withheld | Failed | Finished


class Assistant:
    """Answers over one retriever, one at a time.

    Args:
        retriever: what is searched.
        model: a path to a GGUF, a name of the catalogue or the name of the endpoint; what is
            set (`SSE_MODEL`, the settings) or the packaged one where it is not given.
        folder: where the log, results of self-tests and hashes of models are kept.
        log: whether answers are kept in the log, if the user did not switch it off.
        tell: gets the reason where an answer could not be kept.
    """

    def __init__(
        self,
        retriever: Retriever,
        model: str | None = None,
        folder: Path | None = None,
        *,
        log: bool = True,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.retriever = retriever
        self._folder = folder or data_folder()
        self._writers = Writers(model, self._folder)
        self._log = log
        self._tell = tell
        self._stop = threading.Event()
        self._offered: tuple[Passage, ...] = ()  # what the model has read

    def close(self) -> None:
        """End the model's process, if one runs."""
        self._writers.close()

    def cancel(self) -> None:
        """Stop the model's writing, from any thread; what was checked so far stays."""
        self._stop.set()
        self._writers.cancel()

    def answer(
        self,
        question: str,
        *,
        language: str | None = None,
        limit: int = 3,
        write: bool | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        unverified: Literal["show", "withhold"] | None = None,
        conversation: Conversation | None = None,
    ) -> Answer:
        """The answer as a whole; raises what `ask` raises, and ModelError where writing failed."""
        failure: ModelError | None = None
        for event in self.ask(
            question,
            language=language,
            limit=limit,
            write=write,
            documents=documents,
            kinds=kinds,
            filters=filters,
            unverified=unverified,
            conversation=conversation,
        ):
            if isinstance(event, Failed):
                failure = event.error
            if isinstance(event, Finished) and failure is None:
                return event.answer
        raise failure or ModelError(worded("The answer did not finish. Ask again."))

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        limit: int = 3,
        write: bool | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        unverified: Literal["show", "withhold"] | None = None,
        conversation: Conversation | None = None,
    ) -> Iterator[Event]:
        """Stream an answer.

        Args:
            question: at most 2,000 characters.
            language: of the reader; that of the question where it is not given.
            limit: at most this many quotes.
            write: True lets the model write whatever its self-test said, False never does;
                None leaves it to the self-test.
            documents, kinds: search only these.
            filters: more of them (theme, body, year), together with the two above.
            unverified: what becomes of written sentences that fail the check; as the user set
                it (`writing.unverified`) where it is not given.
            conversation: a follow-up is completed from its turns, and the question added.

        Raises:
            KnowledgeError: the question cannot be searched (empty, too long, unknown
                document), or the settings cannot be read. A model that fails is no error
                here: see `Failed`.
        """
        from assistant.energy import Meter

        self._stop.clear()
        started = time.perf_counter()
        with Meter() as meter:
            asked, searched = "", question
            if conversation is not None:
                searched, language = conversation.complete(question, language)
                asked = question if searched != question else ""
            filters = joined_filters(filters, documents, kinds)
            retrieval = self.retriever.retrieve(searched, FOUND, language, filters=filters)
            yield Found(retrieval, asked)
            timings = dict(retrieval.timings_ms)
            statements: list[Statement] = []
            if retrieval.gate.verdict != "not_in_texts":
                began = time.perf_counter()
                for statement in quote(self.retriever, retrieval, limit):
                    statements.append(statement)
                    yield statement
                timings["quote"] = _since(began)
            choice = self._writers.choose(write, retrieval.language)
            answer = record(self.retriever, retrieval, statements, choice.use, filters, asked=asked)
            timings["all"] = _since(started)
            yield Quoted(answer.model_copy(update={"timings_ms": _rounded(timings)}))
            use, withheld, failure = yield from self._write(
                choice, retrieval, statements, timings, unverified
            )
            if failure is not None and write:
                yield Failed(failure)
            timings["all"] = _since(started)
            energy = meter.energy()
        if conversation is not None:
            conversation.add(retrieval.query, retrieval.language)
        added = {
            "statements": statements, "model": use, "withheld": withheld, "timings_ms": _rounded(timings),
            "energy": energy,
        }  # fmt: skip
        yield Finished(self._kept(answer.model_copy(update=added)))

    def _write(
        self,
        choice: Choice,
        retrieval: Retrieval,
        statements: list[Statement],
        timings: dict[str, float],
        unverified: Literal["show", "withhold"] | None,
    ) -> Generator[Event, None, tuple[ModelUse, int, ModelError | None]]:
        """Write below the quotes, where a model is to; what it used, how much was withheld, what failed."""
        use, language = choice.use, retrieval.language
        found = [hit.passage for hit in retrieval.hits[:WRITE_FROM]]
        passages = arrange(choice.shown(found), self._offered)
        reason = ""
        if not choice.writes:
            reason = use.why_not
        elif not statements:
            reason = say("nothing_to_write", language)
        elif not passages:
            reason = say("own_stay", language, where=use.where)
        elif self._stop.is_set():
            reason = say("stopped", language)
        if not choice.writes or reason:
            return use.model_copy(update={"why_not": reason}), 0, choice.error
        began = time.perf_counter()
        withhold = (unverified or _setting()) == "withhold"
        writer = self._writers.open(choice)
        overlap = self.retriever.index.overlap
        writing = Writing(
            writer, retrieval.query, passages, language, overlap, withhold=withhold, stopped=self._stop.is_set
        )
        failure: ModelError | None = None
        try:
            for event in writing:
                if isinstance(event, Statement):
                    statements.append(event)
                yield event
        except ModelError as error:
            failure = error
        finally:
            self._offered = writing.offer.passages
        timings["write"] = _since(began)
        reason = str(failure) if failure else say("stopped", language) if self._stop.is_set() else ""
        wrote = not reason or writing.withheld > 0 or any(one.kind == "written" for one in statements)
        told = {"wrote": wrote, "why_not": reason}
        return used(use, writer, writing).model_copy(update=told), writing.withheld, failure

    def _kept(self, answer: Answer) -> Answer:
        """The answer with what it was made with, in the log."""
        from assistant.entailment import open_entailment
        from assistant.machine import index_state, machine, versions
        from assistant.records import keep

        made_with = {**versions(), "index": index_state(self.retriever.index.passages)}
        if model := open_entailment():
            made_with["nli"] = model.name
        answer = answer.model_copy(update={"versions": made_with, "machine": machine()})
        return keep(self._folder, answer, self._tell) if self._log else answer


def _setting() -> Literal["show", "withhold"]:
    from knowledge.settings import load

    return "withhold" if load().unverified == "withhold" else "show"


def _since(began: float) -> float:
    return 1e3 * (time.perf_counter() - began)


def _rounded(timings: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in timings.items()}
