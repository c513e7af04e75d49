"""Quotes: the one to three sentences of the best passages that answer, verbatim.

A sentence's rank joins its calibrated similarity to the question, the weight of the
question's words that it has, and its passage's score. Sentences are never cut (cutting lost
the answer or made false names); the clause that answers is highlighted instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Statement, cite
from knowledge.bodies import issuers_in
from knowledge.documents import Passage
from knowledge.gate import asked_stems
from knowledge.glossary import met
from knowledge.hits import Hit
from knowledge.intent import read_intent
from knowledge.overlap import Overlap, stems
from knowledge.retriever import Retrieval, Retriever
from knowledge.sentence_table import Sentence

__all__ = ["highlight", "quote"]

HITS = 6  # passages whose sentences compete
OVERLAP_WEIGHT = 0.1  # of all the question's words, against cosines that differ by .01 to .05
PASSAGE_WEIGHT = 0.75
NAMED_WEIGHT = 0.02  # for being of a text or body that the question names
MARGIN = 0.03  # a sentence this far below the best says less, or something else

_CLAUSES = re.compile(r"[^,;:()–—]+(?:[,;:](?=\S)[^,;:()–—]+)*")
_WHEN = re.compile(
    r"\b(?:when|date|year|how (?:many|much)|percentage|number|quand|date|année|combien|délai|pourcentage|chiffr\w+|"
    r"cuándo|fecha|año|cuánt\w+|plazo|porcentaje|quando|data|ano|quant\w+|prazo|percentagem|deadline|by when)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    passage: Passage
    sentence: Sentence
    order: int


def quote(retriever: Retriever, retrieval: Retrieval, limit: int = 3) -> list[Statement]:
    """The best sentences as statements: the best text first, its best passage first.

    Sentences of one passage keep their order, so that they read on.

    Args:
        limit: at most this many; fewer where the next ones fall too far behind.
    """
    ranked = _rank(retriever, retrieval)
    if not ranked or limit < 1:
        return []
    chosen: list[_Candidate] = []
    for candidate in ranked:
        if len(chosen) == limit or candidate.score < ranked[0].score - MARGIN:
            break
        if not any(candidate.sentence.text == other.sentence.text for other in chosen):
            chosen.append(candidate)
    text = {one.passage.document: place for place, one in reversed(list(enumerate(chosen)))}
    passage = {one.passage.id: place for place, one in reversed(list(enumerate(chosen)))}
    chosen.sort(key=lambda one: (text[one.passage.document], passage[one.passage.id], one.sentence.start))
    return [_statement(candidate, retrieval.query, retriever.index.overlap) for candidate in chosen]


def _rank(retriever: Retriever, retrieval: Retrieval) -> list[_Candidate]:
    asked = asked_stems(retrieval.query)
    overlap = retriever.index.overlap
    candidates: list[_Candidate] = []
    for order, hit in enumerate(_meant(retrieval)):
        sentences, vectors = retriever.sentences(hit)
        offset = retriever.index.language_offset(retrieval.vector, hit.passage.language)
        about = stems(f"{hit.passage.title} {hit.passage.heading} {' '.join(hit.passage.names)}")
        for sentence, cosine in zip(sentences, vectors @ retrieval.vector, strict=True):
            # Words of the reference count half: they place the sentence, they do not answer.
            words = stems(sentence.text)
            share = 0.5 * (overlap.share(asked, words) + overlap.share(asked, words | about))
            score = float(cosine) - offset + OVERLAP_WEIGHT * share + PASSAGE_WEIGHT * hit.score
            if hit.passage.document in retrieval.named:
                score += NAMED_WEIGHT
            candidates.append(_Candidate(score, hit.passage, sentence, order))
    return sorted(candidates, key=lambda one: (-one.score, one.order, one.sentence.start))


def _meant(retrieval: Retrieval) -> list[Hit]:
    """The best hits without those that the question rules out; all of them where none would stay.

    "What do the texts say on housing?" is not answered by a practice, however near it is, and
    "what does the UN ask of governments?" not by what six governments ask of the EU: a passage is
    of a text or body that is named, or names it.
    """
    best = list(retrieval.hits[:HITS])
    intent = read_intent(retrieval.query)
    if intent.only:
        asked = asked_stems(retrieval.query)
        texts = [(hit, stems(hit.passage.indexed_text)) for hit in best if hit.passage.kind in intent.kinds]
        return [hit for hit, words in texts if asked & words or met(retrieval.query, words)] or best
    bodies = issuers_in(retrieval.query) if retrieval.named else frozenset()
    if not bodies:
        return best
    return [
        hit
        for hit in best
        if hit.passage.document in retrieval.named or issuers_in(hit.passage.indexed_text, bodies)
    ] or best


def _statement(candidate: _Candidate, query: str, overlap: Overlap) -> Statement:
    sentence = candidate.sentence
    return Statement(
        text=sentence.text,
        kind="quote",
        verdict="quoted",
        citations=[cite(candidate.passage, sentence.start, sentence.end)],
        highlight=highlight(sentence.text, query, overlap),
    )


def highlight(sentence: str, query: str, overlap: Overlap) -> tuple[int, int] | None:
    """The part of `sentence` that answers `query`, as code points; None for the whole.

    A question for a date or a number points to the clause that has one and shares most with
    the question. Otherwise the answer is what the question did not say: the run of words in
    which new content words outnumber repeated ones the most (maximum-sum segment).
    """
    asked = stems(query)
    if _WHEN.search(query):
        clauses = [span for span in _clauses(sentence) if re.search(r"\d", sentence[slice(*span)])]
        if clauses:
            best = max(clauses, key=lambda span: overlap.share(asked, stems(sentence[slice(*span)])))
            return None if best == (0, len(sentence)) else best
    words = [(match.span(), stems(match[0])) for match in re.finditer(r"[\w%]+", sentence)]
    gains = [0.0 if not stem else -1.0 if stem & asked else 1.0 for _, stem in words]
    if not any(gain < 0 for gain in gains):
        return None
    first, last = _best_run(gains)
    if last > first and len(words) - last <= 3:
        last = len(words)  # "…, la finalité sociale sur le capital": do not stop just before the end
    start, end = words[first][0][0], words[last - 1][0][1]
    return (start, end) if last > first and end - start < 0.9 * len(sentence) else None


def _best_run(gains: Sequence[float]) -> tuple[int, int]:
    """The half-open run of indices with the largest sum (Kadane's algorithm)."""
    best, run = (0.0, 0, 0), (0.0, 0)
    for index, gain in enumerate(gains):
        run = (run[0] + gain, run[1]) if run[0] > 0 else (gain, index)
        if run[0] > best[0]:
            best = (run[0], run[1], index + 1)
    return best[1], best[2]


def _clauses(sentence: str) -> Sequence[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _CLAUSES.finditer(sentence):
        text = match[0]
        start = match.start() + len(text) - len(text.lstrip())
        end = match.end() - (len(text) - len(text.rstrip()))
        if end > start:
            spans.append((start, end))
    return spans
