"""Search by words: BM25 over the passages of one language, stems by Snowball.

How the scores of several languages become one number beside the cosine is `knowledge.index`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.languages import is_function_word, stemmer
from knowledge.text import fold, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LexicalIndex", "tokens"]

K1, B = 1.2, 0.75
_Arrays = dict[str, Any]


def tokens(text: str, language: str) -> list[str]:
    """Stemmed, folded tokens of `text` as `language`; an unknown language is not stemmed."""
    found = [word for word in words(text) if not is_function_word(word, language)]
    stem = stemmer(language)
    return [fold(word) for word in (stem.stemWords(found) if stem else found)]


class LexicalIndex:
    """BM25 over passages of one language.

    bm25s computes the score of every word in every text once, when the index is made; a
    question then adds up the columns of its words. Asking needs numpy alone, which saves the
    170 ms that importing bm25s (and scipy) costs at every start.

    Args:
        texts: the indexed texts, in the order of the rows.
        language: their language.
    """

    def __init__(self, texts: Sequence[str], language: str) -> None:
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        # A text without words (a number sign, say) still needs its row.
        model.index([tokens(text, language) or [""] for text in texts], show_progress=False)
        self._set(model.scores, model.vocab_dict, len(texts), language)

    def _set(self, arrays: _Arrays, vocabulary: dict[str, int], count: int, language: str) -> None:
        self.language = language
        self._vocabulary = vocabulary
        self._count = count
        self._data: NDArray[np.float32] = np.asarray(arrays["data"], np.float32)
        self._rows: NDArray[np.int32] = np.asarray(arrays["indices"], np.int32)
        self._starts: NDArray[np.int64] = np.asarray(arrays["indptr"], np.int64)
        # The best score that each word can add: its column's maximum.
        filled = np.flatnonzero(np.diff(self._starts))
        self._best: NDArray[np.float32] = np.zeros(max(len(self._starts) - 1, 0), np.float32)
        if len(filled):
            self._best[filled] = np.maximum.reduceat(self._data, self._starts[filled])
        self._rarest = float(self._best.max(initial=1.0))

    def scores(self, query: str, query_language: str) -> tuple[NDArray[np.float32], float]:
        """The BM25 score of each row, and that of a text that had every word of the question at its best."""
        known, asked = self._known(query, query_language)
        scores: NDArray[np.float32] = np.zeros(self._count, np.float32)
        for word in known:
            column = slice(int(self._starts[word]), int(self._starts[word + 1]))
            scores[self._rows[column]] += self._data[column]
        return scores, float(self._best[known].sum()) + self._rarest * (asked - len(known))

    def _known(self, query: str, query_language: str) -> tuple[list[int], int]:
        """Numbers of the question's words that stand in the texts, and how many words it has."""
        content = (word for word in words(query) if not is_function_word(word, query_language))
        asked = tokens(" ".join(content), self.language)
        return [self._vocabulary[token] for token in asked if token in self._vocabulary], len(asked)

    def arrays(self) -> tuple[_Arrays, dict[str, int]]:
        """The arrays and the vocabulary that `from_arrays` takes."""
        return {"data": self._data, "indices": self._rows, "indptr": self._starts}, self._vocabulary

    @classmethod
    def from_arrays(
        cls, arrays: _Arrays, vocabulary: dict[str, int], count: int, language: str
    ) -> LexicalIndex:
        """Restore an index without tokenising its texts again."""
        index = cls.__new__(cls)
        index._set(arrays, vocabulary, count, language)
        return index
