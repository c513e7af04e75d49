"""What stands inside articles: numbered paragraphs, letters, roman divisions, § and their titles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.readers.articles import Article, find_container, find_disposition
from knowledge.readers.draft import STRIP, Draft
from knowledge.readers.numbering import Lead, leads
from knowledge.readers.outline import Outline
from knowledge.readers.structure import MAX_TITLE, Mark, shorten, slug
from knowledge.readers.zones import title_line

__all__ = ["mark_articles"]

_INNER = ("a", "i", "I", "A", "1°", "§", "1.", "(1)")
_TITLE = 140  # characters: what follows the number on its line is a title only if it is short
_TITLED = 0.6  # of the articles, at least, have a title on their line in a text that has titles


def mark_articles(draft: Draft, first: int, last: int, articles: Sequence[Article]) -> None:
    """Articles between two lines, and the headings that hold them."""
    starts = {article.index: article for article in articles}
    titled = _has_titles(draft, last, articles, starts)
    index = first
    while index < last:
        end = index + 1
        while end < last and end not in starts and _holder(draft, end) is None:
            end += 1
        if index in starts:
            _mark_article(draft, index, end, starts[index], titled)
        elif (holder := _holder(draft, index)) is not None:
            _mark_holder(draft, index, end, holder)
        else:
            _mark_headings(draft, index, end)
        index = end


def _holder(draft: Draft, index: int) -> tuple[str, str] | None:
    return find_container(draft, index) or find_disposition(draft, index)


def _has_titles(draft: Draft, last: int, articles: Sequence[Article], starts: Mapping[int, Article]) -> bool:
    """Whether this text sets titles on the line of the article's number."""
    if any(re.match(r"art\.\s*\d+\s?°", draft.heads[article.index]) for article in articles):
        return False  # Brazilian drafting: "Art. 4º" and the text at once
    with_words = [article for article in articles if article.rest.strip(STRIP)]
    titled = [article for article in with_words if _could_be_title(draft, article, last, starts)]
    return bool(titled) and len(titled) >= _TITLED * len(with_words)


def _could_be_title(draft: Draft, article: Article, last: int, starts: Mapping[int, Article]) -> bool:
    below = article.index + 1
    rest = article.rest.strip()
    if draft.is_marked_heading(article.index):
        return True
    followed = below < last and below not in starts and _holder(draft, below) is None
    # A sentence that opens a list ends with a colon.
    fits = len(rest) <= _TITLE and not rest.endswith((":", ";", ",")) and not leads(rest)
    return fits and followed


def _mark_article(draft: Draft, index: int, end: int, article: Article, titled: bool) -> None:
    rest = article.rest.strip(STRIP)
    title, words, body = "", article.rest, index + 1
    if not rest:
        below = title_line(draft, index, end)
        if below is not None:
            title, body = draft.title(below), below + 1
    elif titled and len(rest) <= _TITLE and _could_be_title(draft, article, end, {}):
        title, words = rest, ""
    title = shorten(title, MAX_TITLE)
    outline = Outline(_INNER, deepest=4, roots=("§",))
    outline.start(words)
    run = _paragraphs(draft, body, end, None if title else (index, words))
    base = article.pinpoint
    if index in run:
        base = _numbered(article.pinpoint, run[index])
        outline.start(run[index].rest)
    draft.marks[index] = Mark(_deeper(base, outline, article.pinpoint), title)
    _mark_inside(draft, body, end, article.pinpoint, base, outline, run, title)


def _mark_inside(
    draft: Draft,
    first: int,
    last: int,
    article: str,
    base: str,
    outline: Outline,
    run: Mapping[int, Lead],
    title: str,
) -> None:
    for index in range(first, last):
        line = draft.lines[index]
        if index in run:
            if base == article and not title:
                title = shorten(outline.words.strip(STRIP))  # "For the purposes of this Act:"
            base = _numbered(article, run[index])
            outline.start(run[index].rest)
            draft.marks[index] = Mark(_deeper(base, outline, article), title)
        elif outline.read(line, draft.after(index, last)):
            words = outline.introduction.strip(STRIP)
            draft.marks[index] = Mark(_deeper(base, outline, article), shorten(words) or title)
        elif draft.is_marked_heading(index) and not leads(line):
            draft.marks[index] = Mark(f"heading:{slug(line)}", draft.title(index))
        else:
            outline.go_on(line)


def _paragraphs(draft: Draft, first: int, last: int, opening: tuple[int, str] | None) -> dict[int, Lead]:
    """The numbered paragraphs of an article; none where they stand below a roman number or a letter."""
    found = draft.leads(range(first, last))
    if opening is not None:
        found = {opening[0]: leads(opening[1]), **found}
    for readings in found.values():
        styles = {lead.style for lead in readings if lead.ordinal == 1}
        if styles & {"1.", "(1)"}:
            break
        if styles & {"I", "§", "1°", "A", "a"}:
            return {}
    return draft.run_of(found, ("1.",)) or draft.run_of(found, ("(1)",))


def _numbered(article: str, lead: Lead) -> str:
    if article.startswith("heading:"):
        return article
    return (
        f"{article}.{lead.value}"
        if lead.style == "1." and article.startswith("art:")
        else f"{article}({lead.value})"
    )


def _deeper(base: str, outline: Outline, article: str) -> str:
    if article.startswith("heading:"):
        return article
    groups = [value for _, value in outline.path]
    return base + "".join(f"({value})" for value in groups[: 4 - base.count("(")])


def _mark_holder(draft: Draft, index: int, end: int, holder: tuple[str, str]) -> None:
    """A heading that holds articles, its title line with it; text below it stays with it."""
    pinpoint, title = holder
    skip = index
    disposition = pinpoint.startswith("heading:disposici")
    if disposition and end == index + 1:
        title = ""  # what follows the name is all its text
    elif not title:
        below = title_line(draft, index, len(draft))
        if below is not None and below < end:
            title, skip = draft.title(below), below
    title = shorten(title or draft.lines[index].strip(), MAX_TITLE if title else 80)
    draft.marks[index] = Mark(pinpoint, title)
    for below in range(skip + 1, end):
        if disposition and any(lead.style in ("1.", "(1)") for lead in leads(draft.lines[below])):
            draft.marks[below] = Mark(pinpoint, title)
        elif not disposition and draft.is_marked_heading(below):
            draft.marks[below] = Mark(f"heading:{slug(draft.title(below))}", draft.title(below))


def _mark_headings(draft: Draft, first: int, last: int) -> None:
    for index in range(first, last):
        if draft.is_marked_heading(index):
            draft.marks[index] = Mark(f"heading:{slug(draft.title(index))}", draft.title(index))
