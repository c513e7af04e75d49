from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.measures import interval, judge_ranking


def ranked(order: list[int], right: set[int]) -> tuple[float, float]:
    """Of provisions in this order, best first."""
    return judge_ranking(-np.arange(len(order), dtype=np.float32), np.array(order), frozenset(right))


def test_the_first_place_is_full_marks() -> None:
    assert ranked([4, 2, 3], {4}) == (1.0, 1.0)


def test_lower_places_are_discounted_by_log2() -> None:
    assert ranked([1, 2, 4], {4}) == (pytest.approx(1 / math.log2(4)), 0.0)
    assert ranked(list(range(20)), {10}) == (0.0, 0.0)
    assert ranked([1, 2, 3, 4], {2, 4}) == (
        pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))), 0.0,
    )  # fmt: skip


def test_a_provision_stands_where_its_best_passage_does() -> None:
    assert ranked([1, 1, 1, 4], {4}) == (pytest.approx(1 / math.log2(3)), 0.0)


def test_what_is_no_candidate_is_missed() -> None:
    assert ranked([1], {1, 2}) == (pytest.approx(1 / (1 + 1 / math.log2(3))), 1.0)
    assert ranked([], {1}) == (0.0, 0.0)
    assert ranked([1], set()) == (0.0, 0.0)


@given(st.permutations(range(15)), st.sets(st.integers(0, 20), min_size=1))
def test_ndcg_is_a_share(order: list[int], right: set[int]) -> None:
    quality, first = ranked(order, right)
    assert 0 <= quality <= 1 + 1e-12
    assert first == float(order[0] in right)


def test_the_interval_holds_the_mean_and_shrinks_with_more() -> None:
    drawn = np.random.default_rng(1)
    few, many = drawn.random(20), drawn.random(2_000)
    for values in (few, many):
        low, high = interval(values)
        assert low < values.mean() < high
    assert np.diff(interval(many)) < 0.3 * np.diff(interval(few))
    # Of the mean of 2,000 uniform numbers: 1.96 standard errors either way.
    error = many.std() / math.sqrt(len(many))
    assert np.diff(interval(many))[0] == pytest.approx(2 * 1.96 * error, rel=0.15)


def test_one_value_and_none_have_no_width() -> None:
    assert interval(np.array([0.25])) == (0.25, 0.25)
    assert interval(np.array([])) == (0.0, 0.0)
