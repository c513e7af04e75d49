"""Rows of tables as paragraphs, the same for HTML and DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.readers.blocks import Block
from knowledge.readers.wrapping import is_label

__all__ = ["row_blocks"]


def row_blocks(cells: Sequence[Sequence[Block]]) -> list[Block]:
    """The blocks of one row.

    A row of plain cells is one paragraph, its cells parted by " | ". A row that sets a number
    off from its paragraph, as official journals do, is that paragraph with its number; a row
    that holds whole paragraphs is a page layout, and they follow each other.
    """
    filled = [list(cell) for cell in cells if cell]
    if not filled:
        return []
    if len(filled) > 1 and len(filled[0]) == 1 and is_label(filled[0][0].text) and not filled[0][0].label:
        first = filled[1][0]
        if not first.label:
            number = filled[0][0].text
            return [replace(first, text=f"{number} {first.text}"), *filled[1][1:], *row_blocks(filled[2:])]
    if len(filled) == 1 or any(len(cell) > 1 for cell in filled):
        return [block for cell in filled for block in cell]
    if any(block.level for cell in filled for block in cell):
        return [cell[0] for cell in filled]
    texts = (f"{cell[0].label} {cell[0].text}".strip() for cell in filled)
    return [replace(filled[0][0], text=" | ".join(texts), label="")]
