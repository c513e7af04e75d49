"""National laws in English, French, Spanish and Portuguese: articles, or sections of an Act.

`art:5.1(a)` in Spain and Portugal, `art:1(I)(2)` in France, `art:4(§1)(I)(a)` in Brazil,
`sec:3(1)` where an Act has sections; what precedes the first article is the preamble.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.articles import Article, find_articles, find_container, find_disposition
from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft, weigh
from knowledge.readers.formulas import DONE, SIGNED
from knowledge.readers.numbering import leads
from knowledge.readers.provisions import mark_articles
from knowledge.readers.structure import Mark, shorten
from knowledge.readers.zones import find_annex, mark_annexes, mark_front

__all__ = ["mark", "score"]

_NAME = (
    r"(?:.{0,80}\b)?(?:law|loi|ley|lei|code|codigo|act|decree|decret|decreto|royal decree|real decreto|ordonnance|ordinance"
    r"|statute|medida provisoria)\b"
)
_ENACTED = (
    r"(?:.{0,200}\b)?(?:be it enacted|enacts|decrete|decreta|promulgue|sanciona|sanciono|vengo en sancionar|a adopte la loi"
    r"|faco saber|congresso nacional|cortes generales|assembleia da republica|parliament of|chapter \w+|assented)\b"
)
_PREAMBLE = (
    r"(?:exposicion de motivos|exposicao de motivos|expose des motifs|preambul[oe]|preamble"
    r"|explanatory memorandum)\b"
)
_CLOSING = (
    rf"(?:{DONE}|{SIGNED}|(?:por tanto|palacio |publique-se|comuniquese|publiquese|la presente loi sera executee"
    r"|o presidente da|le president de la republique)\b"
    # Place and date, as Brazilian laws end: "Brasília, 3 de março de 2031".
    r"|[a-z][a-z .'-]{2,40}, (?:em )?\d{1,2}(?:º|o)? de [a-z]+ de \d{4}\b)"
)
_SECTIONS = 5  # numbered paragraphs of an Act without the word "section", at least


def score(blocks: Sequence[Block]) -> float:
    """Evidence, 0 to 1: articles that run on, the name of a law, titles and chapters."""
    draft = Draft(blocks)
    articles, sections = _articles(draft)
    early = Draft(blocks[:12])
    named = bool(weigh(early, [(_NAME, 1.0)]))
    total = 0.15 * named + weigh(draft, [(_ENACTED, 0.1)], 60)
    if articles:
        share = min(len(articles), 3) / 3
        total += (0.55 if not sections or named else 0.3) * share
    total += 0.1 * any(find_container(draft, index) for index in range(len(draft)))
    total += 0.05 * any(find_disposition(draft, index) for index in range(len(draft)))
    return min(0.9, total)


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of a law; without articles only its headings are marked."""
    draft = Draft(blocks)
    articles, _ = _articles(draft)
    last = articles[-1].index if articles else 0
    annex = find_annex(draft, last)
    closing = draft.find(_CLOSING, last + 1, annex, longest=300)
    end = annex if closing is None else closing
    first = min([article.index for article in articles], default=end)
    holder = next((i for i in range(first) if _holds(draft, i, first)), first)
    _mark_opening(draft, holder)
    mark_articles(draft, holder, end, articles)
    if closing is not None:
        draft.marks[closing] = Mark("heading:closing")
    mark_annexes(draft, annex, len(draft))
    return draft.marks


def _articles(draft: Draft) -> tuple[list[Article], bool]:
    """The articles, or the sections of an Act; and whether they are sections."""
    found = find_articles(draft, 0, len(draft))
    if len(found) > 1:
        return found, False
    sections = find_articles(draft, 0, len(draft), sections=True)
    if len(sections) > max(1, len(found)):
        return sections, True
    run = draft.run(0, len(draft), ("1.",))
    title = " ".join(draft.heads[:12])
    is_act = re.search(r"\b(?:act|loi|statutes?|chapter|chapitre|assented|ordinance)\b", title)
    if not found and is_act and len(run) >= _SECTIONS:
        # Quebec's French version calls them articles; common law calls them sections.
        kind = "art" if re.search(r"\b(?:loi|chapitre|article)\b", title) else "sec"
        return [
            Article(index, f"{kind}:{lead.value}", lead.rest.strip(), (lead.ordinal, 0))
            for index, lead in run.items()
        ], True
    return found, False


def _holds(draft: Draft, index: int, first: int) -> bool:
    """Whether a title or chapter begins here that leads to the first article, not a line of contents."""
    if find_container(draft, index) is None:
        return False
    between = range(index + 1, first)
    return all(draft.is_short(i) for i in between)


def _mark_opening(draft: Draft, last: int) -> None:
    """Title, then the preamble; its roman divisions are counted."""
    if not last:
        return
    named = draft.find(_PREAMBLE, 0, last, longest=80)
    if named is None:
        named = next(
            (i for i in range(1, last) if not draft.is_short(i) and not draft.is_marked_heading(i)), last
        )
    mark_front(draft, 0, min(named, last))
    if named >= last:
        return
    title = shorten(draft.title(named)) if draft.is_short(named) else ""
    draft.marks[named] = Mark("heading:preamble", title)
    for index in range(named + 1, last):
        if draft.is_short(index) and any(
            lead.style == "I" and not lead.rest.strip() for lead in leads(draft.lines[index])
        ):
            draft.marks[index] = Mark("heading:preamble", title)
