"""The countries, cities and parts of the world that a question names, in four languages.

Which country's law is asked for, whether a city that no passage names lies in the country of
one, and how a country is called in the reader's language; from `data/places.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from knowledge.text import fold

__all__ = ["FILE", "Place", "countries_in", "country_name", "places_in"]

FILE = Path(__file__).parent / "data" / "places.txt"
_LANGUAGES = ("en", "fr", "es", "pt")
_SHORTEST = 4  # letters before the * of a form
_HEAD = 3  # letters by which a word that begins no name is passed over


class Place(NamedTuple):
    """A place that a text names.

    Attributes:
        start, end: where the name stands in the text.
        countries: the codes of the countries that the name may mean, or that it covers.
        whole: it is the name of a country, not of a place in one or of a part of the world.
    """

    start: int
    end: int
    countries: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    countries: frozenset[str]
    whole: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    names: dict[str, _Entry]
    beginnings: dict[str, _Entry]
    shown: dict[str, tuple[str, ...]]
    heads: dict[str, int]  # first letters of names, and how many words such a name has at most


def countries_in(text: str) -> frozenset[str]:
    """The countries that `text` names, by noun or adjective, as ISO codes; Quebec is CA-QC."""
    return frozenset(code for place in places_in(text) if place.whole for code in place.countries)


def country_name(code: str, language: str) -> str:
    """What a country is called in `language`, English where that is none of the four; "" for no country."""
    names = _gazetteer().shown.get(code)
    return names[_LANGUAGES.index(language) if language in _LANGUAGES else 0] if names else ""


def places_in(text: str) -> list[Place]:
    """The places that `text` names, the longest name where several begin at one word."""
    words = [(match.start(), match.end(), fold(match[0])) for match in re.finditer(r"\w+", text)]
    heads = _gazetteer().heads
    found: list[Place] = []
    first = 0
    while first < len(words):
        longest = heads.get(words[first][2][:_HEAD], 0)  # most words begin no name
        for last in range(min(first + longest, len(words)), first, -1):
            entry = _look_up(" ".join(word for _, _, word in words[first:last]))
            start, end = words[first][0], words[last - 1][1]
            if entry and (text[start].isupper() or not entry.capital):
                found.append(Place(start, end, entry.countries, entry.whole))
                first = last
                break
        else:
            first += 1
    return found


def _look_up(name: str) -> _Entry | None:
    gazetteer = _gazetteer()
    if entry := gazetteer.names.get(name):
        return entry
    # An ending is of one word: "korea*" is no beginning of "korean law".
    shortest = max(_SHORTEST, name.rfind(" ") + 1)
    found = (gazetteer.beginnings.get(name[:cut]) for cut in range(len(name), shortest - 1, -1))
    return next((entry for entry in found if entry), None)


@cache
def _gazetteer() -> _Gazetteer:
    gazetteer = _Gazetteer({}, {}, {}, {})
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        codes, shown, forms, cities = (part.strip() for part in line.split("|"))
        part_of_the_world = codes.startswith("+")
        countries = frozenset(codes.removeprefix("+").split())
        if shown:
            gazetteer.shown[codes] = tuple(name.strip() for name in shown.split("/"))
        for form in _forms(forms):
            _put(gazetteer, form, countries, whole=not part_of_the_world)
        for city in _forms(cities):
            _put(gazetteer, city, countries, whole=False)
    return gazetteer


def _put(gazetteer: _Gazetteer, form: str, countries: frozenset[str], whole: bool) -> None:
    """Add a form; a name of two places may mean either, and a country goes before a city."""
    table = gazetteer.beginnings if form.endswith("*") else gazetteer.names
    name = form.strip("^*")
    head = name.split()[0][:_HEAD]
    gazetteer.heads[head] = max(gazetteer.heads.get(head, 0), name.count(" ") + 1)
    known = table.get(name)
    if known and known.whole and not whole:
        return
    both = countries | known.countries if known and known.whole == whole else countries
    table[name] = _Entry(both, whole, form.startswith("^"))


def _forms(field: str) -> Iterator[str]:
    return (form.strip() for form in field.split(",") if form.strip())
