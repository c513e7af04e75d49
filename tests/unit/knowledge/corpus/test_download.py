"""Downloads from a loopback server that also misbehaves."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge import download as module
from knowledge.corpus.download import download
from knowledge.errors import FetchError, LibraryError

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 800
PAGE = b"<!DOCTYPE html><html><body><p>Not found here, but politely.</p></body></html>"
Answer = Callable[[Any, int], Any]
Serve = Callable[[Answer], Any]


def send(handler: Any, body: bytes, code: int = 200, claimed: int | None = None, **headers: str) -> None:
    handler.reply(body, code, claimed, **headers)


@pytest.fixture
def serve(loopback: Serve) -> Serve:
    return loopback


def fetch(server: Any, target: Path, **options: Any) -> module.Downloaded:
    return download(f"{server.base}/text.pdf", target, "pdf", pause=0.01, timeout=2.0, **options)


def test_a_file_arrives_whole_with_its_hash(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda handler, _: send(handler, PDF))
    reports: list[tuple[int, int]] = []
    got = fetch(server, tmp_path / "a" / "text.pdf", progress=lambda *report: reports.append(report))
    assert got.path.read_bytes() == PDF
    assert (got.sha256, got.bytes, got.url) == (
        hashlib.sha256(PDF).hexdigest(),
        len(PDF),
        f"{server.base}/text.pdf",
    )
    assert reports[-1] == (len(PDF), len(PDF))
    assert sorted(path.name for path in got.path.parent.iterdir()) == ["text.pdf"]


def test_a_broken_connection_is_taken_up_where_it_stopped(serve: Serve, tmp_path: Path) -> None:
    half = len(PDF) // 2

    def answer(handler: Any, number: int) -> None:
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


def test_a_file_that_changed_meanwhile_is_fetched_anew(serve: Serve, tmp_path: Path) -> None:
    newer = PDF.replace(b"1.7", b"2.0")

    def answer(handler: Any, number: int) -> None:
        if number == 1:
            send(handler, PDF[:9_000], claimed=len(PDF), ETag='"v1"')
        else:
            send(handler, newer, ETag='"v2"')

    assert fetch(serve(answer), tmp_path / "text.pdf").path.read_bytes() == newer


def test_a_run_that_failed_goes_on_in_the_next_one(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ATTEMPTS", 1)

    def answer(handler: Any, number: int) -> None:
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
def test_an_address_that_moved_says_so_at_once(serve: Serve, tmp_path: Path, code: int) -> None:
    server = serve(lambda handler, _: send(handler, b"gone", code))
    with pytest.raises(FetchError, match=rf"has moved: the server answers {code}.*--url"):
        fetch(server, tmp_path / "text.pdf")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("body", "what"), [(PAGE, "a web page"), (b"", "nothing"), (b"plain", "something else")]
)
def test_something_else_than_the_document_is_refused(
    serve: Serve, tmp_path: Path, body: bytes, what: str
) -> None:
    (tmp_path / "text.pdf").write_bytes(b"what was there")
    server = serve(lambda handler, _: send(handler, body, Content_Type="application/pdf"))
    with pytest.raises(FetchError, match=f"answers with {what} instead of the document"):
        fetch(server, tmp_path / "text.pdf")
    assert (tmp_path / "text.pdf").read_bytes() == b"what was there"
    assert not (tmp_path / "text.pdf.part").exists()


def test_redirects_are_followed_but_not_in_circles(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: Any, _: int) -> None:
        if handler.path == "/text.pdf":
            send(handler, b"", 302, Location="/moved.pdf")
        else:
            send(handler, PDF)

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").url.endswith("/moved.pdf")
    circle = serve(lambda handler, _: send(handler, b"", 302, Location=handler.path))
    with pytest.raises(FetchError, match="redirects in a circle"):
        fetch(circle, tmp_path / "other.pdf")


def test_a_busy_server_is_asked_again(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda handler, n: send(handler, PDF) if n == 3 else send(handler, b"", 503))
    assert fetch(server, tmp_path / "text.pdf").bytes == len(PDF)
    assert len(server.asked) == 3


def test_a_server_that_says_nothing_is_given_up(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda handler, _: time.sleep(0.5))
    with pytest.raises(FetchError, match=r"could not be fetched in 4 attempts"):
        download(f"{server.base}/text.pdf", tmp_path / "text.pdf", "pdf", pause=0.01, timeout=0.05)


@pytest.mark.parametrize("said", [True, False])
def test_what_is_too_large_is_not_taken(serve: Serve, tmp_path: Path, said: bool) -> None:
    def answer(handler: Any, _: int) -> None:
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


def test_a_site_that_lets_no_program_in_says_what_to_do(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda handler, _: send(handler, PAGE, 403))
    with pytest.raises(FetchError, match=r"403.*browser.*--from FILE"):
        fetch(server, tmp_path / "text.pdf")


def test_offline_only_this_machine_is_asked(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_OFFLINE", "1")
    with pytest.raises(FetchError, match=r"was not fetched: you are offline.*SSE_OFFLINE"):
        download("https://site.example/text.pdf", tmp_path / "text.pdf", "pdf")
    away = serve(lambda handler, _: send(handler, b"", 302, Location="https://site.example/text.pdf"))
    with pytest.raises(FetchError, match="you are offline"):
        fetch(away, tmp_path / "text.pdf")
    here = serve(lambda handler, _: send(handler, PDF))
    assert fetch(here, tmp_path / "text.pdf").bytes == len(PDF)


def test_a_folder_that_cannot_be_written_is_named(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match=r"cannot be written.*SSE_DATA_DIR"):
        fetch(serve(lambda handler, _: send(handler, PDF)), tmp_path / "file" / "text.pdf")


def test_a_web_page_is_what_is_wanted_of_an_html_text(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda handler, _: send(handler, PAGE))
    assert download(f"{server.base}/text.pdf", tmp_path / "text.html", "html", pause=0.01).bytes == len(PAGE)
    pdf = serve(lambda handler, _: send(handler, b"%PDF-1.7 and more"))
    with pytest.raises(FetchError, match="something else instead of the document"):
        download(f"{pdf.base}/text.pdf", tmp_path / "other.html", "html", pause=0.01)


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no address that can be fetched"):
        download("ftp://a.example/text.pdf", tmp_path / "text.pdf", "pdf", pause=0.01)


def test_a_full_disk_is_told_before_anything_is_written(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: Any, _: int) -> None:
        send(handler, PDF, claimed=10**18)

    with pytest.raises(LibraryError, match=r"needs 1,000,000,000,000 MB.*Free some space"):
        fetch(serve(answer), tmp_path / "text.pdf", max_bytes=10**19)
    assert not (tmp_path / "text.pdf.part").exists()


def test_another_range_than_the_one_asked_for_begins_again(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: Any, number: int) -> None:
        if number == 1:
            send(handler, PDF[:70_000], claimed=len(PDF), ETag='"v1"')
        elif number == 2:
            send(handler, PDF[100:], 206, ETag='"v1"', Content_Range=f"bytes 100-{len(PDF) - 1}/{len(PDF)}")
        else:
            send(handler, PDF)

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").path.read_bytes() == PDF
    assert "Range" not in server.asked[2]


def test_a_server_that_knows_no_ranges_sends_it_all_again(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: Any, number: int) -> None:
        send(handler, PDF[:70_000] if number == 1 else PDF, claimed=len(PDF), ETag='"v1"')

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").path.read_bytes() == PDF
    assert server.asked[1]["Range"] == "bytes=65536-"


def test_without_a_length_it_is_whole_when_the_server_says_so(serve: Serve, tmp_path: Path) -> None:
    def answer(handler: Any, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PDF), PDF))

    assert fetch(serve(answer), tmp_path / "text.pdf").bytes == len(PDF)


@pytest.mark.slow
def test_a_connection_that_breaks_again_and_again_but_goes_on_gets_there(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WORTH", 10_000)
    monkeypatch.setattr(module, "_CHUNK", 1_000)
    step = 20_000

    def answer(handler: Any, _: int) -> None:
        start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
        send(
            handler,
            PDF[start : start + step],
            206 if start else 200,
            len(PDF) - start,
            ETag='"v"',
            Content_Range=span,
        )

    server = serve(answer)
    assert fetch(server, tmp_path / "text.pdf").path.read_bytes() == PDF
    assert len(server.asked) > module.ATTEMPTS + 2
