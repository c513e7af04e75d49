"""Run the question of a trace again, here and now, and name the first thing that differs.

The search is deterministic, and so is a model that writes at temperature 0 with one thread;
another processor may still round otherwise. So what surrounds the answer is compared too: a
difference in the texts, the versions or the machine usually explains one in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer, PassageUse, Statement
from assistant.redaction import own_document, without_own
from assistant.trace import Trace

__all__ = ["LABELS", "TOLERANCE", "Difference", "Replay", "Run", "compare", "replay"]

TOLERANCE = 1e-6  # of a score, which is recorded to six places; the same machine gives the same
_ROUNDING = 1e-9
# How a difference begins; what follows is a number or a name that is the same in every language.
LABELS = (
    "question", "language", "gate", "probability of the gate", "text of passage", "score of passage",
    "similarity of passage", "evidence of passage", "cosine of passage", "nearest passage", "passage",
    "message of the prompt", "quote", "written sentence", "sentences withheld", "release", "embedder",
    "model's name", "model's sha256", "model's where", "decoding", "version of", "machine's",
)  # fmt: skip
# Runs a question: (record, quotes at most, whether a model writes) -> the answer.
Run = Callable[[Answer, int, bool], Answer]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what, in the trace, and here."""

    what: str
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found.

    Attributes:
        differences: in the answer, the first first.
        around: in what surrounds it: texts, embedder, model, versions, machine.
        written: whether what a model wrote was run again too; None where none wrote.
        why_not: why it was not.
    """

    differences: list[Difference]
    around: list[Difference]
    written: bool | None
    why_not: str = ""

    @property
    def identical(self) -> bool:
        """Whether everything that was run again came out as in the trace."""
        return not self.differences


def replay(
    trace: Trace, run: Run, *, writes: bool, why_not: str = "", tolerance: float = TOLERANCE
) -> Replay:
    """Run the question of a trace again.

    Args:
        run: asks; see `Run`.
        writes: whether the model that wrote is here and writes again; `why_not` where not.
        tolerance: by which scores and probabilities may differ.
    """
    record = trace.record
    quotes = sum(one.kind == "quote" for one in record.statements)
    wrote = record.model.wrote
    again = run(record, max(1, quotes), wrote and writes)
    differences = list(compare(record, again, tolerance, written=wrote and writes))
    return Replay(
        differences, list(_around(record, again)), writes if wrote else None, why_not if wrote else ""
    )


def compare(
    record: Answer, again: Answer, tolerance: float = TOLERANCE, *, written: bool = True
) -> Iterator[Difference]:
    """What differs between two answers, in the order in which an answer comes about.

    Both are compared as they may leave the machine, so a trace without the texts of own
    documents is compared by their hashes.
    """
    record, again = without_own(record), without_own(again)
    for what, there, here in (
        ("question", record.question, again.question),
        ("language", record.language, again.language),
    ):
        if there != here:
            yield Difference(what, there, here)
    yield from _passages(record.passages, again.passages, tolerance)
    if record.gate != again.gate:
        yield Difference("gate", record.gate, again.gate)
    if abs(record.probability - again.probability) > tolerance + _ROUNDING:
        yield Difference("probability of the gate", f"{record.probability:.9g}", f"{again.probability:.9g}")
    yield from _statements("quote", record, again)
    if written:
        yield from _texts(
            "message of the prompt",
            [message.content for message in record.model.prompt],
            [message.content for message in again.model.prompt],
        )
        yield from _statements("written", record, again)
        if record.withheld != again.withheld:
            yield Difference("sentences withheld", str(record.withheld), str(again.withheld))
    yield from _texts(
        "nearest passage", [one.key for one in record.nearest], [one.key for one in again.nearest]
    )


def _passages(there: list[PassageUse], here: list[PassageUse], tolerance: float) -> Iterator[Difference]:
    yield from _texts("passage", [_named(one) for one in there], [_named(one) for one in here])
    others = {one.key: one for one in here}
    for place, one in enumerate(there, 1):
        other = others.get(one.key)
        if other is None:
            continue
        if one.sha256 != other.sha256:
            yield Difference(f"text of passage {place}", one.sha256, other.sha256)
        for name in ("score", "similarity", "evidence", "cosine"):
            value, now = getattr(one, name), getattr(other, name)
            if abs(value - now) > tolerance + _ROUNDING:
                yield Difference(f"{name} of passage {place}", f"{value:.9g}", f"{now:.9g}")


def _statements(kind: str, record: Answer, again: Answer) -> Iterator[Difference]:
    def told(answer: Answer) -> list[str]:
        return [_told(one) for one in answer.statements if one.kind == kind]

    yield from _texts("quote" if kind == "quote" else "written sentence", told(record), told(again))


def _told(statement: Statement) -> str:
    cited = ", ".join(citation.key for citation in statement.citations)
    return f"{statement.text} [{statement.verdict}; {cited}]"


def _texts(what: str, there: list[str], here: list[str]) -> Iterator[Difference]:
    """The first place where two lists part."""
    for place in range(max(len(there), len(here))):
        one = there[place] if place < len(there) else "none"
        other = here[place] if place < len(here) else "none"
        if one != other:
            yield Difference(f"{what} {place + 1}", one, other)
            return


def _named(passage: PassageUse) -> str:
    name = own_document(passage.document) if passage.kind == "own" else passage.document
    return f"{name} {passage.pinpoint_id} ({passage.language}) {passage.key}"


def _around(record: Answer, again: Answer) -> Iterator[Difference]:
    for what, there, here in (
        ("release", record.release, again.release),
        ("embedder", record.embedder, again.embedder),
    ):
        if there != here:
            yield Difference(what, there, here)
    if record.model.wrote:
        for name in ("name", "sha256", "where"):
            there, here = getattr(record.model, name), getattr(again.model, name)
            if there != here:
                yield Difference(f"model's {name}", there or "unknown", here or "none")
        if again.model.wrote:
            yield from _values("decoding", record.model.decoding, again.model.decoding)
    yield from _values("version of", record.versions, again.versions)
    yield from _values("machine's", record.machine, again.machine)


def _values(what: str, there: dict[str, Any], here: dict[str, Any]) -> Iterator[Difference]:
    for name in dict.fromkeys([*there, *here]):
        if there.get(name) != here.get(name):
            yield Difference(
                f"{what} {name}", str(there.get(name, "unknown")), str(here.get(name, "unknown"))
            )
