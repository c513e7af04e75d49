"""Ask a question; get a stream of events that ends with the answer.

    from assistant import Assistant
    from knowledge import Retriever

    answer = Assistant(Retriever.open()).answer("What is the SSE?")

The order never changes: what was searched, then quotes, then (if a model writes) drafts and
checked sentences, then the whole answer. No model is started unless one writes.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer, ModelUse, Searched, Statement, cite
from assistant.errors import ModelError
from assistant.quoting import quote
from assistant.wording import gate_reason, reference_in_words, say
from assistant.writing import Draft, write
from knowledge.documents import Passage
from knowledge.paths import data_folder
from knowledge.retriever import Retrieval, Retriever

if TYPE_CHECKING:
    from assistant.models.catalogue import Model
    from assistant.models.worker import ModelWorker

__all__ = ["RELEASE", "Assistant", "Event", "Failed", "Finished", "Found", "Quoted"]

RELEASE = "shipped"  # no signed release of the index is installed: the package's own is in use
WRITE_FROM = 4  # passages that the model is given
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The search is done."""

    retrieval: Retrieval


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


Event = Found | Statement | Quoted | Draft | Failed | Finished


class Assistant:
    """Answers over one retriever.

    Args:
        retriever: what is searched.
        model: a path to a GGUF or a name of the catalogue; the one that is set
            (`SSE_MODEL`) or the packaged one where it is not given.
        folder: where results of self-tests and hashes of models are kept.
    """

    def __init__(self, retriever: Retriever, model: str | None = None, folder: Path | None = None) -> None:
        self.retriever = retriever
        self._setting = model
        self._folder = folder or data_folder()
        self._worker: ModelWorker | None = None

    def close(self) -> None:
        """End the model's process, if one runs."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def cancel(self) -> None:
        """Stop the model's writing; what was checked so far stays."""
        if self._worker is not None:
            self._worker.cancel()

    def answer(
        self,
        question: str,
        *,
        language: str | None = None,
        limit: int = 3,
        write: bool | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
    ) -> Answer:
        """The answer as a whole; raises what `ask` raises, and ModelError where writing failed."""
        failure: ModelError | None = None
        for event in self.ask(
            question, language=language, limit=limit, write=write, documents=documents, kinds=kinds
        ):
            if isinstance(event, Failed):
                failure = event.error
            if isinstance(event, Finished) and failure is None:
                return event.answer
        raise failure or ModelError("The answer did not finish. Ask again.")

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        limit: int = 3,
        write: bool | None = None,
        documents: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
    ) -> Iterator[Event]:
        """Stream an answer.

        Args:
            question: at most 2,000 characters.
            language: of the reader; that of the question where it is not given.
            limit: at most this many quotes.
            write: True lets the model write whatever its self-test said, False never does;
                None leaves it to the self-test.
            documents, kinds: search only these.

        Raises:
            KnowledgeError: the question cannot be searched (empty, too long, unknown
                document). A model that fails is no error here: see `Failed`.
        """
        started = time.perf_counter()
        retrieval = self.retriever.retrieve(question, 10, language, documents, kinds)
        yield Found(retrieval)
        statements: list[Statement] = []
        gate = retrieval.gate
        timings = dict(retrieval.timings_ms)
        if gate.verdict != "not_in_texts":
            quoting = time.perf_counter()
            for statement in quote(self.retriever, retrieval, limit):
                statements.append(statement)
                yield statement
            timings["quote"] = 1e3 * (time.perf_counter() - quoting)
        use, model, failure = self._model(write, retrieval.language)
        timings["all"] = 1e3 * (time.perf_counter() - started)
        answer = self._record(retrieval, statements, use, timings)
        yield Quoted(answer)
        if model is not None and statements:
            writing = time.perf_counter()
            try:
                for event in self._write(model, retrieval):
                    if isinstance(event, Statement):
                        statements.append(event)
                    yield event
                use = use.model_copy(update={"wrote": True, "why_not": ""})
            except ModelError as error:
                failure = error
                use = use.model_copy(update={"why_not": str(error)})
            timings["write"] = 1e3 * (time.perf_counter() - writing)
        elif model is not None:
            use = use.model_copy(update={"why_not": say("nothing_to_write", retrieval.language)})
        if failure is not None and write:
            yield Failed(failure)
        timings["all"] = 1e3 * (time.perf_counter() - started)
        added = {"statements": statements, "model": use, "timings_ms": _rounded(timings)}
        yield Finished(answer.model_copy(update=added))

    def _model(self, write: bool | None, language: str) -> tuple[ModelUse, Model | None, ModelError | None]:
        """Which model, the file itself if it is to write, and what is wrong with it."""
        from assistant.models.catalogue import default_model
        from assistant.models.selftest import known_result

        try:
            model = default_model(self._setting)
            result = known_result(model, self._folder)
            passed = result is not None and result.passed
            writes = passed if write is None else write
            if writes:
                model.verify(self._folder)
            sha256 = model.sha256(self._folder)
        except ModelError as error:
            return ModelUse(name="", sha256="", wrote=False, why_not=str(error)), None, error
        reason = ""
        if result is None:
            reason = say("untested", language, model=model.name)
        elif write is False:
            reason = say("not_wanted", language)
        elif not result.passed:
            reason = say("failed_test", language, model=model.name, right=result.right, items=result.items)
        use = ModelUse(name=model.name, sha256=sha256, wrote=False, why_not=reason)
        return use, model if writes else None, None

    def _write(self, model: Model, retrieval: Retrieval) -> Iterator[Draft | Statement]:
        from assistant.models.worker import ModelWorker

        if self._worker is None:
            self._worker = ModelWorker(model.path)
        passages = [hit.passage for hit in retrieval.hits[:WRITE_FROM]]
        yield from write(
            self._worker, retrieval.query, passages, retrieval.language, self.retriever.index.overlap
        )

    def _record(
        self,
        retrieval: Retrieval,
        statements: list[Statement],
        use: ModelUse,
        timings: dict[str, float],
    ) -> Answer:
        gate = retrieval.gate
        nearest: list[Passage] = []
        if gate.verdict == "not_in_texts":
            nearest = [hit.passage for hit in retrieval.hits[:NEAREST]]
        return Answer(
            question=retrieval.query,
            language=retrieval.language,
            gate=gate.verdict,
            statements=list(statements),
            nearest=[cite(passage) for passage in nearest],
            searched=Searched(documents=retrieval.searched_documents, passages=retrieval.searched_passages),
            model=use,
            embedder=self.retriever.embedder.fingerprint,
            release=RELEASE,
            timings_ms=_rounded(timings),
            gate_reason=gate_reason(gate, retrieval.language, self.retriever.documents),
            missing=list(gate.missing),
            unknown_text=reference_in_words(gate.unknown, retrieval.language) if gate.unknown else "",
        )


def _rounded(timings: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in timings.items()}
