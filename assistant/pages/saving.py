"""Save a page to a file by the ending of its name, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import WorkError
from assistant.pages.blocks import Page
from knowledge.errors import LibraryError
from knowledge.files import write_atomically
from knowledge.worded import worded

__all__ = ["FORMATS", "check_target", "save", "save_page"]

FORMATS = (".md", ".html", ".docx")


def check_target(path: Path, endings: tuple[str, ...], force: bool) -> None:
    """Refuse a file that could not be written, before any work is done.

    Raises:
        WorkError: its ending is of no format, its folder is missing, or it is there already.
    """
    if path.suffix.lower() not in endings:
        raise WorkError(
            worded(
                "{path} has no ending that says its format. Use one of {endings}.",
                path=path,
                endings=", ".join(endings),
            )
        )
    if not path.parent.is_dir():
        raise WorkError(
            worded(
                "The folder {parent} does not exist. Make it first, or name another file.", parent=path.parent
            )
        )
    if path.is_dir():
        raise WorkError(worded("{path} is a folder. Name a file.", path=path))
    if path.exists() and not force:
        raise WorkError(
            worded("{path} is there already. Name another file, or add --force to replace it.", path=path)
        )


def save_page(path: Path, page: Page, force: bool) -> None:
    """Write a page as Markdown, HTML or Word. Raises WorkError as `check_target` does."""
    check_target(path, FORMATS, force)
    save(path, _RENDERERS[path.suffix.lower()](page), force)


def save(path: Path, content: bytes, force: bool) -> None:
    """Write the bytes, whole or not at all.

    Raises:
        WorkError: the file is there already, or cannot be written.
    """
    if path.exists() and not force:
        raise WorkError(
            worded("{path} is there already. Name another file, or add --force to replace it.", path=path)
        )
    try:
        write_atomically(path, content)
    except LibraryError as error:
        raise WorkError(str(error)) from error


def _markdown(page: Page) -> bytes:
    from assistant.pages.markdown import markdown

    return markdown(page).encode("utf-8")


def _html(page: Page) -> bytes:
    from assistant.pages.html import html

    return html(page).encode("utf-8")


def _word(page: Page) -> bytes:
    from assistant.pages.word import word

    return word(page)


_RENDERERS: Mapping[str, Callable[[Page], bytes]] = {".md": _markdown, ".html": _html, ".docx": _word}
