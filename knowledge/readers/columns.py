"""Reading order of a page: columns left to right, between the lines that span them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.readers.lines import Line

__all__ = ["flows"]

_DEPTH = 3  # gutters within columns: up to eight columns
_FEWEST = 3  # lines on each side of a gutter
_SHARE = 0.22  # of the width: narrower "columns" are labels, or the cells of a table
_CHARACTERS = 14  # of a column's line, on average


def flows(lines: Iterable[Line], depth: int = 0) -> list[list[Line]]:
    """The lines of one page in reading order, one list for each column of each region.

    A line that spans a gutter (a title, a table) stands between what is over and under it.
    The parts of one line within a column are put together.
    """
    ordered = sorted(lines, key=lambda line: (line.y, line.x0))
    gutter = _gutter(ordered) if depth < _DEPTH else None
    if gutter is None:
        return [_merged(ordered)] if ordered else []
    result: list[list[Line]] = []
    for spanning, group in itertools.groupby(ordered, key=lambda line: line.x0 < gutter < line.x1):
        region = list(group)
        if spanning:
            result.append(_merged(region))
        elif _side_by_side(region, gutter):
            result += flows([line for line in region if line.x1 <= gutter], depth + 1)
            result += flows([line for line in region if line.x0 >= gutter], depth + 1)
        else:
            result.append(_merged(region))
    return result


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the emptiest strip of the page, where text stands on both its sides."""
    if len(lines) < 2 * _FEWEST:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    width = int(right - left)
    if not 0 < width < 20_000:
        return None
    # Lines over each point of the width, from a running sum of their begins and ends.
    changes = [0] * (width + 2)
    for line in lines:
        changes[int(line.x0 - left)] += 1
        changes[min(width, int(line.x1 - left)) + 1] -= 1
    cover = list(itertools.accumulate(changes))
    inner = range(int(width * _SHARE), int(width * (1 - _SHARE)) + 1)
    least = min((cover[x] for x in inner), default=0)
    strips = [list(strip) for empty, strip in itertools.groupby(inner, lambda x: cover[x] == least) if empty]
    for strip in sorted(strips, key=len, reverse=True)[:3]:
        gutter = left + strip[len(strip) // 2] + 0.5
        if _columns_at(lines, gutter, width):
            return gutter
    return None


def _columns_at(lines: Sequence[Line], gutter: float, width: float) -> bool:
    sides = (
        [line for line in lines if line.x1 <= gutter],
        [line for line in lines if line.x0 >= gutter],
    )
    for side in sides:
        if len(side) < _FEWEST:
            return False
        if max(line.x1 for line in side) - min(line.x0 for line in side) < width * _SHARE:
            return False
        if sum(len(line.text) for line in side) < _CHARACTERS * len(side):
            return False
    return _side_by_side([*sides[0], *sides[1]], gutter)


def _side_by_side(lines: Sequence[Line], gutter: float) -> bool:
    left = [line.y for line in lines if line.x1 <= gutter]
    right = [line.y for line in lines if line.x0 >= gutter]
    if not left or not right:
        return False
    if min(len(left), len(right)) == 1 and max(len(left), len(right)) == 1:
        return False  # one line in two parts
    return min(left) <= max(right) and min(right) <= max(left)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Parts of one line put together, left to right."""
    result: list[Line] = []
    for row in _rows(lines):
        merged = row[0]
        for part in row[1:]:
            shift = len(merged.text) + 1
            letters = len(merged.text) + len(part.text)
            # A bullet or number may be set higher or smaller than its text.
            main = max(merged, part, key=lambda line: len(line.text))
            merged = replace(
                merged,
                text=f"{merged.text} {part.text}",
                x1=max(merged.x1, part.x1),
                y=main.y,
                size=main.size,
                bold=(merged.bold * len(merged.text) + part.bold * len(part.text)) / letters,
                calls=merged.calls + tuple((start + shift, end + shift) for start, end in part.calls),
            )
        result.append(merged)
    return result


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and line.y - rows[-1][0].y <= 0.3 * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]
