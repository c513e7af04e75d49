"""A challenge: the reason, the answer and the record in one readable file, without own texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.challenging import challenge_text
from assistant.errors import RecordError

Make = Callable[..., Any]


def test_a_challenge_holds_the_reason_the_answer_and_the_record(answered: Answer) -> None:
    text = challenge_text(answered, "The date is wrong.\nIt was 2022.")
    assert "> The date is wrong.\n> It was 2022." in text
    assert answered.statements[0].citations[0].url in text
    found = re.search(r"^(`{3,})json\n(.*?)\n\1$", text, re.DOTALL | re.MULTILINE)
    assert found
    assert Answer.model_validate(json.loads(found[2])) == answered


def test_own_texts_are_not_in_it(record: Make, statement: Make) -> None:
    text = challenge_text(record(statement(cited={"kind": "own", "quote": "A secret."})), "Wrong.")
    assert "secret" not in text
    assert "sha256" in text


def test_no_text_of_the_record_ends_its_block(record: Make, statement: Make) -> None:
    text = challenge_text(record(statement(cited={"quote": "a ````` b\n```\n# c"})), "Wrong.")
    assert "\n``````json\n" in text
    assert text.endswith("\n``````\n")


@pytest.mark.parametrize("why", ["", "  \n", "\u200b", "x" * 10_001])
def test_a_reason_is_needed(record: Make, why: str) -> None:
    with pytest.raises(RecordError, match="Say with --why"):
        challenge_text(record(), why)


def test_a_reason_is_cleaned_of_what_drives_a_terminal(record: Make) -> None:
    assert "\x1b" not in challenge_text(record(), "red \x1b[31m")
