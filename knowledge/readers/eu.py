"""Acts of the Official Journal: citations, recitals, then points or articles, annexes.

Recitals are `recital:12`, points `point:9(c)`, paragraphs of articles `art:5.1(a)`. Recital
numbers and footnote calls look alike, "(1)": only those between "Whereas:" and the
enacting formula that run on are recitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.articles import find_articles, find_container
from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft, weigh
from knowledge.readers.formulas import CITATION, DONE, ENACTING, WHEREAS
from knowledge.readers.provisions import mark_articles
from knowledge.readers.structure import Mark
from knowledge.readers.zones import (
    find_annex,
    mark_annexes,
    mark_counted,
    mark_numbered,
    mark_title,
)

__all__ = ["mark", "score"]

_EACH = r"whereas\b|considerant que|considerando que"
_ISSUE = (
    r"(?:.{0,80}\b)?(?:official journal|journal officiel|diario oficial|jornal oficial"
    r"|council recommendation|recommandation du conseil|recomendacion del consejo"
    r"|recomendacao do conselho|(?:regulation|directive|decision|recommendation|reglement|recommandation"
    r"|reglamento|directiva|recomendacion|regulamento|recomendacao|decisao) \((?:eu|ue)\))"
)
_TREATY = r"(?:having regard to the treaty|vu le traite|visto el tratado|tendo em conta o tratado)"


def score(blocks: Sequence[Block]) -> float:
    """Evidence, 0 to 1: citations, "Whereas:" with its numbers, enacting formula."""
    draft = Draft(blocks)
    total = weigh(draft, [(CITATION, 0.2), (_TREATY, 0.1), (_ISSUE, 0.1)])
    whereas = _whereas(draft)
    if whereas is not None:
        enacting = _enacting(draft, whereas + 1)
        total += 0.2 + (0.2 if enacting is not None else 0)
        if len(draft.run(whereas + 1, enacting or len(draft), ("(1)",))) > 1:
            total += 0.25
    elif sum(bool(re.match(_EACH, head)) for head in draft.heads) > 1:
        total += 0.15
    return min(1.0, total)


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of an act; parts that it lacks are left out."""
    draft = Draft(blocks)
    whereas = _whereas(draft)
    citation = draft.find(CITATION, 0, whereas)
    opening = _opening(draft, citation, whereas)
    after = opening if whereas is None else whereas + 1
    enacting = _enacting(draft, after)
    closing = draft.find(DONE, after if enacting is None else enacting, longest=200)
    annex = find_annex(draft, after if enacting is None else enacting)
    end = annex if closing is None else min(closing, annex)
    start = _start(draft, after, end) if enacting is None else enacting
    mark_title(draft, 0, opening)
    if opening < start:
        draft.marks[opening] = Mark("heading:citations" if opening != whereas else "heading:recitals")
    if whereas is not None:
        draft.marks[whereas] = Mark("heading:recitals")
        _mark_recitals(draft, whereas + 1, start)
    elif opening < start:
        each = draft.find(_EACH, opening, start)
        if each is not None:
            mark_counted(draft, each, start, "recital")
    if enacting is not None:
        draft.marks[enacting] = Mark("heading:enacting-formula")
        start = enacting + 1
    _mark_enacted(draft, start, end)
    if closing is not None and closing < annex:
        draft.marks[closing] = Mark("heading:closing")
    mark_annexes(draft, annex, len(draft))
    return draft.marks


def _whereas(draft: Draft) -> int | None:
    return draft.find(rf"{WHEREAS}?\s*$", longest=60)


def _opening(draft: Draft, citation: int | None, whereas: int | None) -> int:
    """The institution's name above the first citation, or what there is of the preamble."""
    first = citation if citation is not None else whereas
    if first is None:
        return 0
    above = first - 1
    if (
        citation is not None
        and above >= 0
        and draft.lines[above].rstrip().endswith(",")
        and len(draft.lines[above]) < 160
    ):
        return above
    return first


def _enacting(draft: Draft, first: int) -> int | None:
    for index in range(first, len(draft)):
        line = draft.lines[index].strip()
        if len(line) > 200 or not re.match(ENACTING, draft.heads[index].strip()):
            continue
        letters = [char for char in line if char.isalpha()]
        if line.endswith(":") or sum(map(str.isupper, letters)) > 0.6 * len(letters):
            return index
    return None


def _start(draft: Draft, first: int, last: int) -> int:
    """Where the operative part begins if no enacting formula was found."""
    articles = find_articles(draft, first, last)
    if articles:
        return articles[0].index
    return min(draft.run(first, last, ("1.",)), default=last)


def _mark_recitals(draft: Draft, first: int, last: int) -> None:
    run = draft.run(first, last, ("(1)", "1."))
    if run:
        mark_numbered(draft, first, last, "recital", run)
    else:
        mark_counted(draft, first, last, "recital")


def _mark_enacted(draft: Draft, first: int, last: int) -> None:
    articles = find_articles(draft, first, last)
    if articles:
        mark_articles(draft, first, last, articles)
        return
    run = draft.run(first, last)
    parts = {
        i
        for i in range(first, last)
        if i not in run and (found := find_container(draft, i)) and found[0][:5] == "part:"
    }
    mark_numbered(draft, first, last, "point", run, inner=("a", "i", "(1)"), parts=parts)
