"""`sse judge` and `sse judgements` as a user runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]

QUESTION = "How does the ILO define the social and solidarity economy?"


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    """A copy of the shared library that may be written."""
    return Path(shutil.copytree(installed, tmp_path / "data"))


def test_judgements_are_made_listed_exported_forgotten_and_imported_again(
    sse: Run, data: Path, tmp_path: Path
) -> None:
    hits = json.loads(sse("search", QUESTION, "--limit", "2", "--json", data=data).stdout)
    first, second = (hit["key"] for hit in hits[:2])
    said = sse("judge", QUESTION, "--key", first, data=data)
    assert said.returncode == 0, said.stderr
    assert "answers. Kept on this machine" in said.stdout
    assert sse("judge", QUESTION, "--key", second, "--answers-not", data=data).returncode == 0
    listed = json.loads(sse("judgements", "list", "--json", data=data).stdout)
    assert [(one["key"], one["answers"]) for one in listed] == [(first, True), (second, False)]
    assert all(one["question"] == QUESTION and one["source"] == "command" for one in listed)
    assert QUESTION in sse("judgements", "list", data=data).stdout

    out = tmp_path / "mine.jsonl"
    assert sse("judgements", "export", str(out), data=data).returncode == 0
    refused = sse("judgements", "export", str(out), data=data)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert sse("judgements", "export", str(out), "--force", data=data).returncode == 0

    assert sse("judgements", "forget", "--yes", data=data).returncode == 2
    assert "2 deleted" in sse("judgements", "forget", "--all", "--yes", data=data).stdout
    assert json.loads(sse("judgements", "list", "--json", data=data).stdout) == []

    for new in (2, 0):
        done = sse("judgements", "import", str(out), data=data)
        assert f"2 read, {new} of them new" in done.stdout
    assert json.loads(sse("judgements", "list", "--json", data=data).stdout) == listed


def test_what_cannot_be_used_is_said_and_nothing_is_kept(sse: Run, data: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(
        '{"question": "Q?", "document": "ilo-2022", "pinpoint": "para:5"}\n{"question": "R?", "key": "x"}\n'
    )
    for arguments, told in (
        (("judgements", "import", str(bad)), "bad.jsonl, line 2"),
        (("judgements", "import", str(tmp_path / "none.csv")), "cannot be read"),
        (("judge", QUESTION, "--key", "000000000000"), "no passage with the key 000000000000"),
        (("judge", " ", "--key", "000000000000"), "000000000000"),
        (("federation", "prepare", "--out", str(tmp_path / "x"), "--lang", "en"), "sse judge QUESTION"),
    ):
        done = sse(*arguments, data=data)
        assert done.returncode == 1, arguments
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    assert json.loads(sse("judgements", "list", "--json", data=data).stdout) == []
    assert not (tmp_path / "x").exists()


def test_an_installed_release_changes_the_ranking_and_a_damaged_one_is_told(
    sse: Run, data: Path, tmp_path: Path
) -> None:
    import numpy as np

    from knowledge.calibration import FILE, RELEASED, Calibration
    from knowledge.fusion import Fusion

    def keys() -> tuple[list[str], str]:
        done = sse("search", QUESTION, "--limit", "10", "--json", data=data)
        assert done.returncode == 0, done.stderr
        return [hit["key"] for hit in json.loads(done.stdout)], done.stderr

    before, _ = keys()
    path = data / RELEASED
    calibration = Calibration.load(FILE)
    words_alone = Fusion(np.array([-1, 0, 1, 0], np.float32))
    Calibration(calibration.fingerprint, calibration.means, gate=calibration.gate, fusion=words_alone).save(
        path
    )
    learned, _ = keys()
    assert learned != before
    path.write_bytes(b"damaged")
    again, told = keys()
    assert again == before
    assert "calibration.safetensors" in told
    assert "shipped calibration is used" in told
    path.unlink()
    assert keys()[0] == before
