from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelTooLarge
from assistant.models.catalogue import Model, default_model
from assistant.models.gguf import read_header
from assistant.models.memory import MARGIN, available_bytes, need, require_memory


def test_what_was_measured_wins_over_what_is_reckoned() -> None:
    model = default_model("SmolLM2-135M-Instruct")
    header = read_header(model.path)
    measured = need(model, header)
    assert (measured.bytes, measured.measured) == (291_000_000, True)
    reckoned = need(Model("copy", model.path), header)
    assert reckoned.bytes == header.size_bytes + header.cache_bytes(4_096) + MARGIN
    assert not reckoned.measured
    assert abs(reckoned.bytes - measured.bytes) < 0.02 * measured.bytes


def test_more_than_is_free_is_told_with_numbers() -> None:
    model = default_model("SmolLM2-135M-Instruct")
    header = read_header(model.path)
    require_memory(model, header, 291_000_000)
    with pytest.raises(
        ModelTooLarge, match=r"needs about 291 MB \(measured\), and 290 MB of memory are free"
    ):
        require_memory(model, header, 290_999_999 - 900_000)


def test_memory_is_read_from_the_system(tmp_path: Path) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal: 8000 kB\nMemAvailable:    10 kB\n")
    assert available_bytes(told) == 10_240
    told.write_text("nothing of use")
    found = available_bytes(told)
    assert found is None or found > 10_000_000
