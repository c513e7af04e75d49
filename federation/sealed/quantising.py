"""Contributions as whole numbers, which is what the encryption of a sealed round can add.

Fixed point: a coordinate within +-bound becomes a whole number within +-LEVELS. Sums of
MOST_MEMBERS such numbers stay below half of the plain modulus, so no sum ever wraps around:
1,000 x 2**28 < 2199023190017 / 2. The step, bound / 2**28, is far below what float32 keeps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from federation.errors import SealedError
from federation.settings import RoundSettings
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["LEVELS", "MOST_MEMBERS", "PLAIN_MODULUS", "bound_of", "dequantise", "quantise"]

LEVELS = 2**28
MOST_MEMBERS = 1_000
# The largest prime below 2**41 that is 1 modulo 8192: batching needs that of a ring of 4096.
PLAIN_MODULUS = 2_199_023_190_017


def bound_of(settings: RoundSettings) -> float:
    """The largest coordinate of an honest contribution: its clipping norm, with noise 6 deviations more.

    A Gaussian coordinate lies beyond 6 deviations with a probability of 2 in a billion; it is
    cut there, which adds no knowledge of the data: the cut comes after the noise.
    """
    return settings.clip * (1.0 + 6.0 * settings.noise)


def quantise(change: Matrix, settings: RoundSettings) -> list[int]:
    """The change (size,) as whole numbers of the round's step.

    Raises:
        SealedError: a number is not finite.
    """
    if not np.isfinite(change).all():
        raise SealedError(worded("The contribution holds numbers that are not finite. It was not sealed."))
    levels = np.rint(change.astype(np.float64) / bound_of(settings) * LEVELS)
    found: list[int] = np.clip(levels, -LEVELS, LEVELS).astype(np.int64).tolist()
    return found


def dequantise(sums: Sequence[int], members: int, settings: RoundSettings) -> Matrix:
    """The sum of `members` contributions, as float32 (size,).

    Raises:
        SealedError: it has another length than the round's contributions, or is larger than so
            many honest ones can add up to: somebody sent what no honest member sends.
    """
    if not 1 <= members <= MOST_MEMBERS:
        raise SealedError(
            worded(
                "A sealed round is for 1 to {most_members:,} members, not {members}.",
                most_members=MOST_MEMBERS,
                members=members,
            )
        )
    size = settings.layout.size
    if len(sums) != size:
        raise SealedError(
            worded(
                "The opened sum has {n_sums} numbers; contributions of this round have {size}.",
                n_sums=len(sums),
                size=size,
            )
        )
    if any(abs(one) > members * LEVELS for one in sums):
        raise SealedError(_poisoned(members))
    total = np.array(sums, np.float64) * (bound_of(settings) / LEVELS)
    # Each is clipped to the norm; noise adds a Gaussian vector, longer than this once in 1e8 rounds.
    noise = settings.noise * math.sqrt(members) * (math.sqrt(size) + 6.0)
    rounding = members * math.sqrt(size) / LEVELS
    if float(np.linalg.norm(total)) > settings.clip * (members * (1.0 + 1e-4) + noise + rounding):
        raise SealedError(_poisoned(members))
    found: Matrix = total.astype(np.float32)
    return found


def _poisoned(members: int) -> str:
    return (
        f"The sum is larger than {members} clipped contributions can add up to: somebody sent what no honest "
        "member sends, and nobody can see who. The round is void; hold it again, or hold an open one."
    )
