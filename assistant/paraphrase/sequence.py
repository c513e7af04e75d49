"""Two sentences term by term: the same terms in the same order, but for lists and parts that may go.

Order is what keeps who does what to whom. It may differ only inside one list, where whole
items change places. What the source has more has to be one of the spans given as droppable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.paraphrase.agreement import NOMINAL, equal
from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.lists import lists, may_shorten, permuted
from assistant.paraphrase.terms import Term, Terms

__all__ = ["follows"]

_ELABORATE = frozenset({"example", "notably", "namely", "including"})
_ANSWERS = frozenset({"no", "non", "não", "not", "yes", "oui", "sí", "sim", "pas"})
_TYING = frozenset({"of", "for", "on", "about"})
_STEPS = 1500

Span = tuple[int, int]


class _State(NamedTuple):
    """How far both sentences are read, whether something was left out just before, and all that was."""

    at: int
    said: int
    gap: bool
    gaps: tuple[Span, ...]


def follows(
    claim: Terms, source: Terms, droppable: Sequence[Span], lexicon: Lexicon
) -> tuple[Span, ...] | None:
    """The spans of `source` that `claim` leaves out; None where it is not made that way."""
    answers = [len(terms) > 1 and terms[0].key in _ANSWERS and terms[1].mark for terms in (claim, source)]
    if answers[0] != answers[1]:
        return None  # "No, members must pay" is not "No members must pay"
    starts: dict[int, list[int]] = {}
    for start, end in droppable:
        starts.setdefault(start, []).append(end)
    found_lists = {at: found for at in range(len(source)) if (found := list(lists(source, at, lexicon)))}
    seen: set[tuple[int, int, bool]] = set()
    waiting = [_State(0, 0, False, ())]
    for _ in range(_STEPS):
        if not waiting:
            break
        state = waiting.pop()
        if state[:3] in seen:
            continue
        seen.add(state[:3])
        if (state.at, state.said) == (len(source), len(claim)):
            return state.gaps
        if state.at < len(source):
            waiting.extend(_left_out(state, source, starts.get(state.at, ())))
            if state.said < len(claim):
                waiting.extend(_matched(state, claim, source, found_lists.get(state.at, ()), lexicon))
    return None


def _left_out(state: _State, source: Terms, ends: Sequence[int]) -> Iterator[_State]:
    at, said, _, gaps = state
    for end in ends:
        yield _State(end, said, True, (*gaps, (at, end)))
    if state.gap and source[at].kind == "and":
        yield state._replace(at=at + 1)


def _matched(
    state: _State, claim: Terms, source: Terms, lists: Sequence[tuple[list[Span], int]], lexicon: Lexicon
) -> Iterator[_State]:
    at, said, gap, gaps = state
    for items, end in lists:
        least = 1 if may_shorten(source, at, items) else len(items)
        for after, left in permuted(claim, said, source, items, lexicon, least):
            yield _State(end, after, False, (*gaps, *(items[number] for number in sorted(left))))
    if lexicon.language == "en":
        for end, after in _compounds(claim, said, source, at, lexicon):
            yield _State(end, after, False, gaps)
        for after, end in _compounds(source, at, claim, said, lexicon):
            yield _State(end, after, False, gaps)
    if equal(claim[said], source[at], lexicon) and _marks_agree(claim[said], source[at], gap or not said):
        yield _State(at + 1, said + 1, False, gaps)


def _run(terms: Terms, at: int) -> int:
    """Where the run of nouns and adjectives at `at` ends."""
    end = at
    while (
        end < len(terms)
        and terms[end].kind in NOMINAL | {"time"}
        and (end == at or not (terms[end].mark or terms[end].det))
    ):
        end += 1
    return end


def _compounds(short: Terms, at: int, long: Terms, start: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """`school roofs` or `the school's roofs` for `roofs of schools`: where the long and the short form end."""
    if at and short[at - 1].kind in NOMINAL and not short[at].mark and not short[at].det:
        return
    middle = _run(long, start)
    if middle == start or middle + 1 >= len(long) or long[middle].key not in _TYING or long[middle].mark:
        return
    end = _run(long, middle + 1)
    head, owner = long[start:middle], long[middle + 1 : end]
    possessive = at + len(owner) < len(short) and short[at + len(owner)].key == "'s"
    pieces = [*short[at : at + len(owner)], *short[at + len(owner) + possessive :][: len(head)]]
    if not owner or len(pieces) != len(head) + len(owner) or any(piece.mark for piece in pieces[1:]):
        return
    after = at + len(pieces) + possessive
    if after < len(short) and short[after].kind in NOMINAL and not short[after].mark and not short[after].det:
        return
    if (
        owner[0].kind == "time"
        or pieces[0].det == owner[0].det
        or (not possessive and pieces[0].det == head[0].det)
    ):
        first = owner[0]._replace(det=pieces[0].det, mark="")
        bare = [head[0]._replace(det=pieces[len(owner)].det, mark=""), *head[1:]]
        if all(
            equal(
                one._replace(mark="", plural=other.plural if number < len(owner) else one.plural),
                other,
                lexicon,
            )
            or (number < len(owner) and one.key in {other.key, other.key.rstrip("s")})
            for number, (one, other) in enumerate(zip(pieces, [first, *owner[1:], *bare], strict=True))
        ):
            yield end, after


def _marks_agree(one: Term, other: Term, free: bool) -> bool:
    """Commas come and go; before a clause that limits or explains they may not."""
    if free:
        return True
    strict = {";", ":", ".", "—"}
    if (one.mark in strict or other.mark in strict) and one.mark != other.mark:
        return {one.mark, other.mark} == {",", "—"}
    bound = (
        one.kind == "rel"
        or (one.kind == "link" and one.key in _ELABORATE)
        or (one.kind == "verb" and bool({"ger", "rel"} & {form for form, _ in one.roles}))
    )
    return not bound or bool(one.mark) == bool(other.mark)
