"""Lists in a sentence: their items may change places, and an object may lose some of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.paraphrase.agreement import NOMINAL, equal
from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Terms
from assistant.shortening import Span

__all__ = ["WHOLES", "lists", "may_shorten", "permuted"]

_WITH = frozenset({"with", "avec", "con", "com", "without", "sans", "sin", "sem"})
# What makes a list a whole, a choice or a relation between its items.
WHOLES = frozenset(
    """between among both together all only jointly respectively entre parmi ensemble deux ambos ambas
    conjuntamente combine link compare merge unite relier lier combiner combinar vincular comparar""".split()
)


def lists(source: Terms, at: int, lexicon: Lexicon) -> Iterator[tuple[list[Span], int]]:
    """The lists that begin at `at`, as the spans of their items, and where each list ends."""
    if source[at].kind not in NOMINAL:
        return
    inside = at > 0 and source[at - 1].kind in NOMINAL and not source[at].mark and not source[at].det
    items: list[Span] = []
    here = at
    joined = False
    while here < len(source) and source[here].kind in NOMINAL:
        end = here + 1
        while (
            end < len(source) and source[end].kind in NOMINAL and not source[end].mark and not source[end].det
        ):
            end += 1
        items.append((here, end))
        if joined or end >= len(source):
            break
        if source[end].kind in {"and", "or"}:
            joined = True
            here = end + 1
        elif source[end].mark == "," and source[end].kind in NOMINAL:
            here = end
        else:
            break
    after = items[-1][1] if items else at
    if not joined or len(items) < 2 or _shared(source, after, lexicon) or _two_clauses(source, at, after):
        return
    if not inside:
        yield items, items[-1][1]
    english = lexicon.language == "en"
    short = all(end - start == 1 for start, end in items[:-1])
    shared = not any(source[start].det for start, _ in items[1:])
    if english and not inside and short and shared and items[-1][1] - items[-1][0] > 1:
        # "formal and non-formal learning": the items are the adjectives
        cut = [*items[:-1], (items[-1][0], items[-1][0] + 1)]
        yield cut, cut[-1][1]
    plain = at > 0 and source[at - 1].kind == "word" and all(end - start == 1 for start, end in items)
    if not english and inside and plain and not any(source[start].det for start, _ in items):
        yield items, items[-1][1]  # "politiques nationales et locales": from the first adjective on


def _shared(source: Terms, after: int, lexicon: Lexicon) -> bool:
    """Whether what follows a list belongs to its last item: "the strategy and the plan of action"."""
    if after == len(source) or source[after].mark:
        return False
    term = source[after]
    finite = any(form == "fin" for form, _ in term.roles)
    return term.key in lexicon.small["genitive"] | _WITH or (term.kind in {"rel", "verb"} and not finite)


def _two_clauses(source: Terms, at: int, after: int) -> bool:
    """Whether the last item is the subject of another clause: "goes to the Senate, and the minister pays"."""
    if after == len(source) or source[after].kind not in {"verb", "adverb"}:
        return False
    begun = any(term.kind == "verb" for term in source[:at])
    return begun and source[at - 1].kind not in {"rel", "sub"}


def may_shorten(source: Terms, at: int, items: list[Span]) -> bool:
    """Whether a list may lose items: it is the object of a verb, complete by itself and not counted."""
    if not at or source[at - 1].kind != "verb" or source[at - 1].key == "be" or items[0][0] != at:
        return False
    if any(term.kind in {"neg", "or", "sub", "rel"} or term.negated or term.key in WHOLES for term in source):
        return False
    if any(term.kind == "number" for term in source[max(0, at - 3) : items[-1][1]]):
        return False
    if not all(
        source[start].det or source[end - 1].plural or source[end - 1].kind == "term" for start, end in items
    ):
        return False  # "small and local firms": an adjective narrows
    after = items[-1][1]
    return after == len(source) or source[after].kind not in NOMINAL or bool(source[after].mark)


def permuted(
    claim: Terms, said: int, source: Terms, items: list[Span], lexicon: Lexicon, least: int
) -> Iterator[tuple[int, frozenset[int]]]:
    """Where in `claim` the items end that begin at `said`, in any order, and those left out."""
    choice = {source[at].kind for (_, left), (right, _) in pairwise(items) for at in range(left, right)}
    joiner = "or" if "or" in choice else "and"

    def search(here: int, left: frozenset[int], joined: bool) -> Iterator[tuple[int, frozenset[int]]]:
        for number in left:
            start, end = items[number]
            length = end - start
            if here + length > len(claim):
                continue
            if not all(equal(claim[here + at], source[start + at], lexicon) for at in range(length)):
                continue
            if any(claim[here + at].mark for at in range(1, length)):
                continue
            rest = left - {number}
            after = here + length
            if len(items) - len(rest) >= least and (joined or len(rest) == len(items) - 1):
                yield after, rest
            if after < len(claim) and claim[after].kind == joiner:
                yield from search(after + 1, rest, True)
            elif after < len(claim) and claim[after].mark == "," and not joined:
                yield from search(after, rest, joined)

    yield from search(said, frozenset(range(len(items))), False)
