"""Where releases come from: a folder, a stick, or any web server. Nothing that comes is believed here.

One class answers python-tuf's updater for both. It never goes on a network by itself: an address
is asked for only where the user gave one, and `knowledge.network` allows it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from federation.errors import ReleaseError
from knowledge.errors import FetchError
from knowledge.network import require, require_encrypted
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.ngclient import FetcherInterface

__all__ = ["Source", "source_of"]

_BASE = "release:///"  # what the updater puts before every name; replaced by the source
_CHUNK = 64 * 1024
_PATIENCE = 30.0  # seconds without a byte
_LONGEST = 600.0  # seconds for one file


class Source:
    """A place that holds `metadata/` and `targets/`.

    Attributes:
        name: as the user gave it.
    """

    metadata = f"{_BASE}metadata/"
    targets = f"{_BASE}targets/"

    def __init__(self, name: str) -> None:
        self.name = name
        self._url = name.rstrip("/") + "/" if _is_url(name) else ""
        self._folder = Path(name).expanduser()

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a small file, such as `metadata/1.root.json`.

        Raises:
            ReleaseError: there is none, it is larger than `limit`, or cannot be had.
        """
        from tuf.api.exceptions import DownloadError

        found = b""
        try:
            for chunk in self.open(name):
                found += chunk
                if len(found) > limit:
                    raise ReleaseError(
                        worded(
                            "{name} of {name2} is larger than such a file is. It was not used.",
                            name=name,
                            name2=self.name,
                        )
                    )
        except DownloadError as error:
            raise ReleaseError(worded("{error} Check the folder or the address.", error=error)) from error
        return found

    def fetcher(self) -> FetcherInterface:
        """For python-tuf's updater."""
        from tuf.api.exceptions import DownloadLengthMismatchError
        from tuf.ngclient import FetcherInterface

        source = self

        class Fetcher(FetcherInterface):
            def _fetch(self, url: str) -> Iterator[bytes]:
                return source.open(url.removeprefix(_BASE))

            @contextmanager
            def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
                """As the library's own, which leaves a file that is too long open until it is collected."""
                with (
                    tempfile.TemporaryFile() as kept,
                    closing(source.open(url.removeprefix(_BASE))) as chunks,
                ):
                    for chunk in chunks:
                        kept.write(chunk)
                        if kept.tell() > max_length:
                            raise DownloadLengthMismatchError(f"{url} is longer than {max_length} bytes")
                    kept.seek(0)
                    yield kept

        return Fetcher()

    def open(self, name: str) -> Generator[bytes, None, None]:
        """The bytes of a file, piece by piece.

        Raises:
            DownloadHTTPError: there is no such file (404), or a server answers otherwise.
            DownloadError: it cannot be had.
        """
        from tuf.api.exceptions import DownloadError, DownloadHTTPError

        path = PurePosixPath(unquote(name))
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise DownloadError(f"{name} is no file of a release.")
        if self._url:
            return self._from_server(self._url + name)
        try:
            file = (self._folder / path).open("rb")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DownloadHTTPError(f"{self.name} has no {name}.", 404) from error
        except OSError as error:
            raise DownloadError(
                f"{name} of {self.name} cannot be read: {error.strerror or error}."
            ) from error
        return self._from_file(file, name)

    def _from_file(self, file: BufferedReader, name: str) -> Generator[bytes, None, None]:
        from tuf.api.exceptions import DownloadError

        with file:
            try:
                while chunk := file.read(_CHUNK):
                    yield chunk
            except OSError as error:  # a stick that was pulled out
                raise DownloadError(
                    f"{name} of {self.name} cannot be read: {error.strerror or error}."
                ) from error

    def _from_server(self, url: str) -> Generator[bytes, None, None]:
        import httpx
        from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError

        try:
            require(f"The release was not fetched from {self.name}", url)
            require_encrypted(url)
        except FetchError as error:
            raise DownloadError(str(error)) from error
        began = time.monotonic()
        try:
            with (
                httpx.Client(follow_redirects=False, timeout=_PATIENCE) as client,
                client.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer,
            ):
                if answer.status_code != 200:
                    told = f"{url} answers {answer.status_code}."
                    if answer.is_redirect:
                        told += f" It leads to {answer.headers.get('Location', 'nowhere')[:200]}: give that address."
                    raise DownloadHTTPError(told, answer.status_code)
                for chunk in answer.iter_raw(_CHUNK):
                    if time.monotonic() - began > _LONGEST:
                        raise SlowRetrievalError(f"{url} came too slowly and was given up.")
                    yield chunk
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DownloadError(f"{url} cannot be fetched: {error or type(error).__name__}.") from error


def source_of(name: str) -> Source:
    """The source that a user named.

    Raises:
        ReleaseError: there is no such folder.
    """
    if not _is_url(name) and not Path(name).expanduser().is_dir():
        raise ReleaseError(
            worded(
                "There is no folder {name}. Give the folder or the address that holds metadata/ and "
                "targets/.",
                name=name,
            )
        )
    return Source(name)


def _is_url(name: str) -> bool:
    return urlsplit(name).scheme in ("http", "https")
