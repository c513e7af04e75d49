"""Words found whatever their case and accents, where they stand in the text as it is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.finding import find_all, plain_letters


@given(st.text())
def test_offsets_stay_what_they_were(text: str) -> None:
    assert len(plain_letters(text)) == len(text)


@given(st.text(), st.text(min_size=1), st.text())
def test_what_stands_in_a_text_is_found_in_it(before: str, word: str, after: str) -> None:
    sought = " ".join(word.split())
    places = find_all(plain_letters(before + sought + after), sought)
    assert not sought or places
    assert all(first[1] <= then[0] for first, then in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("l'Économie sociale", "l’economie"),
        ("COOPÉRATIVES", "coopératives"),
        ("economi\u0301a social", "ECONOMIA"),
        ("the social\nand solidarity economy", "social and"),
        ("Ação não", "acao NAO"),
        ("İstanbul", "istanbul"),
        ("up to 50\u00a0%", "50 %"),
    ],
)
def test_case_accents_line_ends_and_apostrophes_do_not_matter(text: str, wanted: str) -> None:
    from unicodedata import normalize

    text = normalize("NFC", text)  # as bodies are
    [(start, end)] = find_all(plain_letters(text), wanted)
    assert len(text[start:end]) == len(wanted)


def test_nothing_is_found_for_nothing() -> None:
    assert find_all("a b", " \n") == []
