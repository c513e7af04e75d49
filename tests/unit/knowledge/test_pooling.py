from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Passage
from knowledge.pooling import TEXT, TRANSLATIONS, Pools


def _pools(*places: tuple[str, str]) -> Pools:
    """Passages by (document, provision)."""
    return Pools(
        [
            Passage(str(row), "t", "en", document=document, provision=provision)
            for row, (document, provision) in enumerate(places)
        ]
    )


def _array(*values: float) -> np.ndarray:
    return np.asarray(values, np.float32)


def test_a_passage_counts_for_its_translations() -> None:
    pools = _pools(("a", "a#1"), ("a", "a#1"), ("a", "a#2"))
    near = _array(0.9, 0.7, 0.5)
    found = pools.over_translations(near, near, None)
    mean = 0.8
    assert found == pytest.approx(
        [(1 - TRANSLATIONS) * 0.9 + TRANSLATIONS * mean, (1 - TRANSLATIONS) * 0.7 + TRANSLATIONS * mean, 0.5]
    )


def test_what_a_language_adds_is_not_pooled() -> None:
    """The French passage is nearer for being French alone: calibrated, both are as near."""
    pools = _pools(("a", "a#1"), ("a", "a#1"))
    assert pools.over_translations(_array(0.9, 0.8), _array(0.75, 0.75), None) == pytest.approx([0.9, 0.8])


def test_a_translation_that_a_filter_takes_away_does_not_count() -> None:
    pools = _pools(("a", "a#1"), ("a", "a#1"), ("b", "b#1"))
    near = _array(0.9, 0.5, 0.7)
    found = pools.over_translations(near, near, np.asarray([True, False, True]))
    assert found[[0, 2]] == pytest.approx([0.9, 0.7])


def test_a_provision_is_drawn_towards_the_two_best_of_its_text() -> None:
    pools = _pools(("a", "a#1"), ("a", "a#2"), ("a", "a#3"), ("b", "b#1"))
    found = pools.with_text(np.arange(4), _array(0.9, 0.8, 0.2, 0.6))
    text = (0.9 + 0.8) / 2
    expected = [(score + TEXT * text) / (1 + TEXT) for score in (0.9, 0.8, 0.2)]
    assert found == pytest.approx([*expected, 0.6])


def test_translations_of_one_provision_are_no_two_provisions() -> None:
    pools = _pools(("a", "a#1"), ("a", "a#1"), ("a", "a#2"))
    found = pools.with_text(np.arange(3), _array(0.9, 0.89, 0.1))
    assert found[0] == pytest.approx((0.9 + TEXT * (0.9 + 0.1) / 2) / (1 + TEXT))


def test_for_a_second_provision_that_is_no_candidate_the_lowest_candidate_stands() -> None:
    pools = _pools(("a", "a#1"), ("a", "a#2"), ("b", "b#1"))
    found = pools.with_text(np.asarray([0, 2]), _array(0.9, 0.4))
    assert found == pytest.approx([(0.9 + TEXT * (0.9 + 0.4) / 2) / (1 + TEXT), 0.4])


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=12))
def test_passages_of_no_document_keep_their_scores(values: list[float]) -> None:
    pools = _pools(*[("", "")] * len(values))
    scores = _array(*values)
    rows = np.arange(len(values))
    np.testing.assert_array_equal(pools.with_text(rows, scores), scores)
    np.testing.assert_allclose(pools.over_translations(scores, scores, None), scores, atol=1e-6)


def test_without_candidates_nothing_is_drawn() -> None:
    assert len(_pools(("a", "a#1")).with_text(np.zeros(0, np.int64), _array())) == 0


def test_provisions_are_counted_once_over_their_translations() -> None:
    assert _pools(("a", "a#1"), ("a", "a#1"), ("b", "b#1"), ("", "")).provisions == 3
