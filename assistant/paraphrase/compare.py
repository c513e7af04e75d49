"""Whether a sentence says what a source sentence says, in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.grammar import grammar
from assistant.locators import places
from assistant.paraphrase.adverbials import Adverbial, adverbials, ends_well, governor, occasions, opens
from assistant.paraphrase.agreement import NOMINAL, equal, root
from assistant.paraphrase.lexicon import Lexicon, lexicon
from assistant.paraphrase.rewrite import (
    activated,
    agentless,
    explained,
    resolved,
    situated,
    stated,
    unfronted,
)
from assistant.paraphrase.segments import joined
from assistant.paraphrase.sequence import follows
from assistant.paraphrase.terms import Terms, lexed
from assistant.paraphrase.trimming import trimmable
from assistant.paraphrase.verbs import join_verbs
from assistant.shortening import Span, Words, parts

__all__ = ["paraphrased", "terms_of"]

_MOVES = 3  # adverbials that may stand elsewhere at the same time
_LONGEST = 80  # terms of a sentence, and
_TRIES = 150  # comparisons of two sentences: with both, the worst pair seen takes a tenth of a second


@lru_cache(maxsize=512)
def terms_of(words: Words, language: str) -> Terms:
    """The terms of a sentence; none in a language without a lexicon."""
    table = lexicon(language)
    return _parted(join_verbs(lexed(words, language, table), table)) if table else ()


def _parted(terms: Terms) -> Terms:
    """`In 2019 the board adopted` with the comma that many leave out behind a date."""
    at = next((at for at, term in enumerate(terms[:2]) if term.kind == "time"), None)
    if at is None or (at and terms[0].kind != "prep") or at + 2 >= len(terms):
        return terms
    subject = terms[at + 1]
    if (
        subject.mark
        or subject.kind not in NOMINAL
        or not (subject.det or subject.name or subject.kind == "number")
    ):
        return terms
    return (*terms[: at + 1], subject._replace(mark=","), *terms[at + 2 :])


def paraphrased(claim: Words, source: Words, language: str, before: Words = ()) -> tuple[Span, ...] | None:
    """What of `source` the claim leaves out, as spans of words; None if it does not say the same.

    `before` is the sentence before it, for a pronoun that `source` begins with.
    """
    table, classes = lexicon(language), grammar(language)
    if table is None or classes is None:
        return None
    said, told = terms_of(claim, language), terms_of(source, language)
    if not 0 < len(said) <= _LONGEST or not 0 < len(told) <= _LONGEST:
        return None
    known = _signs(told, table) | (_signs(terms_of(before, language), table) if before else set())
    if not _signs(said, table) <= known:
        return None
    tries = iter(range(_TRIES))
    meant = resolved(terms_of(before, language), told) if before else None
    if meant:
        for sentence in _shapes(said, table, explain=False):
            if _same(sentence, meant, (), table, _MOVES, tries) is not None:
                return ()
    droppable = [
        *_spans(told, (*parts(source, classes), *places(source, classes, language))),
        *joined(told, source, classes),
        *occasions(told),
        *trimmable(told, source, classes, table),
    ]
    for shape in _shapes(told, table):
        spans = _moved(droppable, told, shape)
        for sentence in _shapes(said, table, explain=False):
            gaps = _same(sentence, shape, spans, table, _MOVES, tries)
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
    bases = [terms, *filter(None, (stated(terms, table), situated(terms, table), unfronted(terms)))]
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
    places = [term.start for term in shape]
    wanted = [[term.start for term in terms[start:end]] for start, end in spans]
    return [
        (at, at + len(span))
        for span in wanted
        for at in range(len(places) - len(span) + 1)
        if places[at : at + len(span)] == span
    ]


def _same(
    claim: Terms, source: Terms, spans: Sequence[Span], table: Lexicon, moves: int, tries: Iterator[int]
) -> tuple[Span, ...] | None:
    """What of `source` the claim leaves out, where up to `moves` adverbials stand elsewhere."""
    if next(tries, None) is None:
        return None
    gaps = follows(claim, source, spans, table)
    if gaps is not None or not moves:
        return gaps
    for (left, right), (start, end) in _pairs(claim, source, table):
        left_claim, left_source = _without(claim, left, right), _without(source, start, end)
        rest = _same(left_claim, left_source, _shifted(spans, start, end), table, moves - 1, tries)
        if rest is not None:
            return _unshifted(rest, start, end)
    return None


def _pairs(claim: Terms, source: Terms, table: Lexicon) -> Iterator[tuple[Span, Span]]:
    """Where the same adverbial stands in both, set off by commas in one of them at least."""
    for one in adverbials(claim):
        for start, end in _places(claim, one, source, table):
            yield one[:2], (start, end)
    for one in adverbials(source):
        if one[2] or one[1] - one[0] > 1:
            for start, end in _places(source, one, claim, table):
                yield (start, end), one[:2]


def _places(terms: Terms, span: Adverbial, other: Terms, table: Lexicon) -> Iterator[Span]:
    """Where the adverbial `span` of `terms` stands in `other`."""
    words = (terms[span[0]]._replace(mark=""), *terms[span[0] + 1 : span[1]])
    governors = governor(terms, span)
    first = next((at for at, term in enumerate(other) if term.kind == "verb"), len(other))
    for start, begin in enumerate(other):
        if not opens(begin) or not equal(words[0], begin, table):
            continue
        if begin.kind == "time" and start and other[start - 1].kind in {"prep", "purpose", "rel"}:
            continue  # "than in 2023", "since 2023"
        for length in (len(words), len(words) - 1, len(words) + 1):  # "the authority's consent"
            end = start + length
            if not 0 < length <= len(other) - start or not ends_well(other, end):
                continue
            apart = bool(begin.mark or start == 0) and (end == len(other) or bool(other[end].mark))
            joined_to = start > 0 and other[start - 1].kind in {"and", "or"}
            if not apart and (start < first or joined_to):
                continue
            if not governors & governor(other, (start, end, apart)):
                continue
            if follows(words, (begin._replace(mark=""), *other[start + 1 : end]), (), table) is not None:
                yield start, end


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
        (left + (length if left >= start else 0), right + (length if right > start else 0))
        for left, right in spans
    )
