"""The app in a real terminal, driven through tmux: start, ask, change of size, Ctrl-C, quit."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

TMUX = shutil.which("tmux")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(TMUX is None, reason="no tmux here")]

SSE = Path(sys.executable).with_name("sse")


class Terminal:
    """A tmux server of its own with one window."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(TMUX), "-S", str(self._socket), "-f", "/dev/null", *arguments],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "app", *keys)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "app", "-l", text)

    @property
    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "app")

    def until(self, condition: Callable[[str], object]) -> str:
        deadline = time.monotonic() + 60
        while not condition(shown := self.screen):
            assert time.monotonic() < deadline, shown
            time.sleep(0.1)
        return shown


@pytest.fixture
def terminal(installed: Path, tmp_path: Path, variables: Any, request: Any) -> Iterator[Terminal]:
    data = Path(shutil.copytree(installed, tmp_path / "data"))
    config = tmp_path / "config"
    config.mkdir()
    language = request.param
    used = {
        "SSE_DATA_DIR": str(data), "SSE_CONFIG_DIR": str(config), "LANG": language, "LC_ALL": language,
        "TERM": "xterm-256color", "PYTHONPATH": "",
    }  # fmt: skip
    found = Terminal(tmp_path / "tmux")
    command = shlex.join(["env", *(f"{name}={value}" for name, value in used.items()), str(SSE), "app"])
    found.tmux(
        "new-session", "-d", "-s", "app", "-x", "100", "-y", "32", f"{command}; echo ended with $?; sleep 60"
    )
    yield found
    found.tmux("kill-server")


@pytest.mark.parametrize("terminal", ["fr_FR.UTF-8"], indirect=True)
def test_french_from_the_first_run_to_an_answer(terminal: Terminal) -> None:
    terminal.until(lambda shown: "étape 1 sur 3" in shown)
    terminal.press("Enter")
    terminal.until(lambda shown: "étape 2 sur 3" in shown)
    terminal.press("Enter")
    terminal.until(lambda shown: "étape 3 sur 3" in shown)
    terminal.press("Enter")
    terminal.until(lambda shown: "Les textes répondent" in shown and "par. 5" in shown)
    terminal.tmux("resize-window", "-t", "app", "-x", "60", "-y", "20")
    terminal.until(lambda shown: "Les textes répondent" in shown)
    terminal.tmux("resize-window", "-t", "app", "-x", "140", "-y", "40")
    terminal.until(lambda shown: "Avant :" in shown or "thenews.coop" in shown)
    terminal.press("M-l")
    terminal.until(lambda shown: "Textes internationaux" in shown)
    terminal.press("M-a")
    terminal.until(lambda shown: "Les textes répondent" in shown)
    terminal.press("C-c")
    terminal.until(lambda shown: "ctrl+q" in shown.lower() or "^q" in shown)
    terminal.press("C-q")
    assert "ended with 0" in terminal.until(lambda shown: "ended with" in shown)


@pytest.mark.parametrize("terminal", ["en_US.UTF-8"], indirect=True)
def test_english_with_the_steps_skipped_and_a_question_without_an_answer(terminal: Terminal) -> None:
    terminal.until(lambda shown: "step 1 of 3" in shown)
    terminal.press("Escape")
    terminal.until(lambda shown: "step 1 of 3" not in shown and "104 documents" in shown)
    terminal.type("What is the capital of Mongolia?")
    terminal.press("Enter")
    terminal.until(lambda shown: "do not answer" in shown)
    terminal.press("C-q")
    assert "ended with 0" in terminal.until(lambda shown: "ended with" in shown)
