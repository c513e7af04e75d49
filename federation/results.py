"""The table of a simulation: what each system gives to each member, and to those who gave nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from federation.learning import Example, fusion_of
from federation.measures import interval, judge_ranking
from knowledge.fusion import LANGUAGE_ROWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["Measured", "Question", "Simulation", "learned_score"]


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question with its candidates.

    Attributes:
        raw: cosine of each candidate.
        provisions: number of each candidate's provision.
        right: provisions that answer.
    """

    member: str
    train: bool
    example: Example
    raw: Matrix
    provisions: NDArray[np.int64]
    right: frozenset[int]


@dataclass(slots=True)
class Simulation:
    """What came out.

    Attributes:
        rows: one a system and group, with `ndcg@10`, `recall@1`, `low`, `high` (95 % of
            nDCG@10 over questions) and `n`; after the untrained system also `gain` over it, with
            the paired interval `gain_low`, `gain_high`.
        each: nDCG@10 of every question, by system and group.
        by_round: mean nDCG@10 of contributors and of non-contributors after each round.
        untrained: which hybrid was the best without training.
        bytes: that one member sends in a round: its whole reply, serialised.
        seconds: of the federated training.
        reports: who was accepted and who was rejected, a round.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    each: dict[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)
    by_round: list[dict[str, float]] = field(default_factory=list)
    untrained: str = ""
    bytes: int = 0
    seconds: float = 0.0
    reports: list[dict[str, Any]] = field(default_factory=list)


def learned_score(weights: Mapping[str, Matrix]) -> Callable[[Question], Matrix]:
    """The scores of a question's candidates with these learned weights."""
    fusion = fusion_of(weights)

    def score(one: Question) -> Matrix:
        example = one.example
        changed: Matrix = example.base + fusion.change(
            example.channels, LANGUAGE_ROWS[example.row], example.columns
        )
        return changed

    return score


class Measured:
    """Rows of a table, filled system by system."""

    def __init__(
        self, tests: Sequence[Question], contributors: frozenset[str], result: Simulation, seed: int
    ) -> None:
        self._tests, self._contributors, self._result, self._seed = tests, contributors, result, seed
        self._groups: dict[str, list[int]] = {"contributors": [], "non_contributors": []}
        for place, one in enumerate(tests):
            group = "contributors" if one.member in contributors else "non_contributors"
            self._groups[group].append(place)
            self._groups.setdefault(one.member, []).append(place)

    def add(self, system: str, score: Callable[[Question], Matrix]) -> None:
        """Measure a system on every group."""
        self._rows(
            system, np.array([judge_ranking(score(one), one.provisions, one.right) for one in self._tests])
        )

    def add_local(self, local: Mapping[str, Mapping[str, Matrix]]) -> None:
        """Measure each member's own training; a stranger gets the mean over all of them."""
        scores = {member: learned_score(weights) for member, weights in local.items()}
        values = []
        for one in self._tests:
            own = [scores[one.member]] if one.member in scores else list(scores.values())
            values.append(
                np.mean([judge_ranking(score(one), one.provisions, one.right) for score in own], axis=0)
            )
        self._rows("local", np.array(values))

    def groups(self, score: Callable[[Question], Matrix]) -> dict[str, float]:
        """Mean nDCG@10 of the two groups."""
        values = np.array([judge_ranking(score(one), one.provisions, one.right)[0] for one in self._tests])
        return {
            name: float(values[self._groups[name]].mean())
            for name in ("contributors", "non_contributors")
            if self._groups[name]
        }

    def _rows(self, system: str, values: NDArray[np.float64]) -> None:
        for group, places in self._groups.items():
            if not places:
                continue
            gains = values[places, 0]
            low, high = interval(gains, self._seed)
            row = {
                "system": system, "group": group, "ndcg@10": float(gains.mean()),
                "recall@1": float(values[places, 1].mean()), "low": low, "high": high, "n": len(places),
            }  # fmt: skip
            self._result.each[system, group] = gains
            if ("untrained", group) in self._result.each:
                over = gains - self._result.each["untrained", group]
                row["gain"] = float(over.mean())
                row["gain_low"], row["gain_high"] = interval(over, self._seed)
            self._result.rows.append(row)
