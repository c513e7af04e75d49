"""One sentence in the few other shapes that say the same: passive and active, adverbials
moved, the text named in front or behind, a clause about a noun as a sentence of its own.

Each rewriting moves whole spans whose ends can be told, and says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.paraphrase.adverbials import PLACES, ends_well, finite, opens
from assistant.paraphrase.agreement import NOMINAL
from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Term, Terms

__all__ = ["activated", "agentless", "explained", "resolved", "situated", "stated", "unfronted"]


def unfronted(terms: Terms) -> Terms | None:
    """`in 2022, X adopted Y` as `X adopted Y, in 2022`."""
    end = next((at for at, term in enumerate(terms) if at and term.mark), 0)
    if not end or terms[end].mark != "," or not opens(terms[0]) or terms[0].kind == "verb":
        return None
    if sum(finite(term) for term in terms[end:]) != 1:
        return None
    return (terms[end]._replace(mark=""), *terms[end + 1 :], terms[0]._replace(mark=","), *terms[1:end])


def activated(terms: Terms, lexicon: Lexicon) -> Iterator[Terms]:
    """`B is adopted by A …` as `A adopts B …`, for the first finite verb."""
    at = next((at for at, term in enumerate(terms) if finite(term)), -1)
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
        named = terms[by].key in PLACES and any(_is_text(term, lexicon) for term in terms[by + 1 : by + 4])
        if terms[by].kind == "prep" and (named or terms[by].key in agents) and by + 1 < len(terms):
            for end in range(by + 2, len(terms) + 1):
                if ends_well(terms, end):
                    agent = (terms[by + 1]._replace(mark=""), *terms[by + 2 : end])
                    between = terms[at + 1 : by]
                    yield (*agent, verb, *subject, *between, *terms[end:])
                    if between:
                        yield (*agent, verb, *between, *subject, *terms[end:])
                if end < len(terms) and (terms[end].kind in {"verb", "rel", "sub"} or terms[end].mark):
                    return
            return


def agentless(terms: Terms) -> Iterator[Terms]:
    """`A adopted B …` as `B was adopted …`: what is told as a fact of A is a fact of B."""
    at = next((at for at, term in enumerate(terms) if finite(term)), -1)
    if at < 1 or ("fin", "active") not in terms[at].roles or terms[at].key in {"be", "have"}:
        return
    verb = terms[at]
    if (
        verb.modal
        or verb.negated
        or any(term.kind in {"neg", "rel", "sub", "verb", "or"} or term.mark for term in terms[1:at])
    ):
        return
    # "no member", "only some": who does it is a condition; so is everything but a plain name of the doer.
    if terms[0].kind not in {"word", "term"} or (not terms[0].det and not terms[0].name):
        return
    told = verb._replace(roles=frozenset({("fin", "passive")}))
    for end in range(at + 2, min(len(terms), at + 12) + 1):
        if any(term.kind in {"verb", "rel", "sub"} or term.mark for term in terms[at + 1 : end]):
            return
        if terms[at + 1].kind in NOMINAL and ends_well(terms, end):
            yield (terms[at + 1]._replace(mark=""), *terms[at + 2 : end], told, *terms[end:])


def situated(terms: Terms, lexicon: Lexicon) -> Terms | None:
    """`in paragraph 1, resolution R asks` as `paragraph 1 of resolution R asks`."""
    end = next((at for at, term in enumerate(terms) if at and term.mark), 0)
    if end < 2 or not (terms[0].kind == "prep" and terms[0].key in PLACES) or terms[end].mark != ",":
        return None
    after = next(
        (at for at in range(end, len(terms)) if (terms[at].mark and at > end) or terms[at].kind == "verb"), 0
    )
    names = [terms[1:end], terms[end:after]]
    if not all(name and all(term.kind in NOMINAL | {"prep", "time"} for term in name) for name in names):
        return None
    if not all(any(_is_text(term, lexicon) for term in name) for name in names):
        return None
    genitive = Term("prep", min(lexicon.small["genitive"]), "", "", terms[end].start, terms[end].start)
    return (
        terms[1]._replace(mark=""),
        *terms[2:end],
        genitive,
        terms[end]._replace(mark=""),
        *terms[end + 1 :],
    )


def _is_text(term: Term, lexicon: Lexicon) -> bool:
    return term.key in lexicon.texts or term.key.removesuffix("s") in lexicon.texts


def stated(terms: Terms, lexicon: Lexicon) -> Terms | None:
    """`Part IV provides that P` and `P, Part IV says` as `according to Part IV, P`."""
    for at, term in enumerate(terms[:-2]):
        if at and _says(term, lexicon) and terms[at + 1].key in {"that", "que", "qu'"}:
            if term.negated or term.modal or any(other.kind == "verb" or other.mark for other in terms[1:at]):
                return None
            return (_according(term), *terms[:at], terms[at + 2]._replace(mark=","), *terms[at + 3 :])
    last = max((at for at, term in enumerate(terms) if at and term.mark), default=0)
    tail = terms[last:]
    if last < 2 or len(tail) < 2 or tail[0].mark != ",":
        return None
    named = tail[:-1] if _says(tail[-1], lexicon) else tail[1:] if _says(tail[0], lexicon) else ()
    if not named or any(term.negated or term.modal for term in tail):
        return None
    if any(term.kind not in NOMINAL | {"prep", "time"} for term in named):
        return None
    return (
        _according(tail[0]),
        named[0]._replace(mark=""),
        *named[1:],
        terms[0]._replace(mark=","),
        *terms[1:last],
    )


def _according(term: Term) -> Term:
    return Term("link", "according to", "", "", term.start, term.start)


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
        end = next(
            (other for other in range(at + 1, len(terms)) if terms[other].mark in {",", ";", ":"}), len(terms)
        )
        voice = "passive" if ("rel", "passive") in verb.roles else "active"
        told = verb._replace(mark="", roles=frozenset({("fin", voice)}))
        yield (*terms[start:at], told, *terms[at + 1 : end])


def resolved(before: Terms, terms: Terms) -> Terms | None:
    """A sentence that begins with a pronoun, with the subject of the sentence before in its place.

    Only where nothing else in that sentence can be meant.
    """
    pronoun = terms[0] if terms else None
    at = next((at for at, term in enumerate(before) if finite(term)), 0)
    if pronoun is None or pronoun.kind != "pron" or not at:
        return None
    subject = before[:at]
    if subject[0].kind not in NOMINAL or any(
        term.mark or term.kind in {"rel", "verb", "and", "or"} for term in subject[1:]
    ):
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
