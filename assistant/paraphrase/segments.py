"""Clauses and verb phrases joined in one sentence: a claim may take one and leave the others.

"X does A and does B" says both. What limits the whole (an adverbial in front, a condition,
an attribution behind) would be lost with the part that it stands in, so sentences with one
of these are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.grammar import Grammar
from assistant.paraphrase.terms import Term, Terms
from assistant.shortening import Span, Words, spell

__all__ = ["joined"]

_CONTRASTS = frozenset({"whereas", "while"})


def joined(terms: Terms, words: Words, classes: Grammar) -> Iterator[Span]:
    """The spans of terms that may be left out, each on its own: the other conjuncts stay."""
    text = spell(words)
    if classes.conditional.search(text) or any(term.kind in {"sub", "or"} or term.key in {"if", "unless"} for term in terms):
        return
    bounds = [0, *(at for at in range(1, len(terms)) if _divides(terms, at)), len(terms)]
    if len(bounds) > 2 and not _limited(terms):
        clauses = list(zip(bounds, bounds[1:], strict=False))
        for start, end in clauses:
            # The clause that is left begins where this one ends, or ends where this one begins.
            yield start, end
            if end < len(terms) and terms[end].kind in {"and", "link"}:
                yield start, end + 1
    for at in range(1, len(terms) - 1):
        yield from _phrases(terms, words, classes, at)


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


def _limited(terms: Terms) -> bool:
    """Whether the sentence begins or ends with what may limit all its clauses."""
    first = terms[0]
    if first.kind in {"prep", "link", "time", "sub", "adverb", "purpose", "neg"}:
        return True
    if any(term.kind == "rel" and not term.mark and at and terms[at - 1].kind == "verb" for at, term in enumerate(terms)):
        return True  # "X says that A, and B": both are said
    last = max((at for at, term in enumerate(terms) if term.mark), default=0)
    tail = terms[last]
    return tail.kind in {"prep", "link", "verb", "time", "sub"} and tail.key not in _CONTRASTS


def _phrases(terms: Terms, words: Words, classes: Grammar, at: int) -> Iterator[Span]:
    term, following = terms[at], terms[at + 1]
    if term.kind != "and" or term.depth or following.kind != "verb":
        return
    forms = {form for form, _ in following.roles}
    verbs = [other for other in range(at) if terms[other].kind == "verb" and "fin" in _forms(terms[other])]
    if not verbs or any(mark.mark in {";", ":", "—"} for mark in terms):
        return
    first = terms[verbs[-1]]
    plain = forms <= {"fin"} or (first.negated is False and first.modal == "" and "fin" in forms)
    if not plain or any(other.kind == "rel" and other.mark == "," for other in terms):
        return
    said = [other for other in range(at) if terms[other].kind == "rel"]
    if len(verbs) - len(said) > 1 or len(said) > 1:
        return
    if said and (said[0] > verbs[-1] or verbs[0] > said[0] or terms[said[0] - 1].kind != "verb"):
        return  # a clause about a noun, not what is said
    left = spell(words[terms[verbs[-1]].start : term.start])
    right = spell(words[following.start :])
    if classes.limiting.search(left) or classes.limiting.search(right):
        return
    if any(mark.mark for mark in terms[at + 1 :]) or any(mark.mark for mark in terms[verbs[-1] + 1 : at]):
        return
    yield verbs[-1], at + 1
    yield at, len(terms)


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
