"""A page in the terminal: in columns, or linear for screen readers and pipes."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator

from assistant.pages.blocks import Cell, Heading, Line, Page, Table

__all__ = ["plain", "terminal"]

Style = Callable[..., str]
_WIDEST = 120
_NAME = 22  # columns of a table's first cell
_SIDE_BY_SIDE = 110  # from so many columns on, the last cell stands beside the others
_WHERE = 34


def plain(page: Page) -> Iterator[str]:
    """Lines without colour, columns or wrapping; a row of a table is a numbered item."""
    yield page.title
    for block in page.blocks:
        if isinstance(block, Heading):
            yield from ("", block.text)
        elif isinstance(block, Line):
            yield from ("", f"- {_text(block)}" if block.item else _text(block))
        else:
            for number, row in enumerate(block.rows, 1):
                lines = [_text(line) for cell in row for line in cell]
                yield from ("", f"{number}. {lines[0]}", *(f"   {line}" for line in lines[1:]))
    yield from ("", page.notice)


def terminal(page: Page, style: Style, width: int | None = None) -> Iterator[str]:
    """Lines of at most `width` columns; those of the terminal where not given.

    Args:
        style: `click.style`, or anything of its signature.
    """
    width = max(40, width or min(shutil.get_terminal_size().columns, _WIDEST))
    yield style(page.title, bold=True)
    for block in page.blocks:
        yield ""
        if isinstance(block, Heading):
            yield style(block.text, fg="cyan", bold=True)
        elif isinstance(block, Table):
            yield from _table(block, style, width)
        else:
            yield from _wrapped(block, style, width)
    yield ""
    yield from (style(line, dim=True) for line in textwrap.wrap(page.notice, width))


def _table(table: Table, style: Style, width: int) -> Iterator[str]:
    aside = width >= _SIDE_BY_SIDE
    widths = [_NAME, width - _NAME - 2 - (_WHERE + 2 if aside else 0), *([_WHERE] if aside else [])]
    header = [table.header[0], table.header[1], *([table.header[2]] if aside else [])]
    yield style(
        "  ".join(name.ljust(size) for name, size in zip(header, widths, strict=True)).rstrip(), dim=True
    )
    for name, says, where in table.rows:
        yield style("─" * width, dim=True)
        cells = [name, says, where] if aside else [name, [*says, *where]]
        columns = [list(_cell(cell, style, size)) for cell, size in zip(cells, widths, strict=True)]
        for place in range(max(map(len, columns))):
            yield _row([column[place] if place < len(column) else ("", "") for column in columns], widths)


def _row(parts: list[tuple[str, str]], widths: list[int]) -> str:
    """One line of a table from (text, styled text) of each column: colours take no column."""
    filled = [styled + " " * (size - len(text)) for (text, styled), size in zip(parts, widths, strict=True)]
    return "  ".join(filled).rstrip()


def _cell(cell: Cell, style: Style, width: int) -> Iterator[tuple[str, str]]:
    for line in cell:
        quiet = all(run.quiet for run in line.runs)
        bold = all(run.bold for run in line.runs)
        for text in _wrap(_text(line), width, _is_link(line)):
            yield text, style(text, bold=bold or None, dim=quiet or None)


def _wrapped(line: Line, style: Style, width: int) -> Iterator[str]:
    """A paragraph; the runs of an item each on lines of their own, so that the source stands out."""
    if not line.item:
        quiet = all(run.quiet for run in line.runs)
        yield from (style(text, dim=quiet or None) for text in _wrap(_text(line), width, False))
        return
    for place, run in enumerate(line.runs):
        indent = "- " if place == 0 else "  "
        for text in _wrap(run.text.strip(), width - 2, bool(run.link)):
            yield indent + style(text, bold=run.bold or None, dim=run.quiet or None)
            indent = "  "


def _wrap(text: str, width: int, link: bool) -> list[str]:
    """Lines of `width`; an address stays whole, since a broken one cannot be opened."""
    if link:
        return [text]
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _is_link(line: Line) -> bool:
    return any(run.link for run in line.runs)


def _text(line: Line) -> str:
    return "".join(run.text for run in line.runs).strip()
