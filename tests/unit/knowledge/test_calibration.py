from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from knowledge.calibration import FILE, Calibration, GateWeights, shipped
from knowledge.embedding import E5Embedder
from knowledge.errors import EmbedderMismatch, KnowledgeError
from knowledge.languages import LANGUAGES


def _calibration() -> Calibration:
    means = {"en": np.asarray([1, 0, 0], np.float32), "pt": np.asarray([0, 0.5, 0.25], np.float32)}
    gate = GateWeights(-1.5, {"cosine": 4.0, "overlap": 2.5}, answered=0.7, doubtful=0.2)
    queries = {"en": np.asarray([1, 0.25, 0], np.float32), "pt": np.asarray([0, 0.5, 1], np.float32)}
    return Calibration(
        fingerprint="model-1:abc",
        means=means,
        query_means=queries,
        shrinkage=7.0,
        lexical_weight=0.125,
        gate=gate,
    )


def test_a_saved_calibration_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "calibration.safetensors"
    saved = _calibration()
    saved.save(path)
    read = Calibration.load(path)
    assert (read.fingerprint, read.shrinkage, read.lexical_weight) == ("model-1:abc", 7.0, 0.125)
    assert read.gate == saved.gate
    for kept, given in ((read.means, saved.means), (read.query_means, saved.query_means)):
        assert {language: mean.tolist() for language, mean in kept.items()} == {
            language: mean.tolist() for language, mean in given.items()
        }


def test_a_calibration_names_the_release_that_brought_it(tmp_path: Path) -> None:
    path = tmp_path / "calibration.safetensors"
    replace(_calibration(), release="3 (abababab)").save(path)
    assert Calibration.load(path).release == "3 (abababab)"
    _calibration().save(path)
    assert Calibration.load(path).release == ""


def test_the_language_mean_weighs_the_shipped_mean_as_so_many_passages() -> None:
    calibration = Calibration(means={"en": np.asarray([1, 0], np.float32)}, shrinkage=2.0)
    vectors = np.asarray([[0, 1], [0, 1]], np.float32)
    overall = np.asarray([5, 5], np.float32)
    np.testing.assert_allclose(calibration.language_mean("en", vectors, overall), [0.5, 0.5])


@pytest.mark.parametrize("language", ["fr", "de", "und"])
def test_a_language_without_a_shipped_mean_shrinks_towards_all_passages(language: str) -> None:
    calibration = Calibration(
        means={"en": np.asarray([1, 0], np.float32), "fr": np.asarray([1, 0, 0], np.float32)}, shrinkage=1.0
    )
    vectors = np.asarray([[0, 1], [0, 1]], np.float32)
    np.testing.assert_allclose(
        calibration.language_mean(language, vectors, np.asarray([3, 1], np.float32)), [1, 1], rtol=1e-6
    )


def test_one_passage_alone_is_not_its_own_mean() -> None:
    calibration = Calibration(means={"en": np.asarray([1, 0], np.float32)})
    mean = calibration.language_mean("en", np.asarray([[0, 1]], np.float32), np.asarray([0, 1], np.float32))
    assert mean[0] > 0.9


def test_a_calibration_is_refused_for_another_embedder() -> None:
    _calibration().check("model-1:abc")
    Calibration().check("any")
    with pytest.raises(EmbedderMismatch, match=r"model-1:abc.*model-2.*sse corpus rebuild"):
        _calibration().check("model-2")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no tensors",
        save({"mean.en": np.zeros(3, np.float32)}),
        save({}, {"format": "0", "fingerprint": "", "settings": "{}"}),
        save({}, {"format": "1", "fingerprint": ""}),
        save({}, {"format": "1", "fingerprint": "", "settings": "{"}),
        save({}, {"format": "1", "fingerprint": "", "settings": "[]"}),
        save({}, {"format": "1", "fingerprint": "", "settings": json.dumps({"shrinkage": 1, "lexical_weight": 1})}),
        save({}, {"format": "1", "fingerprint": "", "settings": json.dumps(
            {"shrinkage": "many", "lexical_weight": 1, "gate": {}})}),
        save({}, {"format": "1", "fingerprint": "", "settings": json.dumps(
            {"shrinkage": 1, "lexical_weight": 1, "gate": {"unknown": 1}})}),
    ],
    ids=["empty", "text", "no-metadata", "format", "no-settings", "json", "list", "no-gate", "type", "gate-field"],
)  # fmt: skip
def test_a_damaged_or_foreign_calibration_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calibration.safetensors"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"calibration\.safetensors"):
        Calibration.load(path)


def test_a_missing_calibration_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere\.safetensors"):
        Calibration.load(tmp_path / "nowhere.safetensors")


def test_the_shipped_calibration_belongs_to_the_packaged_embedder(e5: E5Embedder) -> None:
    calibration = shipped(e5.fingerprint)
    assert calibration.fingerprint == e5.fingerprint
    assert set(calibration.means) >= set(LANGUAGES)
    assert set(calibration.query_means) >= set(LANGUAGES)
    for mean in (*calibration.means.values(), *calibration.query_means.values()):
        assert mean.shape == (e5.dimension,)
        assert 0.5 < np.linalg.norm(mean) <= 1
    assert 0 < calibration.gate.doubtful < calibration.gate.answered < 1


def test_another_embedder_gets_no_means_of_this_one(e5: E5Embedder) -> None:
    other = shipped("another embedder")
    assert other.means == other.query_means == {}
    assert other.gate.answered == shipped(e5.fingerprint).gate.answered
    other.check("another embedder")


def test_the_gate_of_an_embedder_that_was_never_measured_leaves_the_cosine_out() -> None:
    known = Calibration.load(FILE)
    other = shipped("another-model").gate
    assert "cosine" in known.gate.weights
    assert "cosine" not in other.weights
    assert other.floor == -1.0
    assert other.bias > known.gate.bias
