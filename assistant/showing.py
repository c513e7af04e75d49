"""A kept answer as text for people: the answer, and everything of how it came about."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Energy, Statement
from assistant.rendering import plain, reference

__all__ = ["energy_in_words", "record_lines"]

_METHODS = {
    "rapl": "measured by the processor's counters (the whole processor, other programs included)",
    "codecarbon": "by codecarbon, which measures or estimates",
    "cpu_time": "estimated from processor time",
}


def record_lines(answer: Answer) -> Iterator[str]:
    """The record, line by line: the answer as it was shown, then its parts."""
    yield f"record {answer.id or '(not kept)'}, {answer.created}"
    yield f"question: {answer.question}"
    if answer.asked and answer.asked != answer.question:
        yield f"typed as: {answer.asked}"
    yield ""
    yield from plain(answer)
    yield from _statements(answer)
    yield from _search(answer)
    yield from _model(answer)
    yield from _made_with(answer)


def energy_in_words(energy: Energy) -> str:
    """`0.9 J in 0.8 s, estimated from processor time`."""
    how = _METHODS.get(energy.method, energy.method)
    if energy.measured and "measured" not in how:
        how = f"measured, {how}"
    return f"{energy.joules:g} J in {energy.seconds:g} s, {how}"


def _statements(answer: Answer) -> Iterator[str]:
    if not answer.statements:
        return
    yield ""
    yield "Checks:"
    for number, one in enumerate(answer.statements, 1):
        yield f"  {number}. {one.kind}, {one.verdict}{_why(one)}"


def _why(statement: Statement) -> str:
    cited = ", ".join(f"{reference(one)} [{one.key}]" for one in statement.citations)
    reason = f": {statement.reason}" if statement.reason else ""
    return f"{reason}; {cited}" if cited else reason


def _search(answer: Answer) -> Iterator[str]:
    yield ""
    yield (
        f"Search: {answer.searched.documents} documents, {answer.searched.passages} passages, "
        f"embedder {answer.embedder}, index {answer.release}"
    )
    for name, values in answer.filters.items():
        if values:
            yield f"  only {name}: {', '.join(values)}"
    yield f"  gate: {answer.gate}, probability {answer.probability:.3f}"
    if answer.missing:
        yield f"  in no quoted passage: {', '.join(answer.missing)}"
    for number, used in enumerate(answer.passages, 1):
        where = f"{used.document} {used.pinpoint_id} ({used.language}, {used.kind}) [{used.key}]"
        yield f"  {number}. {where}"
        yield (
            f"     score {used.score:.4f} = similarity {used.similarity:.4f} and evidence {used.evidence:.4f}; "
            f"cosine {used.cosine:.4f}; sha256 {used.sha256}"
        )


def _model(answer: Answer) -> Iterator[str]:
    model = answer.model
    yield ""
    yield f"Model: {model.name or 'none'}, {'wrote' if model.wrote else 'did not write'}"
    if model.why_not:
        yield f"  why not: {model.why_not}"
    if model.sha256:
        yield f"  sha256: {model.sha256}"
    if model.where:
        yield f"  where: {model.where}"
    if model.decoding:
        yield "  decoding: " + ", ".join(f"{name} {value}" for name, value in model.decoding.items())
    if model.prompt_tokens or model.generated_tokens:
        yield f"  tokens: {model.prompt_tokens} read, {model.generated_tokens} written"
    for message in model.prompt:
        yield f"  prompt, {message.role}:"
        yield from (f"    {line}" for line in message.content.splitlines())


def _made_with(answer: Answer) -> Iterator[str]:
    yield ""
    if answer.versions:
        yield "Versions: " + ", ".join(f"{name} {value}" for name, value in answer.versions.items())
    if answer.machine:
        yield "Machine: " + ", ".join(f"{name} {value}" for name, value in answer.machine.items())
    yield "Time: " + ", ".join(f"{name} {value:g} ms" for name, value in answer.timings_ms.items())
    if answer.energy is not None:
        yield f"Energy: {energy_in_words(answer.energy)}"
