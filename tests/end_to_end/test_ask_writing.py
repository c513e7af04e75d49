"""`sse ask` with follow-ups, filters, a model by name, and Ctrl-C while a model writes."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SSE = Path(sys.executable).with_name("sse")


def _environment(data: Path, **more: str) -> dict[str, str]:
    """That of the fixtures' module, which tests cannot import by name."""
    spec = importlib.util.spec_from_file_location("fixtures", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, str] = module.environment(data, **more)
    return found


def answer(sse: Run, *arguments: str, **given: Any) -> Answer:
    done = sse("ask", "--json", *arguments, **given)
    assert done.returncode == 0, done.stderr
    return Answer.model_validate_json(done.stdout)


def test_a_follow_up_goes_on_from_the_last_answer_and_shows_how_it_was_read(sse: Run) -> None:
    answer(sse, "Que dit l'OIT sur la fiscalité ?")
    second = answer(sse, "--follow", "et l'OCDE ?")
    assert (second.question, second.asked) == ("Que dit l'OCDE sur la fiscalité ?", "et l'OCDE ?")
    assert second.language == "fr"
    done = sse("ask", "--plain", "--follow", "et l'ONU ?")
    assert done.stdout.startswith("Question comprise : Que dit l'ONU sur la fiscalité ?\n")


def test_a_follow_up_to_nothing_is_a_clear_error(sse: Run, installed: Path, tmp_path: Path) -> None:
    done = sse("ask", "--follow", "and the EU?", data=tmp_path / "new")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Ask something first" in done.stderr


def test_filters_narrow_what_is_searched_and_are_on_record(sse: Run) -> None:
    found = answer(
        sse, "--kind", "practice", "--since", "1900", "--theme", "energy", "energy cooperative members"
    )
    assert found.filters == {"kinds": ["practice"], "since": ["1900"], "themes": ["energy"]}
    assert {passage.kind for passage in found.passages} == {"practice"}
    assert answer(sse, "--body", "OECD", "social economy").searched.documents < 20
    wrong = sse("ask", "--theme", "nonsense", "x")
    assert wrong.returncode == 2
    assert "nonsense" in wrong.stderr


def test_a_model_that_is_named_and_missing_leaves_the_quotes(sse: Run) -> None:
    done = sse("ask", "--plain", "--write", "--model", "no-such-model", "What is the SSE?")
    assert done.returncode == 1
    assert "The texts answer:" in done.stdout
    assert "no-such-model" in done.stderr
    found = answer(sse, "--model", "no-such-model", "What is the SSE?")
    assert found.statements
    assert "no-such-model" in found.model.why_not


class Slow(ThreadingHTTPServer):
    """An endpoint that says one sentence and then nothing, until its client hangs up."""

    daemon_threads = True

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """The client hangs up: that is the test."""


class _Handler(BaseHTTPRequestHandler):
    server: Slow

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for text in ("The first sentence stands alone. ", "The second one was never finished "):
            choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
            self.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
        self.wfile.flush()
        self.server.waiting.set()
        self.server.over.wait(60)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    running = Slow()
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    (tmp_path / "settings.toml").write_text(
        f'[endpoint]\nname = "coop"\nurl = "http://127.0.0.1:{running.server_port}/v1"\non = true\n'
    )
    yield running
    running.over.set()
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("arguments", [("--json",), ("--plain",)])
def test_ctrl_c_while_a_model_writes_keeps_the_quotes(
    slow: Slow, installed: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    process = subprocess.Popen(
        [str(SSE), "ask", *arguments, "What is the SSE?"],
        cwd=tmp_path, env=_environment(installed, SSE_CONFIG_DIR=str(tmp_path)), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert slow.waiting.wait(60)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    assert "was never finished" not in output
    if arguments == ("--json",):
        stopped = Answer.model_validate_json(output)
        assert [one.kind for one in stopped.statements].count("quote") >= 1
        assert stopped.model.decoding["finish_reason"] == "cancelled"
    else:
        assert "The texts answer:" in output
        assert "the writing was stopped." in output
        assert "found no answer" not in output
