"""`sse --plain` as people use it: in a pipe, and in a terminal of its own."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.conftest import SSE, environment

pytestmark = pytest.mark.slow

WAIT = 120  # seconds until a test gives up


def piped(
    data: Path, folder: Path, text: bytes, *arguments: str, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(SSE), *arguments], input=text, capture_output=True, cwd=folder, timeout=WAIT, check=False,
        env=environment(data, SSE_CONFIG_DIR=str(folder), **more),
    )  # fmt: skip


def test_a_conversation_in_a_pipe(installed: Path, tmp_path: Path) -> None:
    lines = [
        "Comment l'OIT définit-elle l'ESS ?",
        "1",
        "exporter réponse.md",
        "et l'UE ?",
        "quitter",
        "never",
    ]
    done = piped(installed, tmp_path, "\n".join(lines).encode(), "--plain", SSE_LANG="fr")
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "Les textes répondent" in said
    assert "\n1. " in said
    assert "https://" in said
    assert "système d'IA" in said.splitlines()[0]
    assert (tmp_path / "réponse.md").read_text("utf-8").startswith("---")
    assert "> never" not in said
    assert not re.search("[\x00-\x09\x0b-\x1f]", said), "nothing but lines"


def test_bytes_that_are_no_text_and_an_end_without_a_word(installed: Path, tmp_path: Path) -> None:
    done = piped(installed, tmp_path, b"\xff\xfe \x00?\n\n", "app", "--plain")
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stdout + done.stderr
    assert piped(installed, tmp_path, b"", "--plain").returncode == 0


def test_plain_goes_with_no_other_command(installed: Path, tmp_path: Path) -> None:
    done = piped(installed, tmp_path, b"", "--plain", "ask", "What?")
    assert done.returncode == 2
    assert b"sse ask --plain" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_dumb_terminal_gets_it_by_itself_and_ctrl_c_leaves_the_second_time(
    installed: Path, tmp_path: Path
) -> None:
    with terminal(installed, tmp_path, TERM="dumb", SSE_LANG="en") as (send, until, process):
        until("\n> ")
        send(b"How does the ILO define the social and solidarity economy?\n")
        assert "1. " in until("To read a sentence")
        until("\n> ")
        send(b"\x03")
        assert "Ctrl-C once more leaves." in until("\n> ")
        send(b"source 1\n")
        assert "Text: http" in until("\n> ")
        send(b"\x03")
        until("\n> ")
        send(b"\x03")
        assert process.wait(WAIT) == 130
        said = until("")
        assert "\x1b" not in said
        assert "Traceback" not in said


@contextmanager
def terminal(
    data: Path, folder: Path, **more: str
) -> Iterator[tuple[Callable[[bytes], object], Callable[[str], str], subprocess.Popen[bytes]]]:
    """`sse` in a terminal; functions that type, and that read until a text comes (all that came, with "")."""
    import pty

    ours, theirs = pty.openpty()
    # The terminal that Ctrl-C comes from is that of the session's first process.
    login = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", login, str(SSE)], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env=environment(data, SSE_CONFIG_DIR=str(folder), **more),
    )  # fmt: skip
    os.close(theirs)
    came = ""
    read_to = 0

    def until(wanted: str) -> str:
        nonlocal came, read_to
        deadline = time.monotonic() + WAIT
        while not wanted or wanted not in came[read_to:]:
            ready = select.select([ours], [], [], 0.2)[0]
            try:
                piece = os.read(ours, 65536) if ready else b""
            except OSError:  # the process has ended
                piece, ready = b"", [0]
            came += piece.decode("utf-8", "replace").replace("\r\n", "\n")
            if not wanted and not piece and ready:
                return came
            assert time.monotonic() < deadline, came
            assert process.poll() is None or not wanted or wanted in came[read_to:] or piece, came
        begun, read_to = read_to, read_to + came[read_to:].index(wanted) + len(wanted)
        return came[begun:read_to]

    try:
        yield (lambda typed: os.write(ours, typed)), until, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(ours)
