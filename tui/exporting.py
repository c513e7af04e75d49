"""Save an answer, an edited comparison or a note to a file, as `sse export` and the like do.

Saving blocks: call it in a thread.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.text import fold

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.brief import Brief
    from assistant.compare import Comparison

__all__ = [
    "ANSWER_ENDINGS",
    "BRIEF_ENDINGS",
    "COMPARISON_ENDINGS",
    "file_name",
    "private_documents",
    "save_answer",
    "save_brief",
    "save_comparison",
]

ANSWER_ENDINGS = (".docx", ".md", ".html", ".json", ".dsse")
_TRACE = ".dsse"  # signed, for `sse verify` and `sse replay`
COMPARISON_ENDINGS = (".docx", ".md", ".html", ".csv", ".json")
BRIEF_ENDINGS = (".docx", ".md", ".html")
_LONGEST = 60  # letters of a name that is proposed


def save_answer(answer: Answer, path: Path, *, replaced: bool, include_own: bool) -> None:
    """Write the answer in the format of the file's ending; `.dsse` is its trace, signed with the user's key.

    Raises:
        RecordError: the ending is of no format, the folder is not there, or the file is.
        AssistantError: the user's key cannot be read.
        LibraryError: the file cannot be written.
    """
    from assistant.export.files import check_target, render
    from knowledge.files import write_atomically

    check_target(path, force=replaced)
    if path.suffix.casefold() == _TRACE:
        from assistant.trace import make_trace, my_key
        from knowledge.paths import data_folder

        content = make_trace(answer, my_key(data_folder()), include_own=include_own)
    else:
        content = render(answer, path.suffix, include_own=include_own)
    write_atomically(path, content)


def private_documents(answer: Answer) -> int:
    """How many documents of the user's own were found for an answer."""
    cited = [one for statement in answer.statements for one in statement.citations]
    own = {one.document for one in [*answer.nearest, *cited] if one.kind == "own"}
    return len(own | {one.document for one in answer.passages if one.kind == "own"})


def save_comparison(comparison: Comparison, path: Path, *, replaced: bool, include_own: bool) -> None:
    """Write the comparison in the format of the file's ending.

    Raises:
        WorkError: the ending is of no format, the file is there already, or cannot be written.
    """
    from assistant.compare import without_own
    from assistant.pages.compose import comparison_page
    from assistant.pages.saving import check_target, save, save_page
    from assistant.pages.spreadsheet import spreadsheet

    check_target(path, COMPARISON_ENDINGS, replaced)
    kept = comparison if include_own else without_own(comparison)
    ending = path.suffix.lower()
    if ending == ".csv":
        save(path, spreadsheet(kept).encode("utf-8"), replaced)
    elif ending == ".json":
        save(path, f"{kept.model_dump_json(indent=2)}\n".encode(), replaced)
    else:
        save_page(path, comparison_page(kept), replaced)


def save_brief(brief: Brief, title: str, path: Path, *, replaced: bool, include_own: bool) -> None:
    """Write the note in the format of the file's ending; "" keeps its usual title.

    Raises:
        WorkError: the ending is of no format, the file is there already, or cannot be written.
    """
    from assistant.brief import without_own
    from assistant.pages.compose import brief_page
    from assistant.pages.saving import save_page

    page = brief_page(brief if include_own else without_own(brief))
    save_page(path, replace(page, title=title or page.title), replaced)


def file_name(theme: str, ending: str = ".docx") -> str:
    """A name for a file on a theme: letters and digits that every system takes."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(theme)).strip("-")[:_LONGEST].strip("-")
    return f"{slug or 'sse'}{ending}"
