"""Replaying: identical where nothing changed, and otherwise the first thing that differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer, Message, ModelUse, Statement
from assistant.assistant import Assistant
from assistant.replaying import compare, replay
from assistant.trace import Trace, make_trace, open_trace
from knowledge import Retriever
from knowledge.signing import SigningKey

Make = Callable[..., Any]
KEY = SigningKey.generate()


def trace_of(answer: Answer) -> Trace:
    return open_trace(make_trace(answer, KEY)).trace


def differences(answer: Answer, again: Answer, **more: Any) -> list[str]:
    return [one.what for one in compare(answer, again, **more)]


def test_the_same_question_on_the_same_machine_is_identical(answered: Answer, retriever: Retriever) -> None:
    def run(record: Answer, limit: int, write: bool) -> Answer:
        assert (limit, write) == (len(answered.statements), False)
        assistant = Assistant(retriever, log=False)
        return assistant.answer(record.question, language=record.language, limit=limit, write=write)

    found = replay(trace_of(answered), run, writes=False)
    assert found.identical
    assert found.differences == found.around == []
    assert (found.written, found.why_not) == (None, "")


def test_one_quote_at_least_is_asked_for(record: Make) -> None:
    asked: list[int] = []

    def run(answer: Answer, limit: int, _write: bool) -> Answer:
        asked.append(limit)
        return answer

    replay(trace_of(record(gate="not_in_texts")), run, writes=False)
    assert asked == [1]


def changed_passage(answer: Answer, place: int, **changes: Any) -> Answer:
    passages = list(answer.passages)
    passages[place] = passages[place].model_copy(update=changes)
    return answer.model_copy(update={"passages": passages})


def test_the_order_of_passages_comes_first(answered: Answer) -> None:
    swapped = answered.model_copy(
        update={
            "passages": [answered.passages[1], answered.passages[0], *answered.passages[2:]],
            "gate": "doubtful",
        }
    )
    first, *others = compare(answered, swapped)
    assert first.what == "passage 1"
    assert answered.passages[0].key in first.there
    assert answered.passages[1].key in first.here
    assert [one.what for one in others] == ["gate"]


@pytest.mark.parametrize("name", ["score", "similarity", "evidence", "cosine"])
def test_a_score_may_differ_by_the_tolerance_and_no_more(answered: Answer, name: str) -> None:
    value = getattr(answered.passages[2], name)
    assert differences(answered, changed_passage(answered, 2, **{name: value + 1e-6})) == []
    off = changed_passage(answered, 2, **{name: value + 3e-6})
    assert differences(answered, off) == [f"{name} of passage 3"]
    assert differences(answered, off, tolerance=1e-5) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"gate": "doubtful"}, "gate"),
        ({"probability": 0.1}, "probability of the gate"),
        ({"statements": []}, "quote 1"),
        ({"passages": []}, "passage 1"),
        ({"language": "en"}, "language"),
        ({"question": "?"}, "question"),
    ],
)
def test_each_part_of_an_answer_is_compared(answered: Answer, changes: dict[str, Any], what: str) -> None:
    assert differences(answered, answered.model_copy(update=changes))[0] == what


def test_a_text_that_changed_under_its_key_is_told(answered: Answer) -> None:
    assert differences(answered, changed_passage(answered, 0, sha256="0" * 64)) == ["text of passage 1"]


def test_the_nearest_passages_are_compared(record: Make, citation: Make) -> None:
    one, other = (record(gate="not_in_texts", nearest=[citation(key=key * 12)], passages=[]) for key in "ab")
    assert differences(one, other) == ["nearest passage 1"]


def wrote(
    record: Make, statement: Make, text: str, prompt: str = "Question: Is it?", withheld: int = 0
) -> Answer:
    one: Statement = statement(text=text, kind="written", verdict="unverified")
    model = ModelUse(
        name="M", sha256="ab" * 32, wrote=True, why_not="", where="local",
        prompt=[Message(role="user", content=prompt)], decoding={"temperature": 0.0, "threads": 1},
    )  # fmt: skip
    answer: Answer = record(statement(), one, model=model, withheld=withheld)
    return answer


def test_written_text_is_compared_with_its_prompt(record: Make, statement: Make) -> None:
    there = wrote(record, statement, "So it is.")
    assert differences(there, there) == []
    assert differences(there, wrote(record, statement, "It is not.")) == ["written sentence 1"]
    other = wrote(record, statement, "It is not.", "Question: Why?")
    assert differences(there, other) == ["message of the prompt 1", "written sentence 1"]
    assert differences(there, other, written=False) == []
    assert differences(there, wrote(record, statement, "So it is.", withheld=2)) == ["sentences withheld"]


def test_a_replay_without_the_model_says_so_and_compares_the_quotes(record: Make, statement: Make) -> None:
    there = wrote(record, statement, "So it is.")
    quotes = there.model_copy(
        update={
            "statements": there.statements[:1],
            "model": ModelUse(name="", sha256="", wrote=False, why_not=""),
        }
    )
    found = replay(trace_of(there), lambda *_: quotes, writes=False, why_not="the model M is not here")
    assert found.identical
    assert (found.written, found.why_not) == (False, "the model M is not here")
    assert [one.what for one in found.around] == ["model's name", "model's sha256", "model's where"]


def test_what_surrounds_an_answer_is_compared(record: Make, statement: Make) -> None:
    there = wrote(record, statement, "So it is.")
    model = there.model.model_copy(update={"decoding": {"temperature": 0.0, "threads": 2}})
    here = there.model_copy(
        update={
            "release": "2026-1", "embedder": "f", "versions": {"python": "3.12.0"}, "machine": {"cores": "8"},
            "model": model,
        }
    )  # fmt: skip
    found = replay(trace_of(there), lambda *_: here, writes=True)
    assert found.identical
    assert [one.what for one in found.around] == [
        "release", "embedder", "decoding threads", "version of python", "version of sse-assistant", "machine's cores",
    ]  # fmt: skip
    assert (found.around[-1].there, found.around[-1].here) == ("unknown", "8")


def test_own_texts_are_compared_by_their_hashes(record: Make, statement: Make) -> None:
    own = {"kind": "own", "quote": "A secret.", "document": "minutes"}
    answer = record(statement(cited=own))
    assert replay(trace_of(answer), lambda *_: answer, writes=False).identical
    other = record(statement(cited={**own, "quote": "Another secret."}))
    found = replay(trace_of(answer), lambda *_: other, writes=False)
    assert not found.identical
    assert "secret" not in str(found.differences)
