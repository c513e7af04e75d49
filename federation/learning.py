"""What a member learns from its own judgements, in plain numpy.

The loss of a question is cross-entropy under a softmax over its candidates: minus the log of
the share that the right passages have. The score is linear in what is learned (see
`knowledge.fusion`), so the gradient is a few sums. The temperature is learned too, from
`TEMPERATURE`; it shapes the training only, no ranking depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.fusion import CHANNELS, SHAPES, Fusion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Mask = NDArray[np.bool_]
    Columns = NDArray[np.int64]

__all__ = ["TEMPERATURE", "Example", "Training", "Weights", "fusion_of", "loss", "neutral", "train"]

Weights = Mapping[str, "Matrix"]
# Where the default weights are about right for it, so that few judgements cannot do harm: at .1
# ten judgements a member made the ranking worse than the default, at .015 better.
TEMPERATURE = 0.015
_K = len(CHANNELS)


@dataclass(frozen=True, slots=True)
class Example:
    """One judged question and its candidates.

    Attributes:
        row: `language_row` of the question.
        base: default scores of the n candidates, shape (n,).
        channels: shape (n, K).
        columns: `language_row` of each candidate, shape (n,).
        right: which candidates answer, shape (n,); one at least.
    """

    row: int
    base: Matrix
    channels: Matrix
    columns: Columns
    right: Mask


@dataclass(frozen=True, slots=True)
class Training:
    """How a member trains.

    Attributes:
        epochs: passes over the examples.
        rate: step size of Adam (Kingma and Ba 2015).
        shrinkage: pull towards the default weights, as so many examples' worth: with few
            judgements the default wins, with many it is forgotten.
        pair_shrinkage: the same for what is learned by pair of languages.
        batch: examples a step.
    """

    epochs: int = 2
    rate: float = 0.01
    shrinkage: float = 4.0
    pair_shrinkage: float = 16.0
    batch: int = 32


def neutral() -> dict[str, Matrix]:
    """Weights that change nothing: where the first round starts."""
    return {
        **{name: np.zeros(shape, np.float32) for name, shape in SHAPES.items()},
        "log_temperature": np.zeros(1, np.float32),
    }


def fusion_of(weights: Weights) -> Fusion:
    """The part of the weights that a ranking uses."""
    return Fusion(**{name: np.asarray(weights[name], np.float32) for name in SHAPES})


def train(
    weights: Weights, examples: Sequence[Example], setting: Training, seed: int = 0
) -> dict[str, Matrix]:
    """The weights after a member's local steps.

    Rows of languages in which no example is asked stay as they are, to the bit.
    """
    now = {name: np.array(value, np.float32) for name, value in weights.items()}
    if not examples:
        return now
    first = {name: np.zeros_like(value) for name, value in now.items()}
    second = {name: np.zeros_like(value) for name, value in now.items()}
    order = np.random.default_rng(seed)
    asked = sorted({example.row for example in examples})
    step = 0
    for _ in range(setting.epochs):
        shuffled = order.permutation(len(examples))
        for start in range(0, len(shuffled), setting.batch):
            chosen = [examples[index] for index in shuffled[start : start + setting.batch]]
            slope = _gradient(now, chosen)
            slope["shared"] += setting.shrinkage / len(examples) * now["shared"]
            slope["pairs"][asked] += setting.pair_shrinkage / len(examples) * now["pairs"][asked]
            step += 1
            for name, value in now.items():
                first[name] += 0.1 * (slope[name] - first[name])
                second[name] += 0.001 * (slope[name] ** 2 - second[name])
                scale = np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
                np.subtract(value, setting.rate * (first[name] / (1 - 0.9**step)) / scale, out=value)
    return now


def loss(weights: Weights, examples: Sequence[Example]) -> float:
    """Mean cross-entropy of the examples, in nats."""
    return float(np.mean([_nats(weights, example) for example in examples]))


def _logits(weights: Weights, example: Example) -> Matrix:
    rows = weights["pairs"][example.row][example.columns]
    scores = (
        example.base
        + example.channels @ weights["shared"]
        + (example.channels * rows[:, :_K]).sum(axis=1)
        + rows[:, _K]
    )
    logits: Matrix = scores / (TEMPERATURE * np.exp(weights["log_temperature"][0]))
    return logits


def _shares(logits: Matrix) -> Matrix:
    raised: Matrix = np.exp(logits - logits.max())
    shares: Matrix = raised / raised.sum()
    return shares


def _nats(weights: Weights, example: Example) -> float:
    share = _shares(_logits(weights, example))
    return -float(np.log(max(share[example.right].sum(), 1e-12)))


def _gradient(weights: Weights, examples: Sequence[Example]) -> dict[str, Matrix]:
    """Mean gradient of the loss; rows without an example are exactly zero."""
    slope = {name: np.zeros_like(value) for name, value in weights.items()}
    temperature = TEMPERATURE * float(np.exp(weights["log_temperature"][0]))
    for example in examples:
        logits = _logits(weights, example)
        right = np.zeros_like(logits)
        right[example.right] = _shares(logits[example.right])
        pull = _shares(logits) - right  # d loss / d logits
        toward = pull / temperature
        slope["shared"] += toward @ example.channels
        by_pair = slope["pairs"][example.row]
        for column in np.unique(example.columns):
            chosen = example.columns == column
            by_pair[column, :_K] += toward[chosen] @ example.channels[chosen]
            by_pair[column, _K] += toward[chosen].sum()
        slope["log_temperature"][0] -= float(pull @ logits)
    return {name: value / np.float32(len(examples)) for name, value in slope.items()}
