"""Pieces of words put together to lines, with raised numbers marked as possible calls of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.readers.lines import Line
from knowledge.readers.wrapping import tidy

__all__ = ["SPACE", "Piece", "fragments"]

_COLUMN = 1.2  # sizes: a wider gap may be a gutter
SPACE = 0.2  # sizes: a wider gap before a piece is a space
_MARK = re.compile(r"\[?\(?(?:[0-9]{1,3}|[*†‡§]{1,3})(?:[,;–-][0-9]{1,3})*\)?\]?,?")


@dataclass(slots=True)
class Piece:
    """Characters of one word on one baseline in one size; coordinates of PDF, from the bottom left.

    `x`, `y` is the origin of the first character, `angle` its direction in radians,
    counter-clockwise, and `space` the gap before it, in sizes, that is a space.
    """

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    x: float
    y: float
    size: float
    bold: bool = False
    space: float = SPACE
    angle: float = 0.0

    def turn(self, quarters: int, width: float, height: float) -> None:
        """Set the place as it is once the page is turned back by so many quarters; `y` from the top."""
        if quarters == 0:
            self.y = height - self.y
        elif quarters == 2:
            self.x0, self.x1 = width - self.x1, width - self.x0
        elif quarters == 1:
            self.x0, self.x1, self.y = self.y0, self.y1, self.x
        else:
            self.x0, self.x1, self.y = height - self.y1, height - self.y0, width - self.x


class _Run:
    def __init__(self, piece: Piece, page: int) -> None:
        self.text = ""
        self.x0, self.x1 = piece.x0, piece.x0
        self.y, self.size = piece.y, piece.size
        self.page = page
        self.bold = 0
        self.sizes: dict[float, int] = {}
        self.calls: list[tuple[int, int]] = []
        self.add(piece)

    def add(self, piece: Piece, *, raised: bool = False) -> None:
        text = tidy(piece.text)
        if not text:
            return
        if piece.text.endswith("\u00ad"):  # at a line end it says that the word goes on
            text += "\u00ad"
        wide = piece.x0 - self.x1 > piece.space * self.size
        if self.text and wide and not (raised and piece.space == SPACE):
            self.text += " "
        start = len(self.text)
        self.text += text
        if raised and _MARK.fullmatch(text):
            self.calls.append((start, len(self.text)))
        self.sizes[piece.size] = self.sizes.get(piece.size, 0) + len(text)
        self.bold += len(text) if piece.bold else 0
        self.x1 = max(self.x1, piece.x1)

    def line(self) -> Line | None:
        if not self.text:
            return None
        bold = self.bold / len(self.text.replace(" ", ""))
        size = max(self.sizes, key=lambda size: self.sizes[size])  # of most of its letters
        return Line(self.text, self.x0, self.x1, self.y, size, bold, self.page, tuple(self.calls))


def fragments(pieces: Iterable[Piece], page: int) -> Iterator[Line]:
    """The lines, or parts of lines between wide gaps, that `pieces` make in their order."""
    run: _Run | None = None
    for piece in pieces:
        if run is not None and (how := _belongs(run, piece)):
            if how == "lowered":  # the run so far is a raised mark before its note
                run.calls = [(0, len(run.text))] if _MARK.fullmatch(run.text) else []
                run.y, run.size = piece.y, piece.size
            run.add(piece, raised=how == "raised")
            continue
        if run is not None and (line := run.line()):
            yield line
        run = _Run(piece, page)
    if run is not None and (line := run.line()):
        yield line


def _belongs(run: _Run, piece: Piece) -> str:
    size = max(run.size, piece.size)
    if not -0.6 * size <= piece.x0 - run.x1 <= _COLUMN * size:
        return ""
    rise = run.y - piece.y
    if piece.size <= 0.85 * run.size and 0.1 * run.size < rise < 0.75 * run.size:
        return "raised"
    if run.size <= 0.85 * piece.size and 0.1 * size < -rise < 0.75 * size and len(run.text) <= 4:
        return "lowered"
    small = piece.size <= 0.85 * run.size
    return "level" if abs(rise) <= (0.35 if small else 0.2) * size else ""
