"""What two sentences must share before a model is asked whether one follows from the other.

A model that reads both sentences overlooks small things that turn a claim round: a figure, a
unit, a "not", a "must" for a "should", a condition that went. Those are compared here by lists
of words, and a model's opinion cannot undo the result. The lists are in `words/signs.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from assistant.paraphrase.agreement import root
from assistant.paraphrase.compare import terms_of
from assistant.paraphrase.lexicon import lexicon
from assistant.paraphrase.terms import Terms
from assistant.shortening import SMALL_WORDS, Word, Words, spell
from knowledge.languages import LANGUAGES, stemmer

__all__ = ["contradiction"]

# What holds for a whole sentence, not for its clause alone; and what may go without a claim getting stronger.
_REACHING = frozenset({"condition", "exception", "appropriate", "hedge", "only"})
_WEAKER = frozenset({"all"})


class _Facts(NamedTuple):
    """Of a sentence: its numbers and dates, those with a unit, its names, and which signs it has."""

    numbers: frozenset[str]
    measures: frozenset[tuple[str, str]]
    units: frozenset[str]
    names: frozenset[str]
    modals: frozenset[str]
    negations: int
    signs: frozenset[str]


class _Signs(NamedTuple):
    units: Mapping[str, str]
    classes: Mapping[str, re.Pattern[str]]
    modals: Mapping[str, re.Pattern[str]]
    negation: re.Pattern[str]
    prefixes: tuple[str, ...]


def contradiction(claim: Words, source: Words, language: str) -> str:
    """What forbids that `claim` follows from `source`: number, unit, name, prefix, negation,
    obligation or condition; "" where nothing does.

    Both are read by `assistant.shortening.read`; a language without lists gives "language".
    """
    if _signs(language) is None:
        return "language"
    told = _facts(source, language)
    said, near = _facts(claim, language), _facts(_spoken_of(claim, source, language), language)
    if not all(_known(number, told.numbers) for number in said.numbers):
        return "number"
    if not (said.measures <= told.measures and said.units <= told.units):
        return "unit"
    if not said.names <= told.names | {root(word.text, language) for word in source}:
        return "name"
    if _other_prefix(claim, source, language):
        return "prefix"
    if said.negations != near.negations:
        return "negation"
    if said.modals != near.modals:
        return "obligation"
    everywhere = (near.signs - _REACHING) | (told.signs & _REACHING)
    gained, lost = said.signs - everywhere, everywhere - said.signs
    return "condition" if gained or lost - _WEAKER else ""


def _known(number: str, numbers: frozenset[str]) -> bool:
    """A month is known where a day in it is."""
    return number in numbers or any(other.startswith(f"{number}-") for other in numbers)


def _spoken_of(claim: Words, source: Words, language: str) -> Words:
    """The clauses of `source` that share a word that carries meaning with `claim`, and the one before
    them that opens their sentence ("The Committee recommends that States, …")."""
    meant = {_stem(word.text, language) for word in claim if word.text not in SMALL_WORDS}
    kept: list[Word] = []
    opening: list[Word] = []
    for clause in _clauses(source):
        if clause[0].mark in {"", "."}:
            opening = clause
        if any(word.text not in SMALL_WORDS and _stem(word.text, language) in meant for word in clause):
            kept += clause if opening is clause else opening + clause
            opening = []
    return tuple(kept)


def _clauses(words: Words) -> list[list[Word]]:
    clauses: list[list[Word]] = []
    for word in words:
        if word.mark or not clauses:
            clauses.append([])
        clauses[-1].append(word)
    return clauses


@cache
def _signs(language: str) -> _Signs | None:
    """The lists of one language; read and compiled once."""
    if language not in LANGUAGES:
        return None
    path = files("assistant.paraphrase").joinpath("words", "signs.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))[language]
    units = {
        form: line.split()[0] for line in filter(None, table["units"].splitlines()) for form in line.split()
    }
    return _Signs(
        units,
        {name: _pattern(listed) for name, listed in table["signs"].items()},
        {name: _pattern(listed) for name, listed in table["modals"].items()},
        _pattern(table["negation"]),
        tuple(table["prefixes"].split()),
    )


def _pattern(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])")


@lru_cache(maxsize=512)
def _facts(words: Words, language: str) -> _Facts:
    lists = _signs(language)
    assert lists is not None
    terms = terms_of(words, language)
    text = spell(words)
    names = frozenset(
        root(word.text, language)
        for at, word in enumerate(words)
        if at and word.written[:1].isupper() and word.text not in SMALL_WORDS
    )
    return _Facts(
        _numbers(terms, words, language),
        _measures(terms, words, lists),
        frozenset(lists.units[word.text] for word in words if word.text in lists.units),
        names,
        frozenset(name for name, pattern in lists.modals.items() if pattern.search(text)),
        len(lists.negation.findall(text)),
        frozenset(name for name, pattern in lists.classes.items() if pattern.search(text)),
    )


def _numbers(terms: Terms, words: Words, language: str) -> frozenset[str]:
    """Numbers and dates as terms have them, and those within a word ("two-year") or phrase ("every two years")."""
    table = lexicon(language)
    assert table is not None
    found = {term.key.lstrip("=").removesuffix("%") for term in terms if term.kind in {"number", "time"}}
    inside = [word.text.split("-")[0] for word in words if "-" in word.text]
    inside += [piece for term in terms if term.kind in {"link", "adverb"} for piece in term.key.split()]
    found.update(
        str(table.numbers.get(piece, piece)) for piece in inside if piece in table.numbers or piece.isdigit()
    )
    return frozenset(found)


def _measures(terms: Terms, words: Words, lists: _Signs) -> frozenset[tuple[str, str]]:
    """Each number with the unit that stands within two words behind it ("20 part-time hours")."""
    found = set()
    for term in terms:
        if term.kind != "number":
            continue
        if term.key.endswith("%"):
            found.add((term.key[:-1], "%"))
            continue
        behind = (lists.units.get(word.text, "") for word in words[term.end : term.end + 2])
        if unit := next(filter(None, behind), ""):
            found.add((term.key, unit))
    return frozenset(found)


def _other_prefix(claim: Words, source: Words, language: str) -> bool:
    """Whether a new word of `claim` is a word of `source` with a prefix more, less or other.

    "Part-time" and "full-time" differ in the same way.
    """
    lists = _signs(language)
    assert lists is not None
    known = {_stem(word.text, language) for word in source}
    rests = frozenset().union(*(_rests(word.text, language, lists.prefixes) for word in source))
    new = (word.text for word in claim if _stem(word.text, language) not in known)
    return any(_rests(word, language, lists.prefixes) & rests for word in new)


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    found = stemmer(language)
    plain = word.replace("-", "")
    return str(found.stemWord(plain)) if found else plain


@lru_cache(maxsize=16384)
def _rests(word: str, language: str, prefixes: tuple[str, ...]) -> frozenset[str]:
    """The stems of a word, of what is left of it behind a prefix, and of the last part of a compound."""
    plain = word.replace("-", "")
    rests = {plain[len(prefix) :] for prefix in prefixes if plain.startswith(prefix)}
    found = {_stem(plain, language), *(_stem(rest, language) for rest in rests if len(rest) > 3)}
    _, hyphen, last = word.rpartition("-")
    return frozenset(found | {f"-{last}"} if hyphen and len(last) > 2 else found)
