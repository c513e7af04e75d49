"""Fusion: how much each kind of evidence counts, by the languages of question and passage.

A passage has one number a *channel* for a question:

    meaning    cosine of passage (and of its best sentence) to the question
    language   minus what it gains in cosine for the language that it is in
    words      BM25, over the best that the question could get
    hub        minus its closeness to the mean question of the asker's language: a passage that
               is near to every question says little by being near to this one

Its score is the sum of the channels, each times its weight. The index has default weights;
what is learned is added to them: a *shared* change, and a change by *pair* of languages with
a bias. All zero is the default ranking. Measured in docs/federation.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import KnowledgeError
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Columns = NDArray[np.int64]

__all__ = ["CHANNELS", "LANGUAGE_ROWS", "LIMIT", "SHAPES", "Fusion", "language_row"]

CHANNELS = ("meaning", "language", "words", "hub")
# One row (and column) a language; the last stands for every other one. The order is part of
# the format: weights that members learned are added up by position.
LANGUAGE_ROWS = ("en", "fr", "es", "pt", "de", "it", "")
LIMIT = 8.0  # no learned number is larger; an honest one stays below 2
_L, _K = len(LANGUAGE_ROWS), len(CHANNELS)
SHAPES: Mapping[str, tuple[int, ...]] = {"shared": (_K,), "pairs": (_L, _L, _K + 1)}


def language_row(language: str) -> int:
    """The row of a language code; that of "every other" where it has none."""
    return LANGUAGE_ROWS.index(language) if language in LANGUAGE_ROWS else _L - 1


def _zeros(name: str) -> Matrix:
    return np.zeros(SHAPES[name], np.float32)


@dataclass(frozen=True, eq=False)
class Fusion:
    """Learned changes to the default weights.

    Attributes:
        shared: change of each channel's weight for all languages, shape (K,).
        pairs: further change for a question in language q and a passage in language p,
            shape (L, L, K + 1); the last column is a bias, as a cosine.

    Raises:
        KnowledgeError: a shape is wrong, or a number is not finite or beyond LIMIT.
    """

    shared: Matrix = field(default_factory=lambda: _zeros("shared"))
    pairs: Matrix = field(default_factory=lambda: _zeros("pairs"))

    def __post_init__(self) -> None:
        for name, shape in SHAPES.items():
            given = getattr(self, name)
            if given.shape != shape:
                raise KnowledgeError(
                    worded(
                        "The learned weights '{name}' have the shape {shape}, not {shape2}. They were made by "
                        "another version: fetch a release for this one.",
                        name=name,
                        shape=given.shape,
                        shape2=shape,
                    )
                )
            if not np.isfinite(given).all() or np.abs(given).max(initial=0.0) > LIMIT:
                raise KnowledgeError(
                    worded(
                        "The learned weights '{name}' hold a number that is not finite or beyond {limit:g}. They "
                        "are damaged or hostile: fetch the release again.",
                        name=name,
                        limit=LIMIT,
                    )
                )

    @property
    def neutral(self) -> bool:
        """Whether it changes nothing."""
        return not (self.shared.any() or self.pairs.any())

    def change(self, channels: Matrix, language: str, columns: Columns) -> Matrix:
        """What is added to the default scores, shape (n,).

        Args:
            channels: of n passages, shape (n, K), in the order of CHANNELS.
            language: of the question.
            columns: `language_row` of each passage's language, shape (n,).
        """
        if self.neutral:
            return np.zeros(len(channels), np.float32)
        rows = self.pairs[language_row(language)][columns]
        changed: Matrix = channels @ self.shared + (channels * rows[:, :_K]).sum(axis=1) + rows[:, _K]
        return changed.astype(np.float32)
