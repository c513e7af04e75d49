from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from federation.errors import FederationError, GridError
from federation.learning import Example
from federation.settings import RoundSettings
from federation.simulate import Question, simulate
from knowledge.fusion import CHANNELS

SYSTEMS = ("bm25", "e5", "untrained", "local", "pooled", "federated")
WORDS, HUB = CHANNELS.index("words"), CHANNELS.index("hub")
SETTINGS = RoundSettings(rounds=3, epochs=3, clip=1.0, rate=0.05)
Ask = Callable[[str, int, bool], list[Question]]


@pytest.fixture
def ask(examples: Callable[..., list[Example]]) -> Ask:
    """`ask(member, seed, train)`: thirty questions whose answer the hub channel tells, which counts for little."""

    def asked(member: str, seed: int, train: bool) -> list[Question]:
        found = []
        for one in examples(seed, ("en", "es"), 30):
            one.channels[one.right, WORDS] -= 0.1
            one.channels[one.right, HUB] += 0.12
            places = np.arange(len(one.base))
            right = frozenset(places[one.right].tolist())
            found.append(Question(member, train, one, one.base, places, right))
        return found

    return asked


@pytest.fixture
def questions(ask: Ask) -> list[Question]:
    """Three members who contribute and one who does not."""
    found = ask("d", 99, False)
    for seed, member in enumerate("abc"):
        found += ask(member, seed, True) + ask(member, seed + 50, False)
    return found


def cell(result: Any, system: str, group: str) -> dict[str, Any]:
    (found,) = [row for row in result.rows if (row["system"], row["group"]) == (system, group)]
    return found


def test_everybody_gains_and_the_stranger_too(questions: list[Question]) -> None:
    result = simulate(questions, SETTINGS)
    for group in ("contributors", "non_contributors"):
        assert cell(result, "federated", group)["ndcg@10"] > cell(result, "untrained", group)["ndcg@10"] + 0.1


def test_every_system_is_measured_on_every_group(questions: list[Question]) -> None:
    result = simulate(questions, SETTINGS)
    groups = {"contributors": 90, "non_contributors": 30, "a": 30, "b": 30, "c": 30, "d": 30}
    assert {(row["system"], row["group"]) for row in result.rows} == {(s, g) for s in SYSTEMS for g in groups}
    for row in result.rows:
        assert row["n"] == groups[row["group"]]
        assert 0 <= row["low"] <= row["ndcg@10"] <= row["high"] <= 1
    assert cell(result, "bm25", "d")["ndcg@10"] < cell(result, "pooled", "d")["ndcg@10"]


def test_every_round_is_measured_and_reported(questions: list[Question]) -> None:
    result = simulate(questions, SETTINGS)
    assert [set(one) for one in result.by_round] == [{"contributors", "non_contributors"}] * 3
    last = cell(result, "federated", "contributors")["ndcg@10"]
    assert result.by_round[-1]["contributors"] == pytest.approx(last)
    assert [report["accepted"] for report in result.reports] == [["a", "b", "c"]] * 3


def test_the_bytes_are_those_of_a_whole_reply(questions: list[Question]) -> None:
    result = simulate(questions, SETTINGS)
    assert SETTINGS.layout.size * 4 < result.bytes <= 65_536


def test_the_same_seed_gives_the_same_table(questions: list[Question]) -> None:
    assert simulate(questions, SETTINGS, seed=3).rows == simulate(questions, SETTINGS, seed=3).rows


@pytest.mark.slow
def test_poison_is_bounded_by_the_norm_and_withstood_by_multi_krum(ask: Ask) -> None:
    found = ask("stranger", 99, False)
    for seed in range(8):
        found += ask(f"m{seed}", seed, True)
    clean = simulate(found, SETTINGS)
    gain = cell(clean, "federated", "stranger")["ndcg@10"]
    settings = RoundSettings(**(SETTINGS.record() | {"strategy": "multi-krum", "hostile": 2}))
    poisoned = simulate(found, settings, poisoned=2)
    assert cell(poisoned, "federated", "stranger")["ndcg@10"] > gain - 0.05
    assert all({"m0", "m1"} == set(report["rejected"]) for report in poisoned.reports)
    plain = simulate(found, SETTINGS, poisoned=2)
    assert all({"m0", "m1"} <= set(report["shortened"]) for report in plain.reports)


def test_poison_that_no_norm_holds_back_is_told_with_what_to_do(ask: Ask) -> None:
    found = [one for seed in range(3) for one in ask(f"m{seed}", seed, True)]
    settings = RoundSettings(rounds=3, epochs=5, clip=100.0, rate=0.5)
    with pytest.raises(
        GridError, match=r"beyond what an index can use.*smaller --clip, or with --strategy multi-krum"
    ):
        simulate(found, settings, poisoned=2)


def test_progress_counts_members_and_rounds(questions: list[Question]) -> None:
    told: list[tuple[str, int, int]] = []
    simulate(questions, SETTINGS, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "local"] == [("local", n, 3) for n in (1, 2, 3)]
    assert [step for step in told if step[0] == "federated"] == [("federated", n, 3) for n in (1, 2, 3)]


def test_too_few_members_are_said(ask: Ask) -> None:
    with pytest.raises(FederationError, match="1 members have training lines; the cohort needs 2"):
        simulate(ask("a", 1, True) + ask("b", 2, False), SETTINGS)
