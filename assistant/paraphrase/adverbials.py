"""Adverbials: the parts of a sentence that may stand elsewhere in their clause, and the verb they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.paraphrase.agreement import NOMINAL
from assistant.paraphrase.terms import Term, Terms

__all__ = ["PLACES", "Adverbial", "adverbials", "ends_well", "finite", "governor", "occasions", "opens"]

Adverbial = tuple[int, int, bool]  # span of terms, and whether commas set it off

_OPENERS = frozenset({"prep", "sub", "time", "adverb", "purpose"})
_QUANTITIES = frozenset(
    {"at least", "at most", "roughly", "nearly", "more than", "less than", "all", "only", "both", "also", "as well as",
     "anyone", "nobody", "example", "notably", "namely", "including", "but", "mostly"}
)  # fmt: skip
PLACES = frozenset({"in", "under", "dans", "à", "en", "em"})
_GENITIVES = frozenset({"of", "de", "'s"})
_LONGEST = 25


def opens(term: Term) -> bool:
    """Whether a term can begin an adverbial. "Of" cannot: what it opens belongs to the noun before."""
    if term.kind == "verb":
        return bool(term.roles) and {form for form, _ in term.roles} <= {"purp", "inf", "ger"}
    if term.kind == "link":
        return term.key not in _QUANTITIES
    return term.kind in _OPENERS and term.key not in _GENITIVES


def adverbials(terms: Terms) -> Iterator[Adverbial]:
    """The spans that may stand elsewhere in their clause: set off by commas, a date, an adverb.

    Where a sentence has two dates, each stays at the event that it dates.
    """
    dates = [at for at in range(len(terms)) if _dates(terms, at)]
    found = [*_set_off(terms), *_single(terms), *_inserted(terms)]
    for start, end, apart in found:
        if len(dates) < 2 or not any(start <= at < end for at in dates):
            yield start, end, apart


def _dates(terms: Terms, at: int) -> bool:
    """Whether the term is a date of its own, and not of the noun before: `the law of 2014`."""
    return terms[at].kind == "time" and not (at and terms[at - 1].key in _GENITIVES)


def _set_off(terms: Terms) -> Iterator[Adverbial]:
    bounds = [0, *(at for at, term in enumerate(terms) if term.mark and at), len(terms)] if terms else []
    for number, start in enumerate(bounds[:-1]):
        if not opens(terms[start]):
            continue
        for end in bounds[number + 1 : number + 4]:
            whole = start == 0 and end == len(terms)
            closed = end == len(terms) or terms[end].mark == ","
            if whole or not closed or end - start > _LONGEST:
                continue
            if any(term.mark not in {"", ","} for term in terms[start:end]):
                continue
            if start or any(finite(term) for term in terms[end:]):
                yield start, end, True


def _single(terms: Terms) -> Iterator[Adverbial]:
    for at, term in enumerate(terms):
        tied = at > 0 and terms[at - 1].kind in {"prep", "purpose", "rel"}
        if term.kind == "adverb" or (term.kind == "time" and not tied):
            yield at, at + 1, False


def _inserted(terms: Terms) -> Iterator[Adverbial]:
    """`communicates to the Commission the number`: what stands between a verb and its object."""
    for at, term in enumerate(terms[:-2]):
        if term.kind != "verb" or terms[at + 1].kind != "prep" or terms[at + 1].mark:
            continue
        end = at + 2
        while end < len(terms) and terms[end].kind in NOMINAL and (end == at + 2 or _goes_on(terms, end)):
            end += 1
        if at + 2 < end < len(terms) and terms[end].kind in NOMINAL | {"adverb"} and not terms[end].mark:
            yield at + 1, end, False


def _goes_on(terms: Terms, at: int) -> bool:
    """Whether the noun phrase before goes on at `at`."""
    return not terms[at].mark and not terms[at].det


def finite(term: Term) -> bool:
    """Whether a term is a verb that makes a statement."""
    return term.kind == "verb" and any(form == "fin" for form, _ in term.roles)


_OCCASIONS = frozenset(
    """session meeting follow-up framework réunion session cadre suivi reunión marco seguimiento periodo reunião sessão
    quadro seguimento""".split()
)


def occasions(terms: Terms) -> Iterator[tuple[int, int]]:
    """`, at its 110th session,`: where an event that is told as a fact took place; it may be left out."""
    if any(term.modal or term.negated or term.kind in {"neg", "or", "sub"} for term in terms):
        return
    for start, end, apart in adverbials(terms):
        span = terms[start:end]
        if (
            apart
            and span[0].kind == "prep"
            and span[0].key in PLACES | {"at"}
            and any(term.key in _OCCASIONS for term in span)
            and all(term.kind in NOMINAL | {"prep", "time"} for term in span)
        ):
            yield start, end


def governor(terms: Terms, span: Adverbial) -> frozenset[str]:
    """The verbs that an adverbial may belong to: the one of its clause, and the main one if set off at the end."""
    start, end, apart = span
    main = [term.key for at, term in enumerate(terms) if finite(term) and not start <= at < end]
    after = [term.key for term in terms[end:] if term.kind == "verb"]
    before = _chain(terms[:start])
    if start == 0:
        return frozenset(main[:1])
    if apart and end == len(terms):
        return frozenset([*main[:1], *before])
    if apart and _behind_subject(terms, start):
        return frozenset(after[:1])
    return frozenset(before or after[:1])


def _behind_subject(terms: Terms, start: int) -> bool:
    """Whether only a subject, or nothing, stands between the beginning of the clause and `start`."""
    for term in reversed(terms[:start]):
        if term.kind == "verb":
            return False
        if term.kind in {"and", "or", "rel", "sub"} or term.mark == ";":
            return True
    return True


def _chain(terms: Terms) -> list[str]:
    """The last verb, and those that it is joined to: `study, run and change`."""
    keys: list[str] = []
    for at in range(len(terms) - 1, -1, -1):
        if terms[at].kind == "verb":
            keys.append(terms[at].key)
            if terms[at].mark != "," and not (at and terms[at - 1].kind == "and"):
                break
    return keys


def ends_well(terms: Terms, end: int) -> bool:
    """Whether a span that ends here ends with its phrase."""
    return (
        end == len(terms) or bool(terms[end].mark) or terms[end].kind not in NOMINAL or bool(terms[end].det)
    )
