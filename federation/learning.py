"""What a member learns from its own judgements, in plain numpy.

    common  seven numbers for all questions: change of the weights of `language`, `words` and
            `hub`, and further change of the three, with a bias, where question and passage
            differ in language
    pairs   further change, with a bias, for one pair of languages; only where a round asks for it

The weight of `meaning` stays as it is in `common`: a ranking knows only how the others compare
to it, and across languages it is nearly a bias.

The loss of a question is cross-entropy under a softmax over its candidates: minus the log of
the share that the right passages have. The score is linear in what is learned (see
`knowledge.fusion`), so the gradient is a few sums. Measured in docs/federation.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.fusion import CHANNELS, LANGUAGE_ROWS, SHAPES, Fusion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Mask = NDArray[np.bool_]
    Columns = NDArray[np.int64]

__all__ = ["COMMON", "TEMPERATURE", "Example", "Training", "Weights", "fusion_of", "loss", "neutral", "train"]

Weights = Mapping[str, "Matrix"]
# Of the softmax, in cosine: where the default weights are about right for it, few judgements
# cannot do harm. Larger ones push the weight of words up, only to make the softmax sharper: at .1
# ten judgements a member cost points, from .003 to .01 they gain. Chosen on the tuning questions
# of tests/benchmarks/data, where .008 still loses a point and .004 gains one.
TEMPERATURE = 0.004
COMMON = 2 * len(CHANNELS) - 1
_K, _L = len(CHANNELS), len(LANGUAGE_ROWS)
_SAME = np.eye(_L, dtype=bool)


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


def neutral(*, pairs: bool = False) -> dict[str, Matrix]:
    """Weights that change nothing: where the first round starts; with those by pair if asked."""
    found = {"common": np.zeros(COMMON, np.float32)}
    return {**found, "pairs": np.zeros(SHAPES["pairs"], np.float32)} if pairs else found


def fusion_of(weights: Weights) -> Fusion:
    """The part of the weights that a ranking uses.

    Raises:
        KnowledgeError: a number is not finite or beyond what honest members learn.
    """
    shared = np.zeros(SHAPES["shared"], np.float32)
    shared[1:] = weights["common"][: _K - 1]
    return Fusion(shared, _by_pair(weights))


def train(
    weights: Weights, examples: Sequence[Example], setting: Training, seed: int = 0
) -> dict[str, Matrix]:
    """The weights after a member's local steps; those that are not among `weights` are not learned.

    Rows of languages in which no example is asked stay as they are, to the bit.
    """
    now = {name: np.array(value, np.float32) for name, value in weights.items()}
    if not examples:
        return now
    first = {name: np.zeros_like(value) for name, value in now.items()}
    second = {name: np.zeros_like(value) for name, value in now.items()}
    order = np.random.default_rng(seed)
    asked = sorted({example.row for example in examples})
    share = np.float32(setting.shrinkage / len(examples))
    step = 0
    for _ in range(setting.epochs):
        shuffled = order.permutation(len(examples))
        for start in range(0, len(shuffled), setting.batch):
            slope = _gradient(
                now, _Batch([examples[index] for index in shuffled[start : start + setting.batch]])
            )
            slope["common"] += share * now["common"]
            if "pairs" in now:
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
    batch = _Batch(examples)
    shares = batch.shares(_logits(weights, batch))
    found = np.add.reduceat(np.where(batch.right, shares, 0), batch.starts)
    return -float(np.mean(np.log(np.maximum(found, 1e-12))))


class _Batch:
    """Examples one behind the other: `starts` is where each begins, `pair` the pair of languages."""

    def __init__(self, examples: Sequence[Example]) -> None:
        sizes = np.array([len(example.base) for example in examples])
        self.count = len(examples)
        self.sizes = sizes
        self.starts = np.cumsum(sizes) - sizes
        self.base = np.concatenate([example.base for example in examples])
        self.channels = np.concatenate([example.channels for example in examples])
        self.right = np.concatenate([example.right for example in examples])
        columns = np.concatenate([example.columns for example in examples])
        self.pair: Columns = np.repeat([example.row for example in examples], sizes) * _L + columns

    def shares(self, logits: Matrix) -> Matrix:
        """Softmax over each example's candidates."""
        raised = np.exp(logits - np.repeat(np.maximum.reduceat(logits, self.starts), self.sizes))
        shares: Matrix = raised / np.repeat(np.add.reduceat(raised, self.starts), self.sizes)
        return shares


def _by_pair(weights: Weights) -> Matrix:
    """What is added for each pair of languages, shape (L, L, K + 1)."""
    given = weights.get("pairs")
    pairs = np.zeros(SHAPES["pairs"], np.float32) if given is None else np.array(given, np.float32)
    pairs[~_SAME, 1:] += weights["common"][_K - 1 :]
    return pairs


def _logits(weights: Weights, batch: _Batch) -> Matrix:
    rows = _by_pair(weights)
    rows[..., 1:_K] += weights["common"][: _K - 1]
    chosen = rows.reshape(_L * _L, _K + 1)[batch.pair]
    scores = batch.base + (batch.channels * chosen[:, :_K]).sum(axis=1) + chosen[:, _K]
    logits: Matrix = scores / np.float32(TEMPERATURE)
    return logits


def _gradient(weights: Weights, batch: _Batch) -> dict[str, Matrix]:
    """Mean gradient of the loss; rows without an example are exactly zero."""
    logits = _logits(weights, batch)
    right = batch.shares(np.where(batch.right, logits, np.float32(-1e30)))
    toward = (batch.shares(logits) - right) / np.float32(batch.count * TEMPERATURE)  # d loss / d score
    pulled = np.concatenate((toward[:, None] * batch.channels, toward[:, None]), axis=1)
    by_pair = np.stack(
        [np.bincount(batch.pair, pulled[:, number], _L * _L) for number in range(_K + 1)], axis=1
    ).reshape(_L, _L, _K + 1)
    slope = {
        "common": np.concatenate((by_pair[..., 1:_K].sum(axis=(0, 1)), by_pair[~_SAME, 1:].sum(axis=0))),
        "pairs": by_pair,
    }
    return {name: slope[name].astype(np.float32) for name in weights}
