"""Two sentences term by term: the same terms in the same order, but for lists and parts that may go.

Order is what keeps who does what to whom. It may differ only inside one list, where whole
items change places. What the source has more has to be one of the spans given as droppable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Term, Terms

__all__ = ["NOMINAL", "equal", "follows", "root"]

NOMINAL = frozenset({"word", "term", "number", "act"})
# What makes a list a whole, a choice or a relation between its items.
_WHOLES = frozenset(
    """between among both together all only jointly respectively entre parmi parmi ensemble deux ambos ambas ambos
    conjuntamente combine link compare merge unite relier lier combiner combinar vincular comparar""".split()
)
_ELABORATE = frozenset({"example", "notably", "namely", "including"})
_ANSWERS = frozenset({"no", "non", "não", "not", "yes", "oui", "sí", "sim", "pas"})
_TYING = frozenset({"of", "for", "on", "about"})
_STEPS = 4000

Span = tuple[int, int]


def follows(claim: Terms, source: Terms, droppable: Sequence[Span], lexicon: Lexicon) -> tuple[Span, ...] | None:
    """The spans of `source` that `claim` leaves out; None where it is not made that way."""
    answers = [len(terms) > 1 and terms[0].key in _ANSWERS and terms[1].mark for terms in (claim, source)]
    if answers[0] != answers[1]:
        return None  # "No, members must pay" is not "No members must pay"
    starts: dict[int, list[int]] = {}
    for start, end in droppable:
        starts.setdefault(start, []).append(end)
    lists = {at: found for at in range(len(source)) if (found := list(_lists(source, at, lexicon)))}
    seen: set[tuple[int, int, bool]] = set()
    waiting: list[tuple[int, int, bool, tuple[Span, ...]]] = [(0, 0, False, ())]
    steps = 0
    while waiting and steps < _STEPS:
        steps += 1
        at, said, gap, gaps = waiting.pop()
        if (at, said, gap) in seen:
            continue
        seen.add((at, said, gap))
        if at == len(source):
            if said == len(claim):
                return gaps
            continue
        for end in starts.get(at, ()):
            waiting.append((end, said, True, (*gaps, (at, end))))
        if gap and source[at].kind == "and":
            waiting.append((at + 1, said, gap, gaps))
        if said == len(claim):
            continue
        for items, end in lists.get(at, ()):
            least = 1 if _may_shorten(source, at, items) else len(items)
            for after, left in _permuted(claim, said, source, items, lexicon, least):
                waiting.append((end, after, False, (*gaps, *(items[number] for number in sorted(left)))))
        if lexicon.language == "en":
            for end, after in _compounds(claim, said, source, at, lexicon):
                waiting.append((end, after, False, gaps))
            for after, end in _compounds(source, at, claim, said, lexicon):
                waiting.append((end, after, False, gaps))
        if equal(claim[said], source[at], lexicon) and _marks_agree(claim[said], source[at], gap or not said):
            waiting.append((at + 1, said + 1, False, gaps))
    return None


def _run(terms: Terms, at: int) -> int:
    """Where the run of nouns and adjectives at `at` ends."""
    end = at
    while end < len(terms) and terms[end].kind in NOMINAL | {"time"} and (end == at or not (terms[end].mark or terms[end].det)):
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
    if owner[0].kind == "time" or pieces[0].det == owner[0].det or (not possessive and pieces[0].det == head[0].det):
        first = owner[0]._replace(det=pieces[0].det, mark="")
        bare = [head[0]._replace(det=pieces[len(owner)].det, mark=""), *head[1:]]
        if all(
            equal(one._replace(mark="", plural=other.plural if number < len(owner) else one.plural), other, lexicon)
            or (number < len(owner) and one.key in {other.key, other.key.rstrip("s")})
            for number, (one, other) in enumerate(zip(pieces, [first, *owner[1:], *bare], strict=True))
        ):
            yield end, after


def equal(one: Term, other: Term, lexicon: Lexicon) -> bool:
    """Whether two terms say the same, with the same article, number, voice, modal and negation."""
    if "including" in {one.key, other.key} and {one.kind, other.kind} == {"link", "verb"}:
        verb = one if one.kind == "verb" else other
        return verb.key in {"include", "inclure", "comprendre", "incluir"} and ("ger", "active") in verb.roles
    verbal = {"verb", "act"}
    if one.kind in verbal and other.kind in verbal:
        if one.key != other.key or one.modal != other.modal or one.negated != other.negated:
            return False
        if one.kind == other.kind == "act":
            return _articles_agree(one, other, lexicon)
        if "act" in {one.kind, other.kind}:
            verb = one if one.kind == "verb" else other
            return ("ger", "active") in verb.roles
        return bool(one.roles & other.roles)
    if one.kind in verbal or other.kind in verbal:
        return False
    if one.kind != other.kind or one.negated != other.negated:
        return {one.kind, other.kind} == {"time", "number"} and one.key.lstrip("=") == other.key.lstrip("=")
    if one.key == other.key:
        return one.kind not in {"word", "term"} or (one.plural == other.plural and _articles_agree(one, other, lexicon))
    if one.kind == "word" and lexicon.language != "en":
        same = root(one.key, lexicon.language) == root(other.key, lexicon.language)
        return same and one.plural == other.plural and not (one.name and other.name) and _articles_agree(one, other, lexicon)
    return False


@lru_cache(maxsize=16384)
def root(word: str, language: str) -> str:
    """A noun or adjective without the ending of its number and, in Romance languages, its gender."""
    if language == "en":
        return word.removesuffix("s")
    if word.endswith("aux"):
        return word[:-2] + "l"
    word = word.removesuffix("s")
    return word[:-1] if len(word) > 4 and word[-1] in "eao" else word


def _articles_agree(one: Term, other: Term, lexicon: Lexicon) -> bool:
    articles = {one.det, other.det}
    if len(articles) == 1 or articles == {"the", "this"}:
        return True
    # "Member States" and "the Member States"; where a noun needs its article, it keeps it.
    named = lexicon.language == "en" and one.kind in {"term", "act"} or (lexicon.language == "en" and one.name and other.name)
    narrower = lexicon.language == "en" and one.det == "the" and one.plural  # "members" are also "the members"
    return articles == {"", "the"} and (named or narrower)


def _marks_agree(one: Term, other: Term, free: bool) -> bool:
    """Commas come and go; before a clause that limits or explains they may not."""
    if free:
        return True
    strict = {";", ":", ".", "—"}
    if (one.mark in strict or other.mark in strict) and one.mark != other.mark:
        return {one.mark, other.mark} == {",", "—"}
    bound = one.kind == "rel" or (one.kind == "link" and one.key in _ELABORATE) or (one.kind == "verb" and bool({"ger", "rel"} & {form for form, _ in one.roles}))
    return not bound or bool(one.mark) == bool(other.mark)


def _lists(source: Terms, at: int, lexicon: Lexicon) -> Iterator[tuple[list[Span], int]]:
    """The lists that begin at `at`, as the spans of their items, and where each list ends."""
    if source[at].kind not in NOMINAL or (at and source[at - 1].kind in NOMINAL and not source[at].mark and not source[at].det):
        start_inside = True
    else:
        start_inside = False
    items: list[Span] = []
    here = at
    joined = False
    while here < len(source) and source[here].kind in NOMINAL:
        end = here + 1
        while end < len(source) and source[end].kind in NOMINAL and not source[end].mark and not source[end].det:
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
    if not joined or len(items) < 2:
        return
    if not start_inside:
        yield items, items[-1][1]
    english = lexicon.language == "en"
    if english and not start_inside and all(end - start == 1 for start, end in items[:-1]) and items[-1][1] - items[-1][0] > 1:
        # "formal and non-formal learning": the items are the adjectives
        cut = [*items[:-1], (items[-1][0], items[-1][0] + 1)]
        yield cut, cut[-1][1]
    if not english and start_inside and items[0][1] - items[0][0] == 1:
        yield items, items[-1][1]  # "politiques nationales et locales": from the first adjective on


def _may_shorten(source: Terms, at: int, items: list[Span]) -> bool:
    """Whether a list may lose items: it is the object of a verb, complete by itself and not counted."""
    if not at or source[at - 1].kind != "verb" or source[at - 1].key == "be" or items[0][0] != at:
        return False
    if any(term.kind in {"neg", "or", "sub", "rel"} or term.negated or term.key in _WHOLES for term in source):
        return False
    if any(term.kind == "number" for term in source[max(0, at - 3) : items[-1][1]]):
        return False
    after = items[-1][1]
    return after == len(source) or source[after].kind not in NOMINAL or bool(source[after].mark)


def _permuted(
    claim: Terms, said: int, source: Terms, items: list[Span], lexicon: Lexicon, least: int
) -> Iterator[tuple[int, frozenset[int]]]:
    """Where in `claim` the items end that begin at `said`, in any order, and those left out."""
    choice = {source[at].kind for (_, left), (right, _) in zip(items, items[1:], strict=False) for at in range(left, right)}
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
