"""Texts of the International Labour Conference.

Resolutions (`point:1`) with conclusions (`part:III`, `para:16(c)`), Recommendations
(`para:4(h)`) and Conventions (`art:1.2`); the preamble of each is counted (`pp:2`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.readers.articles import find_articles, find_container
from knowledge.readers.blocks import Block
from knowledge.readers.draft import Draft, weigh
from knowledge.readers.provisions import mark_articles
from knowledge.readers.structure import Mark, slug
from knowledge.readers.zones import (
    find_annex,
    mark_annexes,
    mark_counted,
    mark_numbered,
    mark_title,
    roman_lines,
)

__all__ = ["mark", "score"]

_OPENING = r"(?:the general conference|la conference generale|la conferencia general|a conferencia geral)\b"
_LABOUR = (
    r"(?:.{0,160}\b)?(?:international labour|ilc\.\d|(?:organisation"
    r"|conference) internationale du travail|(?:organizacion|conferencia) internacional del trabajo"
    r"|(?:organizacao|conferencia) internacional do trabalho)"
)
_CONCLUSIONS = (
    r"(?:[ivxlc]+\.? |annex\W{1,3})?(?:conclusions? (?:concerning|on|relating|regarding|concernant"
    r"|relatives?|sur)|conclusiones (?:relativas|sobre)|conclusoes (?:relativas|sobre))\b"
)
_RESOLUTION = (
    r"(?:[ivxlc]+\.? )?(?:resolution (?:concerning|on|relating|regarding|concernant|relative|sur)"
    r"|resolucion (?:relativa|sobre)|resolucao (?:relativa|sobre))\b"
)
_INSTRUMENT = (
    r"(?:.{0,20}\b[rc]\d{3}\b|.{0,120}\b(?:recommendation|convention|recommandation|recomendacion"
    r"|convenio|recomendacao|convencao)\b.{0,80}\b(?:no\.|n°|num\.)\s?\d)"
)
_HAVING = (
    r"(?:having|ayant|apres avoir|habiendo|despues de haber|tendo|apos ter|considering|considerant"
    r"|considerando|recalling|noting)\b"
)
_ADOPTS = r"(?:hereby )?(?:adopts?|adopte|adopta)\b"


def score(blocks: Sequence[Block]) -> float:
    """Evidence, 0 to 1: the General Conference, conclusions or an instrument, the name of the ILO."""
    draft = Draft(blocks)
    total = weigh(draft, [(_LABOUR, 0.2), (_INSTRUMENT, 0.1), (_RESOLUTION, 0.1)])
    opening = draft.find(_OPENING)
    if opening is not None:
        total += 0.3 + weigh(draft, [(_HAVING, 0.1)])
    conclusions = _conclusions(draft)
    if conclusions is not None:
        total += 0.25 + (0.1 if roman_lines(draft, conclusions + 1, len(draft), short=True) else 0)
    if opening is not None or conclusions is not None:
        first = conclusions if opening is None else opening
        total += (
            0.1 if draft.run(first or 0, len(draft)) or find_articles(draft, first or 0, len(draft)) else 0
        )
    return min(1.0, total)


def mark(blocks: Sequence[Block]) -> list[Mark | None]:
    """Marks of a resolution with conclusions, a Recommendation or a Convention."""
    draft = Draft(blocks)
    opening = draft.find(_OPENING)
    first = 0 if opening is None else opening + 1
    conclusions = _conclusions(draft, first)
    articles = find_articles(draft, first, len(draft))
    if len(articles) > 1 and conclusions is None:
        start = next(
            (i for i in range(first, articles[0].index) if find_container(draft, i)), articles[0].index
        )
        annex = find_annex(draft, articles[-1].index + 1)
        _mark_preamble(draft, opening, start)
        mark_articles(draft, start, annex, articles)
    elif conclusions is not None:
        annex = find_annex(draft, conclusions + 1)
        _mark_resolution(draft, opening, first, conclusions)
        title = draft.title(conclusions)
        draft.marks[conclusions] = Mark(f"heading:{slug(title)}", title)
        _mark_paragraphs(draft, conclusions + 1, annex, "para")
    else:
        annex = find_annex(draft, first)
        start = min([*draft.run(first, annex), *roman_lines(draft, first, annex, short=True)], default=annex)
        while start > first and draft.is_marked_heading(start - 1):
            start -= 1
        _mark_preamble(draft, opening, start)
        resolution = opening is not None and draft.find(_RESOLUTION, 0, opening) is not None
        _mark_paragraphs(draft, start, annex, "point" if resolution else "para")
    mark_annexes(draft, annex, len(draft))
    return draft.marks


def _conclusions(draft: Draft, first: int = 0) -> int | None:
    """The heading of the conclusions; a title above the opening may name them too."""
    for index in range(first, len(draft)):
        if (
            re.match(_CONCLUSIONS, draft.heads[index])
            and draft.is_short(index)
            and not draft.is_listed(index)
        ):
            return index
    return None


def _mark_resolution(draft: Draft, opening: int | None, first: int, conclusions: int) -> None:
    annex = find_annex(draft, first, conclusions)
    start = min(draft.run(first, annex), default=annex)
    _mark_preamble(draft, opening, start)
    _mark_paragraphs(draft, start, annex, "point")
    mark_annexes(draft, annex, conclusions)


def _mark_preamble(draft: Draft, opening: int | None, last: int) -> None:
    mark_title(draft, 0, last if opening is None else opening)
    if opening is None:
        return
    joined = bool(re.search(rf",\s+{_HAVING}", draft.heads[opening]))
    draft.marks[opening] = Mark("pp:1" if joined else "heading:preamble")
    adopts = draft.find(_ADOPTS, opening + 1, last)
    mark_counted(draft, opening + 1, last if adopts is None else adopts, "pp", 1 if joined else 0)
    if adopts is not None:
        draft.marks[adopts] = Mark("heading:adoption")


def _mark_paragraphs(draft: Draft, first: int, last: int, kind: str) -> None:
    run = draft.run(first, last)
    parts = roman_lines(draft, first, last, short=True) - set(run)
    mark_numbered(draft, first, last, kind, run, inner=("a", "i", "(1)"), parts=parts)
