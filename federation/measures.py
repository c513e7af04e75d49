"""How well a ranking does, by provision: nDCG@10, recall@1, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Numbers = NDArray[np.float64]

__all__ = ["interval", "judge_ranking"]

_RESAMPLES = 1000


def judge_ranking(
    scores: Matrix, provisions: NDArray[np.int64], right: frozenset[int]
) -> tuple[float, float]:
    """nDCG@10 and recall@1 of a ranking in which a provision stands where its best passage does.

    Args:
        scores: of n candidates.
        provisions: the number of each candidate's provision, shape (n,).
        right: the provisions that answer, those that are no candidate included.

    Gains are binary; nDCG as in Järvelin and Kekäläinen (2002), with log2 discounts.
    """
    ranked = provisions[np.argsort(-scores, kind="stable")]
    _, first = np.unique(ranked, return_index=True)
    ordered = ranked[np.sort(first)][:10]
    gains = np.array([number in right for number in ordered.tolist()], float)
    discounts = 1 / np.log2(np.arange(2, 12))
    ideal = discounts[: min(len(right), 10)].sum()
    found = float(gains @ discounts[: len(gains)]) / float(ideal) if right else 0.0
    return found, float(gains[0]) if len(gains) else 0.0


def interval(values: Numbers, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over questions (percentiles of resampled means)."""
    if len(values) < 2:
        return (float(values.mean()), float(values.mean())) if len(values) else (0.0, 0.0)
    drawn = np.random.default_rng(seed).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
