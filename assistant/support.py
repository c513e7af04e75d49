"""Does a source say what a written sentence says? The guard of everything a model writes.

A sentence is supported only where it is a sentence of one source, word for word and number
for number; or that sentence without parts that may be left out (see `assistant.shortening`);
or that sentence in other words, brought to the same order by a few rewritings that say nothing
new (see `assistant.paraphrase`). In all three what is kept stands in its order, so nothing can
change roles, and another language is never supported.

The price is recall: most true sentences in other words come out as "unverified". A sentence
that is shown as supported and is not would cost more. Who has an inference model can let it
add to this (`assistant.entailment`); without one, no model judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.differences import differences
from assistant.entailment import Entailment, first_that_entails, open_entailment
from assistant.grammar import Grammar, grammar
from assistant.locators import places
from assistant.openings import below_heading
from assistant.paraphrase import paraphrased
from assistant.paraphrase.facts import contradiction
from assistant.shortening import LIST_ITEM, SMALL_WORDS, Span, Words, parts, read, spell
from assistant.support_wording import because, language_name
from knowledge.documents import Passage
from knowledge.languages import detect
from knowledge.sentences import split

__all__ = ["Verdict", "check_support"]

_LONGEST = 400  # words of a sentence; no sentence of a law is longer, and the work grows with it
_RUN = 8  # sentences that one verbatim run may have: comparing runs is quadratic in it
_ASKED = 6  # sources that an inference model reads for one sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one source sentence says what a written sentence says.

    Attributes:
        passage: index of the passage it rests on; None when unverified.
        source: the source sentence as it stands there; "" when unverified.
        reason: why, in plain words.
    """

    verdict: Literal["supported", "unverified"]
    passage: int | None
    source: str
    reason: str


class _Source(NamedTuple):
    text: str
    words: Words
    parts: tuple[Span, ...]
    before: Words = ()  # the sentence before it in the same passage


def check_support(
    sentence: str,
    passages: Sequence[str | Passage],
    language: str | None = None,
    *,
    reader: str = "en",
    entailment: Entailment | None = None,
) -> Verdict:
    """Whether one sentence of one passage says what `sentence` says.

    Args:
        sentence: what was written: one sentence, or several that follow each other verbatim.
        passages: the sources it cites, as texts or passages.
        language: two-letter code of the sentence; detected where it is not given. A sentence
            in another language than its source is supported by no more than a verbatim match.
        reader: two-letter code of the language in which the reason is said.
        entailment: an inference model that is asked where the rules find nothing; the one that
            is set (`SSE_NLI`) or none where it is not given.

    Any text is accepted, lone surrogates included.

    Raises:
        EntailmentError: the inference model cannot be used; never without one.
    """
    if not passages:
        return _unverified(because("no_source", reader))
    spoken = (language or detect(sentence, ""))[:2].lower()
    cited = [_text_and_language(passage, spoken) for passage in passages]
    said = read(sentence, spoken)
    if sum(word.text not in SMALL_WORDS and word.text[-1].isalnum() for word in said) < 2:
        return _unverified(because("too_short", reader))
    if len(said) > _LONGEST:
        return _unverified(because("too_long", reader, words=_LONGEST))
    for index, (text, code) in enumerate(cited):
        if repeated := _verbatim(sentence, text, code):
            return Verdict("supported", index, repeated, because("verbatim", reader))
    comparable = [
        (index, code, source)
        for index, (text, code) in enumerate(cited)
        if spoken in ("", code)
        for source in _sources(text, code)
    ]
    if not comparable:
        return _unverified(_foreign(spoken, cited[0][1], reader))
    for index, code, source in comparable:
        if gaps := _gaps(read(sentence, code), source, grammar(code)):
            left_out = [spell(source.words[slice(*gap)]) for gap in gaps]
            return Verdict("supported", index, source.text, because("without", reader, parts=left_out))
    for index, code, source in comparable:
        if paraphrased(read(sentence, code), source.words, code, source.before) is not None:
            return Verdict("supported", index, source.text, because("other_words", reader))
    if below := _below_heading(sentence, passages, spoken, reader, entailment):
        return below
    model = open_entailment(entailment)
    if model and (found := _entailed(sentence, cited, spoken, model)):
        return Verdict("supported", *found, because("follows", reader, model=model.name))
    _, code, nearest = max(comparable, key=lambda item: _likeness(read(sentence, item[1]), item[2].words))
    everything = {word.text for _, _, source in comparable for word in source.words}
    return _unverified(next(differences(read(sentence, code), nearest.words, everything, code, reader)))


def _below_heading(
    sentence: str,
    passages: Sequence[str | Passage],
    spoken: str,
    reader: str,
    entailment: Entailment | None,
) -> Verdict | None:
    """The verdict on a sentence that begins by naming the heading of the passage that supports the rest."""
    for index, passage in enumerate(passages):
        heading = passage.heading if isinstance(passage, Passage) else ""
        if rest := below_heading(sentence, heading, spoken):
            below = check_support(rest, [passage], spoken, reader=reader, entailment=entailment)
            if below.verdict == "supported":
                why = because("heading", reader, words=heading, why=below.reason)
                return Verdict("supported", index, below.source, why)
    return None


