from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from federation.aggregation import Contribution, Report, aggregate, check, less_noise
from federation.errors import ContributionError, GridError
from federation.settings import STRATEGIES, RoundSettings

SETTINGS = RoundSettings(clip=1.0)
SIZE = SETTINGS.layout.size
HONEST = 8


def cohort(count: int = HONEST, settings: RoundSettings = SETTINGS) -> list[Contribution]:
    """Members who learned much the same: a common direction, and a little of their own."""
    drawn = np.random.default_rng(5)
    common = drawn.normal(0, 1, settings.layout.size)
    common *= 0.5 * settings.clip / np.linalg.norm(common)
    return [
        Contribution(
            f"honest-{number}",
            ("en",),
            (common + drawn.normal(0, 0.01, len(common))).astype(np.float32),
        )
        for number in range(count)
    ]


def joined(contributions: Sequence[Contribution], settings: RoundSettings) -> tuple[np.ndarray, Report]:
    report = Report()
    return aggregate(contributions, settings, report), report


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_members_who_agree_are_averaged(strategy: str) -> None:
    settings = RoundSettings(clip=1.0, strategy=strategy)
    mean, report = joined(cohort(), settings)
    assert mean == pytest.approx(np.mean([one.vector for one in cohort()], axis=0), abs=0.02)
    assert sorted(report.accepted) == [one.member for one in cohort()]
    assert not report.rejected
    assert not report.shortened


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_order_of_arrival_changes_no_bit(strategy: str) -> None:
    settings = RoundSettings(clip=1.0, strategy=strategy, hostile=1)
    one, _ = joined(cohort(), settings)
    other, _ = joined(cohort()[::-1], settings)
    assert np.array_equal(one, other)


def test_one_member_moves_the_mean_by_two_norms_over_n_at_most() -> None:
    honest = cohort()
    without, _ = joined(honest, SETTINGS)
    for factor in (100.0, -100.0, 1e6):
        poison = Contribution("poison", ("en",), np.float32(factor) * honest[0].vector)
        with_it, report = joined([poison, *honest[1:]], SETTINGS)
        assert np.linalg.norm(with_it - without) <= 2 * SETTINGS.clip / HONEST * (1 + 1e-5)
        assert "longer than the clipping norm" in report.shortened["poison"]


@pytest.mark.parametrize("strategy", ["trimmed-mean", "multi-krum"])
@pytest.mark.parametrize("factor", [100.0, -1.0, -100.0])
def test_two_hostile_members_of_ten_are_withstood(strategy: str, factor: float) -> None:
    settings = RoundSettings(clip=1.0, strategy=strategy, hostile=2)
    honest = cohort()
    hostile = [
        Contribution(f"poison-{number}", ("en",), np.float32(factor) * honest[number].vector)
        for number in range(2)
    ]
    truth = np.mean([one.vector for one in honest], axis=0)
    found, report = joined([*honest, *hostile], settings)
    assert np.linalg.norm(found - truth) < 0.1 * np.linalg.norm(truth)
    if strategy == "multi-krum":
        assert set(report.rejected) == {"poison-0", "poison-1"}
        assert "lies far from the other contributions" in report.rejected["poison-0"]
        assert set(report.accepted) == {one.member for one in honest}


def test_multi_krum_keeps_somebody_whatever_it_is_told_to_withstand() -> None:
    _, report = joined(cohort(3), RoundSettings(clip=1.0, strategy="multi-krum", hostile=50))
    assert len(report.accepted) == 1


def test_a_trimmed_mean_of_few_is_the_median() -> None:
    settings = RoundSettings(clip=10.0, strategy="trimmed-mean", hostile=5)
    vectors = [np.full(SIZE, value, np.float32) for value in (0.1, 0.2, 3.0)]
    found, _ = joined([Contribution(f"m{n}", (), one) for n, one in enumerate(vectors)], settings)
    assert found == pytest.approx(np.full(SIZE, 0.2))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_languages_blocks_are_its_speakers_alone(strategy: str) -> None:
    settings = RoundSettings(clip=100.0, strategy=strategy, pairs=True)
    layout = settings.layout

    def speaking(member: str, languages: tuple[str, ...]) -> Contribution:
        return Contribution(member, languages, layout.mask(languages).astype(np.float32))

    found, _ = joined([speaking("a", ("en",)), speaking("b", ("en", "es")), speaking("c", ("en",))], settings)
    for block in layout.blocks:
        expected = 1 if block.language in {None, "en", "es"} else 0
        assert found[block.start : block.end] == pytest.approx(expected), block


def test_fewer_than_the_cohort_give_nothing() -> None:
    with pytest.raises(GridError, match="1 contributions can be used, and this round needs 2"):
        joined(cohort(1), SETTINGS)


