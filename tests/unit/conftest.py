"""A web server on this machine that misbehaves as a test tells it to, and a GGUF file that is no model."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class Handler(BaseHTTPRequestHandler):
    """One request; `reply` sends a whole answer."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def reply(self, body: bytes, code: int = 200, claimed: int | None = None, **headers: str) -> None:
        """Send `body`; `claimed` is the Content-Length where it lies, and 0 leaves it out."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        length = len(body) if claimed is None else claimed
        if length or not body:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        if length != len(body):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass

    def _answer(self, content: bytes) -> None:
        self.server.asked.append(dict(self.headers) | {"path": self.path})
        self.server.bodies.append(content)
        self.server.answer(self, len(self.server.asked))


Answer = Callable[[Handler, int], Any]


class Server(ThreadingHTTPServer):
    """Answers every request by `answer(handler, number of the request)`; keeps what was asked."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what the tests are about."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def loopback() -> Iterator[Callable[[Answer], Server]]:
    """`loopback(answer)` starts a server; it ends with the test."""
    running: list[Server] = []

    def start(answer: Answer) -> Server:
        server = Server(answer)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def _text(value: str) -> bytes:
    content = value.encode("utf-8")
    return struct.pack("<Q", len(content)) + content


def _make(
    name: str = "Invented",
    template: str = "{{ messages[0].content }}",
    tensor_type: int = 8,
    alignment: int = 32,
    filling: bytes = b"\x00",
) -> bytes:
    """One tensor of 2 x 32 weights; `filling` is the byte that its data is made of."""
    keys = [
        _text("general.architecture") + struct.pack("<I", 8) + _text("llama"),
        _text("general.name") + struct.pack("<I", 8) + _text(name),
        _text("general.file_type") + struct.pack("<II", 4, 7),
        _text("general.alignment") + struct.pack("<II", 4, alignment),
        _text("llama.context_length") + struct.pack("<II", 4, 2_048),
        _text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 3) + _text("a") + _text("b") + _text("c"),
        _text("tokenizer.ggml.scores") + struct.pack("<IIQ3f", 9, 6, 3, 0.0, 1.0, 2.0),
    ]
    if template:
        keys.append(_text("tokenizer.chat_template") + struct.pack("<I", 8) + _text(template))
    tensor = _text("token_embd.weight") + struct.pack("<IQQIQ", 2, 32, 2, tensor_type, 0)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, len(keys)) + b"".join(keys) + tensor
    return head + bytes(-len(head) % 32) + filling * 68


@pytest.fixture(scope="session")
def gguf() -> Callable[..., bytes]:
    """A file of a few hundred bytes, whole but no model: `gguf(name=…, template=…, tensor_type=…, alignment=…, filling=…)`."""
    return _make
