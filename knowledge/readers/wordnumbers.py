"""Automatic numbers of Word: what its numbering part makes of each paragraph, in order.

ECMA-376 part 1, 17.9: a paragraph points to a numbering instance and a level, directly or by
its style; the instance points to an abstract numbering, whose levels say format, text and
start. Instances of one abstract numbering go on counting unless they override the start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from knowledge.readers.numerals import label
from knowledge.readers.wordstyles import Styles, child, value, w
from knowledge.readers.wrapping import tidy

__all__ = ["Numbering"]

_LEVELS = 9
_LINKS = 5  # abstract numberings that point to a style that points to another


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    legal: bool  # shows all numbers as decimals
    restart: int | None  # 0: never; n: after a paragraph of level n (from 1)
    style: str


class Numbering:
    """Counts as it is asked, so ask for each numbered paragraph once and in order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Any] = {}
        self._instances: dict[str, Any] = {}
        for element in () if root is None else root:
            if element.tag == w("abstractNum"):
                self._abstract[value(element, "abstractNumId")] = element
            elif element.tag == w("num"):
                self._instances[value(element, "numId")] = element
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> tuple[str, int]:
        """What Word shows before a paragraph, and the paragraph's level of nesting from 0."""
        instance, index = self._place(paragraph)
        if instance not in self._instances:
            return "", 0
        abstract = self._abstract_of(instance)
        levels = self._levels_of(instance, abstract)
        level = levels.get(index)
        if level is None:
            return "", 0
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        self._count(instance, index, levels, counts)
        if level.format == "bullet":
            return _bullet(level.text), index
        return _shown(level, levels, counts), index

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Instance and level of a paragraph, its own or its style's; ("", 0) for none."""
        own = child(paragraph, "pPr", "numPr")
        instance, index = value(child(own, "numId")), value(child(own, "ilvl"))
        for style in self._styles.chain(paragraph):
            given = child(style, "pPr", "numPr")
            if given is None:
                continue
            inherited = not instance
            instance = instance or value(child(given, "numId"))
            if not index and inherited:
                index = value(child(given, "ilvl")) or self._level_of_style(instance, value(style, "styleId"))
            break
        number = int(index) if index.isdecimal() else 0
        return ("" if instance == "0" else instance), min(number, _LEVELS - 1)

    def _level_of_style(self, instance: str, style: str) -> str:
        if instance not in self._instances:
            return ""
        levels = self._levels_of(instance, self._abstract_of(instance))
        return next((str(index) for index, level in levels.items() if level.style == style), "")

    def _abstract_of(self, instance: str) -> str:
        abstract = value(child(self._instances[instance], "abstractNumId"))
        for _ in range(_LINKS):
            link = value(child(self._abstract.get(abstract), "numStyleLink"))
            chain = self._styles.based(link) if link else []
            linked = value(child(chain[0], "pPr", "numPr", "numId")) if chain else ""
            if linked not in self._instances:
                break
            abstract = value(child(self._instances[linked], "abstractNumId"))
        return abstract

    def _levels_of(self, instance: str, abstract: str) -> dict[int, _Level]:
        if instance not in self._levels:
            levels: dict[int, _Level] = {}
            element = self._abstract.get(abstract)
            for given in () if element is None else element.iter(w("lvl")):
                levels[_integer(value(given, "ilvl"), 0)] = _level(given)
            for override in self._instances[instance].iter(w("lvlOverride")):
                if (replaced := child(override, "lvl")) is not None:
                    levels[_integer(value(override, "ilvl"), 0)] = _level(replaced)
            self._levels[instance] = levels
        return self._levels[instance]

    def _count(self, instance: str, index: int, levels: dict[int, _Level], counts: list[int | None]) -> None:
        start = levels[index].start
        if (instance, index) not in self._restarted:
            self._restarted.add((instance, index))
            for override in self._instances[instance].iter(w("lvlOverride")):
                given = value(child(override, "startOverride"))
                if given and _integer(value(override, "ilvl"), 0) == index:
                    start, counts[index] = _integer(given, start), None
        count = counts[index]
        counts[index] = start if count is None else count + 1
        for deeper in range(index + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or index < restart:
                counts[deeper] = None


def _level(element: Any) -> _Level:
    restart = value(child(element, "lvlRestart"))
    legal = child(element, "isLgl")
    return _Level(
        start=_integer(value(child(element, "start")), 1),
        format=value(child(element, "numFmt")) or "decimal",
        text=value(child(element, "lvlText")),
        legal=legal is not None and value(legal) not in ("0", "false", "off"),
        restart=_integer(restart, 0) if restart else None,
        style=value(child(element, "pStyle")),
    )


def _shown(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        there = levels.get(index)
        if there is None:
            return ""
        count = counts[index]
        form = "decimal" if level.legal else there.format
        return label(there.start if count is None else count, form)

    return "" if level.format == "none" else tidy(re.sub(r"%([1-9])", number, level.text))


def _bullet(text: str) -> str:
    text = tidy(text)
    # Code points of the Symbol and Wingdings fonts, and "o" of Courier New, are round or square dots.
    if not text or "\ue000" <= text[0] < "\uf900" or text == "o":
        return "•"
    return text[:3]


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default
