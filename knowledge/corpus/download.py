"""Download one file with care: resumed, bounded, checked, and never half there.

What arrives is written beside its place as `NAME.part` and moved there when it is whole and
of the right type, so that what was there before stays until then.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import FetchError, LibraryError

if TYPE_CHECKING:
    import httpx

__all__ = ["Downloaded", "download"]

MAX_BYTES = 60_000_000  # an official text of 60 MB would be a scan of a whole journal
ATTEMPTS = 4
_CHUNK = 65_536
_REDIRECTS = 5
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_MAGIC = {"pdf": b"%PDF", "docx": b"PK\x03\x04"}
_ACCEPT = {
    "pdf": "application/pdf",
    "html": "text/html,application/xhtml+xml",
    "any": "application/pdf,text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that arrived whole. `url` is where it came from in the end."""

    path: Path
    sha256: str
    bytes: int
    url: str


class _Transient(Exception):
    """Something that may pass: what it was, and how long the server asks to wait."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


def download(
    url: str,
    target: Path,
    format_: str,
    *,
    progress: Progress | None = None,
    max_bytes: int = MAX_BYTES,
    pause: float = 1.0,
    timeout: float = 30.0,
) -> Downloaded:
    """Fetch `url` to `target`.

    Args:
        format_: "pdf", "html" or "docx": anything else that arrives is refused; "any" takes
            one of the three.
        progress: called with (bytes so far, bytes in all or 0 where the server does not say).
        pause: seconds before the second attempt; doubled before each further one.
        timeout: seconds without a byte after which the connection is given up.

    Raises:
        FetchError: the address has moved, answers with something else, is too large or
            cannot be reached; what has arrived is kept and continued the next time.
    """
    if os.environ.get("SSE_OFFLINE") not in (None, "", "0"):
        raise FetchError(f"{url} was not fetched: SSE_OFFLINE is set. Unset it, or use --from FILE.")
    part = target.with_name(f"{target.name}.part")
    reason = ""
    for attempt in range(ATTEMPTS):
        try:
            final = _attempt(url, part, format_, progress, max_bytes, timeout)
            break
        except _Transient as passing:
            reason = str(passing)
            if attempt + 1 < ATTEMPTS:
                time.sleep(max(pause * 2**attempt, passing.wait))
    else:
        raise FetchError(
            f"{url} could not be fetched in {ATTEMPTS} attempts: {reason}. What arrived is kept; "
            "run the same command later to go on, or download it with a browser and use --from FILE."
        )
    _check_type(part, format_, final)
    digest = hashlib.sha256(part.read_bytes()).hexdigest()
    size = part.stat().st_size
    with _disk(target):
        part.replace(target)
        _note(part).unlink(missing_ok=True)
    return Downloaded(target, digest, size, final)


def _attempt(
    url: str, part: Path, format_: str, progress: Progress | None, max_bytes: int, timeout: float
) -> str:
    """One connection; returns the address in the end. Appends to `part` where the server allows."""
    import httpx

    headers = {
        "User-Agent": "sse-assistant (a person fetches one public text)",
        "Accept": f"{_ACCEPT[format_]},*/*;q=0.1",
        "Accept-Encoding": "identity",  # a compressed body could not be resumed
    }
    have, validator = _resumable(part, url)
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    limits = httpx.Timeout(timeout, connect=min(timeout, 15.0))
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=_REDIRECTS, timeout=limits) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            _refuse(response, url)
            resumed = response.status_code == 206 and response.headers.get("Content-Range", "").startswith(
                f"bytes {have}-"
            )
            start = have if resumed else 0
            announced = int(response.headers.get("Content-Length", 0) or 0)
            total = start + announced if announced else 0
            if total > max_bytes:
                raise FetchError(_too_large(url, total, max_bytes))
            _receive(response, part, start, total, url, progress, max_bytes)
            return str(response.url)
    except httpx.TooManyRedirects as error:
        raise FetchError(
            f"{url} redirects in a circle. Download it with a browser and use --from FILE."
        ) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise FetchError(f"{url} is no address that can be fetched: {error}.") from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _Transient(str(error) or type(error).__name__) from error


def _refuse(response: httpx.Response, url: str) -> None:
    """Raise for every answer that is not the file."""
    final = str(response.url)
    if url.startswith("https:") and not final.startswith("https:"):
        raise FetchError(f"{url} redirects to {final}, which is not encrypted; it was not followed further.")
    code = response.status_code
    if code in _RETRIED:
        wait = response.headers.get("Retry-After", "")
        raise _Transient(f"the server answers {code}", min(float(wait), 60.0) if wait.isdigit() else 0.0)
    if code in (404, 410):
        raise FetchError(
            f"{url} has moved: the server answers {code}. Look the text up on the issuer's site, then use "
            "--url with its new address, or --from FILE with the file."
        )
    if code in (401, 403):
        raise FetchError(
            f"{url} answers {code}: the site does not let programs in. Download it with a browser and use --from FILE."
        )
    if code not in (200, 206, 416):
        raise FetchError(f"{url} answers {code}, not a document. Try later, or use --from FILE.")


def _receive(
    response: httpx.Response,
    part: Path,
    start: int,
    total: int,
    url: str,
    progress: Progress | None,
    max_bytes: int,
) -> None:
    if response.status_code == 416:  # what is there is longer than the file: begin again
        part.unlink(missing_ok=True)
        raise _Transient("the file has changed since it was begun")
    validator = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
    with _disk(part):
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _note(part).write_text(json.dumps({"url": url, "validator": validator}), encoding="utf-8")
        with part.open("ab" if start else "wb") as file:
            done = start
            for chunk in response.iter_bytes(_CHUNK):
                done += len(chunk)
                if done > max_bytes:
                    file.truncate(0)
                    raise FetchError(_too_large(url, done, max_bytes))
                file.write(chunk)
                if progress:
                    progress(done, total)
    if total and done != total:
        raise _Transient(f"{done:,} of {total:,} bytes arrived")


def _resumable(part: Path, url: str) -> tuple[int, str]:
    """Bytes that are there and the mark by which the server knows its file; (0, "") without."""
    try:
        note: dict[str, Any] = json.loads(_note(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    validator = str(note.get("validator", ""))
    weak = validator.startswith("W/")  # a weak mark does not promise the same bytes
    return (size, validator) if note.get("url") == url and validator and not weak else (0, "")


def _check_type(part: Path, format_: str, url: str) -> None:
    head = part.read_bytes()[:2_048]
    page = b"<html" in head.lower() or b"<!doctype html" in head.lower()
    if format_ in ("html", "any") and (page or (format_ == "html" and b"<" in head)):
        return
    wanted = _MAGIC.values() if format_ == "any" else [_MAGIC[format_]] if format_ in _MAGIC else []
    if any(head.lstrip().startswith(magic) for magic in wanted):
        return
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)
    what = "a web page" if page else "nothing" if not head else "something else"
    raise FetchError(
        f"{url} answers with {what} instead of the document ({format_}). Open the address in a browser, "
        "save the document and use --from FILE."
    )


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _too_large(url: str, size: int, limit: int) -> str:
    return (
        f"{url} is too large: {size / 1e6:.0f} MB, and at most {limit / 1e6:.0f} MB are taken. "
        "If it is the right file, download it with a browser and use --from FILE."
    )


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"{path} cannot be written: {error.strerror or error}. Free some space or set SSE_DATA_DIR; "
            "what arrived is kept."
        ) from error
