"""Search by words: BM25 over the passages of one language, stems by Snowball.

What is returned is not the BM25 score but the *evidence* that it gives, in [0, 1]:

    evidence = max(0, bm25 - bm25 of the 5th best passage) / best bm25 that the question could get

A question asked across languages, or about something else, matches many passages a little
(names, numbers, common words); subtracting the fifth best leaves nothing of that, while a
passage that stands out keeps its lead. Measured on mixed-language indexes this gains over
min-max normalised BM25, which always gives some passage a full point (docs/retrieval.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.languages import STOPWORDS, stemmer
from knowledge.text import fold, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LexicalIndex", "tokens"]

K1, B = 1.2, 0.75
_RANK = 5  # the passage whose score is "what any passage gets"
_Arrays = dict[str, Any]


def tokens(text: str, language: str) -> list[str]:
    """Stemmed, folded tokens of `text` as `language`; an unknown language is not stemmed."""
    found = [word for word in words(text) if word not in STOPWORDS.get(language, ())]
    stem = stemmer(language)
    return [fold(word) for word in (stem.stemWords(found) if stem else found)]


class LexicalIndex:
    """BM25 over passages of one language.

    Args:
        texts: the indexed texts, in the order of the rows.
        language: their language.
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        import bm25s

        self.language = language
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        # A text without words (a number sign, say) still needs its row.
        model.index([tokens(text, language) or [""] for text in texts], show_progress=False)
        self._set(model, model.vocab_dict)

    def _set(self, model: Any, vocabulary: dict[str, int]) -> None:
        self._model = model
        self._vocabulary = vocabulary
        scores = model.scores
        starts = scores["indptr"][:-1]
        # The best score that each token can add: its column's maximum.
        filled = np.flatnonzero(np.diff(scores["indptr"]))
        self._best = np.zeros(len(starts), np.float32)
        if len(filled):
            self._best[filled] = np.maximum.reduceat(scores["data"], starts[filled])
        self._rarest = float(self._best.max(initial=1.0))

    def evidence(self, query: str, query_language: str) -> NDArray[np.float32]:
        """The evidence of each row, in [0, 1]; zeros where the question shares no word."""
        stop = STOPWORDS.get(query_language, frozenset())
        asked = tokens(" ".join(word for word in words(query) if word not in stop), self.language)
        count = int(self._model.scores["num_docs"])
        known = [self._vocabulary[token] for token in asked if token in self._vocabulary]
        if not known:
            return np.zeros(count, np.float32)
        scores: NDArray[np.float32] = self._model.get_scores_from_ids(known)
        possible = float(self._best[known].sum()) + self._rarest * (len(asked) - len(known))
        floor = float(np.partition(scores, count - _RANK)[count - _RANK]) if count >= _RANK else 0.0
        found: NDArray[np.float32] = np.maximum(scores - np.float32(floor), 0) / np.float32(possible)
        return found

    def arrays(self) -> tuple[_Arrays, dict[str, int]]:
        """The arrays and the vocabulary that `from_arrays` takes."""
        scores = self._model.scores
        return {name: np.asarray(scores[name]) for name in ("data", "indices", "indptr")}, self._vocabulary

    @classmethod
    def from_arrays(
        cls, arrays: _Arrays, vocabulary: dict[str, int], count: int, language: str
    ) -> LexicalIndex:
        """Restore an index without tokenising its texts again."""
        import bm25s

        index = cls.__new__(cls)
        index.language = language
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.scores = {**arrays, "num_docs": count}
        model.nonoccurrence_array = None  # only other variants of BM25 than "lucene" have one
        index._set(model, vocabulary)
        return index
