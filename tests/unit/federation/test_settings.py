from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import federation
from federation.errors import FederationError
from federation.settings import STRATEGIES, RoundSettings

PROJECT = Path(federation.__file__).parent.parent / "pyproject.toml"


def test_settings_come_back_from_their_record() -> None:
    settings = RoundSettings(rounds=3, noise=1.5, strategy="multi-krum", hostile=2, pairs=True)
    assert RoundSettings.of(settings.record()) == settings
    assert RoundSettings.of({**settings.record(), "base": "x.safetensors"}) == settings


def test_whole_numbers_do_for_numbers_with_a_point() -> None:
    assert RoundSettings.of({"clip": 1}).clip == 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rounds", 0), ("epochs", 10_000), ("rate", 0.0), ("rate", float("nan")), ("clip", 0.0),
        ("clip", float("inf")), ("noise", -1.0), ("noise", float("nan")), ("minimum", 0),
        ("strategy", "mean"), ("hostile", -1), ("cohort", 0), ("shrinkage", float("nan")),
        ("shrinkage", float("inf")), ("pair_shrinkage", -0.1),
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(FederationError, match=name):
        RoundSettings.of({name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("rounds", "3"), ("rounds", 2.5), ("rounds", True), ("pairs", 1), ("strategy", 4)]
)
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(FederationError, match=f"{name} = .* is not of type"):
        RoundSettings.of({name: value})


def test_a_number_that_no_float_can_hold_is_refused() -> None:
    with pytest.raises(FederationError, match="rate is too large"):
        RoundSettings.of({"rate": 10**400})


@given(
    st.dictionaries(st.sampled_from(list(RoundSettings().record())), st.floats() | st.integers() | st.text())
)
def test_a_coordinators_settings_are_used_or_refused(values: dict[str, Any]) -> None:
    try:
        settings = RoundSettings.of(values)
    except FederationError:
        return
    assert settings.strategy in STRATEGIES
    assert 0 < settings.clip <= 100
    assert settings.layout.size > 0


def test_the_flower_app_offers_every_setting_with_its_default() -> None:
    config = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["flwr"]["app"]["config"]
    assert config == {**RoundSettings().record(), "base": "", "out": ""}
