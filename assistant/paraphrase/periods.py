"""Dates, periods and bounds where they stand: `in 2022`, `a year`, `every three months`, `30 days at least`."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.paraphrase.terms import Term

__all__ = ["periods", "times"]

_PERIODS = {"year": "every year", "month": "every month", "week": "every week", "day": "every day"}
_BOUNDS = frozenset({"at least", "at most", "only"})
_YEARLY = frozenset({"every year", "every month"})


def periods(terms: list[Term]) -> Iterator[Term]:
    """`90 days a year` is `90 days every year`; `of each year` too; `one vote` is `a vote`."""
    terms = _every(terms)
    skip = False
    for at, term in enumerate(terms):
        before = terms[at - 1] if at else None
        following = terms[at + 1] if at + 1 < len(terms) else None
        behind_noun = before is not None and before.kind in {"word", "term"}
        if skip:
            skip = False
            yield term._replace(det="a", mark=terms[at - 1].mark)
        elif term.kind == "prep" and following and following.kind == "adverb" and following.key in _YEARLY:
            continue
        elif term.key in _PERIODS and term.det == "a" and not term.mark and behind_noun:
            yield term._replace(kind="adverb", key=_PERIODS[term.key], det="")
        elif term.key == "1" and not term.det and not behind_noun and following and _bare(following):
            skip = True
        else:
            yield term


def _bare(term: Term) -> bool:
    return term.kind == "word" and not term.det and not term.mark


def times(terms: list[Term], prepositions: frozenset[str]) -> list[Term]:
    """`in 2022` is one term."""
    found: list[Term] = []
    for term in terms:
        before = found[-1] if found else None
        if (
            term.kind == "time"
            and not term.det
            and before
            and before.kind == "prep"
            and before.key in prepositions
        ):
            found[-1] = term._replace(det="in", mark=before.mark, start=before.start)
        else:
            found.append(term)
    return found


def _every(terms: list[Term]) -> list[Term]:
    """`every three years` is one adverb; `30 days at least` is `at least 30 days`."""
    found: list[Term] = []
    at = 0
    while at < len(terms):
        term = terms[at]
        counted = terms[at + 1 : at + 3]
        if term.key == "all" and [other.kind for other in counted] == ["number", "word"]:
            key = f"every {counted[0].key} {counted[1].key}"
            found.append(term._replace(kind="adverb", key=key, end=counted[1].end, det=""))
            at += 3
            continue
        place = (
            _before_numbers(found) if term.kind == "link" and term.key in _BOUNDS and not term.mark else -1
        )
        ends = (
            at + 1 == len(terms) or terms[at + 1].kind not in {"number", "word", "term"} or terms[at + 1].mark
        )
        if term.key == "only" and at + 1 < len(terms) and terms[at + 1].kind not in {"verb", "have", "be"}:
            ends = terms[at + 1].mark
        if place >= 0 and ends:
            first = found[place]
            found[place] = first._replace(mark="")
            found.insert(place, term._replace(mark=first.mark))
        else:
            found.append(term)
        at += 1
    return found


def _before_numbers(terms: list[Term]) -> int:
    """Where the number begins that the noun at the end is counted by, or -1."""
    at = len(terms) - 1
    while at >= 0 and terms[at].kind in {"word", "term"} and not terms[at].mark and not terms[at].det:
        at -= 1
    return at if at >= 0 and (terms[at].kind == "number" or terms[at].det == "a") else -1
