"""A model is found by the sha256 of its file, whatever it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from assistant.models.by_hash import model_with
from assistant.models.catalogue import default_model


def test_the_packaged_model_is_found_by_its_hash(tmp_path: Path) -> None:
    packaged = default_model()
    found = model_with(packaged.expected_sha256, tmp_path)
    assert found is not None
    assert found.path == packaged.path


def test_a_model_that_is_set_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF" + b"\0" * 99)
    monkeypatch.setenv("SSE_MODEL", str(path))
    found = model_with(hashlib.sha256(path.read_bytes()).hexdigest(), tmp_path)
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_an_unknown_hash_finds_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sha256: str) -> None:
    monkeypatch.setenv("SSE_MODEL", str(tmp_path / "missing.gguf"))
    assert model_with(sha256, tmp_path) is None
