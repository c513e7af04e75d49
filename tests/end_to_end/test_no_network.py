"""Nothing connects: `sse ask` answers where no socket can be opened."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Python raises an audit event before every socket call, whichever library makes it.
DENY = """
import sys
def deny(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"):
        raise RuntimeError(f"network denied: {event} {arguments}")
sys.addaudithook(deny)
from tui.main import main
main(sys.argv[1:])
"""
QUESTION = ("ask", "--json", "Comment l'OIT définit-elle l'économie sociale et solidaire ?")


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "SSE_DATA_DIR": str(folder)}


def test_the_hook_that_denies_does_deny() -> None:
    code = DENY.replace(
        "from tui.main import main\nmain(sys.argv[1:])",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert "network denied" in done.stderr


@pytest.mark.slow
def test_a_first_start_and_an_answer_open_no_socket(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DENY, *QUESTION],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["gate"] == "answered"


@pytest.mark.slow
def test_the_model_writes_without_a_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DENY, "ask", "--json", "--write", "What is the SSE?"],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["model"]["wrote"] is True


@pytest.mark.slow
def test_it_answers_in_a_network_namespace_without_interfaces(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespaces here")
    sse = Path(sys.executable).with_name("sse")
    done = subprocess.run(
        [unshare, "-rn", str(sse), *QUESTION],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["statements"]
