"""Downloads from a loopback server that also misbehaves."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from knowledge.corpus import download as module
from knowledge.corpus.download import download
from knowledge.errors import FetchError, LibraryError

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 800
PAGE = b"<!DOCTYPE html><html><body><p>Not found here, but politely.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler, int], None]


class Server(ThreadingHTTPServer):
    """Answers every request by `answer(handler, number of the request)`; keeps what was asked."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what the tests are about."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/text.pdf"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers) | {"path": self.path})
        self.server.answer(self, len(self.server.asked))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass


def send(
    handler: BaseHTTPRequestHandler, body: bytes, code: int = 200, claimed: int | None = None, **headers: str
) -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if claimed is None else claimed))
    handler.end_headers()
    handler.wfile.write(body)
    if claimed is not None and claimed > len(body):
        handler.close_connection = True


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Server]]:
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


def fetch(server: Server, target: Path, **options: object) -> module.Downloaded:
    return download(server.url, target, "pdf", pause=0.01, timeout=2.0, **options)  # type: ignore[arg-type]


def test_a_file_arrives_whole_with_its_hash(serve: Callable[[Answer], Server], tmp_path: Path) -> None:
    server = serve(lambda handler, _: send(handler, PDF))
    reports: list[tuple[int, int]] = []
    got = fetch(server, tmp_path / "a" / "text.pdf", progress=lambda *report: reports.append(report))
    assert got.path.read_bytes() == PDF
    assert (got.sha256, got.bytes, got.url) == (hashlib.sha256(PDF).hexdigest(), len(PDF), server.url)
    assert reports[-1] == (len(PDF), len(PDF))
    assert sorted(path.name for path in got.path.parent.iterdir()) == ["text.pdf"]


def test_a_broken_connection_is_taken_up_where_it_stopped(
    serve: Callable[[Answer], Server], tmp_path: Path
) -> None:
    half = len(PDF) // 2

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number == 1:
            send(handler, PDF[:half], claimed=len(PDF), ETag='"v1"')
        else:
            assert handler.headers["If-Range"] == '"v1"'
            start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
            send(handler, PDF[start:], 206, ETag='"v1"', Content_Range=span)

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").path.read_bytes() == PDF
    assert len(server.asked) == 2
    assert 0 < int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-")) <= half


def test_a_file_that_changed_meanwhile_is_fetched_anew(
    serve: Callable[[Answer], Server], tmp_path: Path
) -> None:
    newer = PDF.replace(b"1.7", b"2.0")

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number == 1:
            send(handler, PDF[:9_000], claimed=len(PDF), ETag='"v1"')
        else:
            send(handler, newer, ETag='"v2"')

    assert fetch(serve(answer), tmp_path / "text.pdf").path.read_bytes() == newer


def test_a_run_that_failed_goes_on_in_the_next_one(
    serve: Callable[[Answer], Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ATTEMPTS", 1)

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number == 1:
            send(handler, PDF[:70_000], claimed=len(PDF), ETag='"v1"')
        else:
            start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
            send(handler, PDF[start:], 206, Content_Range=span, ETag='"v1"')

    server = serve(answer)
    with pytest.raises(FetchError, match=r"1 attempts.*What arrived is kept.*--from FILE"):
        fetch(server, tmp_path / "text.pdf")
    assert (tmp_path / "text.pdf.part").stat().st_size > 0
    assert not (tmp_path / "text.pdf").exists()
    assert fetch(server, tmp_path / "text.pdf").path.read_bytes() == PDF


@pytest.mark.parametrize("code", [404, 410])
def test_an_address_that_moved_says_so_at_once(
    serve: Callable[[Answer], Server], tmp_path: Path, code: int
) -> None:
    server = serve(lambda handler, _: send(handler, b"gone", code))
    with pytest.raises(FetchError, match=rf"has moved: the server answers {code}.*--url"):
        fetch(server, tmp_path / "text.pdf")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "what"), [(PAGE, "a web page"), (b"", "nothing"), (b"plain", "something else")]
)
def test_something_else_than_the_document_is_refused(
    serve: Callable[[Answer], Server], tmp_path: Path, body: bytes, what: str
) -> None:
    (tmp_path / "text.pdf").write_bytes(b"what was there")
    server = serve(lambda handler, _: send(handler, body, Content_Type="application/pdf"))
    with pytest.raises(FetchError, match=f"answers with {what} instead of the document"):
        fetch(server, tmp_path / "text.pdf")
    assert (tmp_path / "text.pdf").read_bytes() == b"what was there"
    assert not (tmp_path / "text.pdf.part").exists()


