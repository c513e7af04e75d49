"""A document as blocks, and on which line each stands; a block counts as long as it is estimated
until somebody has laid it out.

Nothing here wraps text: a reader of 300 pages lays out what it shows and tells the heights.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from knowledge.documents import Document

__all__ = ["Block", "Flow", "Leaf", "leaf_of"]

BlockKind = Literal["title", "about", "link", "heading", "note", "text", "gap"]
_PIECE = 2_000  # characters of one block: a paragraph without an end is laid out in pieces
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_FULL = 0.92  # of a line's width that words fill, about


class Block(NamedTuple):
    """A run of lines: `text`, then `body[start:end]` of the document."""

    kind: BlockKind
    text: str
    start: int
    end: int
    provision: int  # its number; -1 before the first

    @property
    def length(self) -> int:
        """Characters that are shown."""
        return len(self.text) + self.end - self.start


class Leaf(NamedTuple):
    """A document ready to be shown. `headings` has the block where each provision begins."""

    document: Document
    blocks: tuple[Block, ...]
    headings: tuple[int, ...]


class Flow:
    """Where the blocks stand at one width, top line first.

    Args:
        blocks: in their order.
        width: columns for text.
    """

    def __init__(self, blocks: Sequence[Block], width: int) -> None:
        fits = max(1.0, width * _FULL)
        self._heights = [1 if block.length <= width else 1 + int(block.length / fits) for block in blocks]
        self._known = bytearray(len(self._heights))
        self._tops = [0, *accumulate(self._heights)]

    @property
    def total(self) -> int:
        """Lines of the whole."""
        return self._tops[-1]

    @property
    def laid_out(self) -> int:
        """Blocks whose height is known, no longer estimated."""
        return sum(self._known)

    def at(self, line: int) -> tuple[int, int]:
        """The block at a line, and the line within it; the nearest one beyond the ends."""
        number = min(max(0, bisect_right(self._tops, line) - 1), len(self._heights) - 1)
        return number, max(0, line - self._tops[number])

    def top(self, number: int) -> int:
        """The first line of a block."""
        return self._tops[number]

    def height(self, number: int) -> int:
        """Lines of a block, estimated where it was not laid out."""
        return self._heights[number]

    def unknown(self, first: int, last: int) -> list[int]:
        """The blocks from `first` to `last`, both included, that were not laid out."""
        return [number for number in range(first, last + 1) if not self._known[number]]

    def learn(self, heights: Mapping[int, int]) -> bool:
        """Take over the heights of blocks that were laid out; whether a line has moved."""
        moved = False
        for number, height in heights.items():
            self._known[number] = 1
            if self._heights[number] != height:
                self._heights[number] = height
                moved = True
        if moved:
            self._tops = [0, *accumulate(self._heights)]
        return moved


def leaf_of(document: Document, about: Sequence[str], names: Sequence[str], notes: Sequence[str]) -> Leaf:
    """Cut a document into blocks.

    Args:
        about: lines that say what it is, under its title.
        names: what each provision is called: its pinpoint for readers; its title is added.
        notes: what stands behind each provision's pinpoint, or "".
    """
    blocks = [_said("title", document.title, -1)]
    blocks += [_said("about", line, -1) for line in about if line]
    if document.url:
        blocks.append(_said("link", document.url, -1))
    headings = []
    shown = 0  # of the body, up to here
    for number, provision in enumerate(document.provisions):
        start = max(shown, provision.start)
        title = _title(document.body, shown, start, provision.title)
        before = start if title is None else title[0]
        blocks += _paragraphs(document.body, shown, before, number - 1)
        blocks.append(_said("gap", "", number))
        headings.append(len(blocks))
        blocks.append(_heading(names[number], provision.title, title, number))
        if notes[number]:
            blocks.append(_said("note", notes[number], number))
        blocks += _paragraphs(document.body, start, provision.end, number)
        shown = max(shown, provision.end)
    last = len(document.provisions) - 1
    blocks += _paragraphs(document.body, shown, len(document.body), last)
    return Leaf(document, tuple(blocks), tuple(headings))


def _said(kind: BlockKind, text: str, provision: int) -> Block:
    return Block(kind, text, 0, 0, provision)


def _heading(name: str, title: str, place: tuple[int, int] | None, number: int) -> Block:
    """`para. 5 · Definition`; the title is that of the body where it stands there, to be found in it."""
    if not title or (title in name and not name.endswith(title)):
        return _said("heading", name or "…", number)
    prefix = name.removesuffix(title) if name.endswith(title) else f"{name} · " if name else ""
    if place is None:
        return _said("heading", prefix + title, number)
    return Block("heading", prefix, *place, number)


def _title(body: str, start: int, end: int, title: str) -> tuple[int, int] | None:
    """Where a provision's title stands as the last line before it."""
    if not title:
        return None
    line = body[start:end].rstrip()
    if not line.endswith(title):
        return None
    place = start + len(line) - len(title)
    return place, place + len(title)


def _paragraphs(body: str, start: int, end: int, provision: int) -> list[Block]:
    blocks: list[Block] = []
    past = start
    for match in _PARAGRAPH.finditer(body, start, end):
        if blocks and body.count("\n", past, match.start()) > 1:
            blocks.append(_said("gap", "", provision))
        past = match.end()
        blocks += [Block("text", "", *piece, provision) for piece in _pieces(body, match.start(), past)]
    return blocks


def _pieces(body: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > _PIECE:
        cut = body.rfind(" ", start + _PIECE // 2, start + _PIECE)
        cut = cut + 1 if cut > 0 else start + _PIECE
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]
