"""Lines with their place on a page: what a PDF gives, and plain text through the same door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Line", "Page", "body_size"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of one that lies in one column. Points, from the page's top left.

    Attributes:
        y: its baseline.
        size: of its type.
        bold: share of its letters that are bold.
        calls: spans of `text` that are raised numbers or marks, as calls of notes are.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float = 10.0
    bold: float = 0.0
    page: int = 0
    calls: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its height in points, and its lines in any order."""

    number: int
    height: float
    lines: tuple[Line, ...]


def body_size(lines: Iterable[Line]) -> float:
    """The size that most characters of the running text are set in; 10 where there is none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0
