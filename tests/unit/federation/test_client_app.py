"""The member's app: what it reads, what it refuses, and that its failures tell nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.errors import FederationError
from federation.inputs import Inputs, save_inputs
from federation.leaving import Ledger, default_ledger
from federation.messages import change_of, weights_record
from federation.privacy import epsilon
from federation.settings import RoundSettings

Make = Callable[..., Inputs]
Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """`ask(settings, inputs="FILE", …)`: the app's reply to a round with this node configuration."""

    def asked(settings: RoundSettings, number: int = 1, **node: Any) -> Any:
        from flwr.app import ConfigRecord, Context, Message, RecordDict

        from federation.client_app import app

        start = np.zeros(settings.layout.size, np.float32)
        config = ConfigRecord({**settings.record(), "server-round": number})
        content = RecordDict({"arrays": weights_record(start), "config": config})
        context = Context(run_id=1, node_id=1, node_config=node, state=RecordDict(), run_config={})
        return app(Message(content, dst_node_id=1, message_type="train"), context)

    return asked


@pytest.fixture
def file(inputs: Make, tmp_path: Path) -> Path:
    path = tmp_path / "secret-name.safetensors"
    save_inputs(path, inputs(1))
    return path


def test_a_node_answers_from_its_file_and_writes_its_ledger(ask: Ask, file: Path, tmp_path: Path) -> None:
    settings = RoundSettings(noise=2.0, cohort=5)
    reply = ask(settings, inputs=str(file), ledger=str(tmp_path / "ledger.jsonl"))
    start = np.zeros(settings.layout.size, np.float32)
    languages, vector = change_of(reply, start, 1)
    assert languages == ("en", "es")
    assert vector.any()
    (entry,) = Ledger(tmp_path / "ledger.jsonl").entries()
    assert (entry.round, entry.noise, entry.members) == (1, 2.0, 4)
    assert 0 < entry.bytes < 65_536


def test_without_a_named_ledger_the_users_own_is_written(ask: Ask, file: Path, sse_data_dir: Path) -> None:
    ask(RoundSettings(), inputs=str(file))
    assert len(default_ledger().entries()) == 1
    assert default_ledger().path.is_relative_to(sse_data_dir)


def test_a_spent_budget_sends_nothing(ask: Ask, file: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    settings = RoundSettings(noise=4.0)
    ask(settings, inputs=str(file), ledger=str(ledger), budget=epsilon([2.0]) + 0.1)
    with pytest.raises(FederationError, match="its privacy budget does not allow this round"):
        ask(settings, 2, inputs=str(file), ledger=str(ledger), budget=epsilon([2.0]) + 0.1)
    assert len(Ledger(ledger).entries()) == 1
    ask(settings, 2, inputs=str(file), ledger=str(ledger), budget=epsilon([2.0, 2.0]) + 0.1)
    assert len(Ledger(ledger).entries()) == 2


def test_a_budget_refuses_a_round_without_noise(ask: Ask, file: Path, tmp_path: Path) -> None:
    with pytest.raises(FederationError, match="privacy budget"):
        ask(RoundSettings(), inputs=str(file), ledger=str(tmp_path / "ledger.jsonl"), budget=100.0)
    assert not (tmp_path / "ledger.jsonl").exists()


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ({}, "its training inputs do not fit this round"),
        ({"inputs": "/home/someone/secret-name.safetensors"}, "its training inputs do not fit this round"),
    ],
)
def test_what_fails_is_told_without_paths(
    ask: Ask, node: dict[str, str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(FederationError, match=told) as caught:
        ask(RoundSettings(), **node)
    assert "secret-name" not in str(caught.value)


def test_too_few_questions_are_told_without_their_number(ask: Ask, inputs: Make, tmp_path: Path) -> None:
    path = tmp_path / "few.safetensors"
    save_inputs(path, inputs(1, ("en",), 3))
    with pytest.raises(FederationError) as caught:
        ask(RoundSettings(), inputs=str(path))
    assert str(caught.value) == "it has too few judged questions for this round"


def test_an_error_of_any_kind_tells_nothing(ask: Ask, file: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    ledger.mkdir()
    with pytest.raises(FederationError) as caught:
        ask(RoundSettings(), inputs=str(file), ledger=str(ledger))
    assert str(caught.value) in {"its app failed", "its privacy budget does not allow this round"}


def test_a_member_keeps_its_minimum_whatever_the_round_asks(ask: Ask, inputs: Make, tmp_path: Path) -> None:
    path = tmp_path / "few.safetensors"
    save_inputs(path, inputs(1, ("en",), 4))
    curious = RoundSettings(minimum=1)
    with pytest.raises(FederationError, match="too few judged questions"):
        ask(curious, inputs=str(path))
    assert default_ledger().entries() == []
    assert ask(curious, inputs=str(path), minimum=4).content
