"""One sentence in the few other shapes that say the same: passive and active, adverbials
moved, the text named in front or behind, a clause about a noun as a sentence of its own.

Each rewriting moves whole spans whose ends can be told, and says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.paraphrase.agreement import NOMINAL
from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Term, Terms

__all__ = [
    "Adverbial",
    "activated",
    "adverbials",
    "agentless",
    "explained",
    "governor",
    "occasions",
    "resolved",
    "situated",
    "stated",
    "unfronted",
]

Adverbial = tuple[int, int, bool]  # span of terms, and whether commas set it off

_OPENERS = frozenset({"prep", "sub", "time", "adverb", "purpose"})
_QUANTITIES = frozenset(
    {"at least", "at most", "roughly", "nearly", "more than", "less than", "all", "only", "both", "also", "as well as",
     "anyone", "nobody", "example", "notably", "namely", "including", "but", "mostly"}
)  # fmt: skip
_PLACES = frozenset({"in", "under", "dans", "à", "en", "em"})
_LONGEST = 25


def opens(term: Term) -> bool:
    """Whether a term can begin an adverbial. "Of" cannot: what it opens belongs to the noun before."""
    if term.kind == "verb":
        return bool(term.roles) and {form for form, _ in term.roles} <= {"purp", "inf", "ger"}
    if term.kind == "link":
        return term.key not in _QUANTITIES
    return term.kind in _OPENERS and term.key not in {"of", "de", "'s"}


def adverbials(terms: Terms) -> Iterator[Adverbial]:
    """The spans that may stand elsewhere in their clause: set off by commas, a date, an adverb."""
    marks = [at for at, term in enumerate(terms) if term.mark and at]
    bounds = [0, *marks, len(terms)]
    for number, start in enumerate(bounds[:-1] if terms else ()):
        if not opens(terms[start]):
            continue
        for end in bounds[number + 1 : number + 4]:
            if (
                end - start <= _LONGEST
                and (start or end < len(terms))
                and (end == len(terms) or terms[end].mark == ",")
            ):
                if not start and not any(_finite(term) for term in terms[end:]):
                    continue
                if any(term.mark not in {"", ","} for term in terms[start:end]):
                    continue
                yield start, end, True
    dates = sum(term.kind == "time" for term in terms)
    for at, term in enumerate(terms):
        if term.kind == "time" and dates > 1:
            continue  # which of two events it dates is told by its place
        if term.kind in {"time", "adverb"} and not (
            at and terms[at - 1].kind in {"prep", "purpose"} and term.kind == "time"
        ):
            yield at, at + 1, False
    yield from _inserted(terms)


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


def _finite(term: Term) -> bool:
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
            and span[0].key in _PLACES | {"at"}
            and any(term.key in _OCCASIONS for term in span)
            and all(term.kind in NOMINAL | {"prep", "time"} for term in span)
        ):
            yield start, end


def governor(terms: Terms, span: Adverbial) -> frozenset[str]:
    """The verbs that an adverbial may belong to: the one of its clause, and the main one if set off at the end."""
    start, end, apart = span
    finite = [term.key for at, term in enumerate(terms) if _finite(term) and not start <= at < end]
    after = [term.key for term in terms[end:] if term.kind == "verb"]
    before = _chain(terms[:start])
    if start == 0:
        return frozenset(finite[:1])
    if apart and end == len(terms):
        return frozenset([*finite[:1], *before])
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


def unfronted(terms: Terms) -> Terms | None:
    """`in 2022, X adopted Y` as `X adopted Y, in 2022`."""
    end = next((at for at, term in enumerate(terms) if at and term.mark), 0)
    if not end or terms[end].mark != "," or not opens(terms[0]) or terms[0].kind == "verb":
        return None
    if sum(_finite(term) for term in terms[end:]) != 1:
        return None
    return (terms[end]._replace(mark=""), *terms[end + 1 :], terms[0]._replace(mark=","), *terms[1:end])


def ends_well(terms: Terms, end: int) -> bool:
    """Whether a span that ends here ends with its phrase."""
    return (
        end == len(terms) or bool(terms[end].mark) or terms[end].kind not in NOMINAL or bool(terms[end].det)
    )


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
        named = terms[by].key in _PLACES and any(_is_text(term, lexicon) for term in terms[by + 1 : by + 4])
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
    at = next((at for at, term in enumerate(terms) if _finite(term)), -1)
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
    if end < 2 or not (terms[0].kind == "prep" and terms[0].key in _PLACES) or terms[end].mark != ",":
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
    at = next((at for at, term in enumerate(before) if _finite(term)), 0)
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
