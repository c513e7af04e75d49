"""A member's contribution to a sealed round: clipped and noised as ever, then encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from federation.errors import SealedError
from federation.rounds.round_file import RoundFile
from federation.sealed.encryption import encrypt
from federation.sealed.quantising import quantise
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["seal"]


def seal(change: Matrix, round_file: RoundFile) -> bytes:
    """The ciphertext of a change (size,) that is clipped and noised already.

    Raises:
        SealedError: the round is open, or its context cannot be used.
    """
    if round_file.mode != "sealed":
        raise SealedError(
            worded("Round {number} is open: contributions to it are not encrypted.", number=round_file.number)
        )
    return encrypt(quantise(change, round_file.settings), round_file.context)
