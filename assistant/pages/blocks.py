"""A page in blocks, between what was found and the formats it is shown in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Block", "Cell", "Heading", "Line", "Page", "Run", "Table"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; `quiet` is secondary, `link` an http address behind it."""

    text: str
    bold: bool = False
    quiet: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the page's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or an item of a list."""

    runs: tuple[Run, ...]
    item: bool = False


Cell = Sequence[Line]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a cell is a run of lines, and every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Heading | Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page to show or to save.

    `system` and `source_type` (of the IPTC vocabulary, see `assistant.export.mark`) say to
    machines that an AI system took part; formats put them into their metadata. `notice` is
    what a reader sees.
    """

    title: str
    language: str
    created: str
    blocks: tuple[Block, ...]
    notice: str
    system: str
    source_type: str
