"""From contributions to one change: checked, clipped again, joined against a few hostile ones.

    clipped mean   each contribution shortened to the norm, then averaged: one member moves the
                   result by 2 x norm / n at most, and a language with few members keeps its voice
    trimmed mean   of each number the largest and smallest are left out (Yin et al. 2018)
    multi-krum     only the contributions nearest to their neighbours are averaged
                   (Blanchard et al. 2017)

Every member has the same weight: a count that a member tells about itself can be made up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from federation.contribution import Layout, clip
from federation.errors import ContributionError, GridError
from federation.settings import RoundSettings
from knowledge.fusion import LANGUAGE_ROWS
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["Contribution", "Report", "aggregate", "check", "less_noise"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One member's contribution, checked.

    Attributes:
        member: its name in the round's report.
        languages: that it declared.
        vector: shape (size,), float32.
    """

    member: str
    languages: tuple[str, ...]
    vector: Matrix


@dataclass(slots=True)
class Report:
    """What became of each contribution: `rejected` and `shortened` say why, by member."""

    accepted: list[str] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    shortened: dict[str, str] = field(default_factory=dict)


def check(member: str, languages: Sequence[str], vector: object, settings: RoundSettings) -> Contribution:
    """A contribution that has the form of the round's layout.

    Raises:
        ContributionError: it is no float32 vector of the layout's size, has a number that is
            not finite, fills what belongs to a language that was not declared, or is longer
            than any honest one with this round's noise.
    """
    layout = settings.layout
    if not isinstance(vector, np.ndarray) or vector.dtype != np.float32:
        kind = getattr(vector, "dtype", type(vector).__name__)
        raise ContributionError(worded("its numbers are of type {kind}, not float32", kind=kind))
    if vector.shape != (layout.size,):
        raise ContributionError(
            worded("it has the shape {shape}, not ({size},)", shape=vector.shape, size=layout.size)
        )
    if not np.isfinite(vector).all():
        raise ContributionError(worded("it holds numbers that are not finite"))
    if unknown := set(languages) - set(LANGUAGE_ROWS):
        raise ContributionError(
            worded(
                "it declares {n_unknown} languages that no row is kept for, such as {unknown!r}",
                n_unknown=len(unknown),
                unknown=min(unknown)[:20],
            )
        )
    if vector[~layout.mask(languages)].any():
        raise ContributionError(worded("it fills rows of languages that the member did not declare"))
    length = float(np.linalg.norm(vector.astype(np.float64)))
    # A Gaussian vector is longer than this with a probability below 1e-8.
    longest = settings.clip * (1.001 + settings.noise * (math.sqrt(layout.size) + 6.0))
    if length > 100 * longest:
        raise ContributionError(
            worded(
                "its length {length:.3g} is beyond all that an honest member sends ({longest:.3g})",
                length=length,
                longest=longest,
            )
        )
    return Contribution(member, tuple(languages), vector)


def aggregate(contributions: Sequence[Contribution], settings: RoundSettings, report: Report) -> Matrix:
    """The change of the weights that a cohort agrees on, shape (size,).

    Args:
        contributions: checked ones, one a member; their order does not matter.
        report: is filled in.

    Raises:
        GridError: fewer than the round's smallest cohort.
    """
    layout = settings.layout
    if len(contributions) < settings.cohort:
        raise GridError(
            worded(
                "{n_contributions} contributions can be used, and this round needs {cohort}. Wait for "
                "more members, or publish a round with a smaller cohort.",
                n_contributions=len(contributions),
                cohort=settings.cohort,
            )
        )
    # In the order of their names: a sum of floats depends on its order.
    cohort = sorted(contributions, key=lambda one: one.member)
    bound = settings.clip * (1.0 + settings.noise * (math.sqrt(layout.size) + 6.0))
    vectors = []
    for one in cohort:
        kept = clip(one.vector, bound)
        if kept is not one.vector:
            report.shortened[one.member] = "it was longer than the clipping norm, and was shortened to it"
        vectors.append(kept)
    report.accepted = [one.member for one in cohort]
    return _JOINED[settings.strategy](cohort, np.stack(vectors), layout, settings, report)


def _clipped_mean(
    cohort: Sequence[Contribution], vectors: Matrix, layout: Layout, settings: RoundSettings, _report: Report
) -> Matrix:
    speaking = Counter(code for one in cohort for code in set(one.languages))
    total: Matrix = vectors.sum(axis=0, dtype=np.float64).astype(np.float32)
    mean = layout.average(total, len(cohort), speaking)
    return less_noise(mean, len(cohort), speaking, settings) if settings.noise else mean


def less_noise(mean: Matrix, members: int, by_language: Mapping[str, int], settings: RoundSettings) -> Matrix:
    """A mean of noised contributions, drawn towards no change by what of it is noise.

    Positive-part James-Stein estimate (Stein 1956, Baranchik 1964), block by block: where the
    noise is as long as the mean, nothing changes. It reads the mean alone, so it costs no privacy.

    Args:
        members, by_language: as for `Layout.average`.
    """
    kept = mean.copy()
    for block in settings.layout.blocks:
        share = members if block.language is None else by_language.get(block.language, 0)
        part = kept[block.start : block.end]
        length = float(part.astype(np.float64) @ part)
        if share and length:
            noise = (settings.noise * settings.clip) ** 2 / share * len(part)
            part *= np.float32(max(0.0, 1.0 - noise / length))
    return kept


def _trimmed_mean(
    cohort: Sequence[Contribution], vectors: Matrix, layout: Layout, settings: RoundSettings, _report: Report
) -> Matrix:
    """Of each number, the mean without the `hostile` largest and smallest of those who fill it."""
    mean = np.zeros(layout.size, np.float32)
    for block in layout.blocks:
        who = [n for n, one in enumerate(cohort) if block.language is None or block.language in one.languages]
        # With no more members than twice the hostile ones the median is what is left.
        cut = min(settings.hostile, (len(who) - 1) // 2)
        if who:
            ordered = np.sort(vectors[who, block.start : block.end], axis=0)
            mean[block.start : block.end] = ordered[cut : len(who) - cut].mean(axis=0)
    return mean


def _multi_krum(
    cohort: Sequence[Contribution], vectors: Matrix, layout: Layout, settings: RoundSettings, report: Report
) -> Matrix:
    """The clipped mean of the n - hostile contributions that lie nearest to their neighbours."""
    count = len(cohort)
    near = max(1, count - settings.hostile - 2)
    apart = ((vectors[:, None, :].astype(np.float64) - vectors[None, :, :]) ** 2).sum(axis=2)
    scores = np.sort(apart, axis=1)[:, 1 : near + 1].sum(axis=1)
    kept = sorted(np.argsort(scores, kind="stable")[: max(1, count - settings.hostile)].tolist())
    for index in set(range(count)) - set(kept):
        report.rejected[cohort[index].member] = "it lies far from the other contributions (multi-krum)"
    report.accepted = [cohort[index].member for index in kept]
    return _clipped_mean([cohort[index] for index in kept], vectors[kept], layout, settings, report)


_JOINED: dict[str, Callable[[Sequence[Contribution], Matrix, Layout, RoundSettings, Report], Matrix]] = {
    "clipped-mean": _clipped_mean,
    "trimmed-mean": _trimmed_mean,
    "multi-krum": _multi_krum,
}