def test_noise_that_a_round_asks_for_is_not_taken_for_poison() -> None:
    settings = RoundSettings(clip=1.0, noise=2.0)
    drawn = np.random.default_rng(1)
    noised = [
        Contribution(one.member, one.languages, one.vector + drawn.normal(0, 2, SIZE).astype(np.float32))
        for one in cohort()
    ]
    for one in noised:
        check(one.member, one.languages, one.vector, settings)
    _, report = joined(noised, settings)
    assert not report.shortened


def _with(place: int, value: float) -> np.ndarray:
    vector = np.zeros(SIZE, np.float32)
    vector[place] = value
    return vector


@pytest.mark.parametrize(
    ("vector", "reason"),
    [
        (_with(0, np.nan), "not finite"),
        (_with(1, np.inf), "not finite"),
        (_with(2, -np.inf), "not finite"),
        (np.zeros(SIZE + 1, np.float32), r"it has the shape \(\d+,\), not"),
        (np.zeros((SIZE, 1), np.float32), "it has the shape"),
        (np.zeros((), np.float32), "it has the shape"),
        (np.zeros(SIZE, np.float64), "of type float64, not float32"),
        (np.zeros(SIZE, np.int8), "of type int8"),
        (np.zeros(SIZE, np.complex64), "of type complex64"),
        (np.array(["x"] * SIZE), "of type <U1"),
        ([0.0] * SIZE, "of type list"),
        (None, "of type NoneType"),
        (_with(0, 1e30), "beyond all that an honest member sends"),
    ],
)
def test_what_is_no_contribution_is_refused_with_the_reason(vector: Any, reason: str) -> None:
    with pytest.raises(ContributionError, match=reason):
        check("m", ("en",), vector, SETTINGS)


def test_a_member_may_not_fill_rows_of_others() -> None:
    settings = RoundSettings(clip=1.0, pairs=True)
    vector = np.zeros(settings.layout.size, np.float32)
    (french,) = [block for block in settings.layout.blocks if block.language == "fr"]
    vector[french.start] = 0.1
    check("m", ("fr",), vector, settings)
    with pytest.raises(ContributionError, match="languages that the member did not declare"):
        check("m", ("en",), vector, settings)


def test_a_strangers_language_codes_do_not_fill_the_report() -> None:
    with pytest.raises(ContributionError, match="languages that no row is kept for") as caught:
        check("m", ("en", "x" * 10_000, "\n\x1b[31m"), np.zeros(SIZE, np.float32), SETTINGS)
    assert len(str(caught.value)) < 200
    assert "\x1b" not in str(caught.value)


def test_a_mean_that_is_all_noise_changes_nothing() -> None:
    settings = RoundSettings(noise=1.0, clip=0.01)
    size = settings.layout.size
    sigma = 0.01 / np.sqrt(8)  # of the mean of eight
    drawn = np.random.default_rng(0).normal(0, sigma, size).astype(np.float32)
    short = drawn * np.float32(0.5 * sigma * np.sqrt(size) / np.linalg.norm(drawn))
    assert not less_noise(short, 8, {}, settings).any()
    long = drawn * np.float32(2 * sigma * np.sqrt(size) / np.linalg.norm(drawn))
    # Of a mean twice as long as its noise, a quarter of the square is noise.
    assert less_noise(long, 8, {}, settings) == pytest.approx(0.75 * long, rel=1e-5)
    # With more members the same mean says more.
    assert np.linalg.norm(less_noise(long, 32, {}, settings)) > np.linalg.norm(
        less_noise(long, 8, {}, settings)
    )


def test_less_noise_is_nearer_to_the_truth_on_the_whole() -> None:
    settings = RoundSettings(clip=1.0, noise=1.0)
    drawn = np.random.default_rng(2)
    truth = np.full(SIZE, 0.05, np.float32)
    means = [truth + drawn.normal(0, 0.25, SIZE).astype(np.float32) for _ in range(200)]

    def error(found: list[np.ndarray]) -> float:
        return float(np.mean([np.sum((one - truth) ** 2) for one in found]))

    assert error([less_noise(one, 16, {}, settings) for one in means]) < 0.5 * error(means)


def test_a_languages_block_has_the_noise_of_its_speakers() -> None:
    settings = RoundSettings(clip=1.0, noise=1.0, pairs=True)
    (english,) = [block for block in settings.layout.blocks if block.language == "en"]
    mean = np.zeros(settings.layout.size, np.float32)
    mean[english.start : english.end] = 0.6
    kept = less_noise(mean, 100, {"en": 4}, settings)
    assert kept[english.start : english.end] == pytest.approx(0.6 * (1 - (1 / 4) / 0.36), rel=1e-4)
    assert np.array_equal(less_noise(mean, 100, {}, settings), mean)
