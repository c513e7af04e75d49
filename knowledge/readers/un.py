"""Resolutions of the General Assembly and of organs that draft like it.

Title block, "The General Assembly,", preambular paragraphs (counted: `pp:1`), numbered
operative paragraphs (`op:1`, `op:1(b)(ii)`), the meeting at which it was adopted, annexes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft, weigh
from knowledge.readers.formulas import MEETING, OPERATIVE, ORGAN, PREAMBLE
from knowledge.readers.numbering import Lead, leads
from knowledge.readers.structure import Mark
from knowledge.readers.zones import (
    find_annex,
    mark_annexes,
    mark_counted,
    mark_numbered,
    mark_title,
)
from knowledge.text import fold

__all__ = ["mark", "score"]

_SYMBOL = r"(?:.{0,120}\b)?[ae]/(?:res|hrc|c\.\d)/"
_FAR = 60  # blocks before the opening: beyond, a resolution is quoted in another text


def score(blocks: Sequence[Block]) -> float:
    """Evidence, 0 to 1: the organ that opens, participles, numbered operative verbs."""
    draft = Draft(blocks)
    opening = _opening(draft)
    if opening is None or opening > _FAR:
        return min(0.3, weigh(draft, [(_SYMBOL, 0.2)]))
    total = 0.35 + weigh(draft, [(_SYMBOL, 0.15), (MEETING, 0.1)])
    preamble = sum(bool(re.match(PREAMBLE, head)) for head in draft.heads[opening + 1 :])
    preamble += bool(re.search(rf",\s+{PREAMBLE}", draft.heads[opening]))
    total += 0.1 * min(preamble, 3)
    operative = sum(_is_operative(draft.lines[i]) for i in range(opening + 1, len(draft)))
    total += 0.1 * min(operative, 3)
    # The Councils of the OECD and of the European Union open alike.
    shouted = draft.flat[opening][:12].isupper()
    others = weigh(
        draft, [(r"having regard to|vu (?:le|la|les|l')|visto[s]? |tendo em conta o tratado", 0.4)]
    )
    return max(0.0, min(1.0, total - others - (0.3 if shouted and preamble < 2 else 0)))


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of a resolution; without an opening, what is numbered is still marked."""
    draft = Draft(blocks)
    opening = _opening(draft)
    first = 0 if opening is None else opening + 1
    annex = find_annex(draft, first)
    closing = draft.find(MEETING, first, annex, longest=120)
    end = annex if closing is None else closing
    run = _operative_run(draft, first, end)
    start = min(run, default=end)
    mark_title(draft, 0, opening if opening is not None else start)
    if opening is not None:
        alone = bool(re.fullmatch(ORGAN, draft.heads[opening].strip()))
        draft.marks[opening] = Mark("heading:preamble" if alone else "pp:1")
        heading = _heading_above(draft, start, first)
        mark_counted(draft, first, heading, "pp", 0 if alone else 1)
        start = heading
    mark_numbered(draft, start, end, "op", run, inner=("a", "i"))
    if closing is not None:
        draft.marks[closing] = Mark("heading:closing")
    mark_annexes(draft, annex, len(draft))
    return draft.marks


def _opening(draft: Draft) -> int | None:
    for index, head in enumerate(draft.heads):
        match = re.match(ORGAN, head.strip())
        if match is None:
            continue
        rest = head.strip()[match.end() :].strip()
        if not rest or re.match(PREAMBLE, rest):
            return index
    return None


def _is_operative(line: str) -> bool:
    """Whether the line is a number and an operative verb."""
    return any(_has_verb(lead) for lead in leads(line) if lead.style in ("1.", "1", "(1)"))


def _has_verb(lead: Lead) -> bool:
    return bool(re.match(OPERATIVE, fold(lead.rest[:80])))


def _operative_run(draft: Draft, first: int, end: int) -> dict[int, Lead]:
    """Numbered operative paragraphs; counted where a resolution has one or does not number them."""
    found = draft.leads(range(first, end))
    for index, readings in found.items():
        # A bare number is one of a footnote or of a figure, unless an operative verb follows.
        found[index] = [lead for lead in readings if lead.style != "1" or _has_verb(lead) or not lead.rest]
    run = draft.run_of(found, ("1.", "1", "(1)"))
    if run:
        return run
    verbs = [i for i in range(first, end) if re.match(OPERATIVE, draft.heads[i])]
    return {index: Lead("", str(count), count, draft.lines[index]) for count, index in enumerate(verbs, 1)}


def _heading_above(draft: Draft, start: int, first: int) -> int:
    """Headings right above the first operative paragraph belong to the operative part."""
    while start > first and draft.is_marked_heading(start - 1):
        start -= 1
    return start
