"""Write an answer to a file, in the format that the file's name says.

Formats: Markdown (.md), HTML (.html), JSON (.json) and DOCX (.docx).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from assistant.answer import Answer
from assistant.errors import RecordError
from assistant.export.page import page_of
from assistant.redaction import without_own
from knowledge.files import write_atomically
from knowledge.worded import worded

__all__ = ["FORMATS", "check_target", "export", "render"]


def render(answer: Answer, suffix: str, *, include_own: bool = False) -> bytes:
    """An answer in the format of `suffix` (".md", ".html", ".json", ".docx").

    Args:
        include_own: leave texts of the user's own documents in; their hashes stand there otherwise.

    Raises:
        RecordError: no format has this suffix.
    """
    if suffix.casefold() not in FORMATS:
        raise RecordError(
            worded(
                "No format is known by the name '{suffix}'. Give a file that ends in {formats}.",
                suffix=suffix,
                formats=", ".join(FORMATS),
            )
        )
    return FORMATS[suffix.casefold()](answer if include_own else without_own(answer))


def export(answer: Answer, path: Path, *, include_own: bool = False, force: bool = False) -> None:
    """Write an answer to `path`, whole or not at all.

    Raises:
        RecordError: the format is unknown, the folder is not there, or the file is there
            and `force` is not set.
        LibraryError: it cannot be written; what was there stays.
    """
    content = render(answer, path.suffix, include_own=include_own)
    check_target(path, force=force)
    write_atomically(path, content)


def check_target(path: Path, *, force: bool) -> None:
    """Return if a file may be written to `path`.

    Raises:
        RecordError: its folder is not there, or it is and `force` is not set, or it is a folder.
    """
    if path.is_dir():
        raise RecordError(worded("{path} is a folder. Give the name of a file in it.", path=path))
    if not path.parent.is_dir():
        raise RecordError(
            worded(
                "The folder {parent} is not there. Make it first, or give another one.", parent=path.parent
            )
        )
    if path.exists() and not force:
        raise RecordError(
            worded("{path} is there already, and was left as it is. Replace it with --force.", path=path)
        )


def _markdown(answer: Answer) -> bytes:
    from assistant.export.markdown import markdown

    return markdown(page_of(answer))


def _html(answer: Answer) -> bytes:
    from assistant.export.html import html

    return html(page_of(answer))


def _docx(answer: Answer) -> bytes:
    from assistant.export.docx import docx

    return docx(page_of(answer))


def _json(answer: Answer) -> bytes:
    """The whole record, with the mark beside it in words that schema.org knows."""
    page = page_of(answer)
    told = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": page.title,
        "inLanguage": page.language,
        "digitalSourceType": page.mark.digital_source_type,
        "ai": page.mark.model_dump(mode="json"),
        "notices": list(page.notices),
        "answer": answer.model_dump(mode="json"),
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


FORMATS: dict[str, Callable[[Answer], bytes]] = {
    ".md": _markdown,
    ".html": _html,
    ".json": _json,
    ".docx": _docx,
}
