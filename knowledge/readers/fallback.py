"""Texts of no drafting tradition: headings make sections, and a continuous numbering is kept.

Where there is neither heading nor number, a page is the place; where there are no pages
either, the paragraph is counted from the start (`unnumbered:7`) and said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft
from knowledge.readers.numbering import Lead, leads
from knowledge.readers.structure import Mark, slug
from knowledge.readers.zones import mark_front, mark_numbered

__all__ = ["THRESHOLD", "mark", "score"]

THRESHOLD = 0.5  # evidence that another tradition has to exceed
_GROUP = 1_200  # characters of a section that make one provision
_LEAST = 4  # numbered paragraphs, at least, that make a numbering of the text
_SHARE = 0.6  # of the text that they hold, at least
_WORDS = 60  # characters of a numbered paragraph on average, at least: less are items or headings


def score(blocks: Sequence[Block]) -> float:
    """The threshold of the others: any text can be read so."""
    return THRESHOLD if blocks else 0.0


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of a text: numbered paragraphs, sections, pages or counted paragraphs."""
    draft = Draft(blocks)
    if not blocks:
        return draft.marks
    run = _continuous(draft)
    if run:
        first = min(run)
        while first > 1 and (_is_heading(draft, first - 1) or (first in run and draft.is_short(first - 1))):
            first -= 1
        mark_front(draft, 0, first)
        mark_numbered(draft, first, len(draft), "para", run)
    else:
        _mark_sections(draft)
    return draft.marks


def _continuous(draft: Draft) -> dict[int, Lead]:
    """The paragraph numbers of a text that numbers its paragraphs from first to last."""
    run = draft.run(0, len(draft))
    if len(run) < _LEAST or any(draft.is_marked_heading(index) for index in run):
        return {}
    style = next(iter(run.values())).style
    first = min(run)
    depth = draft.blocks[first].depth
    restarts = [
        index
        for index in range(first, len(draft))
        if index not in run
        and draft.blocks[index].depth <= depth
        and any(lead.style == style and lead.ordinal == 1 for lead in leads(draft.lines[index]))
    ]
    total = sum(len(line) for line in draft.lines)
    # Text after the last number belongs to it only if it is not longer than such paragraphs are.
    held = sum(len(line) for line in draft.lines[first : max(run) + 3])
    own = sum(len(draft.lines[index]) for index in run)
    below = sum(
        len(draft.lines[index + 1]) for index in run if index + 1 < len(draft) and index + 1 not in run
    )
    if restarts or held < _SHARE * total or own + below < _WORDS * len(run):
        return {}
    return run


def _is_heading(draft: Draft, index: int) -> bool:
    """A heading of the format, a line in capitals, or a numbered line above a paragraph."""
    if draft.is_marked_heading(index):
        return True
    line = draft.flat[index].strip()
    if not draft.is_short(index) or len(line) > 90 or index + 1 >= len(draft):
        return False
    below = draft.lines[index + 1]
    letters = [char for char in line if char.isalpha()]
    shouted = len(letters) > 3 and all(char.isupper() for char in letters)
    decimal = re.match(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.)\s+[^\W\d_]", line)
    numbered = decimal and not leads(below) and len(below) > len(line)
    return shouted or bool(numbered)


def _mark_sections(draft: Draft) -> None:
    place, title = "", ""
    length = counted = 0
    only_headings = False
    for index, line in enumerate(draft.lines):
        if _is_heading(draft, index):
            title = draft.title(index)
            place = f"heading:{slug(title)}"
            draft.marks[index] = Mark(place, title)
            length, only_headings = len(line), True
            continue
        item = draft.is_bullet(index) or bool(draft.blocks[index].label)
        counted += not item
        if place:
            # The heading stays with the first paragraph below it, however long that is.
            if length + len(line) > _GROUP and not only_headings:
                draft.marks[index] = Mark(place, title)
                length = 0
            length += len(line)
        else:
            length = _mark_unplaced(draft, index, length, counted, item)
        only_headings = False


def _mark_unplaced(draft: Draft, index: int, length: int, counted: int, item: bool) -> int:
    """A paragraph under no heading; returns the length of its provision so far."""
    page, line = draft.blocks[index].page, draft.lines[index]
    if page:
        same = index and draft.blocks[index - 1].page == page
        if not same or length + len(line) > _GROUP:
            draft.marks[index] = Mark(f"page:{page}")
            return len(line)
        return length + len(line)
    # An item of a list goes with the paragraph that introduces it.
    if not item or not index or length + len(line) > _GROUP:
        draft.marks[index] = Mark(f"unnumbered:{max(counted, 1)}")
        return len(line)
    return length + len(line)
