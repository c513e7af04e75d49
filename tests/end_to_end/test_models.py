"""`sse models` as a user runs it: a pull that is interrupted and goes on, a model that is used and asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.models.catalogue import default_model

pytestmark = pytest.mark.slow
SSE = Path(sys.executable).with_name("sse")
STOP_AT = 30_000_000


class Handler(BaseHTTPRequestHandler):
    """Serves the packaged model as another one; the first time it stops after some megabytes."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        content, first = self.server.content, not self.server.ranges
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        self.server.ranges.append(start)
        self.send_response(206 if start else 200)
        self.send_header("ETag", '"v1"')
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        self.wfile.write(content[start:STOP_AT] if first else content[start:])
        if first:
            self.server.stopped.set()
            self.rfile.read(1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.ranges: list[int] = []
        self.stopped = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """The client hangs up: that is the test."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(default_model("SmolLM2-135M-Instruct").path.read_bytes())
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_a_pull_is_interrupted_goes_on_and_its_model_is_used(server: Server, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SSE_")}
    environment = {
        **kept,
        "SSE_DATA_DIR": str(tmp_path / "data"),
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "SSE_OFFLINE": "1",  # this machine stays allowed
    }

    def sse(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SSE), *arguments], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    first = subprocess.Popen(
        [str(SSE), "models", "pull", "Qwen3-4B"], env=environment, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stopped.wait(60)
    part = tmp_path / "data" / "models" / "Qwen3-4B-Q4_K_M.gguf.part"
    # What the server has sent is not on the disk at once.
    for _ in range(600):
        if part.exists() and part.stat().st_size > 1_000_000:
            break
        time.sleep(0.05)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=60)
    assert (first.returncode, "Nothing was lost" in said) == (130, True)
    assert part.stat().st_size > 1_000_000
    done = sse("models", "pull", "Qwen3-4B")
    assert done.returncode == 0, done.stderr
    assert server.ranges[0] == 0
    assert server.ranges[1] > 1_000_000
    assert not part.exists()
    # What lies there is the packaged model under another name: its hash brings its self-test along.
    assert "did not pass the self-test" in sse("models", "use", "Qwen3-4B").stdout
    rows = {row["name"]: row for row in json.loads(sse("models", "list", "--json").stdout)}
    assert (rows["Qwen3-4B"]["in_use"], rows["Qwen3-4B"]["size_bytes"]) == (True, len(server.content))
    refused = sse("models", "pull", "--url", "https://site.example/x.gguf")
    assert (refused.returncode, "you are offline" in refused.stderr) == (1, True)
    assert "is deleted" in sse("models", "remove", "Qwen3-4B", "--yes").stdout
    assert sse("settings", "get", "model").stdout == "\n"
