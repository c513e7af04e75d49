"""What differential privacy a member gets, and what of it is spent.

The unit is a member's whole contribution: two members' data sets that differ in everything
change what is sent by at most twice the clipping norm C. Noise is Gaussian, added by each
member to its own contribution. Two bounds follow, and they are stated apart:

    against the coordinator, who sees the member's noised contribution:  sigma / 2C
    against readers of a release, who see only the sum of n members:     sigma sqrt(n) / 2C

as noise multipliers of a Gaussian mechanism; epsilon over all rounds is composed by
dp-accounting's Renyi accountant (Mironov 2017), never by a rule of thumb. The second bound
holds only where the n - 1 others really added their noise and the coordinator publishes the
sum alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from federation.contribution import clip
from federation.errors import PrivacyError
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Mask = NDArray[np.bool_]

__all__ = ["DELTA", "Spent", "epsilon", "protect", "spend"]

DELTA = 1e-5  # well below one over the number of organisations that will ever take part


@dataclass(frozen=True, slots=True)
class Spent:
    """What one contribution costs its member.

    Attributes:
        coordinator, readers: epsilon after this round, all earlier ones included; infinite
            without noise.
        delta: of both.
        before: epsilon against the coordinator before this round.
    """

    coordinator: float
    readers: float
    delta: float
    before: float


def protect(vector: Matrix, norm: float, noise: float, allowed: Mask, seed: int | None = None) -> Matrix:
    """A contribution clipped to `norm`, with noise of standard deviation `noise` x `norm`.

    Args:
        vector: shape (size,).
        noise: standard deviation of one member's own noise, in clipping norms; 0 for none.
        allowed: which numbers may be filled; the others stay zero, without noise.
        seed: for tests only. Without it the noise comes from the system's entropy: whoever
            can guess the seed can take the noise off.

    Raises:
        ContributionError: a number is not finite.
        PrivacyError: the norm or the noise makes no sense.
    """
    if not (norm > 0 and math.isfinite(norm)):
        raise PrivacyError(worded("The clipping norm is {norm}; it must be a number above 0.", norm=norm))
    if not (noise >= 0 and math.isfinite(noise)):
        raise PrivacyError(worded("The noise is {noise}; it must be 0 or more.", noise=noise))
    kept = np.where(allowed, clip(np.where(allowed, vector, 0).astype(np.float32), norm), 0).astype(
        np.float32
    )
    if noise == 0:
        return kept
    drawn = np.random.default_rng(seed).normal(0.0, noise * norm, len(kept)).astype(np.float32)
    noised: Matrix = kept + np.where(allowed, drawn, 0).astype(np.float32)
    return noised


def epsilon(multipliers: Sequence[float], delta: float = DELTA) -> float:
    """Epsilon of Gaussian mechanisms one after another, for this delta.

    Args:
        multipliers: standard deviation over sensitivity, of each; one that is 0 has no bound.
    """
    if not multipliers:
        return 0.0
    if min(multipliers) <= 0:
        return math.inf
    from dp_accounting import GaussianDpEvent  # type: ignore[import-untyped]
    from dp_accounting.rdp import RdpAccountant  # type: ignore[import-untyped]

    accountant = RdpAccountant()
    for multiplier in multipliers:
        accountant.compose(GaussianDpEvent(multiplier))
    return float(accountant.get_epsilon(delta))


def spend(earlier: Sequence[tuple[float, int]], noise: float, members: int, budget: float | None) -> Spent:
    """What a contribution would cost, and whether the budget allows it.

    Args:
        earlier: noise and number of members of each contribution before.
        noise: of this one, in clipping norms; `members` who contribute with it.
        budget: epsilon against the coordinator that the member will not exceed; None for no limit.

    Raises:
        PrivacyError: it would exceed the budget. Nothing was sent.
    """
    rounds = [*earlier, (noise, members)]
    own = [one / 2 for one, _ in rounds]
    summed = [one * math.sqrt(max(count, 1)) / 2 for one, count in rounds]
    before = epsilon(own[:-1])
    cost = Spent(epsilon(own), epsilon(summed), DELTA, before)
    if budget is not None and cost.coordinator > budget:
        raise PrivacyError(
            worded(
                "This contribution would bring epsilon against the coordinator to {coordinator:.3g}, "
                "over the budget of {budget:.3g} (spent so far: {before:.3g}, delta {delta:g}). Nothing "
                "was sent. Raise the budget, or wait for a round with more noise.",
                coordinator=cost.coordinator,
                budget=budget,
                before=before,
                delta=DELTA,
            )
        )
    return cost
