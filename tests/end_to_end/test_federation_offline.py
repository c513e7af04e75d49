"""The story of docs/federation-offline.md, played by its script: five members, a reader, and sticks."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a hundred processes

BIN = Path(sys.executable).parent
SCRIPT = Path(__file__).parents[2] / "federation" / "offline" / "play.sh"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("offline") / "play"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SSE_")}
    done = subprocess.run(
        ["bash", str(SCRIPT), str(folder)],
        env=kept | {"SSE": str(BIN / "sse"), "PYTHON": sys.executable, "PYTHONPATH": "", "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, timeout=1500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return folder, done.stdout + done.stderr


@pytest.mark.parametrize(
    "told",
    [
        "error: The invitation was signed by",
        "error: Roster 1 was signed by 2 of the 5 members",
        "refused  changed.sse: it is not signed by a member of Cinq rives",
        "refused  poison.sse: its length",
        "Round 1: 4 contributions",
        "Release 1 is published",
        "Yes: alba, brume, carvalho. No: erle.",
        "1. Brume compte 61 maraîchers",
        "refused  stale.sse",
        "error: 1 witnesses signed this sum (brume), and 2 must",
        "The sum of 4 contributions, witnessed by brume, erle, is open",
        "error: carvalho took back a contribution to round 1",
        "refused  carvalho.sse: its member withdrew it",
        "revokes                1, 2",
        "Release 2 is revoked: carvalho took back a contribution to round 1.",
        "Roster 2 is published",
        "Members voted for your new key: it signs from now on.",
        "erle signed it; round 3 accepts it.",
        "the chain holds, and the coordinator signed each of them",
        "in use: release 3",
    ],
)
def test_each_step_says_what_happened(played: tuple[Path, str], told: str) -> None:
    assert told in played[1]


def test_the_sixth_machine_has_the_same_index_as_the_coordinator(played: tuple[Path, str]) -> None:
    machines = played[0] / "machines"
    released = [(machines / name / "release" / "calibration.safetensors") for name in ("alba", "reader")]
    assert len({path.read_bytes() for path in released}) == 1


def test_no_question_left_its_machine(played: tuple[Path, str]) -> None:
    folder = played[0]
    judged = (folder / "sticks" / "judged-brume.jsonl").read_text("utf-8").splitlines()
    questions = {json.loads(line)["question"].encode() for line in judged}
    assert len(questions) == 33
    carried = [
        path for path in (folder / "sticks").rglob("*") if path.is_file() and "judged" not in path.name
    ]
    assert len(carried) > 50
    told = b"".join(decoded(path.read_bytes()) for path in carried)
    assert b"61 mara" in told, "what is signed is looked into"
    assert [question for question in questions if question in told] == []


def decoded(content: bytes) -> bytes:
    """A file, and what is written in base64 in it, and in that again."""
    found = content
    for _ in range(3):
        inner = [
            base64.b64decode(one)
            for one in re.findall(rb"[A-Za-z0-9+/]{200,}={0,2}", content)
            if len(one) % 4 == 0
        ]
        content = b"".join(inner)
        found += content
    return found
