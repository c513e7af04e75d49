"""Two releases on the same questions: is one better, beyond the noise of the questions?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from federation.examples import scored
from federation.learning import Example
from federation.measures import interval, judge_ranking
from knowledge import languages
from knowledge.fusion import LANGUAGE_ROWS, Fusion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.retriever import Retriever

__all__ = ["Comparison", "Item", "compare", "items_of"]

Verdict = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Item:
    """A question with its candidates, ready to be ranked by any weights.

    Attributes:
        example: default scores and channels of n candidates.
        provisions: the number of each candidate's provision, shape (n,).
        right: the provisions that answer, those that are no candidate included.
    """

    example: Example
    provisions: NDArray[np.int64]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """nDCG@10 of two releases over the same questions.

    Attributes:
        questions: how many.
        before, after: means.
        gain: of the second over the first; `low` to `high` is its 95 % interval by paired bootstrap.
    """

    questions: int
    before: float
    after: float
    gain: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """What the interval says: `same` where it holds zero."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "same"

    def record(self) -> dict[str, Any]:
        """As JSON values, to four places."""
        numbers = {name: round(getattr(self, name), 4) for name in ("before", "after", "gain", "low", "high")}
        return {"questions": self.questions, **numbers, "verdict": self.verdict}


def items_of(
    retriever: Retriever,
    asked: Iterable[tuple[str, str, Iterable[int]]],
    allowed: NDArray[np.bool_] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Item]:
    """Questions ready for `compare`.

    Args:
        asked: question, language and the rows of the passages that answer.
        allowed: mask over the passages; the others are left out.
        progress: called with (done, in all) questions.
    """
    index = retriever.index
    numbers: dict[str, int] = {}
    provision = np.array(
        [
            numbers.setdefault(one.provision or f"\x1f{row}", len(numbers))
            for row, one in enumerate(index.passages)
        ],
        np.int64,
    )
    questions = [(words, languages.base(code), list(rows)) for words, code, rows in asked]
    found: list[Item] = []
    ready = scored(retriever, [(words, code) for words, code, _ in questions], allowed, progress)
    for (_, _, rows), (scores, example) in zip(questions, ready, strict=True):
        right = frozenset(provision[rows].tolist())
        provisions = provision[scores.rows]
        found.append(Item(replace(example, right=np.isin(provisions, list(right))), provisions, right))
    return found


def compare(items: Sequence[Item], before: Fusion, after: Fusion) -> Comparison:
    """How the second set of weights does against the first."""
    pairs = np.array([[_ndcg(item, before), _ndcg(item, after)] for item in items], np.float64).reshape(-1, 2)
    if not len(pairs):
        return Comparison(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    gains = pairs[:, 1] - pairs[:, 0]
    means = pairs.mean(axis=0)
    return Comparison(len(pairs), float(means[0]), float(means[1]), float(gains.mean()), *interval(gains))


def _ndcg(item: Item, fusion: Fusion) -> float:
    example = item.example
    changed = fusion.change(example.channels, LANGUAGE_ROWS[example.row], example.columns)
    return judge_ranking(example.base + changed, item.provisions, item.right)[0]
