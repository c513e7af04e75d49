"""Verb phrases and clauses joined by "and" in one sentence: a claim may take one and leave the other.

"X does A and does B" says both. Under a negation, a condition or a limit on X it may not,
so sentences with one of these are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.grammar import Grammar
from assistant.paraphrase.terms import Term, Terms
from assistant.shortening import Span, Words, spell

__all__ = ["joined"]


def joined(terms: Terms, words: Words, classes: Grammar) -> Iterator[Span]:
    """The spans of terms that may be left out, one of two that "and" joins."""
    if any(term.kind in {"rel", "sub", "or", "neg"} or term.negated for term in terms):
        return
    for at, term in enumerate(terms[:-1]):
        if term.kind != "and" or term.depth:
            continue
        following = terms[at + 1]
        left = spell(words[: term.start])
        right = spell(words[term.start :])
        if any(
            pattern.search(left) or pattern.search(right)
            for pattern in (classes.conditional, classes.limiting, classes.negation)
        ):
            continue
        if any(mark.mark in {";", ":", "—"} for mark in terms):
            continue
        verbs = [other for other in range(at) if _finite(terms[other])]
        if not verbs:
            continue
        if following.kind == "verb" and {"fin", "rel"} & _forms(following) and len(verbs) == 1:
            yield from _unless_limited(((verbs[0], at + 1), (at, len(terms))), terms, words, classes)
        elif term.mark == "," and _clause(terms, at + 1) and not any(other.mark for other in terms[:at] if other.start):
            yield from _unless_limited(((0, at + 1),), terms, words, classes)


def _unless_limited(spans: tuple[Span, ...], terms: Terms, words: Words, classes: Grammar) -> Iterator[Span]:
    for start, end in spans:
        if not classes.qualifier.search(spell(words[terms[start].start : terms[end - 1].end])):
            yield start, end


def _forms(term: Term) -> set[str]:
    return {form for form, _ in term.roles}


def _finite(term: Term) -> bool:
    return term.kind == "verb" and "fin" in _forms(term)


def _clause(terms: Terms, at: int) -> bool:
    """Whether a noun and its verb follow."""
    for other in range(at, len(terms)):
        if other > at and terms[other].mark:
            return False
        if _finite(terms[other]):
            return other > at
    return False
