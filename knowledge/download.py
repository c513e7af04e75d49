"""Download one file with care: resumed, bounded, checked, and never half there.

What arrives is written beside its place as `NAME.part` and moved there when it is whole and
of the right sort, so that what was there before stays until then. Official texts
(`knowledge.corpus.download`) and models (`assistant.models.pull`) come in through here.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import FetchError, LibraryError
from knowledge.network import require, require_encrypted
from knowledge.worded import worded

if TYPE_CHECKING:
    import httpx

__all__ = ["ATTEMPTS", "Downloaded", "Progress", "Sort", "download"]

ATTEMPTS = 4
_WORTH = 1_000_000  # bytes of progress after which a broken connection counts as the first again
_RESERVE = 100_000_000  # bytes that stay free on the disk
_CHUNK = 65_536
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of file: how it is recognised, and what a person can do where it does not come.

    Attributes:
        name: as a message calls it.
        accept, magic: the media types asked for, and its possible first bytes.
        page: whether a web page is what is wanted, or will do.
        agent: the User-Agent.
        instead, moved: sentences that follow "cannot be fetched" and "has moved".
        encrypted: take it from https (or this machine) and from nowhere else.
        skip: characters before the magic that do not count.
    """

    name: str
    accept: str
    magic: tuple[bytes, ...]
    agent: str
    instead: str
    moved: str
    page: bool = False
    encrypted: bool = False
    skip: bytes = b" \t\r\n"


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
    sort: Sort,
    *,
    max_bytes: int,
    progress: Progress | None = None,
    check: Callable[[Path, str], None] | None = None,
    headers: Mapping[str, str] | None = None,
    pause: float = 1.0,
    timeout: float = 30.0,
) -> Downloaded:
    """Fetch `url` to `target`.

    Args:
        progress: called with (bytes so far, bytes in all or 0 where the server does not say).
        check: called with the whole file before it takes its place, and its sha256; what it
            raises refuses the file, which is then thrown away.
        headers: sent to the host of `url`, and not to those that it redirects to.
        pause: seconds before the second attempt; doubled before each further one.
        timeout: seconds without a byte after which the connection is given up.

    Raises:
        FetchError: the user is offline, or the address has moved, answers with something else,
            is too large or cannot be reached; what has arrived is kept and continued the next time.
        LibraryError: the disk is full or the folder cannot be written.
    """
    require(f"{url} was not fetched", url)
    part = target.with_name(f"{target.name}.part")
    job = _Job(url, part, sort, max_bytes, progress, headers or {}, timeout)
    failed, best = 0, 0
    while True:
        try:
            final = _attempt(job)
            break
        except _Transient as passing:
            size = part.stat().st_size if part.exists() else 0
            failed = 1 if size > best + _WORTH else failed + 1
            best = max(best, size)
            if failed >= ATTEMPTS:
                raise FetchError(
                    worded(
                        "{url} could not be fetched in {attempts} attempts: {passing}. What arrived is kept; run "
                        "the same command later to go on. {instead}",
                        url=url,
                        attempts=ATTEMPTS,
                        passing=passing,
                        instead=sort.instead,
                    )
                ) from passing
            time.sleep(max(pause * 2 ** (failed - 1), passing.wait))
    with _disk(part), part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        _check_sort(part, sort, final)
        if check is not None:
            check(part, digest)
    except Exception:  # not what was wanted; going on from it would never help
        part.unlink(missing_ok=True)
        _note(part).unlink(missing_ok=True)
        raise
    size = part.stat().st_size
    with _disk(target):
        part.replace(target)
        _note(part).unlink(missing_ok=True)
    return Downloaded(target, digest, size, final)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is asked of every attempt."""

    url: str
    part: Path
    sort: Sort
    max_bytes: int
    progress: Progress | None
    headers: Mapping[str, str]
    timeout: float

    def hop(self, request: httpx.Request) -> None:
        """Refuse a redirect, before it is followed, to where the first address may not lead."""
        to = str(request.url)
        require(f"{self.url} was not fetched", to)
        if self.sort.encrypted:
            require_encrypted(to)
        elif request.url.scheme == "http" and not self.url.startswith("http:"):
            raise FetchError(
                worded(
                    "{url} redirects to {to}, which is not encrypted; it was not followed.",
                    url=self.url,
                    to=to,
                )
            )

    def too_large(self, size: int) -> FetchError:
        return FetchError(
            worded(
                "{url} is too large: {size:,.0f} MB, and at most {max_bytes:,.0f} MB are taken. If it is "
                "the right file: {instead}",
                url=self.url,
                size=size / 1000000.0,
                max_bytes=self.max_bytes / 1000000.0,
                instead=self.sort.instead,
            )
        )


def _attempt(job: _Job) -> str:
    """One connection; returns the address in the end. Appends to the part where the server allows."""
    import httpx

    headers = {
        **job.headers,
        "User-Agent": job.sort.agent,
        "Accept": f"{job.sort.accept},*/*;q=0.1",
        "Accept-Encoding": "identity",  # a compressed body could not be resumed
    }
    have, validator = _resumable(job.part, job.url)
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    limits = httpx.Timeout(job.timeout, connect=min(job.timeout, 15.0))
    hooks = {"request": [job.hop]}
    try:
        with (
            httpx.Client(follow_redirects=True, max_redirects=5, timeout=limits, event_hooks=hooks) as client,
            client.stream("GET", job.url, headers=headers) as response,
        ):
            _refuse(response, job)
            _receive(response, job, have)
            return str(response.url)
    except httpx.TooManyRedirects as error:
        raise FetchError(
            worded("{url} redirects in a circle. {instead}", url=job.url, instead=job.sort.instead)
        ) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise FetchError(
            worded("{url} is no address that can be fetched: {error}.", url=job.url, error=error)
        ) from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _Transient(str(error) or type(error).__name__) from error


def _refuse(response: httpx.Response, job: _Job) -> None:
    """Raise for every answer that is not the file."""
    code, url, instead = response.status_code, job.url, job.sort.instead
    if code in _RETRIED:
        wait = response.headers.get("Retry-After", "")
        raise _Transient(f"the server answers {code}", min(float(wait), 60.0) if wait.isdecimal() else 0.0)
    if code in (404, 410):
        raise FetchError(
            worded(
                "{url} has moved: the server answers {code}. {moved}",
                url=url,
                code=code,
                moved=job.sort.moved,
            )
        )
    if code in (401, 403):
        raise FetchError(
            worded(
                "{url} answers {code}: the site does not let programs in. {instead}",
                url=url,
                code=code,
                instead=instead,
            )
        )
    if code not in (200, 206, 416):
        raise FetchError(
            worded(
                "{url} answers {code}, not a file. Try later. {instead}", url=url, code=code, instead=instead
            )
        )


def _receive(response: httpx.Response, job: _Job, have: int) -> None:
    resumed = response.status_code == 206 and response.headers.get("Content-Range", "").startswith(
        f"bytes {have}-"
    )
    part = job.part
    if response.status_code == 416 or (response.status_code == 206 and not resumed):
        part.unlink(missing_ok=True)  # what is there does not fit the file as it is now: begin again
        raise _Transient("the file has changed since it was begun")
    coded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
    announced = response.headers.get("Content-Length", "")
    start = have if resumed else 0
    total = start + int(announced) if announced.isdecimal() and not coded else 0
    if total > job.max_bytes:
        raise job.too_large(total)
    validator = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
    with _disk(part):
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_room(part, total - start, job.url)
        note = {"url": job.url, "validator": "" if coded else validator}
        _note(part).write_text(json.dumps(note), encoding="utf-8")
        with part.open("ab" if start else "wb") as file:
            done = start
            for chunk in response.iter_bytes(_CHUNK):
                done += len(chunk)
                if done > job.max_bytes:
                    file.truncate(0)
                    raise job.too_large(done)
                file.write(chunk)
                if job.progress:
                    job.progress(done, total)
            file.flush()
            os.fsync(file.fileno())
    if total and done != total:
        raise _Transient(f"{done:,} of {total:,} bytes arrived")
    if part.stat().st_size != done:
        part.unlink()
        raise _Transient("another process wrote to the same file")


def _require_room(part: Path, wanted: int, url: str) -> None:
    free = shutil.disk_usage(part.parent).free
    if wanted > 0 and free < wanted + _RESERVE:
        raise LibraryError(
            worded(
                "{url} needs {wanted:,.0f} MB, and {free:,.0f} MB are free at {parent}, of which "
                "{reserve:,.0f} stay free. Free some space, or set SSE_DATA_DIR to a larger disk.",
                url=url,
                wanted=wanted / 1000000.0,
                free=free / 1000000.0,
                parent=part.parent,
                reserve=_RESERVE / 1000000.0,
            )
        )


def _resumable(part: Path, url: str) -> tuple[int, str]:
    """Bytes that are there and the mark by which the server knows its file; (0, "") without."""
    try:
        note: dict[str, Any] = json.loads(_note(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
        validator, same = str(note.get("validator", "")), note.get("url") == url
    except (OSError, ValueError, AttributeError):
        return 0, ""
    weak = validator.startswith("W/")  # a weak mark does not promise the same bytes
    return (size, validator) if same and validator and not weak else (0, "")


def _check_sort(part: Path, sort: Sort, url: str) -> None:
    with _disk(part), part.open("rb") as file:
        head = file.read(2_048)
    page = b"<html" in head.lower() or b"<!doctype html" in head.lower()
    if sort.page and (page or (not sort.magic and b"<" in head)):
        return
    if any(head.lstrip(sort.skip).startswith(magic) for magic in sort.magic):
        return
    what = worded("a web page") if page else worded("nothing") if not head else worded("something else")
    raise FetchError(
        worded(
            "{url} answers with {what} instead of the document ({name}). {instead}",
            url=url,
            what=what,
            name=sort.name,
            instead=sort.instead,
        )
    )


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryError(
            worded(
                "{path} cannot be written: {strerror}. Free some space or set SSE_DATA_DIR; what arrived "
                "is kept.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
