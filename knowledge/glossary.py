"""The field's own terms: acronyms and synonyms in four languages.

`trabalho decente` is written `trabalho digno` in Portugal, an AMAP is a CSA elsewhere. Words
alone would not meet; the glossary puts the other terms beside those of a question when
words are compared. The embedding does not need it (measured in docs/retrieval.md).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from knowledge.overlap import stems
from knowledge.text import fold

__all__ = ["FILE", "met", "related", "same_as"]

FILE = Path(__file__).parent / "data" / "glossary.toml"


def related(question: str, language: str) -> list[str]:
    """The terms of `language` that mean what a term of the question means, without those it has."""
    folded = fold(question)
    found: list[str] = []
    for terms in _terms():
        named = [term for own in terms.values() for term in own if _stands_in(term, question, folded)]
        if named:
            found += [term for term in terms.get(language, ()) if term not in named]
    return list(dict.fromkeys(found))


def same_as(acronym: str) -> list[str]:
    """The terms, in all four languages, that mean what an acronym in capitals does."""
    return list(
        dict.fromkeys(
            term
            for terms in _terms()
            if acronym.isupper() and any(acronym in own for own in terms.values())
            for own in terms.values()
            for term in own
            if term != acronym
        )
    )


def met(question: str, held: frozenset[str]) -> frozenset[str]:
    """The stems of the question's words that a text says by another term.

    Args:
        held: the stems of the text (`knowledge.overlap.stems`).
    """
    folded = fold(question)
    found: set[str] = set()
    for terms in _terms():
        all_terms = [term for own in terms.values() for term in own]
        asked = [words for term in all_terms if (words := _stands_in(term, question, folded))]
        if asked and any(stems(term) and stems(term) <= held for term in all_terms):
            found.update(*map(stems, asked))
    return frozenset(found)


def _stands_in(term: str, question: str, folded: str) -> str:
    """The words of the question that are the term, or ""."""
    if term.isupper():
        return term if re.search(rf"\b{re.escape(term)}\b", question) else ""
    # The plain search first: it is much faster, and mostly says no. A plural may follow.
    plain = fold(term)
    match = re.search(rf"\b{re.escape(plain)}(?:s|es|x)?\b", folded) if plain in folded else None
    return match[0] if match else ""


@cache
def _terms() -> tuple[dict[str, list[str]], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["term"])
