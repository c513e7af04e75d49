"""Numbers and letters at the beginning of a line: read, and followed as they run on.

A line such as "(i)" has several readings: the letter after (h), or the first roman number.
Which one is meant shows only in what came before and what follows, so `leads` gives all
readings; `main_run` chooses for the main numbers of a text, `outline` for the lists below them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["SKIP", "Lead", "flatten", "leads", "main_run", "roman"]

# Styles: "1." (also 1) 1 – 1.-), "(1)", "1°", bare "1", letter "a", roman "i" and "I", capital "A", paragraph "§".
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
                                 "\u200a\u202f\u205f\u3000"), " ")  # fmt: skip
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"), "-")
_DEGREES = dict.fromkeys(map(ord, "ºª˚"), "°")
_FLAT = {**_SPACES, **_DASHES, **_DEGREES}
_BULLET = re.compile(r"(?:[•●▪■◦○‣∙·*]|-(?= ))\s*")
# A table that sets the number in a cell of its own leaves a bar or nothing between.
_GAP = r"\s*\|?\s*(?:-\s+)?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("§", re.compile(rf"(?:§+|par[aá]grafo(?=\s*\d))\s*(?P<value>[1-9]\d{{0,2}})(?:\s?°|o\b)?\s*[.)]?{_GAP}", re.IGNORECASE)),
    ("§", re.compile(rf"(?P<value>(?:par[aá]grafo|§)(?: [uú]nico)?)\s*[.:-]+{_GAP}", re.IGNORECASE)),
    ("1°", re.compile(rf"\(?(?P<value>[1-9]\d{{0,2}})\s?\.?°\.?\)?(?![\w°]){_GAP}")),
    ("(1)", re.compile(rf"\((?P<value>[1-9]\d{{0,3}})\){_GAP}")),
    ("1.", re.compile(rf"(?P<value>[1-9]\d{{0,3}})(?:\s?\.\s?-|\s?[.)]|\s-|-(?=\s))(?=[\s(|]|$|[^\W\d]){_GAP}")),
    ("1", re.compile(r"(?P<value>[1-9]\d{0,2})(?:\s*\|\s*|\s+)(?=[^\W\d_a-zà-ÿ])")),
    ("1", re.compile(r"(?P<value>[1-9]\d{0,2})$")),
    ("a", re.compile(rf"\((?P<value>([a-zñ])\2?)\){_GAP}")),
    ("a", re.compile(rf"(?P<value>([a-zñ])\2?)\s?(?:\)|\.(?=[\s|]|$)(?:\s?-)?){_GAP}")),
    ("i", re.compile(rf"\((?P<value>[ivx]{{1,5}})\){_GAP}")),
    ("i", re.compile(rf"(?P<value>[ivx]{{1,5}})\s?(?:\)|\.(?=[\s|]|$)){_GAP}")),
    ("I", re.compile(rf"\(?(?P<value>[IVXLC]{{1,7}})\s?(?:\.\s?-|[.)]|\s?-(?=\s)|°)(?=[\s|]|$|[^\W\d]){_GAP}")),
    ("I", re.compile(r"(?P<value>[IVXLC]{1,7})$")),
    ("A", re.compile(rf"\(?(?P<value>[A-Z])\s?(?:\.\s?-|[.)]|\s?-)(?=[\s|]|$){_GAP}")),
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = re.compile(r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_BEGINNING = 120  # characters of a line in which its number is looked for
_AHEAD = 60  # lines in which the next number of a list is looked for
SKIP = 2  # numbers that a file may have lost between two that run on


@dataclass(frozen=True, slots=True)
class Lead:
    """One reading of a line's beginning.

    Attributes:
        style: how it counts: "1.", "(1)", "1°", "1", "a", "i", "I", "A" or "§".
        value: as a pinpoint writes it: "1", "a", "iv", "II", "§2", "§".
        ordinal: place in its list, from 1.
        rest: the line after it.
    """

    style: str
    value: str
    ordinal: int
    rest: str


def flatten(text: str) -> str:
    """`text` with one kind of space, dash and degree sign; as long as it was."""
    return text.translate(_FLAT)


def roman(text: str) -> int:
    """Value of a roman number in either case, 0 if it is none."""
    text = text.lower()
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[char] for char in text]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))


def leads(line: str) -> list[Lead]:
    """All readings of a line's beginning, a bullet before it dropped."""
    line = line.lstrip()
    flat = flatten(line[:_BEGINNING])
    start = match.end() if (match := _BULLET.match(flat)) else 0
    if not flat[start:] or not (flat[start] in "(§" or flat[start].isalnum()):
        return []
    found: list[Lead] = []
    for style, pattern in _PATTERNS:
        match = pattern.match(flat, start)
        if match is None or any(lead.style == style for lead in found):
            continue
        value, ordinal = _read(style, match["value"])
        if ordinal:
            found.append(Lead(style, value, ordinal, line[match.end() :]))
    return found