def test_redirects_are_followed_but_not_in_circles(serve: Callable[[Answer], Server], tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        if handler.path == "/text.pdf":
            send(handler, b"", 302, Location="/moved.pdf")
        else:
            send(handler, PDF)

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").url.endswith("/moved.pdf")
    circle = serve(lambda handler, _: send(handler, b"", 302, Location=handler.path))
    with pytest.raises(FetchError, match="redirects in a circle"):
        fetch(circle, tmp_path / "other.pdf")


def test_a_busy_server_is_asked_again(serve: Callable[[Answer], Server], tmp_path: Path) -> None:
    server = serve(lambda handler, n: send(handler, PDF) if n == 3 else send(handler, b"", 503))
    assert fetch(server, tmp_path / "text.pdf").bytes == len(PDF)
    assert len(server.asked) == 3


def test_a_server_that_says_nothing_is_given_up(serve: Callable[[Answer], Server], tmp_path: Path) -> None:
    server = serve(lambda handler, _: time.sleep(0.5))
    with pytest.raises(FetchError, match=r"could not be fetched in 4 attempts"):
        download(server.url, tmp_path / "text.pdf", "pdf", pause=0.01, timeout=0.05)


@pytest.mark.parametrize("said", [True, False])
def test_what_is_too_large_is_not_taken(
    serve: Callable[[Answer], Server], tmp_path: Path, said: bool
) -> None:
    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        if said:
            send(handler, PDF)
        else:
            handler.send_response(200)
            handler.send_header("Transfer-Encoding", "chunked")
            handler.end_headers()
            for _ in range(40):
                handler.wfile.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            handler.wfile.write(b"0\r\n\r\n")

    with pytest.raises(FetchError, match="too large"):
        fetch(serve(answer), tmp_path / "text.pdf", max_bytes=100_000)
    assert not (tmp_path / "text.pdf").exists()


def test_a_site_that_lets_no_program_in_says_what_to_do(
    serve: Callable[[Answer], Server], tmp_path: Path
) -> None:
    server = serve(lambda handler, _: send(handler, PAGE, 403))
    with pytest.raises(FetchError, match=r"403.*browser.*--from FILE"):
        fetch(server, tmp_path / "text.pdf")


def test_nothing_is_fetched_offline(
    serve: Callable[[Answer], Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_OFFLINE", "1")
    server = serve(lambda handler, _: send(handler, PDF))
    with pytest.raises(FetchError, match="SSE_OFFLINE is set"):
        fetch(server, tmp_path / "text.pdf")
    assert server.asked == []


def test_a_folder_that_cannot_be_written_is_named(serve: Callable[[Answer], Server], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match=r"cannot be written.*SSE_DATA_DIR"):
        fetch(serve(lambda handler, _: send(handler, PDF)), tmp_path / "file" / "text.pdf")


def test_a_web_page_is_what_is_wanted_of_an_html_text(
    serve: Callable[[Answer], Server], tmp_path: Path
) -> None:
    server = serve(lambda handler, _: send(handler, PAGE))
    assert download(server.url, tmp_path / "text.html", "html", pause=0.01).bytes == len(PAGE)
    pdf = serve(lambda handler, _: send(handler, b"%PDF-1.7 and more"))
    with pytest.raises(FetchError, match="something else instead of the document"):
        download(pdf.url, tmp_path / "other.html", "html", pause=0.01)


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no address that can be fetched"):
        download("ftp://a.example/text.pdf", tmp_path / "text.pdf", "pdf", pause=0.01)
