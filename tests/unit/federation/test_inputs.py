from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from federation.errors import ContributionError, JudgementsMissing
from federation.inputs import Inputs, load_inputs, save_inputs
from knowledge.fusion import LANGUAGE_ROWS

Make = Callable[..., Inputs]


@pytest.fixture
def saved(inputs: Make, tmp_path: Path) -> Path:
    path = tmp_path / "inputs.safetensors"
    save_inputs(path, inputs(1))
    return path


def _changed(path: Path, metadata: dict[str, str] | None = None, **tensors: np.ndarray) -> None:
    with safe_open(path, framework="numpy") as file:
        kept = dict(file.metadata())
    save_file({**load_file(path), **tensors}, path, {**kept, **(metadata or {})})


def test_inputs_come_back_as_they_were(inputs: Make, saved: Path) -> None:
    before, after = inputs(1), load_inputs(saved)
    assert (after.fingerprint, after.languages) == (before.fingerprint, before.languages)
    for one, other in zip(before.examples, after.examples, strict=True):
        assert one.row == other.row
        for name in ("base", "channels", "columns", "right"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_the_file_is_for_its_owner_alone(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(JudgementsMissing, match="sse judge"):
        save_inputs(tmp_path / "x", Inputs("invented", ("en",), ()))
    assert not (tmp_path / "x").exists()


def test_the_file_holds_numbers_and_languages_and_nothing_else(saved: Path) -> None:
    with safe_open(saved, framework="numpy") as file:
        assert set(file.keys()) == {"row", "candidates", "base", "channels", "columns", "right"}
        told = file.metadata()
    assert set(told) == {"format", "fingerprint", "languages", "channels"}
    assert json.loads(told["languages"]) == ["en", "es"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"metadata": {"format": "2"}}, "another version"),
        ({"metadata": {"channels": '["words"]'}}, "another version"),
        ({"metadata": {"languages": "en"}}, "cannot be used"),
        ({"base": np.zeros(3, np.float32)}, "'base' has the shape"),
        ({"channels": np.zeros((240, 9), np.float32)}, "'channels' has the shape"),
        ({"base": np.full(240, np.nan, np.float32)}, "not finite"),
        ({"row": np.full(12, len(LANGUAGE_ROWS))}, "'row' names a language"),
        ({"columns": np.full(240, -1)}, "'columns' names a language"),
        ({"right": np.zeros(240, np.uint8)}, "no right passage"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(saved: Path, change: dict, reason: str) -> None:
    _changed(saved, **change)
    with pytest.raises(ContributionError, match=reason) as caught:
        load_inputs(saved)
    assert "sse federation prepare" in str(caught.value)


def test_sizes_that_do_not_add_up_are_refused(saved: Path) -> None:
    sizes = load_file(saved)["candidates"].copy()
    sizes[0], sizes[1] = -5, sizes[1] + 25
    _changed(saved, candidates=sizes)
    with pytest.raises(ContributionError):
        load_inputs(saved)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 100])
def test_a_damaged_or_missing_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "inputs.safetensors"
    with pytest.raises(ContributionError, match="cannot be used"):
        load_inputs(path)
    path.write_bytes(content)
    with pytest.raises(ContributionError, match="cannot be used"):
        load_inputs(path)


def test_only_declared_languages_with_enough_questions_are_used(inputs: Make) -> None:
    asked = inputs(3, ("en", "en", "en", "es"), 12).examples  # nine and three
    english = [LANGUAGE_ROWS.index("en")] * 9
    assert [one.row for one in Inputs("x", ("en", "es"), asked).usable(5)] == english
    assert len(Inputs("x", ("en", "es"), asked).usable(3)) == 12
    assert Inputs("x", ("es",), asked).usable(5) == []
    assert Inputs("x", ("en", "klingon"), asked).usable(10) == []
