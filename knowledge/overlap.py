"""Word overlap that crosses languages: folded first five letters, weighted by rarity.

`économie solidaire`, `economía solidaria` and `economia solidária` share `econo` and
`solid`, so a Spanish question overlaps with a French passage where they use cognates,
names or numbers. BM25 ranks within a language; this measures how much of a question a text
has at all, for the gate and for choosing a sentence (docs/retrieval.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from knowledge.languages import content_words

__all__ = ["Overlap", "stems"]

_PREFIX = 5  # letters: short enough for cognates and inflection, long enough to keep words apart


def stems(text: str) -> frozenset[str]:
    """The distinct content words of `text`, each cut to its first five folded letters."""
    return frozenset(word[:_PREFIX] for word in content_words(text))


class Overlap:
    """Shares of a question's weight that texts hold.

    A stem weighs `idf = log((n + 1) / (df + .5))` over the `n` texts of the index.
    """

    def __init__(self, frequencies: Mapping[str, int], count: int) -> None:
        self.frequencies = frequencies
        self.count = count

    @classmethod
    def of(cls, texts: Iterable[str]) -> Overlap:
        """Count the stems of the index's texts."""
        counter: Counter[str] = Counter()
        count = 0
        for text in texts:
            counter.update(stems(text))
            count += 1
        return cls(dict(counter), count)

    def weight(self, stem: str) -> float:
        """The idf of a stem; one that no text has weighs the most."""
        return max(math.log((self.count + 1) / (self.frequencies.get(stem, 0) + 0.5)), 0.05)

    def share(self, question: frozenset[str], text: frozenset[str]) -> float:
        """The weight of the question's stems that `text` has, over the weight of all: [0, 1]."""
        # Exactly rounded: a set's order differs from one process to the next, and a plain sum with it,
        # so that an answer run again could differ in its last digit.
        total = math.fsum(self.weight(stem) for stem in question)
        return math.fsum(self.weight(stem) for stem in question & text) / total if total else 0.0
