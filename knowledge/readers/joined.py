"""Paragraphs that a layout ran together, told apart again by the formulas that begin them.

A page of short paragraphs ("The General Assembly, / Recalling …, / Noting …,") shows no
gap that a line break does not have. A participle in capitals after a comma begins a
paragraph; the text itself does not change, only where a provision may begin in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.readers import formulas
from knowledge.readers.blocks import Block
from knowledge.readers.numbering import flatten, leads
from knowledge.readers.structure import PARAGRAPH, line_of
from knowledge.text import fold

__all__ = ["part"]

_GAP = r"(?P<gap>\s+)"
_OPENINGS = rf"(?<=[,;:]){_GAP}(?={formulas.PREAMBLE}|{formulas.CITATION}|{formulas.PROPOSAL})"
_ENDINGS = rf"(?<=[,;:.]){_GAP}(?={formulas.WHEREAS}|{formulas.MEETING}|{formulas.DONE}|{formulas.SIGNED})"
_ENACTING = rf"(?<=[,;:.]){_GAP}(?={formulas.ENACTING})"
_ADOPTING = rf"(?<=[,;:.]){_GAP}(?={formulas.ADOPTING})"
_ORGAN = rf"{_GAP}(?={formulas.ORGAN}\s+(?:{formulas.PREAMBLE}|{formulas.CITATION})|{formulas.CONFERENCE})"
# With how many capitals each is written, so that it is no word of a sentence.
_FORMULAS = tuple(
    (re.compile(pattern), capitals)
    for pattern, capitals in ((_OPENINGS, 1), (_ENDINGS, 1), (_ENACTING, 4), (_ADOPTING, 0), (_ORGAN, 1))
)
_ITEM = re.compile(
    r"(?P<sign>[;:])(?:\s+(?:and|or|et|ou|y|e|o|u))?(?P<gap>\s+)(?=\(?(?P<letter>[a-z])\)\s+\w)"
)


def part(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The blocks, parted where formulas begin, and what stands before each in the body.

    The first part keeps level and label; texts and gaps together are the blocks as they were.
    """
    parted: list[Block] = []
    gaps: list[str] = []
    for block in blocks:
        texts, between = _parts(block)
        for place, (text, gap) in enumerate(zip(texts, [PARAGRAPH, *between], strict=True)):
            parted.append(replace(block, text=text) if place == 0 else Block(text, page=block.page))
            gaps.append(gap)
    return parted, gaps


def _parts(block: Block) -> tuple[list[str], list[str]]:
    text = block.text
    folded = fold(flatten(text)).replace("’", "'")
    # Offsets carry over only if folding moved no character.
    if len(folded) != len(text) or len(text) < 20:
        return [text], []
    cuts = sorted(
        _items(block)
        | {
            (match.start("gap"), match.end("gap"))
            for pattern, capitals in _FORMULAS
            for match in pattern.finditer(folded)
            if (not capitals or _is_formula(text[match.end() :][:capitals]))
            and not _inside_name(folded, match.start())
        }
    )
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)], [text[a:b] for a, b in cuts]


def _items(block: Block) -> set[tuple[int, int]]:
    """Gaps before items that run on in one block: "… by: a) listening; and b) writing down"."""
    own = next((lead.ordinal for lead in leads(line_of(block)) if lead.style == "a"), 0)
    cuts = set()
    for match in _ITEM.finditer(block.text):
        letter = ord(match["letter"]) - ord("a") + 1
        if letter == own + 1 and (own or match["sign"] == ":"):
            cuts.add((match.start("gap"), match.end("gap")))
            own = letter
    return cuts


def _is_formula(begins: str) -> bool:
    """Whether it is written as one: with a capital (in capitals), or as the number of a meeting."""
    return begins.isupper() or begins.isdigit()


def _inside_name(folded: str, place: int) -> bool:
    """Whether an "and" stands before: "The Parliament and | the Council, …" is one name."""
    return folded[:place].endswith((" and", " et", " y", " e", " of", " du", " del", " do"))