def _unverified(reason: str) -> Verdict:
    return Verdict("unverified", None, "", reason)


def _entailed(
    sentence: str, cited: Sequence[tuple[str, str]], spoken: str, model: Entailment
) -> tuple[int, str] | None:
    """The passage, and its sentence or two that follow each other, from which the model finds it follows."""
    offered = []
    for index, (text, code) in enumerate(cited):
        # A translation is not supported, whatever language the caller names.
        if spoken not in ("", code) or detect(sentence, "") != code:
            continue
        claim, spans = read(sentence, code), _spans(text, code)
        for first, (start, _) in enumerate(spans):
            for _, end in spans[first : first + 2]:
                words = read(text[start:end], code)
                if len(words) <= _LONGEST and not contradiction(claim, words, code):
                    offered.append((_likeness(claim, words), index, text[start:end]))
    offered.sort(key=lambda item: item[0], reverse=True)
    nearest = [(index, source) for _, index, source in offered[:_ASKED]]
    place = first_that_entails(model, [source for _, source in nearest], sentence)
    return None if place is None else nearest[place]


def _text_and_language(passage: str | Passage, spoken: str) -> tuple[str, str]:
    if isinstance(passage, str):
        return passage, detect(passage, spoken or "en")
    return passage.text, passage.language[:2].lower()


def _foreign(spoken: str, code: str, reader: str) -> str:
    if spoken in ("", code):
        return because("not_verbatim", reader)
    ours, theirs = language_name(spoken, reader), language_name(code, reader)
    return because("foreign", reader, ours=ours, theirs=theirs)


@lru_cache(maxsize=256)
def _spans(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a text; an item of a list stays with the words that introduce it."""
    spans: list[Span] = []
    introduced = False
    for start, end in split(text, language):
        before = text[slice(*spans[-1])] if spans else ""
        introduced = before.endswith(":") or (introduced and LIST_ITEM.match(text, start) is not None)
        if before and (introduced or before[-1] in ",;" or text[start].islower()):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


@lru_cache(maxsize=256)
def _sources(text: str, language: str) -> tuple[_Source, ...]:
    """The sentences of a text that can be compared by their parts."""
    classes = grammar(language)
    if classes is None:
        return ()
    sources = []
    before: Words = ()
    for start, end in _spans(text, language):
        words = read(text[start:end], language)
        # A passage that begins in lower case begins inside a sentence.
        if words and len(words) <= _LONGEST and not text[start].islower():
            may_go = tuple(sorted({*parts(words, classes), *places(words, classes, language)}))
            sources.append(_Source(text[start:end], words, may_go, before))
        before = words
    return tuple(sources)


def _verbatim(sentence: str, text: str, language: str) -> str:
    """The sentence, or the run of sentences, of `text` that `sentence` repeats, or ""."""
    claim = read(sentence, language)
    longest = min(len(split(sentence, language)), _RUN)
    spans = _spans(text, language)
    for first in range(len(spans)):
        for last in range(first, min(first + longest, len(spans))):
            source = text[spans[first][0] : spans[last][1]]
            if _gaps(claim, _Source(source, read(source, language), ()), grammar(language)) is not None:
                return source
    return ""


def _gaps(claim: Words, source: _Source, classes: Grammar | None) -> list[Span] | None:
    """The parts of `source` that `claim` leaves out; None where it is not made that way."""
    words = source.words
    seen: set[tuple[int, int, int, str]] = set()
    waiting: list[tuple[int, int, tuple[Span, ...]]] = [(0, 0, ())]
    while waiting:
        at, said, gaps = waiting.pop()
        begun, left = at, ""  # where the gap before `at` begins, and with what mark
        for gap in reversed(gaps):
            if gap[1] == begun:
                begun = gap[0]
                # Of parts that touch, one may bring the comma: "(SSE), in paragraph 5, as …".
                left = words[begun].mark or left
        if (at, said, begun, left) in seen:
            continue
        seen.add((at, said, begun, left))
        if at == len(words):
            if said == len(claim):
                return list(gaps)
            continue
        # An acronym stays where its long form went.
        dropped = () if begun < at and words[at].depth else source.parts
        waiting.extend((part[1], said, (*gaps, part)) for part in dropped if part[0] == at)
        if said < len(claim) and words[at].text == claim[said].text:
            joins = classes is not None and words[at].text in classes.conjunctions
            if said == 0 or claim[said].mark in _marks(left, words[at].mark, begun < at, joins):
                waiting.append((at + 1, said + 1, gaps))
    return None


def _marks(left: str, right: str, gap: bool, joins: bool) -> set[str]:
    """The punctuation that `claim` may have before a word that has `right` before it.

    `left` is the mark before the gap. Without a gap punctuation agrees ("No, members must
    pay" is not "No members must pay"), but for the comma before "and".
    """
    if joins and {left, right} <= {"", ","}:
        return {"", ","}
    if gap and left and right:
        return {"", left, right} if {left, right} <= {",", "—"} else {right}
    return {left or right}


def _likeness(claim: Words, source: Words) -> tuple[int, int]:
    shared = Counter(word.text for word in claim) & Counter(word.text for word in source)
    return sum(text not in SMALL_WORDS for text in shared.elements()), -len(source)
