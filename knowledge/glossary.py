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

from knowledge.text import fold

__all__ = ["FILE", "related", "same_as"]

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


def _stands_in(term: str, question: str, folded: str) -> bool:
    if term.isupper():
        return bool(re.search(rf"\b{re.escape(term)}\b", question))
    # The plain search first: it is much faster, and mostly says no. A plural may follow.
    plain = fold(term)
    return plain in folded and bool(re.search(rf"\b{re.escape(plain)}(?:s|es|x)?\b", folded))


@cache
def _terms() -> tuple[dict[str, list[str]], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["term"])
