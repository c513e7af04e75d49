"""Download an official text: what sorts of file a text comes in, and how large one may be."""

from __future__ import annotations

from pathlib import Path

from knowledge.download import Downloaded, Progress, Sort
from knowledge.download import download as download_file
from knowledge.worded import worded

__all__ = ["MAX_BYTES", "Downloaded", "download"]

MAX_BYTES = 60_000_000  # an official text of 60 MB would be a scan of a whole journal
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    """Fetch `url` to `target`; see `knowledge.download.download`.

    Args:
        format_: "pdf", "html" or "docx": anything else that arrives is refused; "any" takes
            one of the three.

    Raises:
        FetchError, LibraryError: as there.
    """
    return download_file(
        url, target, _SORTS[format_], progress=progress, max_bytes=max_bytes, pause=pause, timeout=timeout
    )


def _sort(name: str, accept: str, *magic: bytes, page: bool = False) -> Sort:
    return Sort(
        name,
        accept,
        magic,
        page=page,
        agent="sse-assistant (a person fetches one public text)",
        instead=worded("Open the address in a browser, save the document and use --from FILE."),
        moved=worded(
            "Look the text up on the issuer's site, then use --url with its new address, or --from "
            "FILE with the file."
        ),
    )


_SORTS = {
    "pdf": _sort("pdf", "application/pdf", b"%PDF"),
    "docx": _sort("docx", _DOCX, b"PK\x03\x04"),
    "html": _sort("html", "text/html,application/xhtml+xml", page=True),
    "any": _sort("any", "application/pdf,text/html", b"%PDF", b"PK\x03\x04", page=True),
}
