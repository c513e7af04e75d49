"""What a round asks of its members: the numbers that coordinator and members must share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from federation.contribution import Layout
from federation.errors import FederationError
from federation.learning import Training
from knowledge.worded import worded

__all__ = ["STRATEGIES", "RoundSettings"]

STRATEGIES = ("clipped-mean", "trimmed-mean", "multi-krum")


@dataclass(frozen=True, slots=True)
class RoundSettings:
    """How members train and how their contributions are joined.

    Attributes:
        rounds: of the run; one, of many epochs, where members contribute by file.
        epochs, rate, shrinkage, pair_shrinkage: see `federation.learning.Training`.
        clip: longest contribution, as L2 norm: .005 for ten rounds, .02 for one of many epochs
            (measured, docs/federation.md).
        noise: standard deviation of a member's own noise, in clipping norms; 0 for none.
        minimum: judged questions that a language needs before it is trained.
        strategy: one of STRATEGIES.
        hostile: how many members the strategy is to withstand.
        cohort: fewest members without whom nothing is aggregated.
        pairs: whether weights by pair of languages are learned too; see docs/federation.md.
    """

    rounds: int = 10
    epochs: int = 2
    rate: float = 0.01
    shrinkage: float = 4.0
    pair_shrinkage: float = 16.0
    clip: float = 0.005
    noise: float = 0.0
    minimum: int = 5
    strategy: str = "clipped-mean"
    hostile: int = 0
    cohort: int = 2
    pairs: bool = False

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, holds in {
                "rounds": 1 <= self.rounds <= 1000,
                "epochs": 1 <= self.epochs <= 1000,
                "rate": 0 < self.rate <= 1,
                "shrinkage": 0 <= self.shrinkage <= 1e6,
                "pair_shrinkage": 0 <= self.pair_shrinkage <= 1e6,
                "clip": 0 < self.clip <= 100,
                "noise": 0 <= self.noise <= 100,
                "minimum": self.minimum >= 1,
                "strategy": self.strategy in STRATEGIES,
                "hostile": self.hostile >= 0,
                "cohort": self.cohort >= 1,
            }.items()
            if not holds
        ]
        if wrong:
            told = ", ".join(f"{name} = {getattr(self, name)!r}" for name in wrong)
            raise FederationError(
                worded("A round cannot be run with {told}. Correct the settings of the round.", told=told)
            )

    @property
    def training(self) -> Training:
        """How a member trains in this round."""
        return Training(self.epochs, self.rate, self.shrinkage, self.pair_shrinkage)

    @property
    def layout(self) -> Layout:
        """What a contribution to this round holds."""
        return Layout(pairs=self.pairs)

    def record(self) -> dict[str, Any]:
        """As plain values, for a message or a file."""
        return asdict(self)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> RoundSettings:
        """From plain values; keys that are no setting are left aside.

        Raises:
            FederationError: a value has the wrong type or makes no sense.
        """
        given: dict[str, Any] = {}
        for one in fields(cls):
            if one.name not in values:
                continue
            kind: type = type(getattr(cls(), one.name))
            value = values[one.name]
            fits = isinstance(value, (int, float) if kind is float else kind)
            if not fits or isinstance(value, bool) != (kind is bool):
                raise FederationError(
                    worded(
                        "The round's setting {name} = {value!r} is not of type {name__}.",
                        name=one.name,
                        value=value,
                        name__=kind.__name__,
                    )
                )
            try:
                given[one.name] = kind(value)
            except OverflowError as error:
                raise FederationError(
                    worded("The round's setting {name} is too large a number.", name=one.name)
                ) from error
        return cls(**given)
