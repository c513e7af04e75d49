"""Clipping, noise and epsilon; and an attacker who does no better than epsilon says."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import ContributionError, PrivacyError
from federation.inputs import Inputs
from federation.member import change
from federation.privacy import DELTA, epsilon, protect, spend
from federation.settings import RoundSettings

ALL = np.ones(10, bool)
VECTOR = np.linspace(-1, 1, 10, dtype=np.float32)


def gaussian_delta(eps: float, multiplier: float) -> float:
    """Exact delta of one Gaussian mechanism (Balle and Wang 2018, theorem 8)."""

    def phi(value: float) -> float:
        return 0.5 * math.erfc(-value / math.sqrt(2))

    half, step = 1 / (2 * multiplier), eps * multiplier
    return phi(half - step) - math.exp(eps) * phi(-half - step)


@pytest.mark.parametrize("multiplier", [0.5, 1.0, 2.0, 8.0])
def test_epsilon_is_an_upper_bound_and_not_a_wild_one(multiplier: float) -> None:
    told = epsilon([multiplier])
    assert gaussian_delta(told, multiplier) <= DELTA
    assert gaussian_delta(0.6 * told, multiplier) > DELTA


def test_many_rounds_compose_as_one_of_less_noise() -> None:
    assert epsilon([4.0] * 16) == pytest.approx(epsilon([1.0]), rel=1e-3)
    assert epsilon([2.0, 3.0]) > max(epsilon([2.0]), epsilon([3.0]))


def test_nothing_sent_costs_nothing_and_no_noise_has_no_bound() -> None:
    assert epsilon([]) == 0.0
    assert epsilon([0.0]) == math.inf
    assert epsilon([5.0, 0.0]) == math.inf


def test_the_two_bounds_are_those_of_the_changes_worst_case() -> None:
    """Two data sets differ by 2C at most; readers see the noise of all members together."""
    cost = spend([], 8.0, 16, None)
    assert cost.coordinator == pytest.approx(epsilon([4.0]))
    assert cost.readers == pytest.approx(epsilon([16.0]))
    assert (cost.before, cost.delta) == (0.0, DELTA)


def test_earlier_contributions_count() -> None:
    cost = spend([(8.0, 16), (4.0, 1)], 8.0, 16, None)
    assert cost.coordinator == pytest.approx(epsilon([4.0, 2.0, 4.0]))
    assert cost.readers == pytest.approx(epsilon([16.0, 2.0, 16.0]))
    assert cost.before == pytest.approx(epsilon([4.0, 2.0]))


def test_a_budget_is_not_exceeded() -> None:
    limit = epsilon([4.0])
    spend([], 8.0, 5, limit * 1.001)
    with pytest.raises(PrivacyError, match=r"over the budget.*Nothing was sent"):
        spend([], 8.0, 5, limit * 0.999)
    with pytest.raises(PrivacyError, match="epsilon against the coordinator to inf"):
        spend([], 0.0, 5, 1e9)


@given(st.lists(st.floats(-1e3, 1e3, width=32), min_size=10, max_size=10), st.floats(0.01, 10))
def test_without_noise_a_contribution_is_clipped_and_masked(values: list[float], norm: float) -> None:
    allowed = np.arange(10) < 7
    kept = protect(np.array(values, np.float32), norm, 0.0, allowed)
    assert np.linalg.norm(kept.astype(np.float64)) <= norm * (1 + 1e-5)
    assert not kept[~allowed].any()
    assert kept.dtype == np.float32


def test_what_may_not_leave_does_not_count_for_the_norm() -> None:
    vector = np.array([3, 4, 1e6], np.float32)
    kept = protect(vector, 5.0, 0.0, np.array([True, True, False]))
    assert kept.tolist() == [3, 4, 0]


def test_noise_is_gaussian_of_the_stated_size() -> None:
    zeros, allowed = np.zeros(20_000, np.float32), np.arange(20_000) % 2 == 0
    noised = protect(zeros, 0.5, 3.0, allowed, seed=1)
    assert not noised[~allowed].any()
    drawn = noised[allowed]
    assert np.std(drawn) == pytest.approx(1.5, rel=0.03)
    assert np.mean(drawn) == pytest.approx(0, abs=0.05)
    assert np.mean(np.abs(drawn) < 1.5) == pytest.approx(0.683, abs=0.02)


def test_noise_is_new_each_time() -> None:
    assert not np.array_equal(protect(VECTOR, 1.0, 1.0, ALL), protect(VECTOR, 1.0, 1.0, ALL))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_number_that_is_not_finite_never_leaves(bad: float) -> None:
    vector = VECTOR.copy()
    vector[0] = bad
    with pytest.raises(ContributionError, match="not finite"):
        protect(vector, 1.0, 1.0, ALL)


@pytest.mark.parametrize(
    ("norm", "noise"), [(0, 1), (-1, 1), (math.inf, 1), (math.nan, 1), (1, -1), (1, math.nan), (1, math.inf)]
)
def test_settings_that_protect_nothing_are_refused(norm: float, noise: float) -> None:
    with pytest.raises(PrivacyError):
        protect(VECTOR, norm, noise, ALL)


def between(share: float, drawn: int, z: float = 3.0) -> tuple[float, float]:
    """Where the true share is (Wilson 1927)."""
    middle = share + z * z / (2 * drawn)
    half = z * math.sqrt(share * (1 - share) / drawn + z * z / (4 * drawn * drawn))
    return (middle - half) / (1 + z * z / drawn), (middle + half) / (1 + z * z / drawn)


def pair(inputs: Callable[..., Inputs], kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Two changes before clipping, of a member with and without the candidate question, or of extremes."""
    settings = RoundSettings(clip=0.02)
    start = np.zeros(settings.layout.size, np.float32)
    known = inputs(1, ("en",), 10)
    without = change(known, start, settings)
    if kind == "two members as unlike as can be":
        return 100 * without, -100 * without
    asked = inputs(2, ("en",), 1).examples
    return change(Inputs("invented", ("en",), known.examples + asked), start, settings), without


