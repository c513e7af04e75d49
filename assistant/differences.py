"""In what a sentence differs from the source sentence nearest to it, in words: the reason of an "unverified"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assistant.grammar import grammar
from assistant.shortening import SMALL_WORDS, Word, Words, spell
from assistant.support_wording import because

__all__ = ["differences"]


def differences(
    claim: Words, source: Words, everything: set[str], language: str, reader: str
) -> Iterator[str]:
    """Why `claim` is no shortened form of `source`, the sentence nearest to it; weightiest first."""
    classes = grammar(language)
    assert classes is not None
    said, says = spell(claim), spell(source)
    extra = Counter(word.text for word in claim) - Counter(word.text for word in source)
    missing = sorted(
        (word for word in claim if word.text in extra),
        key=lambda word: (not _has_digit(word), word.text in SMALL_WORDS),
    )
    where = "source" if missing and missing[0].text not in everything else "sentence"
    if missing and _has_digit(missing[0]):
        yield because("number", reader, number=missing[0].written, where=where)
    if len(classes.negation.findall(said)) != len(classes.negation.findall(says)):
        yield because("negation", reader)
    for word in missing:
        if word.text in classes.modals:
            yield because("obligation", reader, word=word.text)
    if missing:
        yield because("word", reader, word=missing[0].written, where=where)
    dropped = Counter(classes.qualifier.findall(says)) - Counter(classes.qualifier.findall(said))
    for condition in dropped:
        yield because("condition", reader, words=condition)
    rest = iter(source)
    if not all(any(word.text == other.text for other in rest) for word in claim):
        yield because("order", reader)
    if left_out := _first_gap(claim, source):
        yield because("left_out", reader, words=left_out)
    yield because("punctuation", reader)


def _has_digit(word: Word) -> bool:
    return any(char.isdigit() for char in word.text)


def _first_gap(claim: Words, source: Words) -> str:
    """The first words of `source` that `claim` leaves out."""
    kept = 0
    gap: list[str] = []
    for word in source:
        if kept < len(claim) and word.text == claim[kept].text:
            kept += 1
            if gap:
                break
        else:
            gap.append(word.text)
    return " ".join(gap)
