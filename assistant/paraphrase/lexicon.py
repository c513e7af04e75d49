"""The words of equal strength in one language, read from its TOML file into one table of phrases.

What two sentences may put differently is a closed list: verbs and the nouns of their act,
names and their acronyms, small words, modals. A word that no list has equals only itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from assistant.paraphrase.inflection import forms, plural
from knowledge.languages import LANGUAGES

__all__ = ["Entry", "Lexicon", "lexicon"]

_ELIDED = re.compile(r"\b((?:[cdjlmnst]|qu|jusqu|lorsqu)')")


class Entry(NamedTuple):
    """What a phrase stands for.

    Attributes:
        kind: verb, act (a noun of a verb), term, link, modal or purpose.
        key: the first word of its class.
        tags: of a verb, the letters of `assistant.paraphrase.inflection`; of a term, `p` if plural.
    """

    kind: str
    key: str
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `phrases` maps tuples of words to what they stand for."""

    language: str
    phrases: Mapping[tuple[str, ...], Entry]
    longest: int
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    scales: Mapping[str, int]
    months: Mapping[str, int]
    small: Mapping[str, frozenset[str]]
    contractions: Mapping[str, tuple[str, ...]]
    subordinators: tuple[tuple[str, ...], ...]
    texts: frozenset[str]
    saying: tuple[tuple[str, ...], ...]
    pronouns: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of en, fr, es or pt; None for another language. Read once, in about 20 ms."""
    if language not in LANGUAGES:
        return None
    source = files("assistant.paraphrase").joinpath("words", f"{language}.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    contractions = _contractions(table["small"]["contractions"])
    articles = frozenset(table["small"]["definite"].split())
    phrases: dict[tuple[str, ...], Entry] = {}
    for phrase, entry in _entries(table, language):
        phrases.setdefault(_expanded(phrase, contractions, articles), entry)
    numbers = table["numbers"]
    return Lexicon(
        language=language,
        phrases=phrases,
        longest=max(map(len, phrases)),
        numbers=_numbered(numbers["cardinal"]),
        ordinals=_numbered(numbers["ordinal"]),
        scales=_numbered(numbers["scale"]),
        months={name: at for at, name in enumerate(table["months"]["names"].split(), 1)},
        small={
            name: frozenset(words.split()) for name, words in table["small"].items() if name != "contractions"
        },
        contractions=contractions,
        subordinators=_phrases(table["subordinators"], contractions, articles),
        texts=frozenset(_listed(table["texts"])),
        saying=_phrases(table["say"], contractions, articles),
        pronouns=frozenset(_listed(table["pronouns"])),
    )


def _entries(table: dict[str, str], language: str) -> Iterator[tuple[str, Entry]]:
    irregular = _irregular(table["irregular"])
    for kind in ("modals", "negated_modals"):
        for key, members in _classes(table[kind]):
            yield from ((phrase, Entry("modal", key)) for phrase in members)
    yield from ((phrase, Entry("purpose", "to")) for phrase in _listed(table["purposes"]))
    for key, members in _classes(table["links"]):
        yield from ((phrase, Entry("link", key)) for phrase in members)
    for line in filter(None, table["terms"].splitlines()):
        members = _listed(line)
        for term in members:
            yield term, Entry("term", members[0])
        for term in members:
            if not _is_acronym(term, members):
                yield plural(term, language), Entry("term", members[0], "p")
    acts = []
    for line in filter(None, table["verbs"].splitlines()):
        verbs, _, nouns = line.partition(" > ")
        key = _listed(verbs)[0]
        for lemma in _listed(verbs):
            listed = irregular.get(lemma) or irregular.get(lemma.split()[0], ())
            for form, tags in forms(lemma, language, listed).items():
                yield form, Entry("verb", key, tags)
        acts += [(noun, Entry("act", key)) for noun in _listed(nouns)]
    yield from acts


def _is_acronym(term: str, members: list[str]) -> bool:
    return " " not in term and any(" " in other for other in members) and len(term) < 6


def _irregular(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, text.splitlines()):
        lemma, *rest = line.split()
        # "se reúne": the pronoun belongs to the form behind it
        joined = re.sub(r"\bse ", "se\u00a0", " ".join(rest)).split(" ")
        listed = (form.replace("\u00a0", " ") for form in joined if form)
        found[lemma] = (*found.get(lemma, ()), *listed)  # a verb may have two lines
    return found


def _classes(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in filter(None, text.splitlines()):
        key, _, members = line.partition(": ")
        yield key, _listed(members)


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _numbered(text: str) -> dict[str, int]:
    return {word: int(value) for word, value in (item.split(":") for item in text.split())}


def _contractions(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (item.split("=") for item in text.split("|") if item)
    return {short: tuple(long.split()) for short, long in pairs}


def _phrases(
    text: str, contractions: Mapping[str, tuple[str, ...]], articles: frozenset[str]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        sorted({_expanded(phrase, contractions, articles) for phrase in _listed(text)}, key=len, reverse=True)
    )


def _expanded(
    phrase: str, contractions: Mapping[str, tuple[str, ...]], articles: frozenset[str]
) -> tuple[str, ...]:
    """The words of a phrase as a text is read: contractions apart, without articles."""
    portuguese = "ao" in contractions
    words = _ELIDED.sub(r"\1 ", phrase).split()
    if portuguese:  # in a phrase, "a" is the preposition
        words = ["a~" if word == "a" else word for word in words]
    pieces = [piece for word in words for piece in contractions.get(word, (word,))]
    bare = tuple(piece for piece in pieces if piece not in articles)
    return bare or tuple(pieces)
