"""The weightiest difference comes first, and there always is one to tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.differences import differences
from assistant.shortening import read

SOURCE = "The fund shall pay half of the costs of 20 regions, unless the region pays them."


def told(sentence: str, source: str = SOURCE) -> list[str]:
    words = read(source, "en")
    return list(differences(read(sentence, "en"), words, {word.text for word in words}, "en", "en"))


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("The fund shall pay half of the costs of 30 cities.", "the number 30 is not in the source"),
        ("The fund shall not pay the costs.", "the negation differs"),
        ("The fund may pay half of the costs.", "the source does not say 'may': the obligation differs"),
        ("The fund shall pay half of the debts.", "the word 'debts' is not in the source"),
        ("The fund shall pay half of the costs.", "the condition 'unless' was dropped"),
        ("The region shall pay half of the costs, unless the fund pays them.", "its words stand in another order"),
        ("The fund shall pay the costs of 20 regions, unless the region pays them.", "'half of' was left out"),
    ],
)  # fmt: skip
def test_the_weightiest_difference_is_told_first(sentence: str, first: str) -> None:
    assert told(sentence)[0].startswith(first)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_two_sentences_have_a_difference_to_tell(sentence: str, source: str) -> None:
    assert all(told(sentence, source))
    assert told(sentence, source)
