"""Save an edited comparison or note to a file, as `sse compare --to` and `sse brief --to` do.

Both block: call them in a thread.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.text import fold

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.compare import Comparison

__all__ = ["BRIEF_ENDINGS", "COMPARISON_ENDINGS", "file_name", "save_brief", "save_comparison"]

COMPARISON_ENDINGS = (".docx", ".md", ".html", ".csv", ".json")
BRIEF_ENDINGS = (".docx", ".md", ".html")
_LONGEST = 60  # letters of a name that is proposed


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
