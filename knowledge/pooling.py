"""What a passage's translations and its text say for it.

The translations of a provision are several readings of one meaning: where all four are near
to a question, the one that is shown is less likely near by chance. And a provision out of a
text that has a second good one is likelier right than the only one that fits. Neither needs
training; both measured by cross-validation in docs/retrieval.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from knowledge.documents import Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Rows = NDArray[np.int64]

__all__ = ["Pools", "provision_of"]

TRANSLATIONS = 0.6  # share of a passage's nearness that is the mean over its translations
TEXT = 0.5  # what the two best provisions of a text weigh against a provision's own score


def provision_of(passage: Passage, row: int) -> str:
    """What the translations of a provision share; a passage of none is one by itself."""
    return passage.provision or f"\x1f{row}"


class Pools:
    """Which rows are translations of one provision, and which provisions are of one text."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        names = [provision_of(passage, row) for row, passage in enumerate(passages)]
        texts = [passage.document or name for passage, name in zip(passages, names, strict=True)]
        self._provision = _codes(names)
        self._text = _codes(texts)
        self._in_text = np.asarray([bool(passage.document) for passage in passages], np.bool_)
        self.provisions = len(set(names))
        self._of_text = np.bincount(_codes(list(dict(zip(names, texts, strict=True)).values()), texts))

    def over_translations(
        self, near: Matrix, calibrated: Matrix, allowed: NDArray[np.bool_] | None
    ) -> Matrix:
        """`near` with `TRANSLATIONS` of it replaced by the mean over a provision's translations.

        Args:
            near: nearness of every row, shape (n,).
            calibrated: the same without what a language adds, which is what can be compared.
            allowed: only these rows count.
        """
        weights = np.ones(len(near)) if allowed is None else allowed.astype(np.float64)
        total = np.bincount(self._provision, calibrated * weights)
        found = np.maximum(np.bincount(self._provision, weights), 1.0)
        pooled: Matrix = near + np.float32(TRANSLATIONS) * (
            (total / found)[self._provision].astype(np.float32) - calibrated
        )
        return pooled

    def with_text(self, rows: Rows, scores: Matrix) -> Matrix:
        """The scores of `rows`, each drawn towards the mean of the two best provisions of its text.

        Where a text has a second provision that is no candidate, the lowest candidate stands for it.
        """
        if not len(rows):
            return scores
        order = np.argsort(-scores, kind="stable")
        _, first = np.unique(self._provision[rows[order]], return_index=True)
        best = order[np.sort(first)]  # one candidate a provision, best first
        texts = self._text[rows[best]]
        by_text = best[np.argsort(texts, kind="stable")]
        codes, starts, counts = np.unique(np.sort(texts), return_index=True, return_counts=True)
        top = scores[by_text[starts]]
        second = np.where(
            counts > 1,
            scores[by_text[np.minimum(starts + 1, len(by_text) - 1)]],
            np.where(self._of_text[codes] > 1, scores.min(), top),
        )
        text = np.zeros(int(codes.max()) + 1, np.float32)
        text[codes] = (top + second) / 2
        drawn = (scores + np.float32(TEXT) * text[self._text[rows]]) / np.float32(1 + TEXT)
        # A passage of no document is no part of a text.
        return np.where(self._in_text[rows], drawn, scores)


def _codes(names: Sequence[str], among: Sequence[str] | None = None) -> NDArray[np.int64]:
    """A number a name, by first appearance (in `among`)."""
    numbers: dict[str, int] = {}
    for name in among or names:
        numbers.setdefault(name, len(numbers))
    return np.asarray([numbers[name] for name in names], np.int64)
