"""Look twice: what in a card speaks to a machine, insults, asks for money or names a person.

A card is quoted to people and given to a language model beside other passages. What stands in
it is never obeyed here (answers are quotes, and what a model writes is checked), but a person
should see such a text before everybody does. Patterns find what is clumsy, not what is clever;
so every card waits for a person, flagged or not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from federation.practices.card import Card
from federation.practices.wording import word
from knowledge.injection import injection, searchable

__all__ = ["Flag", "flag_told", "screen", "texts_of"]

_FILE = Path(__file__).with_name("screening.toml")
_SHOWN = 60  # characters of what was found
_SHOUTED = 0.7  # share of capitals from which a text of some length shouts
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look twice. `code` names its wording; `where` the field of the card."""

    code: str
    where: str
    values: dict[str, object] = field(default_factory=dict)


def screen(card: Card) -> list[Flag]:
    """Every reason to look twice at a card; none says nothing of its truth."""
    found: list[Flag] = []
    for where, text in texts_of(card):
        found += _screened(where, text)
    return found


def texts_of(card: Card) -> Iterator[tuple[str, str]]:
    """Each text of a card that readers will see, with the name of its field."""
    yield "organisation", card.organisation
    for code, text in card.texts.items():
        yield f"text.{code}.title", text.title
        yield f"text.{code}.activity", text.activity
        for number, result in enumerate(text.results, 1):
            yield f"text.{code}.results {number}", result


def flag_told(flag: Flag, language: str) -> str:
    """A flag in words."""
    return word(f"flag_{flag.code}", language, **flag.values)


def _screened(where: str, text: str) -> Iterator[Flag]:
    for code, words in injection(text).items():
        yield Flag(code, where, {"found": words[:_SHOWN]})
    folded = searchable(text)
    for code, patterns in _patterns().items():
        match = next((found for pattern in patterns if (found := pattern.search(folded))), None)
        if match:
            yield Flag(code, where, {"found": match[0].strip()[:_SHOWN]})
    for found in re.findall(r"[^\W\d_]+", text):
        if len({_script(char) for char in found} - {""}) > 1:
            yield Flag("mixed", where, {"found": found[:_SHOWN]})
            break
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 40 and sum(char.isupper() for char in letters) > _SHOUTED * len(letters):
        yield Flag("shouting", where)


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    table: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {code: tuple(re.compile(one) for one in patterns) for code, patterns in table.items()}
