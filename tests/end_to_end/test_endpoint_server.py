"""The endpoint against a real server: the one of llama-cpp-python, with the packaged model."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.errors import EndpointGarbled, EndpointRefused, EndpointUnreachable
from assistant.models.catalogue import default_model
from assistant.models.endpoint import Endpoint, Timeouts

pytestmark = pytest.mark.slow
KEY = "sk-of-this-test"
QUESTION = [{"role": "user", "content": "Write one sentence about cooperatives."}]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that runs for the tests of this module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    base = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "llama_cpp.server", "--model", str(default_model("SmolLM2-135M-Instruct").path),
        "--host", "127.0.0.1", "--port", str(port), "--n_ctx", "512", "--n_threads", "1", "--n_threads_batch", "1",
        "--api_key", KEY, "--model_alias", "small",
    ]  # fmt: skip
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_WAIT_POLICY": "passive"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment)
        try:
            _wait_for(base, process, folder / "log")
            yield f"{base}/v1"
        finally:
            process.kill()
            process.wait()


def _wait_for(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            httpx.get(f"{base}/v1/models", headers={"Authorization": f"Bearer {KEY}"}, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))


def endpoint(url: str, key: str = KEY) -> Endpoint:
    return Endpoint("test", url, "small", key, timeouts=Timeouts(10.0, 60.0, 120.0))


def test_text_streams_in_and_the_same_twice(server: str) -> None:
    with endpoint(server) as writer:
        pieces = list(writer.generate(QUESTION, max_tokens=24))
        assert len(pieces) > 3
        assert "".join(pieces).strip()
        usage = writer.last_usage
        assert usage is not None
        assert usage.finish_reason in ("stop", "length")
        assert 0 < usage.first_token_seconds < usage.seconds
        assert list(writer.generate(QUESTION, max_tokens=24)) == pieces


def test_cancelling_frees_the_server_for_the_next_question(server: str) -> None:
    with endpoint(server) as writer:
        pieces = writer.generate(QUESTION, max_tokens=400)
        next(pieces)
        threading.Timer(0.05, writer.cancel).start()
        rest = list(pieces)
        assert len(rest) < 399
        assert writer.last_usage is not None
        assert writer.last_usage.finish_reason == "cancelled"
        assert "".join(writer.generate(QUESTION, max_tokens=8))


def test_a_prompt_that_does_not_fit_and_a_wrong_key_are_told(server: str) -> None:
    # This server says nothing of it when it streams (0.3.36): others do, see the unit tests.
    with pytest.raises(EndpointGarbled, match="when the prompt is too long"):
        list(endpoint(server).generate([{"role": "user", "content": "cooperative " * 600}]))
    with pytest.raises(EndpointRefused, match="answers 401"):
        list(endpoint(server, "wrong").generate(QUESTION))
    with pytest.raises(EndpointRefused, match="answers 404"):
        list(endpoint(server.removesuffix("/v1")).generate(QUESTION))


def test_a_server_that_is_gone_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EndpointUnreachable):
        list(endpoint(f"http://127.0.0.1:{port}/v1").generate(QUESTION))
