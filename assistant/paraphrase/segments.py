"""Clauses and verb phrases joined in one sentence: a claim may take one and leave the others.

"X does A and does B" says both. What limits the whole (an adverbial in front, a condition,
an attribution behind) would be lost with the part that it stands in, so sentences with one
of these are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.grammar import Grammar
from assistant.paraphrase.agreement import NOMINAL
from assistant.paraphrase.terms import Term, Terms
from assistant.shortening import Span, Words, spell

__all__ = ["joined"]

_CONTRASTS = frozenset({"whereas", "while"})


def joined(terms: Terms, words: Words, classes: Grammar) -> Iterator[Span]:
    """The spans of terms that may be left out, each on its own: the other conjuncts stay."""
    text = spell(words)
    if classes.conditional.search(text) or any(
        term.kind in {"sub", "or"} or term.key in {"if", "unless"} for term in terms
    ):
        return
    bounds = [0, *(at for at in range(1, len(terms)) if _divides(terms, at)), len(terms)]
    if len(bounds) > 2 and not _limited_behind(terms):
        for start, end in pairwise(bounds):
            if start == 0 and _limited_before(terms):
                continue
            # The clause that is left begins where this one ends, or ends where this one begins.
            yield start, end
            if end < len(terms) and terms[end].kind in {"and", "link"}:
                yield start, end + 1
    yield from _phrases(terms)


def _divides(terms: Terms, at: int) -> bool:
    """Whether a clause with a subject and a verb of its own begins here."""
    term = terms[at]
    if term.depth:
        return False
    if term.mark == ";":
        return _clause(terms, at)
    if term.mark == "," and (term.kind == "and" or term.key in _CONTRASTS):
        begin = at + 1
        while begin < len(terms) and terms[begin].kind == "rel":
            begin += 1
        return _clause(terms, begin)
    return False


def _limited_before(terms: Terms) -> bool:
    """Whether the sentence begins with what may limit all its clauses."""
    if terms[0].kind in {"prep", "link", "time", "sub", "adverb", "purpose", "neg"}:
        return True
    # "X says that A, and B": both are said
    return any(
        term.kind == "rel" and not term.mark and terms[at - 1].kind == "verb"
        for at, term in enumerate(terms)
        if at
    )


def _limited_behind(terms: Terms) -> bool:
    """Whether it ends with what may limit all of them: `, unless …`, `, according to …`."""
    tail = terms[max((at for at, term in enumerate(terms) if term.mark), default=0)]
    return tail.kind in {"prep", "link", "verb", "time", "sub"} and tail.key not in _CONTRASTS


def _phrases(terms: Terms) -> Iterator[Span]:
    """The verb phrases of one subject: `X does A, does B and does C`."""
    verbs = [at for at, term in enumerate(terms) if term.kind == "verb" and "fin" in _forms(term)]
    first = verbs[0] if verbs else 0
    if len(verbs) > 1 and terms[first + 1].kind == "rel" and not terms[first + 1].mark:
        verbs = verbs[1:]  # what is said, behind "X says that"
    bare = [
        at
        for at, term in enumerate(terms)
        if term.kind == "verb" and _forms(term) == {"rel"} and at and terms[at - 1].kind == "and"
    ]
    verbs = sorted({*verbs, *bare})
    starts = [at - (at > 0 and terms[at - 1].kind == "and") for at in verbs]
    if len(verbs) < 2 or any(terms[at].mark != "," and terms[at].kind != "and" for at in starts[1:]):
        return
    if terms[starts[-1]].kind != "and" or any(
        term.kind == "rel" and verbs[0] < at and not (term.mark and at > starts[-1])
        for at, term in enumerate(terms)
    ):
        return
    # An adverbial behind a comma may belong to all of them; an item of a list does not.
    last = next((at for at, term in enumerate(terms) if term.kind == "rel" and at > starts[-1]), len(terms))
    if any(
        term.mark and term.kind not in NOMINAL
        for at, term in enumerate(terms[:last])
        if at > verbs[0] and at not in starts
    ):
        return
    # "do not pay and sell" denies both; "does not pay and sells" does not
    if any(terms[at].negated or terms[at].modal for at in verbs[:-1]) and any(
        _forms(terms[at]) != {"fin"} for at in verbs[1:]
    ):
        return
    for at, start in zip(verbs[1:], starts[1:], strict=True):
        near = max(other for other in range(start) if terms[other].kind == "verb")
        if near not in verbs and (not _forms(terms[near]) <= {"inf", "purp"} or "inf" in _forms(terms[at])):
            return  # joined to a verb of another clause: "firms that keep accounts and publish them"
    ends = [*starts[1:], len(terms)]
    for at, start, end in zip(verbs, starts, ends, strict=True):
        yield start, end
        if end < len(terms) and terms[end].kind == "and":
            yield at if at == verbs[0] else start, end + 1


def _forms(term: Term) -> set[str]:
    return {form for form, _ in term.roles}


def _clause(terms: Terms, at: int) -> bool:
    """Whether a noun and its verb follow."""
    for other in range(at, len(terms)):
        if other > at and terms[other].mark:
            return False
        if terms[other].kind == "verb" and "fin" in _forms(terms[other]):
            return other > at
    return False