def _read(style: str, value: str) -> tuple[str, int]:
    if style == "§":
        return (f"§{value}", int(value)) if value.isdigit() else ("§", 1)
    if style in ("i", "I"):
        return value, roman(value)
    if style == "a":
        # ñ stands between n and o and moves no letter after it.
        place = _LETTERS.find("n" if value[0] == "ñ" else value[0]) + 1
        return value, place + 26 * (len(value) - 1)
    if style == "A":
        return value, _LETTERS.find(value.lower()) + 1
    return value, int(value)


def main_run(
    lines: Mapping[int, Sequence[Lead]],
    styles: Sequence[str],
    depths: Mapping[int, int] | None = None,
    introduced: Collection[int] = (),
) -> dict[int, Lead]:
    """The main numbering of a stretch of lines: which of them begin paragraph 1, 2, 3 …

    The style that counts furthest wins, the first of `styles` where two do. A number that
    does not run on ("2023 was …") is none; a restart (an annex, quoted text, an inner
    list) is followed by its own count and left out.

    Args:
        lines: readings by index, in order.
        styles: those that may be the main one, best first.
        depths: nesting of each line, where it is known.
        introduced: lines that follow a colon; a count that restarts there is a list, which
            ends sooner than an annex does.
    """
    best: dict[int, Lead] = {}
    for style in styles:
        found = [(index, lead) for index, leads_ in lines.items() for lead in leads_ if lead.style == style]
        run = _run(found, depths or {}, introduced)
        if len(run) > len(best):
            best = run
    return best


def _run(
    found: Sequence[tuple[int, Lead]], depths: Mapping[int, int], introduced: Collection[int]
) -> dict[int, Lead]:
    run: dict[int, Lead] = {}
    ordinals = [lead.ordinal for _, lead in found]
    last = _before_first(ordinals)
    if last is None:
        return run
    main_depth = 0
    other = _Count()
    for place, (index, lead) in enumerate(found):
        number, depth = lead.ordinal, depths.get(index, 0)
        later = ordinals[place + 1 : place + 1 + _AHEAD]
        if number == last + 1:
            # Both counts may go on here: the nesting tells, or what introduced the other one.
            inner = depth != main_depth and depth == other.depth
            outer = depth == main_depth and depth != other.depth
            goes_on = (other.length > 1 and not other.is_list) or number in later
            if run and number == other.last + 1 and not outer and (inner or goes_on):
                other.go_on()
                continue
        elif number == 1 and run:
            other = _Count(1, 1, depth, index in introduced)
            continue
        elif other.last and number == other.last + 1:
            other.go_on()
            continue
        elif not (last + 1 < number <= last + 1 + SKIP and number + 1 in later and last + 1 not in later):
            continue
        if not run:
            main_depth = depth
        run[index] = lead
        last, other = number, _Count()
    return run


@dataclass(slots=True)
class _Count:
    """A count beside the main one: its last number, its length so far, its nesting."""

    last: int = 0
    length: int = 0
    depth: int = 0
    is_list: bool = False

    def go_on(self) -> None:
        self.last += 1
        self.length += 1


def _before_first(ordinals: Sequence[int]) -> int | None:
    """The number before the first: 0, or n - 1 where an excerpt begins at n and runs on."""
    if 1 in ordinals:
        return 0
    for place, number in enumerate(ordinals):
        if number + 1 in ordinals[place + 1 : place + 1 + _AHEAD]:
            return number - 1
    return None
