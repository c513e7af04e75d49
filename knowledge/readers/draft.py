"""A document while its provisions are being marked: its lines, and which of them are headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.readers.blocks import Block
from knowledge.readers.numbering import Lead, flatten, leads, main_run
from knowledge.readers.structure import MAX_TITLE, Mark, line_of, shorten
from knowledge.text import fold

__all__ = ["STRIP", "Cue", "Draft", "weigh"]

Cue = tuple[str, float]  # pattern on a folded line's beginning, and what one such line is worth

_PARAGRAPHS = ("1.", "(1)")  # styles of numbered paragraphs
_HEAD = 200  # characters of a line in which its opening words are looked for
MAX_HEADING = 250  # a longer line that the format calls a heading is a paragraph in bold
_SHORT = 110  # a heading that the format does not mark
_SENTENCE_END = re.compile(r"[.,;:!?…]['\"”’»)]*$")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")  # a table of contents
STRIP = " .:|-‐‑–—\t\u00a0\u202f"  # what stands between a number and its words


class Draft:
    """Blocks, their lines, and the marks set so far.

    Attributes:
        blocks: the blocks of the source.
        lines: label and text of each.
        flat: the same with one kind of space and dash (see `numbering.flatten`).
        heads: beginning of each line in lower case without accents, for patterns.
        marks: what begins at each block; None continues what precedes.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.lines = [line_of(block) for block in blocks]
        self.flat = [flatten(line) for line in self.lines]
        self.heads = [fold(line[:_HEAD]).replace("’", "'") for line in self.flat]
        self.marks: list[Mark | None] = [None] * len(blocks)

    def __len__(self) -> int:
        return len(self.blocks)

    def find(self, pattern: str, first: int = 0, last: int | None = None, longest: int = 10**6) -> int | None:
        """The first line from `first` to before `last` that begins so and has at most `longest` characters."""
        compiled = re.compile(pattern)
        for index in range(first, len(self) if last is None else last):
            if len(self.lines[index]) <= longest and compiled.match(self.heads[index]):
                return index
        return None

    def leads(self, indices: Iterable[int]) -> dict[int, list[Lead]]:
        """Readings of those lines' beginnings, lines of a table of contents left out."""
        return {index: [] if self.is_listed(index) else leads(self.lines[index]) for index in indices}

    def run(self, first: int, last: int, styles: Sequence[str] = _PARAGRAPHS) -> dict[int, Lead]:
        """The main numbering between two lines (see `numbering.main_run`)."""
        return self.run_of(self.leads(range(first, last)), styles)

    def run_of(self, found: Mapping[int, Sequence[Lead]], styles: Sequence[str]) -> dict[int, Lead]:
        """The main numbering of lines whose readings are `found`."""
        depths = {index: self.blocks[index].depth for index in found}
        introduced = [
            index for index in found if index and self.flat[index - 1].rstrip().endswith((":", "-"))
        ]
        return main_run(found, styles, depths, introduced)

    def is_listed(self, index: int) -> bool:
        """Whether the line is one of a table of contents: dots lead to a page number."""
        return bool(_LEADERS.search(self.lines[index]))

    def is_marked_heading(self, index: int) -> bool:
        """Whether the format marks the line as a heading."""
        return self.blocks[index].level > 0 and len(self.lines[index]) <= MAX_HEADING

    def is_short(self, index: int) -> bool:
        """Whether the line could be a heading that the format does not mark.

        Short, beginning with a capital and ending without a full stop; no list item.
        """
        block, line = self.blocks[index], self.lines[index].strip()
        if self.is_marked_heading(index):
            return True
        if not line or len(line) > _SHORT or _SENTENCE_END.search(line) or self.is_bullet(index):
            return False
        letter = next((char for char in block.text if char.isalpha()), "")
        return letter.isupper()

    def is_bullet(self, index: int) -> bool:
        """Whether the line is an item of a list without numbers."""
        line = self.flat[index].lstrip()
        return bool(line) and (line[0] in "•●▪■◦○‣∙·*" or line.startswith("- "))

    def continues(self, index: int) -> bool:
        """Whether the line goes on from the one before: it begins in lower case or with a digit."""
        line = self.lines[index].lstrip()
        first = next((char for char in line if char.isalnum()), "")
        return self.is_bullet(index) or not first or first.islower() or first.isdigit()

    def is_bare(self, index: int) -> bool:
        """Whether the line is a number or letter and nothing else; its text is in the next block."""
        return any(not lead.rest.strip(STRIP) for lead in leads(self.lines[index]))

    def after(self, index: int, last: int) -> list[str]:
        """The lines after `index`, for readings that depend on what follows."""
        return self.lines[index + 1 : min(last, index + 61)]

    def title(self, index: int) -> str:
        """A heading's words without its number."""
        line = self.lines[index]
        numbers = [lead for lead in leads(line) if lead.style in ("1.", "I", "A", "(1)", "1")]
        words = numbers[0].rest if numbers else line
        decimal = re.match(r"(?:\d+\.)+\d+\.?\s+", words)
        return shorten((words[decimal.end() :] if decimal else words).strip(STRIP) or line, MAX_TITLE)


def weigh(draft: Draft, cues: Iterable[Cue], limit: int = 400) -> float:
    """Sum of the worth of the cues that some line among the first `limit` begins with."""
    total = 0.0
    for pattern, worth in cues:
        if draft.find(pattern, 0, min(limit, len(draft))) is not None:
            total += worth
    return total
