"""Releases from a server of the test's own: whole answers, cut ones, wrong ones, none."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tuf.api.exceptions import DownloadError

from federation.errors import ReleaseError
from federation.releases.fetching import Source, source_of
from federation.releases.following import follow
from federation.releases.installed import in_use

_WRONGS = ("cut", "endless", "error", "hang up", "redirect")


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder; `spoil` says what goes wrong with a path."""

    spoil: dict[str, str] = {}  # noqa: RUF012 - set anew by each test

    def log_message(self, *_given: object) -> None:
        pass

    def do_GET(self) -> None:
        wrong = next((how for part, how in self.spoil.items() if part in self.path), "")
        path = Path(self.translate_path(self.path))
        if wrong == "cut" and path.is_file():
            content = path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif wrong == "endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(5000):
                try:
                    self.wfile.write(b"x" * 4096)
                except OSError:
                    return
        elif wrong == "redirect":
            self.send_response(302)
            self.send_header("Location", "https://elsewhere.invalid/")
            self.end_headers()
        elif wrong == "error":
            self.send_error(503)
        elif wrong == "hang up":
            self.close_connection = True
        else:
            super().do_GET()


@pytest.fixture
def served(play: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Address of the coordinator's repository, and what goes wrong there, by part of a path."""
    spoil: dict[str, str] = {}
    handler = type("Handler", (_Handler,), {"spoil": spoil})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=play.place))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", spoil
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_a_server_serves_as_a_folder_does(play: Any, served: tuple[str, dict[str, str]]) -> None:
    address, _ = served
    follow(play.home(9), address, play.root)
    assert play.update(9, address).version == 0
    play.release(1, 0)
    assert play.update(9, address + "/").version == 1


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        *(("timestamp", wrong) for wrong in _WRONGS),
        *(("calibration", wrong) for wrong in _WRONGS),
        *((part, "cut") for part in ("snapshot", "2.targets", "ledger")),
    ],
)
@pytest.mark.slow
def test_an_answer_that_is_not_the_file_changes_nothing(
    play: Any, served: tuple[str, dict[str, str]], part: str, wrong: str
) -> None:
    address, spoil = served
    play.release(1, 0)
    play.follower(9)
    play.release(2, 1)
    spoil[part] = wrong
    with pytest.raises(ReleaseError) as caught:
        play.update(9, address)
    assert "Release 1 stays in use" in str(caught.value)
    if wrong == "redirect":
        assert "It leads to https://elsewhere.invalid/" in str(caught.value)
    assert in_use(play.home(9)).version == 1
    spoil.clear()
    assert play.update(9, address).version == 2


def test_a_server_that_is_gone_says_so(play: Any) -> None:
    play.follower(9)
    with pytest.raises(ReleaseError, match=r"could not be fetched: http://127\.0\.0\.1:9/.*Try again later"):
        play.update(9, "http://127.0.0.1:9")
    with pytest.raises(ReleaseError, match="cannot be fetched"):
        Source("http://127.0.0.1:9").read("metadata/1.root.json", 1000)


def test_no_address_is_asked_offline_or_without_encryption(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.follower(9)
    with pytest.raises(ReleaseError, match="is not encrypted"):
        play.update(9, "http://releases.invalid")
    monkeypatch.setenv("SSE_OFFLINE", "1")
    with pytest.raises(ReleaseError, match="offline by your own setting"):
        play.update(9, "https://releases.invalid")


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "metadata/../../secret", "%2e%2e/secret", "a\\b"]
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "place").mkdir()
    with pytest.raises(DownloadError, match="no file of a release"):
        Source(str(tmp_path / "place")).open(name)


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 3000)
    with pytest.raises(ReleaseError, match="larger than such a file is"):
        source_of(str(tmp_path)).read("big", 1000)
    assert len(source_of(str(tmp_path)).read("big", 3000)) == 3000


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "metadata" / "1.root.json").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="cannot be read"):
        source_of(str(tmp_path)).read("metadata/1.root.json", 1000)
