"""Ask every question, keep each result at once, and take an interrupted run up again.

Results are kept beside the run's file as JSON lines, each written through to the disk. A run
that is started again with the same questions, model and index goes on after the last whole
line; what is in a half line is asked again. When the last question is done the run is written
whole and the lines are removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer
from assistant.assistant import Assistant, Failed, Finished, Found
from assistant.energy import Meter
from assistant.errors import ModelError, WorkError
from assistant.evaluation.measures import Result, measured
from assistant.evaluation.questions import Question
from knowledge.documents import Passage
from knowledge.errors import LibraryError
from knowledge.files import write_atomically
from knowledge.retriever import Retrieval
from knowledge.worded import worded

__all__ = ["Run", "Setup", "evaluate", "read_run", "write_run"]


class Setup(BaseModel):
    """What a run was made with; two runs of the same setup measure the same thing.

    `questions` and `passages` are sha256 of what was asked and of the index; `energy` names how
    joules are known (`assistant.energy`) and whether they were measured.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    questions: str
    passages: str
    embedder: str
    model: str
    write: bool
    energy: str = ""

    def key(self) -> str:
        """What must agree for results to go into one run; where the file lies does not matter."""
        same = self.model_dump(exclude={"file", "energy"})
        return hashlib.sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()


class Run(BaseModel):
    """A finished run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 1
    setup: Setup
    results: list[Result]


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    file: str,
    journal: Path,
    write: bool = False,
    model: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Run:
    """Ask the questions in their order; those that `journal` has results of are not asked again.

    Args:
        journal: results are kept here, line by line. The caller removes it when the run is saved.
        progress: called with (done, in all) before each question and at the end.

    Raises:
        WorkError: the journal is of another setup, or cannot be written.
        ModelError: `write` is set and the model cannot be used.
    """
    retriever = assistant.retriever
    passages = {passage.key: passage for passage in retriever.index.passages}
    held = frozenset(passage.document for passage in passages.values())
    setup = Setup(
        file=file, questions=_hashed(one.model_dump_json() for one in questions),
        passages=_hashed(passages), embedder=retriever.embedder.fingerprint, model=model, write=write,
    )  # fmt: skip
    kept = _kept(journal, setup)
    results: list[Result] = []
    for number, question in enumerate(questions):
        progress(number, len(questions))
        if question.id not in kept:
            kept[question.id] = _ask(assistant, question, passages, held, write)
            _keep(journal, setup, kept[question.id])
        results.append(kept[question.id])
    progress(len(questions), len(questions))
    energy = "; ".join(dict.fromkeys(one.energy for one in results))
    return Run(setup=setup.model_copy(update={"energy": energy}), results=results)


def read_run(path: Path) -> Run:
    """A run that was written with `write_run`.

    Raises:
        WorkError: the file is missing or is no run.
    """
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise WorkError(
            worded(
                "{path} cannot be read: {strerror}. Name a file made with --out.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    except ValidationError as error:
        raise WorkError(
            worded("{path} is no run of `sse evaluate`. Name a file made with --out.", path=path)
        ) from error


def write_run(path: Path, run: Run) -> None:
    """Write a run as JSON, whole or not at all. Raises WorkError where it cannot be written."""
    try:
        write_atomically(path, (run.model_dump_json(indent=1) + "\n").encode("utf-8"))
    except LibraryError as error:
        raise WorkError(str(error)) from error


def _ask(
    assistant: Assistant,
    question: Question,
    passages: Mapping[str, Passage],
    held: frozenset[str],
    write: bool,
) -> Result:
    retrieval: Retrieval | None = None
    answer: Answer | None = None
    failure: ModelError | None = None
    started = time.perf_counter()
    with Meter() as meter:
        # As a user asks: the language is found, not given.
        for event in assistant.ask(question.question, write=write):
            if isinstance(event, Found):
                retrieval = event.retrieval
            elif isinstance(event, Failed):
                failure = event.error
            elif isinstance(event, Finished):
                answer = event.answer
    milliseconds = 1e3 * (time.perf_counter() - started)
    if failure is not None or retrieval is None or answer is None:
        raise failure or WorkError(
            worded("The question '{id}' did not finish. Run the command again.", id=question.id)
        )
    return measured(question, answer, retrieval, passages, held, milliseconds, meter.energy())


def _kept(journal: Path, setup: Setup) -> dict[str, Result]:
    """The results of an interrupted run; a last line that was cut off is dropped."""
    try:
        lines = journal.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WorkError(
            worded(
                "{journal} cannot be read: {strerror}. Remove it to start anew.",
                journal=journal,
                strerror=error.strerror or error,
            )
        ) from error
    if lines and _header(lines[0]) not in ("", setup.key()):
        raise WorkError(
            worded(
                "{journal} holds an interrupted run of other questions, another model or another index. "
                "Remove it to start anew, or name another --out.",
                journal=journal,
            )
        )
    whole: dict[str, Result] = {}
    good: list[str] = lines[:1] if lines and _header(lines[0]) else []
    for line in lines[1:] if good else []:
        try:
            result = Result.model_validate_json(line)
        except ValidationError:
            break
        whole[result.id] = result
        good.append(line)
    if len(good) < len(lines):
        journal.write_text("".join(f"{line}\n" for line in good), encoding="utf-8")
    return whole


def _header(line: str) -> str:
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return ""
    return str(found.get("setup", "")) if isinstance(found, dict) else ""


def _keep(journal: Path, setup: Setup, result: Result) -> None:
    try:
        with journal.open("a", encoding="utf-8") as file:
            if file.tell() == 0:
                file.write(json.dumps({"setup": setup.key()}) + "\n")
            file.write(result.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise WorkError(
            worded(
                "{journal} cannot be written: {strerror}. Name another --out.",
                journal=journal,
                strerror=error.strerror or error,
            )
        ) from error


def _hashed(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "replace") + b"\x1f")
    return digest.hexdigest()
