from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.overlap import Overlap, stems

STEMS = st.frozensets(st.sampled_from(["coope", "solid", "membe", "votes", "data", "2022", "other"]))
TEXTS = [
    "The cooperative has members.",
    "The members vote in the cooperative.",
    "The members own the data.",
    "Members meet in Padua.",
]


def test_cognates_of_four_languages_share_their_stems() -> None:
    for text in ("social and solidarity economy", "économie sociale et solidaire", "economía social y solidaria",
                 "economia social e solidária"):  # fmt: skip
        assert stems(text) == {"socia", "solid", "econo"}


def test_function_words_and_single_letters_are_no_stems() -> None:
    assert stems("What is the a of x y in that?") == frozenset()
    assert stems("l'art. 12 de la loi") == {"art", "12", "loi"}


def test_a_rare_stem_weighs_more_than_a_common_one_and_a_strange_one_the_most() -> None:
    overlap = Overlap.of(TEXTS)
    assert overlap.count == 4
    assert (
        0
        < overlap.weight("membe")
        < overlap.weight("coope")
        < overlap.weight("data")
        < overlap.weight("wakan")
    )


def test_a_share_is_the_weight_that_the_text_has() -> None:
    overlap = Overlap.of(TEXTS)
    asked = stems("Do members own data?")
    everything = overlap.share(asked, stems("The members own the data."))
    rare = overlap.share(asked, stems("own data"))
    common = overlap.share(asked, stems("members"))
    assert everything == pytest.approx(1)
    assert 0 < common < rare < 1
    assert common + rare == pytest.approx(1)
    assert overlap.share(asked, frozenset()) == 0
    assert overlap.share(frozenset(), asked) == 0


@given(STEMS, STEMS, STEMS)
def test_a_share_lies_between_none_and_all_and_grows_with_the_text(
    asked: frozenset[str], text: frozenset[str], more: frozenset[str]
) -> None:
    overlap = Overlap.of(TEXTS)
    share = overlap.share(asked, text)
    assert 0 <= share <= overlap.share(asked, text | more) <= 1


@given(st.permutations(["coope", "membe", "data", "other", "2022"]))
def test_a_share_does_not_depend_on_the_order_of_a_set(order: list[str]) -> None:
    overlap = Overlap.of(TEXTS)
    mixed = frozenset(order)
    assert overlap.share(mixed, frozenset(order[::-1])) == 1
    assert overlap.share(mixed, mixed - {"data"}) == overlap.share(
        frozenset(sorted(order)), frozenset({"coope", "membe", "other", "2022"})
    )


def test_no_texts_are_no_reason_to_fail() -> None:
    overlap = Overlap.of([])
    assert overlap.share(stems("members"), stems("members")) == pytest.approx(1)
