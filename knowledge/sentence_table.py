"""The sentences of the indexed passages, with vectors made ahead.

An answer quotes sentences, so each is embedded with its reference ("ILO resolution 2022,
Scope of the definition: …"), which ranked better than the bare sentence. Those of the
shipped corpus are made ahead; those of a user's documents when they are first looked at,
since they would make adding a document take three times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.documents import Passage
from knowledge.sentences import split

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Sentence", "SentenceTable", "sentences_of"]

_AHEAD = ("digest", "practice")  # kinds whose sentences are embedded before they are asked for


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage; `start` and `end` count from the passage's first character."""

    start: int
    end: int
    text: str


def sentences_of(passage: Passage) -> list[Sentence]:
    """The sentences of one passage, in order."""
    spans = split(passage.text, passage.language)
    return [Sentence(start, end, passage.text[start:end]) for start, end in spans]


class SentenceTable:
    """Spans and vectors of all sentences of an index.

    Args:
        spans: int32, shape (m, 3): row of the passage, start, end; ordered by row.
        vectors: float32, shape (m, d).
    """

    def __init__(self, spans: NDArray[np.int32], vectors: NDArray[np.float32]) -> None:
        self.spans = spans
        self.vectors = vectors
        rows, self._starts = np.unique(spans[:, 0], return_index=True)
        self._rows: NDArray[np.int64] = rows.astype(np.int64)

    @staticmethod
    def cut(passages: Sequence[Passage]) -> tuple[NDArray[np.int32], list[str]]:
        """The spans of the sentences that are made ahead, and the texts to embed for them."""
        spans: list[tuple[int, int, int]] = []
        texts: list[str] = []
        for row, passage in enumerate(passages):
            if passage.kind not in _AHEAD:
                continue
            for sentence in sentences_of(passage):
                spans.append((row, sentence.start, sentence.end))
                texts.append(passage.embeddable(sentence.text))
        return np.asarray(spans, np.int32).reshape(-1, 3), texts

    def best(self, vector: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows that have sentences, and for each the cosine of its nearest one to `vector`."""
        return self._rows, np.maximum.reduceat(self.vectors @ vector, self._starts)

    def of(self, row: int, passage: Passage) -> tuple[list[Sentence], NDArray[np.float32]]:
        """The sentences of the passage in `row`, and their vectors; none where they were not made ahead."""
        first, last = np.searchsorted(self.spans[:, 0], [row, row + 1])
        found = [
            Sentence(int(start), int(end), passage.text[start:end])
            for _, start, end in self.spans[first:last]
        ]
        return found, self.vectors[first:last]
