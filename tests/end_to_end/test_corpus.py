"""`sse corpus`: what a user brings in, reads, takes out and exports."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROW = {"id", "language", "kind", "title", "date", "provisions", "url"}
RESOLUTION = """<!DOCTYPE html><html lang="en"><head><title>Rivers</title></head><body><main>
<h1>Resolution adopted by the General Assembly on 3 May 2031</h1>
<p>99/1. Promoting the quiet of rivers</p>
<p>The General Assembly,</p>
<p>Recalling the declaration of the fishermen of the valley,</p>
<p>Noting that rivers make less noise at night,</p>
<p>1. Encourages Member States to measure the noise of their rivers every spring;</p>
<p>2. Invites the fishermen:</p>
<p>(a) To count the herons that they meet;</p>
<p>(b) To tell the municipalities of what they have counted;</p>
<p>3. Requests the Secretary-General to report on herons at the next session.</p>
</main></body></html>"""


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    """A copy of the installed library that a test may change."""
    return Path(shutil.copytree(installed, tmp_path / "data"))


def rows(sse: Run, data: Path, kind: str) -> list[dict[str, object]]:
    return json.loads(sse("corpus", "list", "--json", "--kind", kind, data=data).stdout)


def test_the_list_has_a_row_a_document_and_language(sse: Run) -> None:
    listed = json.loads(sse("corpus", "list", "--json").stdout)
    assert all(set(row) >= ROW for row in listed)
    keys = [(row["id"], row["language"], row["kind"]) for row in listed]
    assert len(keys) == len(set(keys))
    five = {"ilo-2022", "oecd-2022", "un-2023", "un-2024", "eu-2023"}
    assert {(id_, code, "digest") for id_ in five for code in ("en", "fr", "es", "pt")} <= set(keys)
    ilo = next(row for row in listed if (row["id"], row["language"]) == ("ilo-2022", "en"))
    assert (ilo["date"], ilo["provisions"] > 20) == ("2022-06-10", True)


def test_a_provision_is_shown_with_what_is_below_it(sse: Run) -> None:
    shown = sse("corpus", "show", "ilo-2022", "para:16", "--lang", "fr").stdout
    assert "[para:16]" in shown
    assert "[para:16(c)]" in shown
    assert "observatoire" in shown
    missing = sse("corpus", "show", "ilo-2022", "para:40")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "has no provision para:40" in missing.stderr


@pytest.mark.slow
def test_own_documents_come_in_and_go_out(sse: Run, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "charter.md").write_text(
        "# Charter\n\nThe heron club lends its boats to every member.\n", "utf-8"
    )
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 not really")
    done = sse("corpus", "add", str(folder), data=data)
    assert done.returncode == 1  # two could not be read, and are named
    assert "added: own-charter (en, own)" in done.stdout
    assert "empty.pdf" in done.stderr
    assert "scan.pdf" in done.stderr
    again = sse("corpus", "add", str(folder / "charter.md"), data=data)
    assert (again.returncode, again.stdout.split(":")[0]) == (0, "unchanged")
    assert [row["id"] for row in rows(sse, data, "own")] == ["own-charter"]
    hits = json.loads(sse("search", "--json", "who lends boats to members", "--limit", "1", data=data).stdout)
    assert (hits[0]["document"], hits[0]["text"]) == (
        "own-charter",
        "The heron club lends its boats to every member.",
    )
    exported = sse("corpus", "export", str(tmp_path / "out"), data=data)
    assert exported.returncode == 0
    assert not [path for path in (tmp_path / "out").rglob("*.md") if "heron club" in path.read_text("utf-8")]
    assert (tmp_path / "out" / "texts" / "ilo-2022" / "en.md").exists()
    assert "removed own-charter" in sse("corpus", "remove", "own-charter", data=data).stdout
    assert rows(sse, data, "own") == []
    assert sse("corpus", "remove", "ilo-2022", data=data).returncode == 1


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, body = (200, RESOLUTION) if self.path == "/text" else (404, "no")
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_an_official_text_is_fetched_and_stands_before_its_digest(
    sse: Run, data: Path, site: str, tmp_path: Path
) -> None:
    moved = sse("corpus", "fetch", "l-fr-2014", "--lang", "en", "--url", f"{site}/gone", data=data)
    assert moved.returncode == 1
    assert "has moved: the server answers 404" in moved.stderr
    wrong = sse("corpus", "fetch", "un-2023", "--lang", "en", "--url", f"{site}/text", data=data)
    assert wrong.returncode == 0, wrong.stderr  # with --url the user answers for the address
    assert "read as 'un'" in wrong.stdout
    assert "our digest and the official text disagree" in wrong.stderr
    hits = json.loads(
        sse(
            "search", "--json", "--lang", "en", "measure the noise of rivers", "--limit", "2", data=data
        ).stdout
    )
    assert {(hit["document"], hit["kind"]) for hit in hits} == {("un-2023", "official")}
    assert "op:1" in {hit["pinpoint_id"] for hit in hits}
    shown = sse("corpus", "show", "un-2023", "op:2", "--lang", "en", data=data).stdout
    assert "[op:2(a)]" in shown
    assert "herons" in shown
    copy = tmp_path / "copy.html"
    copy.write_text(RESOLUTION, "utf-8")
    strange = sse("corpus", "fetch", "un-2024", "--lang", "en", "--from", str(copy), data=data)
    assert strange.returncode == 1
    assert "does not stand in it" in strange.stderr
    assert [row["id"] for row in rows(sse, data, "official")] == ["un-2023"]


def test_the_addresses_are_shown_without_a_connection(sse: Run) -> None:
    done = sse("corpus", "fetch", "--list", "eu-2023")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4
    assert "nobody has tried this address yet" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add", "x.pdf", "--own", "--official", "un-2023"), "not both"),
        (("add", "x.pdf", "y.pdf", "--official", "un-2023"), "are for one file"),
        (("fetch", "un-2023", "--from", "x.pdf"), "give its ID and --lang"),
        (("fetch", "un-1999"), "un-1999"),
        (("show", "un-1999"), "un-1999"),
        (("add", "missing.pdf"), "missing.pdf"),
    ],
)
def test_wrong_orders_say_what_is_wrong(sse: Run, arguments: tuple[str, ...], reason: str) -> None:
    done = sse("corpus", *arguments)
    assert done.returncode in (1, 2)
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