@pytest.mark.slow
@pytest.mark.parametrize("noise", [2.0, 6.0])
@pytest.mark.parametrize("kind", ["one question more", "two members as unlike as can be"])
def test_an_attacker_with_the_update_does_no_better_than_epsilon_allows(
    inputs: Callable[..., Inputs], noise: float, kind: str
) -> None:
    """Was the candidate question among the member's? The attacker knows all the other ones.

    It makes both updates itself, without noise, and says "in" where the real one lies nearer to
    the one with the question, which is the best test there is of two Gaussians. For every
    threshold, hits <= e^epsilon x false alarms + delta must hold; checked with 2,000 updates of
    each kind, at the ends of intervals that hold the true shares with 99.7 %.
    """
    drawn, norm = 2_000, 0.02
    everything = np.ones(RoundSettings().layout.size, bool)
    into, out = pair(inputs, kind)
    towards = protect(into, norm, 0, everything) - protect(out, norm, 0, everything).astype(float)
    assert np.linalg.norm(towards) > 0

    def scores(update: np.ndarray, first: int) -> np.ndarray:
        made = [protect(update, norm, noise, everything, first + number) for number in range(drawn)]
        return np.array(made) @ towards

    of_member, of_other = scores(into, 0), scores(out, drawn)
    factor = math.exp(epsilon([noise / 2]))
    best = 0.0
    for threshold in np.quantile(np.concatenate((of_member, of_other)), np.linspace(0.01, 0.99, 99)):
        hits, alarms = (float(np.mean(one > threshold)) for one in (of_member, of_other))
        for gain, cost in ((hits, alarms), (1 - alarms, 1 - hits)):
            assert between(gain, drawn)[0] <= factor * between(cost, drawn)[1] + DELTA
        best = max(best, hits - alarms)
    # What the best attacker gains on the worst pair: Gaussians 2C apart with deviation noise x C.
    most = math.erf(1 / (math.sqrt(2) * noise))
    assert best <= most + 0.05
    if kind == "two members as unlike as can be":
        assert best >= most - 0.05


def test_the_same_attacker_wins_where_there_is_no_noise(inputs: Callable[..., Inputs]) -> None:
    """The test above can tell: without noise each update is what the attacker expects."""
    into, out = pair(inputs, "one question more")
    everything = np.ones(len(into), bool)
    assert np.array_equal(protect(into, 0.02, 0, everything), protect(into, 0.02, 0, everything))
    assert not np.array_equal(protect(into, 0.02, 0, everything), protect(out, 0.02, 0, everything))
