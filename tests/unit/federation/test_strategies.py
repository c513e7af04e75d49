"""What the strategy makes of replies as they come from strangers, over a grid in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from federation.errors import GridError
from federation.inputs import Inputs
from federation.messages import weights_record
from federation.settings import RoundSettings

Make = Callable[..., Inputs]
SETTINGS = RoundSettings(rounds=1)
HONEST = 5


def played(
    inputs: Make, settings: RoundSettings, bad: Callable[[Any], Any] | None = None, count: int = 12
) -> Any:
    """The strategy after a run of honest members and `mallory`, whose replies `bad` changes."""
    from federation.client_app import app
    from federation.grids import LocalGrid
    from federation.strategies import IndexStrategy

    members = {f"m{number}": inputs(number, count=count) for number in range(HONEST)}
    members["mallory"] = inputs(77, count=count)

    def answer(message: Any, context: Any) -> Any:
        reply = app(message, context)
        hostile = bad is not None and str(context.node_config["inputs"]).endswith(":mallory")
        return bad(reply) if hostile and bad else reply

    grid = LocalGrid(answer, members)
    strategy = IndexStrategy(settings, grid.member_name)
    start = weights_record(np.zeros(settings.layout.size, np.float32))
    strategy.start(grid, start, num_rounds=settings.rounds)
    return strategy


def _change(make: Callable[[np.ndarray], np.ndarray]) -> Callable[[Any], Any]:
    def bad(reply: Any) -> Any:
        from flwr.app import Array, ArrayRecord

        honest = reply.content.array_records["arrays"]["change"].numpy()
        reply.content["arrays"] = ArrayRecord({"change": Array(make(honest))})
        return reply

    return bad


def _about(name: str, value: Any) -> Callable[[Any], Any]:
    def bad(reply: Any) -> Any:
        reply.content.config_records["about"][name] = value
        return reply

    return bad


def test_every_member_is_asked_and_counted(inputs: Make) -> None:
    strategy = played(inputs, SETTINGS)
    assert sorted(strategy.reports[0].accepted) == ["m0", "m1", "m2", "m3", "m4", "mallory"]
    assert len(strategy.history) == 1
    assert strategy.history[0].any()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (_change(lambda honest: honest * np.float32(np.nan)), "not finite"),
        (_change(lambda honest: honest + np.float32(np.inf)), "not finite"),
        (_change(lambda honest: honest[:-1]), "it has the shape"),
        (_change(lambda honest: honest.reshape(1, -1)), "it has the shape"),
        (_change(lambda honest: honest.astype(np.float64)), "float64, not float32"),
        (_change(lambda honest: honest.astype(np.int64)), "int64, not float32"),
        (_change(lambda honest: honest * np.float32(1e12)), "beyond all that an honest member sends"),
        (_about("server-round", 0), "answers round 0, and this is round 1"),
        (_about("base", "0" * 64), "stale"),
        (_about("languages", ["tlh"]), "no row is kept for"),
    ],
)
def test_poison_is_left_out_with_the_reason(inputs: Make, bad: Callable[[Any], Any], reason: str) -> None:
    strategy = played(inputs, SETTINGS, bad)
    (report,) = strategy.reports
    assert reason in report.rejected["mallory"]
    assert "mallory" not in report.accepted
    assert len(report.accepted) == HONEST


@pytest.mark.parametrize("factor", [100.0, -1.0, -100.0])
def test_a_long_or_turned_contribution_is_bounded(inputs: Make, factor: float) -> None:
    honest = played(inputs, SETTINGS).history[0]
    strategy = played(inputs, SETTINGS, _change(lambda change: change * np.float32(factor)))
    moved = float(np.linalg.norm(strategy.history[0] - honest))
    assert moved <= 2 * SETTINGS.clip / (HONEST + 1) * (1 + 1e-5)
    assert ("mallory" in strategy.reports[0].shortened) == (abs(factor) > 1)


def test_a_huge_count_gives_no_more_weight(inputs: Make) -> None:
    def boast(reply: Any) -> Any:
        from flwr.app import MetricRecord

        reply.content["metrics"] = MetricRecord({"num-examples": 10**9})
        return reply

    assert np.array_equal(played(inputs, SETTINGS, boast).history[0], played(inputs, SETTINGS).history[0])


def test_a_reply_of_the_round_before_is_not_taken_again(inputs: Make) -> None:
    kept: list[Any] = []

    def replay(reply: Any) -> Any:
        kept.append(reply.content)
        reply.content = kept[0]
        return reply

    settings = RoundSettings(rounds=3)
    strategy = played(inputs, settings, replay)
    assert "mallory" in strategy.reports[0].accepted
    for report in strategy.reports[1:]:
        assert "answers round 1" in report.rejected["mallory"]
        assert len(report.accepted) == HONEST


def test_a_replay_with_the_right_number_is_stale(inputs: Make) -> None:
    kept: list[np.ndarray] = []

    def replay(reply: Any) -> Any:
        kept.append(reply.content.config_records["about"]["base"])
        reply.content.config_records["about"]["base"] = kept[0]
        return reply

    strategy = played(inputs, RoundSettings(rounds=2), replay)
    assert "stale" in strategy.reports[1].rejected["mallory"]


def test_a_second_reply_of_a_member_is_left_out(inputs: Make) -> None:
    from federation.client_app import app
    from federation.grids import LocalGrid
    from federation.strategies import IndexStrategy

    class Twice(LocalGrid):
        def send_and_receive(self, messages: Iterable[Any], *, timeout: float | None = None) -> Iterable[Any]:
            replies = list(super().send_and_receive(messages, timeout=timeout))
            return [*replies, *replies[:1]]

    grid = Twice(app, {f"m{number}": inputs(number) for number in range(3)})
    strategy = IndexStrategy(SETTINGS, grid.member_name)
    strategy.start(grid, weights_record(np.zeros(SETTINGS.layout.size, np.float32)), num_rounds=1)
    (report,) = strategy.reports
    assert sorted(report.accepted) == ["m0", "m1", "m2"]
    (told,) = report.rejected.values()
    assert "second one" in told
    alone = IndexStrategy(SETTINGS, grid.member_name)
    plain = LocalGrid(app, {f"m{number}": inputs(number) for number in range(3)})
    alone.start(plain, weights_record(np.zeros(SETTINGS.layout.size, np.float32)), num_rounds=1)
    assert np.array_equal(strategy.history[0], alone.history[0])


def test_a_member_whose_app_failed_is_named(inputs: Make) -> None:
    def fail(_reply: Any) -> Any:
        raise RuntimeError("x" * 10_000)

    (report,) = played(inputs, SETTINGS, fail).reports
    assert report.rejected["mallory"] == "x" * 300


def test_multi_krum_names_whom_it_left_out(inputs: Make) -> None:
    settings = RoundSettings(rounds=1, strategy="multi-krum", hostile=1)
    turned = _change(lambda change: change * np.float32(-100))
    (report,) = played(inputs, settings, turned, count=120).reports
    assert "multi-krum" in report.rejected["mallory"]
    assert len(report.accepted) == HONEST


def test_too_few_members_end_the_run_at_once(inputs: Make) -> None:
    with pytest.raises(GridError, match="6 members take part, and this round needs 7"):
        played(inputs, RoundSettings(cohort=7))
    with pytest.raises(GridError, match="5 contributions can be used"):
        played(inputs, RoundSettings(cohort=6), _about("base", ""))
