from __future__ import annotations

import queue
import sys

import pytest

from assistant.models.json_process import JsonProcess

ECHO = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"


def start(code: str) -> JsonProcess:
    return JsonProcess([sys.executable, "-c", code], {"GREETING": "hello"})


def test_messages_go_both_ways_and_none_marks_the_end() -> None:
    child = start(ECHO)
    message = {"text": "línea\n\u2028\ud800"}
    child.send(message)
    assert child.receive(30) == message
    with pytest.raises(queue.Empty):
        child.receive(0.01)
    before = child.running
    child.end()
    assert (before, child.running) == (True, False)
    assert child.receive(30) is None
    assert child.receive(30) is None
    child.send(message)  # into the void


def test_the_environment_is_added() -> None:
    child = start("import json, os; print(json.dumps({'got': os.environ['GREETING']}))")
    assert child.receive(30) == {"got": "hello"}
    child.end()


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("raise SystemExit(3)", "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "signal SIGKILL"),
        ("import sys; sys.exit('GGML_ASSERT(x) failed\\x1b[2J')", "exit code 1 (GGML_ASSERT(x) failed)"),
    ],
)
def test_a_crash_is_told_with_its_cause(code: str, cause: str) -> None:
    child = start(code)
    assert child.receive(30) is None
    assert child.cause() == cause
    child.end()


def test_a_line_cut_short_is_the_end() -> None:
    child = start("print('{\"te', end='')")
    assert child.receive(30) is None
    child.end()
