"""The commands of docs/federation.md that a newcomer follows, on a small invented set of XQuAD's form."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "federated.py"
TRADES = [
    "baker",
    "weaver",
    "fisher",
    "miner",
    "farmer",
    "printer",
    "tailor",
    "nurse",
    "driver",
    "carver",
    "potter",
    "smith",
]
PLACES = ["Porto", "Lyon", "Turin", "Cork"]
SAID = {
    "en": ("The {t} cooperative of {p} shares its yearly surplus.", "Who shares the surplus of the {t} in {p}?"),
    "es": ("La cooperativa {t} de {p} reparte su excedente anual.", "¿Quién reparte el excedente {t} en {p}?"),
    "de": ("Die Genossenschaft {t} in {p} verteilt ihren Gewinn.", "Wer verteilt den Gewinn {t} in {p}?"),
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """48 topics of a paragraph and three questions each, in three languages."""
    for code, (text, question) in SAID.items():
        articles = [
            {
                "paragraphs": [
                    {
                        "context": text.format(t=trade, p=place),
                        "qas": [{"question": question.format(t=trade, p=place) + " " * n} for n in range(3)],
                    }
                ]
            }
            for place in PLACES
            for trade in TRADES
        ]
        (tmp_path / f"xquad.{code}.json").write_text(json.dumps({"data": articles}), "utf-8")
    return tmp_path


@pytest.mark.slow
def test_five_members_and_a_newcomer_are_written_and_played_through(
    sse: Run, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "demo"
    written = subprocess.run(
        [sys.executable, str(BENCHMARK), "--data", str(data), "--judgements", "30", "--files", str(out)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert written.returncode == 0, written.stderr
    played = sse(
        "federation", "simulate", "--passages", str(out / "passages.jsonl"), "--judgements",
        str(out / "judgements.jsonl"), "--rounds", "1", "--epochs", "20", "--minimum", "1", "--json",
    )  # fmt: skip
    assert played.returncode == 0, played.stderr
    result = json.loads(played.stdout)
    systems = {row["system"] for row in result["rows"] if row["group"] == "newcomer"}
    assert systems == {"bm25", "e5", "untrained", "local", "pooled", "federated"}
    (report,) = result["reports"]
    assert len(report["accepted"]) == 5
    assert "newcomer" not in report["accepted"]
    assert all(
        row["n"] > 0 and 0 <= row["low"] <= row["ndcg@10"] <= row["high"] <= 1 for row in result["rows"]
    )
