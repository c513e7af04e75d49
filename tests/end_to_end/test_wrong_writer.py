"""A writer that is wrong in small ways: none of its sentences comes out as supported.

A server on this machine plays the endpoint. It takes the passages that it is sent and gives
them back falsified: another number, a negation more, a stronger obligation, a sentence that no
passage has, each with the key of a real passage.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from knowledge.sentences import split

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PASSAGE = re.compile(r"^\[([0-9a-f]{6,})\] .*:\n((?:.+\n?)+)", re.MULTILINE)
NEGATE = re.compile(r"\b(is|are|was|were|has|have|can|should|must|may)\b")
STRONGER = (
    ("should", "must"),
    ("may", "must"),
    ("encourages", "obliges"),
    ("invites", "orders"),
    ("some", "all"),
)
QUESTIONS = [
    "What does UN resolution 77/281 ask of UN country teams?",
    "How does the ILO define the social and solidarity economy?",
    "How many members does Som Energia have?",
    "What does the Council recommendation ask of Member States on taxation?",
]


def sentences(text: str) -> list[str]:
    spans = (text[start:end] for start, end in split(text, "en"))
    return [one for one in spans if 30 < len(one) < 300 and one.endswith(".")]


def falsified(prompt: str) -> list[str]:
    """Wrong versions of the sentences of the passages in `prompt`, each with a real key."""
    wrong = ["The assembly abolished every cooperative in 1887 [{key}]."]
    keys = []
    for key, text in PASSAGE.findall(prompt):
        keys.append(key)
        for sentence in sentences(text):
            bare = sentence.rstrip(".")
            if re.search(r"\d", bare):
                wrong.append(re.sub(r"\d+", lambda number: str(int(number[0]) + 1), bare) + f" [{key}].")
            if NEGATE.search(bare):
                wrong.append(NEGATE.sub(r"\1 not", bare, count=1) + f" [{key}].")
            for weak, strong in STRONGER:
                if re.search(rf"\b{weak}\b", bare):
                    wrong.append(re.sub(rf"\b{weak}\b", strong, bare) + f" [{key}].")
    return [sentence.replace("{key}", keys[0]) for sentence in wrong]


def faithful(prompt: str) -> list[str]:
    """One sentence of a passage, as it stands there."""
    key, text = PASSAGE.findall(prompt)[0]
    return [sentences(text)[0].rstrip(".") + f" [{key}]."]


class Server(ThreadingHTTPServer):
    """Answers chat requests by `author`, which gets the prompt and gives sentences."""

    daemon_threads = True

    def __init__(self) -> None:
        self.author: Callable[[str], list[str]] = falsified
        self.said: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.said = self.server.author(body["messages"][-1]["content"])
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        text = " ".join(self.server.said)
        size = max(1, len(text) // 200)
        for at in range(0, len(text), size):
            self._event({"index": 0, "delta": {"content": text[at : at + size]}, "finish_reason": None})
        self._event({"index": 0, "delta": {}, "finish_reason": "stop"})
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass

    def _event(self, choice: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The endpoint that the settings in `tmp_path` switch on."""
    running = Server()
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    (tmp_path / "settings.toml").write_text(
        f'[endpoint]\nname = "coop"\nurl = "{running.url}"\nmodel = "liar"\non = true\n'
    )
    yield running
    running.shutdown()
    running.server_close()


def written(sse: Run, folder: Path, *arguments: str) -> tuple[Answer, list[Any]]:
    done = sse("ask", "--json", *arguments, SSE_CONFIG_DIR=str(folder))
    assert done.returncode == 0, done.stderr
    answer = Answer.model_validate_json(done.stdout)
    return answer, [one for one in answer.statements if one.kind == "written"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_falsified_sentence_is_shown_as_supported(
    sse: Run, server: Server, tmp_path: Path, question: str
) -> None:
    answer, statements = written(sse, tmp_path, question)
    assert answer.model.wrote
    assert answer.model.where == server.url
    assert len(server.said) >= 3
    assert len(statements) >= 3
    for one in statements:
        assert one.verdict == "unverified", one
        assert one.reason
        assert one.citations[0].quote


def test_a_faithful_sentence_of_the_same_writer_is_supported(
    sse: Run, server: Server, tmp_path: Path
) -> None:
    server.author = faithful
    _, (statement,) = written(sse, tmp_path, QUESTIONS[0])
    assert statement.verdict == "supported"
    assert statement.text in statement.citations[0].quote


def test_withheld_sentences_appear_nowhere_and_are_counted(sse: Run, server: Server, tmp_path: Path) -> None:
    answer, statements = written(sse, tmp_path, QUESTIONS[0], "--unverified", "withhold")
    assert statements == []
    assert answer.withheld >= 3
    done = sse("ask", "--plain", "--unverified", "withhold", QUESTIONS[0], SSE_CONFIG_DIR=str(tmp_path))
    assert "1887" not in done.stdout + done.stderr
    assert f"{answer.withheld} sentences withheld" in done.stdout


def test_the_text_says_where_it_was_written_and_shows_the_source_beside_it(
    sse: Run, server: Server, tmp_path: Path
) -> None:
    done = sse("ask", "--plain", QUESTIONS[0], SSE_CONFIG_DIR=str(tmp_path))
    assert f"liar at {server.url}" in done.stdout
    assert "unverified, compare with the quotes" in done.stdout
    assert "supported (" not in done.stdout.replace("unsupported", "")
