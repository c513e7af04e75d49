from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.calibration import Calibration
from knowledge.errors import KnowledgeError
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS, LIMIT, SHAPES, Fusion, language_row

K = len(CHANNELS)
CHANNEL_ROWS = np.array([[0.9, -0.01, 0.5, -0.02], [0.8, 0.0, 0.0, 0.01]], np.float32)


def test_a_language_without_a_row_of_its_own_shares_the_last() -> None:
    assert language_row("fr") == LANGUAGE_ROWS.index("fr")
    assert language_row("sw") == language_row("") == len(LANGUAGE_ROWS) - 1


def test_nothing_learned_changes_nothing() -> None:
    columns = np.array([0, 1])
    assert Fusion().neutral
    assert not Fusion().change(CHANNEL_ROWS, "fr", columns).any()


def test_a_change_is_the_shared_weights_plus_those_of_the_pair() -> None:
    shared = np.array([0.0, 0.0, 0.1, 0.0], np.float32)
    pairs = np.zeros(SHAPES["pairs"], np.float32)
    french, english = language_row("fr"), language_row("en")
    pairs[french, english] = [1.0, 0.0, 0.0, 0.0, 0.25]
    fusion = Fusion(shared, pairs)
    columns = np.array([english, french])
    assert fusion.change(CHANNEL_ROWS, "fr", columns) == pytest.approx([0.05 + 0.9 + 0.25, 0.0])
    assert fusion.change(CHANNEL_ROWS, "en", columns) == pytest.approx([0.05, 0.0])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, LIMIT * 1.01])
def test_numbers_that_no_member_learns_are_refused(bad: float) -> None:
    shared = np.zeros(K, np.float32)
    shared[1] = bad
    with pytest.raises(KnowledgeError, match="'shared' hold a number"):
        Fusion(shared)


def test_another_shape_is_refused_with_what_to_do() -> None:
    with pytest.raises(KnowledgeError, match=r"'pairs' have the shape \(2, 2\).*fetch a release"):
        Fusion(pairs=np.zeros((2, 2), np.float32))


def test_a_calibration_keeps_what_was_learned(tmp_path: Path) -> None:
    drawn = np.random.default_rng(1)
    fusion = Fusion(*(drawn.normal(0, 0.1, shape).astype(np.float32) for shape in SHAPES.values()))
    path = tmp_path / "calibration.safetensors"
    Calibration(fusion=fusion).save(path)
    kept = Calibration.load(path).fusion
    assert np.array_equal(kept.shared, fusion.shared)
    assert np.array_equal(kept.pairs, fusion.pairs)
    Calibration().save(path)
    assert Calibration.load(path).fusion.neutral


def test_a_calibration_with_hostile_weights_is_refused(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    path = tmp_path / "calibration.safetensors"
    Calibration(fusion=Fusion(np.ones(K, np.float32))).save(path)
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    tensors = load_file(path)
    tensors["fusion.shared"] = np.full(K, 1e30, np.float32)
    save_file(tensors, path, metadata)
    with pytest.raises(KnowledgeError, match="damaged or hostile"):
        Calibration.load(path)
