"""A kept answer as text for people: the answer, and everything of how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.answer import Answer, Energy, Statement
from assistant.record_wording import Say, in_english, speaker
from assistant.rendering import plain, reference

__all__ = ["energy_in_words", "record_lines"]

_METHODS = {
    "rapl": "measured by the processor's counters (the whole processor, other programs included)",
    "codecarbon": "by codecarbon, which measures or estimates",
    "cpu_time": "estimated from processor time",
}


def record_lines(answer: Answer, language: str = "en") -> Iterator[str]:
    """The record, line by line: the answer as it was shown, then its parts, told in `language`."""
    say = speaker(language)
    yield say("record {id}, {created}", id=answer.id or say("(not kept)"), created=answer.created)
    yield say("question: {question}", question=answer.question)
    if answer.asked and answer.asked != answer.question:
        yield say("typed as: {question}", question=answer.asked)
    yield ""
    yield from plain(answer)
    yield from _statements(answer, say)
    yield from _search(answer, say)
    yield from _model(answer, say)
    yield from _made_with(answer, say)


def energy_in_words(energy: Energy, say: Say = in_english) -> str:
    """`0.9 J in 0.8 s, estimated from processor time`."""
    how = say(_METHODS.get(energy.method, energy.method))
    if energy.measured and energy.method != "rapl":
        how = say("measured, {how}", how=how)
    return say(
        "{joules} J in {seconds} s, {how}",
        joules=f"{energy.joules:g}",
        seconds=f"{energy.seconds:g}",
        how=how,
    )


def _statements(answer: Answer, say: Say) -> Iterator[str]:
    if not answer.statements:
        return
    yield ""
    yield say("Checks:")
    for number, one in enumerate(answer.statements, 1):
        yield f"  {number}. {say(one.kind)}, {say(one.verdict)}{_why(one)}"


def _why(statement: Statement) -> str:
    cited = ", ".join(f"{reference(one)} [{one.key}]" for one in statement.citations)
    reason = f": {statement.reason}" if statement.reason else ""
    return f"{reason}; {cited}" if cited else reason


def _search(answer: Answer, say: Say) -> Iterator[str]:
    yield ""
    yield say(
        "Search: {documents} documents, {passages} passages, embedder {embedder}, index {release}",
        documents=answer.searched.documents, passages=answer.searched.passages,
        embedder=answer.embedder, release=answer.release,
    )  # fmt: skip
    for name, values in answer.filters.items():
        if values:
            yield say("  only {name}: {values}", name=name, values=", ".join(values))
    yield say(
        "  gate: {gate}, probability {probability}", gate=answer.gate, probability=f"{answer.probability:.3f}"
    )
    if answer.missing:
        yield say("  in no quoted passage: {words}", words=", ".join(answer.missing))
    for number, used in enumerate(answer.passages, 1):
        yield f"  {number}. {used.document} {used.pinpoint_id} ({used.language}, {used.kind}) [{used.key}]"
        yield say(
            "     score {score} = similarity {similarity} and evidence {evidence}; cosine {cosine}; sha256 {sha256}",
            score=f"{used.score:.4f}", similarity=f"{used.similarity:.4f}", evidence=f"{used.evidence:.4f}",
            cosine=f"{used.cosine:.4f}", sha256=used.sha256,
        )  # fmt: skip


def _model(answer: Answer, say: Say) -> Iterator[str]:
    model = answer.model
    yield ""
    wrote = "Model: {name}, wrote" if model.wrote else "Model: {name}, did not write"
    yield say(wrote, name=model.name or say("none"))
    if model.why_not:
        yield say("  why not: {reason}", reason=model.why_not)
    if model.sha256:
        yield f"  sha256: {model.sha256}"
    if model.where:
        yield say("  where: {place}", place=model.where)
    if model.decoding:
        yield say(
            "  decoding: {values}",
            values=", ".join(f"{name} {value}" for name, value in model.decoding.items()),
        )
    if model.prompt_tokens or model.generated_tokens:
        yield say(
            "  tokens: {read} read, {written} written",
            read=model.prompt_tokens,
            written=model.generated_tokens,
        )
    for message in model.prompt:
        yield say("  prompt, {role}:", role=message.role)
        yield from (f"    {line}" for line in message.content.splitlines())


def _made_with(answer: Answer, say: Say) -> Iterator[str]:
    yield ""
    if answer.versions:
        yield say("Versions: {values}", values=_list(answer.versions))
    if answer.machine:
        yield say("Machine: {values}", values=_list(answer.machine))
    yield say(
        "Time: {values}",
        values=", ".join(f"{name} {value:g} ms" for name, value in answer.timings_ms.items()),
    )
    if answer.energy is not None:
        yield say("Energy: {energy}", energy=energy_in_words(answer.energy, say))


def _list(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
