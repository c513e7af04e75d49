"""Whether a sentence says what a source sentence says, in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.grammar import grammar
from assistant.paraphrase.lexicon import Lexicon, lexicon
from assistant.paraphrase.rewrite import Adverbial, activated, adverbials, agentless, ends_well, explained, governor, occasions, opens, resolved, situated, stated
from assistant.paraphrase.segments import joined
from assistant.paraphrase.sequence import equal, follows, root
from assistant.paraphrase.terms import Terms, lexed
from assistant.paraphrase.verbs import join_verbs
from assistant.shortening import Span, Words, parts

__all__ = ["paraphrased", "terms_of"]

_MOVES = 3  # adverbials that may stand elsewhere at the same time


@lru_cache(maxsize=512)
def terms_of(words: Words, language: str) -> Terms:
    """The terms of a sentence; none in a language without a lexicon."""
    table = lexicon(language)
    return join_verbs(lexed(words, language, table), table) if table else ()


def paraphrased(
    claim: Words, source: Words, language: str, before: Words = ()
) -> tuple[Span, ...] | None:
    """What of `source` the claim leaves out, as spans of words; None if it does not say the same.

    `before` is the sentence before it, for a pronoun that `source` begins with.
    """
    table, classes = lexicon(language), grammar(language)
    if table is None or classes is None:
        return None
    said, told = terms_of(claim, language), terms_of(source, language)
    if not said or not told:
        return None
    foreign = _signs(said, table) - _signs(told, table) - (_signs(terms_of(before, language), table) if before else set())
    if foreign:
        return None
    meant = resolved(terms_of(before, language), told, table) if before else None
    if meant:
        for sentence in _shapes(said, table, explain=False):
            if _same(sentence, meant, (), table, _MOVES) is not None:
                return ()
    droppable = [*_spans(told, parts(source, classes)), *joined(told, source, classes), *occasions(told)]
    for shape in _shapes(told, table):
        spans = _moved(droppable, told, shape)
        for sentence in _shapes(said, table, explain=False):
            gaps = _same(sentence, shape, spans, table, _MOVES)
            if gaps is not None:
                return tuple((shape[start].start, shape[end - 1].end) for start, end in gaps)
    return None


def _signs(terms: Terms, table: Lexicon) -> set[str]:
    """What the words that carry meaning are compared by: nothing can agree where one is foreign."""
    signs = set()
    for term in terms:
        if (term.written,) in table.saying or term.key == "1":
            continue
        if term.kind in {"verb", "act"}:
            signs.add(f"verb {term.key}")
        elif term.kind in {"number", "time"}:
            signs.add(term.key.lstrip("="))
        elif term.kind == "word":
            signs.add(root(term.key, table.language))
        elif term.kind in {"term", "adverb"}:
            signs.add(term.key)
    return signs


def _shapes(terms: Terms, table: Lexicon, *, explain: bool = True) -> Iterator[Terms]:
    bases = [terms, *filter(None, (stated(terms, table), situated(terms, table)))]
    if explain:
        bases += explained(terms)
    for base in bases:
        yield base
        yield from activated(base, table)
        if explain:
            yield from agentless(base)


def _spans(terms: Terms, words: Sequence[Span]) -> list[Span]:
    found = []
    for start, end in words:
        inside = [at for at, term in enumerate(terms) if start <= term.start and term.end <= end]
        if inside:
            found.append((inside[0], inside[-1] + 1))
    return found


def _moved(spans: Sequence[Span], terms: Terms, shape: Terms) -> list[Span]:
    """Spans of a sentence where they stand in another shape of it."""
    if shape is terms:
        return list(spans)
    found = []
    for start, end in spans:
        for at in range(len(shape) - (end - start) + 1):
            if [term.start for term in shape[at : at + end - start]] == [term.start for term in terms[start:end]]:
                found.append((at, at + end - start))
    return found


def _same(claim: Terms, source: Terms, spans: Sequence[Span], table: Lexicon, moves: int) -> tuple[Span, ...] | None:
    gaps = follows(claim, source, spans, table)
    if gaps is not None or not moves:
        return gaps
    for one in adverbials(claim):
        for start in range(len(source) - (one[1] - one[0]) + 1):
            end = start + one[1] - one[0]
            if _movable(claim, one, source, start, end, table):
                rest = _same(
                    _without(claim, one[0], one[1]), _without(source, start, end), _shifted(spans, start, end), table, moves - 1
                )
                if rest is not None:
                    return _unshifted(rest, start, end)
        # The same the other way round: it is set off in the source.
    for one in adverbials(source):
        if not one[2]:
            continue
        for start in range(len(claim) - (one[1] - one[0]) + 1):
            end = start + one[1] - one[0]
            if _movable(source, one, claim, start, end, table):
                rest = _same(
                    _without(claim, start, end), _without(source, one[0], one[1]), _shifted(spans, one[0], one[1]), table, moves - 1
                )
                if rest is not None:
                    return _unshifted(rest, one[0], one[1])
    return None


def _movable(terms: Terms, span: Adverbial, other: Terms, start: int, end: int, table: Lexicon) -> bool:
    """Whether the adverbial `span` of `terms` stands in `other` from `start` to `end`."""
    if not opens(other[start]) or not ends_well(other, end):
        return False
    if not all(
        equal(one, two, table) and (not number or one.mark == two.mark)
        for number, (one, two) in enumerate(zip(terms[span[0] : span[1]], other[start:end], strict=True))
    ):
        return False
    apart = bool(other[start].mark or start == 0) and (end == len(other) or bool(other[end].mark))
    first = next((at for at, term in enumerate(other) if term.kind == "verb"), len(other))
    if not apart and start < first:
        return False
    return bool(governor(terms, span) & governor(other, (start, end, apart)))


def _without(terms: Terms, start: int, end: int) -> Terms:
    rest = terms[end:]
    if rest and rest[0].mark == ",":
        rest = (rest[0]._replace(mark=""), *rest[1:])
    return terms[:start] + rest


def _shifted(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    length = end - start
    found = []
    for left, right in spans:
        if right <= start:
            found.append((left, right))
        elif left >= end:
            found.append((left - length, right - length))
    return found


def _unshifted(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    length = end - start
    return tuple(
        (left + (length if left >= start else 0), right + (length if right > start else 0)) for left, right in spans
    )
