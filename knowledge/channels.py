"""The channels of a question's candidates: what the learned fusion weighs, and what it is learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from knowledge import languages
from knowledge.fusion import CHANNELS, language_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.index import Index, Scores

    Matrix = NDArray[np.float32]
    Columns = NDArray[np.int64]

__all__ = ["Channels"]


class Channels:
    """Channels of the passages of one index.

    Args:
        index: its vectors, languages and calibration are read, nothing is changed.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        codes = [languages.base(passage.language) for passage in index.passages]
        self._codes = sorted(set(codes))
        self._code: Columns = np.array([self._codes.index(code) for code in codes], np.int64)
        self.columns: Columns = np.array([language_row(code) for code in codes], np.int64)
        self._near: dict[str, Matrix] = {}

    def of(self, scores: Scores, vector: Matrix, language: str) -> Matrix:
        """The channels of the candidates, shape (n, K), in the order of `knowledge.fusion.CHANNELS`.

        Args:
            scores: of the candidates, by the index's default weights.
            vector: the question's embedding, shape (d,).
            language: of the question.
        """
        found = np.empty((len(scores.rows), len(CHANNELS)), np.float32)
        offsets = np.array([self._index.language_offset(vector, code) for code in self._codes], np.float32)
        found[:, 0] = scores.similarity
        found[:, 1] = -offsets[self._code[scores.rows]] if self._codes else 0.0
        found[:, 2] = scores.evidence
        found[:, 3] = -self._nearness(languages.base(language))[scores.rows]
        return found

    def _nearness(self, language: str) -> Matrix:
        """How near each passage is to the mean question of a language, above the mean passage; (n,).

        The mean over the languages that have one stands in for a language that has none; for an
        embedder without any, the mean passage.
        """
        if language not in self._near:
            vectors, means = self._index.vectors, self._index.calibration.query_means
            fitting = {code: mean for code, mean in means.items() if len(mean) == vectors.shape[1]}
            if language in fitting:
                mean = fitting[language]
            elif fitting:
                mean = np.mean(list(fitting.values()), axis=0)
            else:
                mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
            near = vectors @ mean
            self._near[language] = (near - near.mean()).astype(np.float32) if len(near) else near
        return self._near[language]
