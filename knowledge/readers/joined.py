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
from knowledge.readers.numbering import flatten
from knowledge.readers.structure import PARAGRAPH
from knowledge.text import fold

__all__ = ["part"]

_GAP = r"(?P<gap>\s+)"
_OPENINGS = re.compile(
    rf"(?<=[,;:]){_GAP}(?P<begins>{formulas.PREAMBLE}|{formulas.CITATION}|{formulas.PROPOSAL})"
)
_ENDINGS = re.compile(
    rf"(?<=[,;:.]){_GAP}(?P<begins>{formulas.WHEREAS}|{formulas.MEETING}|{formulas.DONE}|{formulas.SIGNED})"
)
_ENACTING = re.compile(rf"(?<=[,;:.]){_GAP}(?P<begins>{formulas.ENACTING})")
_ADOPTING = re.compile(rf"(?<=[,;:.]){_GAP}(?P<begins>{formulas.ADOPTING})")
_ORGANS = re.compile(
    rf"{_GAP}(?P<begins>{formulas.ORGAN}\s+(?:{formulas.PREAMBLE}|{formulas.CITATION})|{formulas.CONFERENCE})"
)


# With how many capitals each is written, so that it is no word of a sentence.
_FORMULAS = ((_OPENINGS, 1), (_ENDINGS, 1), (_ENACTING, 4), (_ADOPTING, 0), (_ORGANS, 1))


def part(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The blocks, parted where formulas begin, and what stands before each in the body.

    The first part keeps level and label; texts and gaps together are the blocks as they were.
    """
    parted: list[Block] = []
    gaps: list[str] = []
    for block in blocks:
        texts, between = _parts(block.text)
        for place, (text, gap) in enumerate(zip(texts, [PARAGRAPH, *between], strict=True)):
            parted.append(replace(block, text=text) if place == 0 else Block(text, page=block.page))
            gaps.append(gap)
    return parted, gaps


def _parts(text: str) -> tuple[list[str], list[str]]:
    folded = fold(flatten(text)).replace("’", "'")
    # Offsets carry over only if folding moved no character.
    if len(folded) != len(text) or len(text) < 20:
        return [text], []
    cuts = sorted(
        {
            (match.start("gap"), match.end("gap"))
            for pattern, capitals in _FORMULAS
            for match in pattern.finditer(folded)
            if not capitals or _is_formula(text[match.start("begins") :][:capitals])
        }
    )
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)], [text[a:b] for a, b in cuts]


def _is_formula(begins: str) -> bool:
    """Whether it is written as one: with a capital (in capitals), or as the number of a meeting."""
    return begins.isupper() or begins.isdigit()
