"""Articles of laws, conventions and regulations: found, and chosen from what looks like one.

"Article 5" also stands in tables of contents, in quoted amendments and at the beginning of
sentences. The headings that count are the longest run of rising numbers; of two equal runs
(contents and body) the later one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.readers.draft import STRIP, Draft
from knowledge.readers.numbering import roman
from knowledge.readers.structure import slug

__all__ = ["Article", "find_articles", "find_container", "find_disposition"]

_ORDINALS = (
    ("first", "premier", "primero", "primeiro"), ("second", "deuxieme", "segundo"), ("third", "troisieme", "tercero", "terceiro"),
    ("fourth", "quatrieme", "cuarto", "quarto"), ("fifth", "cinquieme", "quinto"), ("sixth", "sixieme", "sexto"),
    ("seventh", "septieme", "septimo", "setimo"), ("eighth", "huitieme", "octavo", "oitavo"),
    ("ninth", "neuvieme", "noveno", "nono"), ("tenth", "dixieme", "decimo"),
)  # fmt: skip
_ORDINAL_WORDS = {word: place for place, words in enumerate(_ORDINALS, 1) for word in words}
_SUFFIXES = {"": 0, "bis": 2, "ter": 3, "quater": 4}
_WORD = r"(?:article|articulo|artigo|arts?\.|art(?=\s*\d))"
# What may follow the number: nothing, a separator, or a capital. "Article 5 of the Treaty" is a sentence.
_END = r"(?=$|\s*[.:;|)-]|\s+[\"'«“(]?[^\W\d_])"
_SECTION = r"(?:section|sec\.|s\.)"
_NUMBER = (
    r"(?P<number>\d{1,4})(?:\s?\.?°|er\b|ro\b|o(?=[\s.-]))?(?:(?P<more>(?:-\d{1,3})+)|[\s.]*-?\s?(?P<suffix>bis|ter|quater)\b"
    r"|-?(?P<letter>[a-z])(?=$|[\s.:)-]))?"
)
_ARTICLE = re.compile(rf"{_WORD}[\s|]*(?:n°\s*)?{_NUMBER}{_END}")
_CODE = re.compile(
    rf"{_WORD}[\s|]*(?P<book>[lrd])\s?\.?\s?\*?(?P<number>\d{{1,4}}(?:-\d{{1,3}}){{0,3}}){_END}"
)
_NAMED = re.compile(
    rf"{_WORD}[\s|]*(?P<name>{'|'.join(_ORDINAL_WORDS)}|unique|unico|preliminaire|preliminar){_END}"
)
_SECTIONS = re.compile(rf"{_SECTION}\s*{_NUMBER}{_END}")
_CONTAINER = re.compile(
    r"(?P<name>(?P<word>part|partie|parte|title|titre|titulo|chapter|chapitre|capitulo|section|seccion|secao|seccao|sous-section"
    r"|subsection|subseccion|subsecao|subseccao|book|livre|libro|livro|division)\s+"
    rf"(?P<id>[ivxlc]+|\d{{1,3}}|[a-z]|{'|'.join(_ORDINAL_WORDS)}|prem(?:iere)|primera|primeira|segunda|tercera|terceira|cuarta"
    r"|quarta|preliminar|preliminary|preliminaire|unico|unica|unique)(?:er|°)?)(?:\s+(?:bis|ter))?"
    r"(?P<rest>$|\s*[.:|-].*|\s+.*)$"
)
_DISPOSITION = re.compile(
    r"(?P<name>disposici(?:on|ones)\s+(?:adicional|transitoria|derogatoria|final|complementaria)(?:es)?"
    r"(?:\s+(?:unica|primera|segunda|tercera|cuarta|quinta|sexta|septima|octava|novena|decima(?:\s?\w+a)?|vigesima(?:\s\w+a)?))?)"
    r"(?P<rest>$|\s*[.:-].*|\s*$)"
)
_LOOK_BACK = 60  # candidates: a quoted amendment may hold so many


@dataclass(frozen=True, slots=True)
class Article:
    """A line that begins an article.

    Attributes:
        index: the line.
        pinpoint: of the whole article: `art:5`, `art:10bis`, `art:L3332-1`, `sec:3`.
        rest: the line after the number.
        order: place among articles, compared with that of others; () for one without number.
    """

    index: int
    pinpoint: str
    rest: str
    order: tuple[int, ...]


def find_articles(draft: Draft, first: int, last: int, *, sections: bool = False) -> list[Article]:
    """The articles between two lines, in order.

    Args:
        sections: "Section 3" begins a section that stands for an article.
    """
    found = [
        article
        for index in range(first, last)
        if not draft.is_listed(index) and (article := _article(draft, index, sections)) is not None
    ]
    return _longest(found)


def _article(draft: Draft, index: int, sections: bool) -> Article | None:
    head = draft.heads[index].lstrip()
    if not head.startswith(("a", "s")):
        return None
    match = _ARTICLE.match(head) or _CODE.match(head) or _NAMED.match(head)
    kind = "art"
    if match is None and sections:
        match, kind = _SECTIONS.match(head), "sec"
    if match is None:
        return None
    tail = draft.lines[index].lstrip()[match.end() :]
    rest = tail.lstrip(STRIP + ")").rstrip()
    separated = tail[: len(tail) - len(tail.lstrip(STRIP + ")"))].strip()
    if rest and not separated and rest[0].islower():
        return None
    groups = match.groupdict()
    if groups.get("name"):
        order = _ORDINAL_WORDS.get(groups["name"], 0)
        place = f"art:{order}" if order else f"heading:{slug(match[0])}"
        return Article(index, place, rest, (order, 0) if order else ())
    if groups.get("book"):
        numbers = tuple(int(part) for part in groups["number"].split("-"))
        return Article(index, f"art:{groups['book'].upper()}{groups['number']}", rest, numbers)
    number = int(groups["number"])
    if not number:
        return None
    if groups.get("more"):
        inserted = tuple(int(part) for part in groups["more"].split("-") if part)
        return Article(index, f"heading:{slug(match[0])}", rest, (number, *inserted))
    suffix, letter = groups.get("suffix") or "", (groups.get("letter") or "").upper()
    if letter and not re.search(rf"\d{letter}|-{letter}", draft.flat[index][:40]):
        return None
    inside = _SUFFIXES[suffix] if not letter else ord(letter) - ord("A") + 1
    return Article(index, f"{kind}:{number}{suffix or letter}", rest, (number, inside))


def _longest(found: Sequence[Article]) -> list[Article]:
    """The run of rising numbers with most members, next numbers preferred to leaps."""
    counted = [article for article in found if article.order]
    best: list[float] = []
    before: list[int | None] = []
    for place, article in enumerate(counted):
        best.append(1.5 if article.order[0] == 1 else 1.0)
        before.append(None)
        for earlier in range(max(0, place - _LOOK_BACK), place):
            order = counted[earlier].order
            if order < article.order:
                worth = best[earlier] + (1.5 if article.order[0] - order[0] <= 1 else 1.0)
                if worth >= best[place]:
                    best[place], before[place] = worth, earlier
    chosen: list[Article] = []
    end = max(range(len(counted)), key=lambda place: (best[place], place), default=None)
    while end is not None:
        chosen.append(counted[end])
        end = before[end]
    # An article "único" has no rivals by number.
    alone = [article for article in found if not article.order]
    return sorted([*chosen, *alone], key=lambda article: article.index)


def find_container(draft: Draft, index: int) -> tuple[str, str] | None:
    """Pinpoint and title (may be "") of a heading that holds articles: "CHAPTER II – Rivers"."""
    head, line = draft.heads[index].strip(), draft.lines[index].strip()
    match = _CONTAINER.match(head) if len(line) <= 160 and not draft.is_listed(index) else None
    if match is None:
        return None
    name, number = match["id"], match["id"].upper()
    # A letter or roman number is one only in capitals: "Partie il est …" is a sentence.
    counts = len(name) == 1 or bool(re.fullmatch(r"[ivxlc]+", name))
    capital = bool(re.search(rf"\b{number}(?:er|re|°|º)?(?!\w)", line[:60]))
    if counts and not (capital and (len(name) == 1 or roman(name))):
        return None
    rest = line[len(line) - len(match["rest"]) :].strip()
    if rest and rest[0] not in STRIP and (not rest[0].isupper() or not draft.is_short(index)):
        return None
    if match["word"] in ("part", "partie", "parte") and re.fullmatch(r"[IVXLC]+", number):
        return f"part:{number}", rest.strip(STRIP)
    return f"heading:{slug(match['name'])}", rest.strip(STRIP)


def find_disposition(draft: Draft, index: int) -> tuple[str, str] | None:
    """Pinpoint and title of a Spanish additional, transitional, repealing or final provision."""
    match = _DISPOSITION.match(draft.heads[index].strip())
    if match is None or draft.is_listed(index):
        return None
    line = draft.lines[index].strip()
    rest = line[len(match["name"]) :].strip(STRIP)
    return f"heading:{slug(match['name'])}", rest if len(rest) <= 160 else ""
