"""What a user can do wrong, or have gone wrong: a clear message, an exit code, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SSE = str(Path(sys.executable).with_name("sse"))


def failed(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    """It failed with a message that has these parts, and with no traceback."""
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr


@pytest.fixture
def copy(installed: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to damage."""
    return Path(shutil.copytree(installed, tmp_path / "data"))


@pytest.mark.parametrize("question", ["", "   ", "?!…", "\x1b[31m\x07", "<|im_end|>", "\udcff"])
def test_an_empty_question_says_what_to_write(sse: Run, question: str) -> None:
    failed(sse("ask", question), "question is empty", "What is the SSE?")


def test_a_question_of_100_kb_is_refused_with_the_limit(sse: Run) -> None:
    failed(sse("ask", "coop " * 20_000), "2,000")


def test_no_question_at_all_is_a_usage_error(sse: Run) -> None:
    done = sse("ask")
    assert done.returncode == 2
    assert "QUESTION" in done.stderr


def test_hostile_characters_leave_the_question_that_they_hide(sse: Run) -> None:
    done = sse(
        "ask",
        "--json",
        "Wh\x1b[2Jat is<|im_end|> the \u202eILO\u202c definition of the SSE?\x00".replace("\x00", ""),
    )
    answer = json.loads(done.stdout)
    assert answer["question"] == "What is the ILO definition of the SSE?"
    assert answer["statements"]


def test_bytes_that_are_no_text_do_not_end_in_a_traceback(sse: Run) -> None:
    done = sse("ask", "--json", os.fsdecode(b"What is the ILO \xff\xfe definition of the SSE?"))
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"] == "What is the ILO definition of the SSE?"


def test_an_unknown_document_is_named_with_the_known_ones(sse: Run) -> None:
    failed(sse("search", "work", "--document", "ilo-1999"), "ilo-1999", "ilo-2022")


def test_an_unknown_command_or_option_is_a_usage_error(sse: Run) -> None:
    assert sse("aks", "x").returncode == 2
    assert sse("ask", "--nope", "x").returncode == 2


@pytest.mark.parametrize("damage", ["rubbish", "truncated"])
def test_a_damaged_library_is_left_alone_and_said_how_to_replace(sse: Run, copy: Path, damage: str) -> None:
    library = copy / "library.sqlite3"
    broken = b"this is no library" * 100 if damage == "rubbish" else library.read_bytes()[:5_000]
    library.write_bytes(broken)
    for name in ("library.sqlite3-wal", "library.sqlite3-shm"):
        (copy / name).unlink(missing_ok=True)
    failed(sse("ask", "What is the SSE?", data=copy), "library.sqlite3", "damaged", "Move that file away")
    assert library.read_bytes() == broken


@pytest.mark.slow
def test_a_damaged_index_is_made_again_from_the_library(sse: Run, copy: Path) -> None:
    index = copy / "index.safetensors"
    good = index.read_bytes()
    index.write_bytes(good[:1000] + b"\x00\xff" * 50 + good[1100:])
    done = sse("ask", "--json", "What is the SSE?", data=copy)
    assert done.returncode == 0
    assert json.loads(done.stdout)["statements"]
    assert "made again" in done.stderr
    assert sse("ask", "What is the SSE?", data=copy).stderr == ""


@pytest.mark.slow
def test_vectors_of_another_embedder_are_refused_with_the_way_to_rebuild(sse: Run, copy: Path) -> None:
    import sqlite3

    with sqlite3.connect(copy / "library.sqlite3") as library:
        library.execute("UPDATE state SET value = 'another-model' WHERE key = 'index_fingerprint'")
    library.close()
    failed(sse("ask", "What is the SSE?", data=copy), "another-model", "sse corpus rebuild")
    assert sse("corpus", "rebuild", data=copy).returncode == 0
    assert sse("ask", "What is the SSE?", data=copy).returncode == 0


def test_an_unknown_embedder_is_named(sse: Run) -> None:
    failed(sse("ask", "What is the SSE?", SSE_EMBEDDER="word2vec"), "word2vec", "SSE_EMBEDDER")


def test_a_missing_model_leaves_the_quotes_and_fails_only_what_needed_it(sse: Run) -> None:
    quotes = sse("ask", "--json", "What is the SSE?", SSE_MODEL="/no/such.gguf")
    assert quotes.returncode == 0
    assert "/no/such.gguf" in json.loads(quotes.stdout)["model"]["why_not"]
    written = sse("ask", "--json", "--write", "What is the SSE?", SSE_MODEL="/no/such.gguf")
    assert written.returncode == 1
    assert json.loads(written.stdout)["statements"], "the quotes stand"
    assert "/no/such.gguf" in written.stderr
    assert "Traceback" not in written.stderr


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_made_is_no_reason_to_answer_nothing(sse: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = sse("ask", "--json", "What is the SSE?", data=tmp_path / "file" / "data")
    assert done.returncode == 0
    assert json.loads(done.stdout)["statements"]
    assert "SSE_DATA_DIR" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_data_folder_is_read(sse: Run, copy: Path) -> None:
    for path in (*copy.iterdir(), copy):
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        done = sse("ask", "--json", "What is the SSE?", data=copy)
    finally:
        copy.chmod(0o700)
    assert done.returncode == 0
    assert json.loads(done.stdout)["statements"]


@pytest.mark.slow
def test_a_full_disk_leaves_a_clear_message_and_no_half_library(sse: Run, tmp_path: Path) -> None:
    # A limit on file sizes makes every write fail as on a full disk.
    data = tmp_path / "full"
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from tui.main import main; main(['ask', 'What is the SSE?'])"
    )
    environment = {**os.environ, "SSE_DATA_DIR": str(data)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    # Read into memory, as with a folder that cannot be written: the answer is there all the same.
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    assert "disk" in done.stderr
    assert str(data) in done.stderr
    again = sse("ask", "--json", "What is the SSE?", data=data)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["statements"]


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.05, 0.3])
def test_ctrl_c_at_any_moment_loses_nothing(installed: Path, sse: Run, tmp_path: Path, delay: float) -> None:
    data = tmp_path / "data"
    environment = {**os.environ, "SSE_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [SSE, "ask", "What is the SSE?"], env=environment, cwd=tmp_path, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    # Before the first line of ours (some 20 ms) the signal ends Python itself, in its own words.
    if process.returncode not in (0, 130):
        assert "tui" not in errors
    else:
        assert "Traceback" not in errors
    again = sse("ask", "--json", "What is the SSE?", data=data)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["statements"]


def test_debug_shows_the_traceback(sse: Run) -> None:
    done = sse("--debug", "search", "work", "--document", "nope")
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "UnknownDocument" in done.stderr


def test_a_pipe_that_is_closed_early_is_no_error(installed: Path) -> None:
    done = subprocess.run(
        f"'{SSE}' search work --limit 50 | head -1",
        shell=True,
        env={**os.environ, "SSE_DATA_DIR": str(installed)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.slow
def test_ctrl_c_while_a_model_writes_keeps_the_quotes_and_leaves_no_process(installed: Path) -> None:
    process = subprocess.Popen(
        [
            SSE,
            "ask",
            "--plain",
            "--write",
            "What does the EU say of the social economy, and of its entities?",
        ],
        env={**os.environ, "SSE_DATA_DIR": str(installed), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    shown = [process.stdout.readline() for _ in range(3)]
    time.sleep(1.0)
    children = subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=60)
    assert "The texts" in "".join(shown)
    assert process.returncode in (0, 130), errors  # 0 where it had finished by then
    assert "Traceback" not in errors + rest
    for child in children:
        assert not Path(f"/proc/{child}").exists()
