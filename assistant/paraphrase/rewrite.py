"""One sentence in the few other shapes that say the same: passive and active, adverbials
moved, the text named in front or behind, a clause about a noun as a sentence of its own.

Each rewriting moves whole spans whose ends can be told, and says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.sequence import NOMINAL
from assistant.paraphrase.terms import Term, Terms

__all__ = ["Adverbial", "activated", "adverbials", "explained", "governor", "resolved", "stated"]

Adverbial = tuple[int, int, bool]  # span of terms, and whether commas set it off

_OPENERS = frozenset({"prep", "sub", "time", "adverb", "purpose"})
_LINKS = frozenset(
    {"about", "because of", "through", "in accordance with", "among", "during", "before", "after", "despite",
     "instead of", "within", "in favour of", "throughout", "according to", "if", "unless", "although", "because",
     "where appropriate", "every year", "every month", "since", "for free", "until", "together", "at least", "at most"}
)  # fmt: skip
_PLACES = frozenset({"in", "under", "dans", "à", "en", "em"})
_LONGEST = 25


def opens(term: Term) -> bool:
    """Whether a term can begin an adverbial."""
    return term.kind in _OPENERS or (term.kind == "link" and term.key in _LINKS) or (
        term.kind == "verb" and {form for form, _ in term.roles} <= {"purp", "inf", "ger"} and bool(term.roles)
    )


def adverbials(terms: Terms) -> Iterator[Adverbial]:
    """The spans that may stand elsewhere in their clause: set off by commas, a date, an adverb."""
    marks = [at for at, term in enumerate(terms) if term.mark and at]
    bounds = [0, *marks, len(terms)]
    for number, start in enumerate(bounds[:-1] if terms else ()):
        if not opens(terms[start]):
            continue
        for end in bounds[number + 1 : number + 4]:
            if end - start <= _LONGEST and (start or end < len(terms)) and (end == len(terms) or terms[end].mark == ","):
                if not start and not any(_finite(term) for term in terms[end:]):
                    continue
                if any(term.mark not in {"", ","} for term in terms[start:end]):
                    continue
                yield start, end, True
    for at, term in enumerate(terms):
        if term.kind in {"time", "adverb"} and not (at and terms[at - 1].kind in {"prep", "purpose"} and term.kind == "time"):
            yield at, at + 1, False


def _finite(term: Term) -> bool:
    return term.kind == "verb" and any(form == "fin" for form, _ in term.roles)


def governor(terms: Terms, span: Adverbial) -> frozenset[str]:
    """The verbs that an adverbial may belong to: those beside it, and the main one if set off at the end."""
    start, end, apart = span
    before = [term.key for term in terms[:start] if term.kind == "verb"]
    after = [term.key for term in terms[end:] if term.kind == "verb"]
    finite = [term.key for at, term in enumerate(terms) if _finite(term) and not start <= at < end]
    if start == 0:
        return frozenset(finite[:1])
    if apart and end == len(terms):
        return frozenset([*finite[:1], *before[-1:]])
    if apart:
        return frozenset([*before[-1:], *after[:1]])
    return frozenset(before[-1:] or after[:1])


def ends_well(terms: Terms, end: int) -> bool:
    """Whether a span that ends here ends with its phrase."""
    return end == len(terms) or bool(terms[end].mark) or terms[end].kind not in NOMINAL or bool(terms[end].det)


def activated(terms: Terms, lexicon: Lexicon) -> Iterator[Terms]:
    """`B is adopted by A …` as `A adopts B …`, for the first finite verb."""
    at = next((at for at, term in enumerate(terms) if _finite(term)), -1)
    if at < 1 or ("fin", "passive") not in terms[at].roles:
        return
    verb = terms[at]._replace(roles=frozenset({("fin", "active")}))
    subject = terms[:at]
    if any(term.kind in {"rel", "sub"} or term.mark for term in subject[1:]):
        return
    agents = lexicon.small["agent"]
    for by in range(at + 1, len(terms)):
        if terms[by].kind == "verb":
            return
        named = terms[by].key in _PLACES and any(
            term.key.rstrip("s") in lexicon.texts for term in terms[by + 1 : by + 4]
        )
        if terms[by].kind == "prep" and (named or terms[by].key in agents) and by + 1 < len(terms):
            for end in range(by + 2, len(terms) + 1):
                if ends_well(terms, end):
                    agent = (terms[by + 1]._replace(mark=""), *terms[by + 2 : end])
                    yield (*agent, verb, *subject, *terms[at + 1 : by], *terms[end:])
                if end < len(terms) and (terms[end].kind in {"verb", "rel", "sub"} or terms[end].mark):
                    return
            return


def stated(terms: Terms, lexicon: Lexicon) -> Terms | None:
    """`Part IV provides that P` as `according to Part IV, P`."""
    for at, term in enumerate(terms[:-2]):
        if at and term.kind in {"verb", "word"} and _says(term, lexicon) and terms[at + 1].key in {"that", "que", "qu'"}:
            if term.negated or term.modal or any(other.kind == "verb" for other in terms[:at]):
                return None
            link = Term("link", "according to", "", "", term.start, term.end)
            first = terms[at + 2]._replace(mark=",")
            return (link, *terms[:at], first, *terms[at + 3 :])
    return None


def _says(term: Term, lexicon: Lexicon) -> bool:
    return (term.written,) in lexicon.saying


def explained(terms: Terms) -> Iterator[Terms]:
    """`X, which does Y, …` as `X does Y`, where what X is can be told."""
    for at in range(1, len(terms)):
        verb = terms[at]
        if verb.mark != "," or verb.kind != "verb" or verb.end - verb.start < 2:
            continue
        forms = {form for form, _ in verb.roles}
        if not forms & {"ger", "rel"} or "fin" in forms:
            continue
        start = at
        while start and terms[start - 1].kind in NOMINAL:
            start -= 1
            if terms[start].mark or terms[start].det:
                break
        plain = start < at and not terms[start].mark and (start == 0 or terms[start - 1].kind == "verb")
        if not plain:
            continue
        end = next((other for other in range(at + 1, len(terms)) if terms[other].mark in {",", ";", ":"}), len(terms))
        voice = "passive" if ("rel", "passive") in verb.roles else "active"
        told = verb._replace(mark="", roles=frozenset({("fin", voice)}))
        yield (*terms[start:at], told, *terms[at + 1 : end])


def resolved(before: Terms, terms: Terms, lexicon: Lexicon) -> Terms | None:
    """A sentence that begins with a pronoun, with the subject of the sentence before in its place.

    Only where nothing else in that sentence can be meant.
    """
    pronoun = terms[0] if terms else None
    at = next((at for at, term in enumerate(before) if _finite(term)), 0)
    if pronoun is None or pronoun.kind != "pron" or not at:
        return None
    subject = before[:at]
    if subject[0].kind not in NOMINAL or any(term.mark or term.kind in {"rel", "verb", "and", "or"} for term in subject[1:]):
        return None
    many = pronoun.key in _MANY
    if any(
        term.kind in {"word", "term"} and term.det and _plural(before, number) == many
        for number, term in enumerate(before[at:], at)
    ):
        return None
    if _plural(before, 0) != many:
        return None
    return (*subject, *terms[1:])


_MANY = frozenset({"they", "ils", "elles", "ellos", "ellas", "eles", "elas", "ceux-ci", "celles-ci"})


def _plural(terms: Terms, at: int) -> bool:
    """Whether the noun phrase that begins at `at` is plural."""
    end = at + 1
    while end < len(terms) and terms[end].kind in NOMINAL and not terms[end].mark and not terms[end].det:
        end += 1
    return any(term.plural for term in terms[at:end])
