"""The record for people: everything that is kept is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer, Energy, Message, ModelUse
from assistant.showing import energy_in_words, record_lines

Make = Callable[..., Any]


def test_a_real_record_is_shown_with_every_passage_and_score(answered: Answer) -> None:
    text = "\n".join(record_lines(answered))
    for used in answered.passages:
        assert used.key in text
        assert used.sha256 in text
        assert f"score {used.score:.4f}" in text
    assert answered.statements[0].text in text
    assert f"probability {answered.probability:.3f}" in text
    assert answered.embedder in text
    assert f"numpy {answered.versions['numpy']}" in text
    assert f"processor {answered.machine['processor']}" in text
    assert "\x1b" not in text


def test_what_a_model_wrote_is_shown_with_its_prompt_and_its_reasons(record: Make, statement: Make) -> None:
    model = ModelUse(
        name="M", sha256="ab" * 32, wrote=True, why_not="", where="https://models.example.org",
        prompt=[Message(role="system", content="Answer."), Message(role="user", content="Passages:\nIt is so.")],
        decoding={"temperature": 0.0, "seed": 7}, prompt_tokens=12, generated_tokens=5,
    )  # fmt: skip
    one = statement(
        text="So?", kind="written", verdict="unverified", reason="the word 'so' is not in the source"
    )
    lines = list(record_lines(record(one, model=model, asked="And there?", filters={"kinds": ["digest"]})))
    text = "\n".join(lines)
    assert "typed as: And there?" in lines
    assert "written, unverified: the word 'so' is not in the source; ILO resolution 2022, para. 5" in text
    assert "    Passages:\n    It is so." in text
    assert "decoding: temperature 0.0, seed 7" in text
    assert "tokens: 12 read, 5 written" in text
    assert "where: https://models.example.org" in text
    assert "only kinds: digest" in text


def test_a_record_with_little_in_it_is_shown(record: Make) -> None:
    text = "\n".join(record_lines(record(id="", gate="not_in_texts", versions={}, missing=["Mongolia"])))
    assert "(not kept)" in text
    assert "in no quoted passage: Mongolia" in text
    assert "why not: not asked." in text
    assert "Energy" not in text


@pytest.mark.parametrize(
    ("method", "measured", "words"),
    [
        ("rapl", True, "measured by the processor"),
        ("cpu_time", False, "estimated"),
        ("new", True, "measured, new"),
    ],
)
def test_energy_says_how_it_is_known(method: str, measured: bool, words: str) -> None:
    told = energy_in_words(Energy(joules=2.25, measured=measured, method=method, seconds=0.5))
    assert told.startswith("2.25 J in 0.5 s, ")
    assert words in told
