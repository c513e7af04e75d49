"""Legal instruments of the OECD: preamble of the Council, roman sections, building blocks.

"HAVING REGARD to …" is counted (`pp:1`); "II. RECOMMENDS that …" is `part:II`, its numbered
paragraphs `block:1(a)`; letters of the other sections are `part:IV(a)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft, weigh
from knowledge.readers.formulas import PROPOSAL
from knowledge.readers.numbering import leads, main_run
from knowledge.readers.structure import Mark, shorten, slug
from knowledge.readers.zones import (
    find_annex,
    mark_annexes,
    mark_counted,
    mark_front,
    mark_numbered,
)

__all__ = ["mark", "score"]

_OPENING = (
    r"(?:the council|le conseil|el consejo|o conselho)\s*,?\s*(?:$|(?=having regard|vu\b|visto"
    r"|tendo em conta|considerando))"
)
_REGARD = (
    r"(?:the council, |le conseil, |el consejo, |o conselho, )?(?:having regard to|vu\b|vist[oa]s?\b"
    r"|tendo em conta|considerando)"
)
_RECOGNISING = (
    r"(?:recogni[sz]ing|considering|noting|reconnaissant|considerant|constatant|reconociendo|considerando"
    r"|reconhecendo|observando)\b"
)
_VERBS = (
    r"(?:agrees|recommends|invites|instructs|encourages|calls|decides|requests|urges|convient|recommande|invite|charge"
    r"|encourage|decide|appelle|demande|conviene|acuerda|recomienda|invita|encarga|alienta|solicita|concorda|acorda|recomenda"
    r"|convida|encarrega|incentiva|exorta|incumbe)\b"
)
_RECOMMENDS = r"(?:recommends|recommande|recomienda|recomenda)\b"
_NAME = r"(?:.{0,160}\b)?(?:oecd|ocde|recommendation of the council|recommandation du conseil|oecd/legal)\b"


def score(blocks: Sequence[Block]) -> float:
    """Evidence, 0 to 1: "THE COUNCIL,", its participles, roman sections that begin with a verb."""
    draft = Draft(blocks)
    opening = draft.find(_OPENING)
    total = weigh(draft, [(_NAME, 0.15)])
    if opening is None:
        return total
    following = draft.heads[opening:]
    total += 0.25 + 0.1 * any(re.match(_REGARD, head) for head in following)
    total += 0.1 * any(re.match(_RECOGNISING, head) for head in following)
    sections = _sections(draft, opening) or _verbs(draft, opening + 1, len(draft))
    return min(1.0, total + 0.15 * min(len(sections), 3))


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of a legal instrument; what precedes "THE COUNCIL," is background."""
    draft = Draft(blocks)
    opening = draft.find(_OPENING)
    first = 0 if opening is None else opening + 1
    sections = _sections(draft, first)
    named = [] if sections else _verbs(draft, first, len(draft))
    start = min([*sections, *named], default=len(draft))
    annex = find_annex(draft, start)
    mark_front(draft, 0, start if opening is None else opening)
    if opening is not None:
        alone = len(draft.lines[opening]) < 25
        draft.marks[opening] = Mark("heading:preamble" if alone else "pp:1")
        proposal = draft.find(PROPOSAL, first, start)
        mark_counted(draft, first, start if proposal is None else proposal, "pp", 0 if alone else 1)
        if proposal is not None:
            draft.marks[proposal] = Mark("heading:proposal")
    _mark_sections(draft, sections, named, start, annex)
    mark_annexes(draft, annex, len(draft))
    return draft.marks


def _mark_sections(draft: Draft, sections: set[int], named: Sequence[int], start: int, end: int) -> None:
    recommends = next(
        (i for i in sorted([*sections, *named]) if re.match(_RECOMMENDS, _words(draft, i))), start
    )
    run = draft.run(recommends, end)
    if sections or not named:
        mark_numbered(draft, start, end, "block", run, parts=sections)
        return
    for place, index in enumerate(named):
        # Sections without number are told apart by their verb.
        last = named[place + 1] if place + 1 < len(named) else end
        title = shorten(draft.lines[index])
        draft.marks[index] = Mark(f"heading:{slug(draft.lines[index].split()[0])}", title)
        mark_numbered(draft, index + 1, last, "block", run)


def _words(draft: Draft, index: int) -> str:
    """Folded words of a section after its number, which may stand in a block of its own."""
    number = next((lead for lead in leads(draft.lines[index]) if lead.style == "I"), None)
    if number is None:
        return draft.heads[index]
    if number.rest.strip():
        return (
            draft.heads[index][-len(number.rest) :]
            if len(draft.lines[index]) <= 200
            else _folded(number.rest)
        )
    return draft.heads[index + 1] if index + 1 < len(draft) else ""


def _folded(text: str) -> str:
    return Draft([Block(text)]).heads[0]


def _sections(draft: Draft, first: int) -> set[int]:
    found = {
        index: [lead for lead in leads(draft.lines[index]) if lead.style == "I"]
        for index in range(first, len(draft))
        if re.match(_VERBS, _words(draft, index)) and not draft.is_listed(index)
    }
    return set(main_run({index: readings for index, readings in found.items() if readings}, ("I",)))


def _verbs(draft: Draft, first: int, last: int) -> list[int]:
    """Paragraphs that begin with an operative verb in capitals."""
    return [
        index
        for index in range(first, last)
        if re.match(_VERBS, draft.heads[index]) and draft.lines[index].split()[0].isupper()
    ]
