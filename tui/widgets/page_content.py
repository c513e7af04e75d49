"""A line of a page (`assistant.pages`) as content for a widget, its addresses as links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from tui.widgets.literal import literal

if TYPE_CHECKING:
    from assistant.pages.blocks import Line

__all__ = ["content_of"]


def content_of(lines: Iterable[Line]) -> Content:
    """Lines below each other: bold, quiet and linked as the page has them."""
    return Content("\n").join([_line(line) for line in lines])


def _line(line: Line) -> Content:
    parts = []
    for run in line.runs:
        part = literal(run.text, "bold" if run.bold else "$text-muted" if run.quiet else "")
        # Of pages, only http addresses are links (`assistant.pages.blocks`).
        link = "".join(letter for letter in run.link if "!" <= letter <= "~")
        parts.append(part.stylize(Style(link=link)) if link and link == run.link else part)
    return Content("").join(parts)
