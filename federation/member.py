"""What a member does in a round: train on its inputs, and make the contribution that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from federation.errors import JudgementsMissing
from federation.inputs import Inputs
from federation.learning import train
from federation.privacy import protect
from federation.settings import RoundSettings
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["change", "contribute"]


def contribute(
    inputs: Inputs, start: Matrix, settings: RoundSettings, *, seed: int = 0, noise_seed: int | None = None
) -> Matrix:
    """The contribution of a member: what its training changes, clipped, with noise where asked.

    Args:
        start: the weights that the round starts from, flat, shape (size,).
        seed: of the order of the examples; the same inputs give the same contribution.
        noise_seed: for tests only, see `federation.privacy.protect`.

    Raises:
        JudgementsMissing: no declared language has enough judged questions.
        ContributionError: `start` is not of the round's layout.
    """
    learned = change(inputs, start, settings, seed)
    return protect(learned, settings.clip, settings.noise, settings.layout.mask(inputs.languages), noise_seed)


def change(inputs: Inputs, start: Matrix, settings: RoundSettings, seed: int = 0) -> Matrix:
    """What training changes in the weights `start`, flat, neither clipped nor noised: it stays here.

    Raises:
        JudgementsMissing: no declared language has enough judged questions.
        ContributionError: `start` is not of the round's layout.
    """
    layout = settings.layout
    weights = layout.unflatten(start)
    usable = inputs.usable(settings.minimum)
    if not usable:
        raise JudgementsMissing(
            worded(
                "No language has {minimum} judged questions, which this round asks for. Judge more "
                "answers (sse judge QUESTION), then try again.",
                minimum=settings.minimum,
            )
        )
    trained = train(weights, usable, settings.training, seed)
    return layout.flatten({name: trained[name] - weights[name] for name in weights})
