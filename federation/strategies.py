"""Flower's strategy for this index: FedAvg's rounds with our checks and our ways of joining."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from logging import INFO, WARNING
from typing import TYPE_CHECKING

import numpy as np
from flwr.app import ArrayRecord, ConfigRecord, Message, MetricRecord
from flwr.common import log
from flwr.serverapp import Grid
from flwr.serverapp.strategy import FedAvg

from federation.aggregation import Contribution, Report, aggregate, check
from federation.errors import ContributionError, GridError
from federation.learning import fusion_of
from federation.messages import change_of, vector_of, weights_record
from federation.settings import RoundSettings
from knowledge.errors import KnowledgeError
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["IndexStrategy"]


class IndexStrategy(FedAvg):
    """Sends weights and settings to every member, joins what comes back, keeps a report a round.

    `history` has the weights after each round; `after_round` is called with its number.

    Args:
        settings: of the run.
        named: a member's name from its node id; the id itself where it is not given.
    """

    def __init__(self, settings: RoundSettings, named: Callable[[int], str] = str) -> None:
        super().__init__(
            fraction_evaluate=0.0, min_train_nodes=settings.cohort, min_available_nodes=settings.cohort
        )
        self.settings = settings
        self.reports: list[Report] = []
        self.history: list[Matrix] = []
        self.named = named
        self.after_round: Callable[[int], None] = lambda _: None
        self._start: Matrix = np.zeros(settings.layout.size, np.float32)

    def summary(self) -> None:
        """Log the settings."""
        log(INFO, "\t├──> %s", self.settings)

    def configure_train(
        self, server_round: int, arrays: ArrayRecord, config: ConfigRecord, grid: Grid
    ) -> Iterable[Message]:
        """One message a member, with this round's weights and settings.

        Waits for members who are not connected yet, where any could come.

        Raises:
            GridError: all members that there will ever be are fewer than the cohort.
        """
        present = len(list(grid.get_node_ids()))
        if getattr(grid, "complete", False) and present < self.settings.cohort:
            raise GridError(
                worded(
                    "{present} members take part, and this round needs {cohort}. Wait for more members, or "
                    "publish a round with a smaller cohort.",
                    present=present,
                    cohort=self.settings.cohort,
                )
            )
        self._start = vector_of(arrays)
        for name, value in self.settings.record().items():
            config[name] = value
        return super().configure_train(server_round, arrays, config, grid)

    def aggregate_train(
        self, server_round: int, replies: Iterable[Message]
    ) -> tuple[ArrayRecord | None, MetricRecord | None]:
        """The next weights; members whose reply cannot be used are named in the report.

        Raises:
            GridError: too few are left, or their mean is no weights of an index.
        """
        report = Report()
        self.reports.append(report)
        found: dict[str, Contribution] = {}
        for message in replies:
            member = self.named(message.metadata.src_node_id)
            try:
                if message.has_error():
                    raise ContributionError((message.error.reason or "the member's app failed")[:300])
                if member in found:
                    raise ContributionError(worded("it is the member's second one in this round"))
                languages, vector = change_of(message, self._start, server_round)
                found[member] = check(member, languages, vector, self.settings)
            except ContributionError as error:
                report.rejected[member] = str(error)
                log(WARNING, "round %s: %s was left out: %s", server_round, member, error)
        change = aggregate(list(found.values()), self.settings, report)
        self._check_usable(self._start + change, server_round)
        self.history.append(self._start + change)
        self.after_round(server_round)
        metrics = MetricRecord({"accepted": len(report.accepted), "rejected": len(report.rejected)})
        return weights_record(self.history[-1]), metrics

    def _check_usable(self, weights: Matrix, server_round: int) -> None:
        try:
            fusion_of(self.settings.layout.unflatten(weights))
        except KnowledgeError as error:
            raise GridError(
                worded(
                    "Round {server_round} moved the weights beyond what an index can use: a contribution is "
                    "hostile, or the clipping norm of {clip:g} lets too much through. Nothing of this round "
                    "was kept. Hold it with a smaller --clip, or with --strategy multi-krum.",
                    server_round=server_round,
                    clip=self.settings.clip,
                )
            ) from error
