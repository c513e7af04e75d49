"""Do the texts answer at all? A verdict from scores, words and references.

Scores alone cannot tell "right topic, no answer" from an answer: a question about a text
that does not exist scores like one about a text that does. So the gate joins
 - the plain cosine of the best passage (calibrated scores rank, raw ones gate),
 - the share of the question's words that the best passages have, by weight,
 - names and numbers of the question that none of the best passages has, and
 - references to texts or provisions that the library does not hold (`knowledge.premises`)
in a small logistic model whose coefficients are part of the calibration. A best cosine below a
floor ends it before: "the capital of Mongolia" shares both words with texts that list Mongolia
among their sponsors and speak of capital.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from knowledge.documents import Passage
from knowledge.hits import Hit
from knowledge.index import Index, searchable_text
from knowledge.languages import content_words, is_function_word
from knowledge.overlap import stems
from knowledge.premises import Premise
from knowledge.references import Reference, is_body_word, issuers_in
from knowledge.text import fold

if TYPE_CHECKING:
    from knowledge.calibration import GateWeights

__all__ = ["Gate", "Verdict", "features", "judge", "missing_terms"]

Verdict = Literal["answered", "doubtful", "not_in_texts"]
# Written with a capital in institutional prose, but names of nothing in particular.
_HABIT = stems(
    """state states etat etats estado estados member members membre membres miembro miembros membro membros
    government gouvernement gobierno governo council conseil consejo conselho commission comision comissao assembly
    assemblee asamblea assembleia parliament parlement parlamento recommendation recommandation recomendacion
    recomendacao resolution resolucion resolucao conclusions conclusiones conclusoes conference conferencia article
    articulo artigo sse ess ees office bureau oficina social solidarity solidaire solidaria economy economie economia what"""
)
_LONG = 10  # content words from which a question says enough of what it is about
_LOOKED_AT = 3  # hits whose words count: an answer quotes from these


@dataclass(frozen=True, slots=True)
class Gate:
    """The verdict and what it rests on.

    Attributes:
        probability: that the texts answer, by the logistic model.
        missing: names and numbers of the question that none of the best passages has.
        unknown: a text that the question names and the library does not hold, or None.
        missing_provision: a provision that the question names and the text lacks, or "".
        nearest: ids of the real texts nearest to the unknown one, or pinpoints that the text
            without that provision has.
        features: the numbers that went into the model.
    """

    verdict: Verdict
    probability: float = 0.0
    missing: tuple[str, ...] = ()
    unknown: Reference | None = None
    missing_provision: str = ""
    nearest: tuple[str, ...] = ()
    features: dict[str, float] = field(default_factory=dict)


def judge(
    query: str, language: str, hits: Sequence[Hit], index: Index, premise: Premise | None = None
) -> Gate:
    """The gate's verdict for a question and what was found for it."""
    if not hits:
        return Gate("not_in_texts")
    premise = premise or Premise()
    missing = missing_terms(query, hits)
    found = features(query, language, hits, index, missing)
    weights = index.calibration.gate
    probability = _logistic(found, weights)
    verdict: Verdict = "not_in_texts"
    floor = weights.floor - weights.abroad * found["foreign"]
    near = max(hit.cosine for hit in hits) >= floor
    if near and not premise.unknown and not premise.missing:
        # A name or number that no quoted passage has is a doubt that no score outweighs.
        if probability >= weights.answered and not missing:
            verdict = "answered"
        elif probability >= weights.doubtful:
            verdict = "doubtful"
    return Gate(verdict, probability, missing, premise.unknown, premise.missing, premise.nearest, found)


def features(
    query: str, language: str, hits: Sequence[Hit], index: Index, missing: Sequence[str]
) -> dict[str, float]:
    """The numbers that the logistic model weighs, each roughly in [-1, 1].

    `foreign` is 1 where no passage is in the question's language: cosines and shared words
    are lower there for the same quality of answer. `length` is how much the question says: two
    words that a text happens to have are no evidence that it answers.
    """
    asked = stems(query)
    texts = [_words_of(hit) for hit in hits[:_LOOKED_AT]]
    best = max(index.overlap.share(asked, text) for text in texts)
    together = index.overlap.share(asked, frozenset().union(*texts))
    return {
        "cosine": 10 * (max(hit.cosine for hit in hits) - 0.85),
        "overlap": best,
        "overlap_top": together,
        "missing": min(len(missing), 3) / 3,
        "foreign": float(not index.has_language(language)),
        "length": min(len(content_words(query)), _LONG) / _LONG,
    }


def missing_terms(query: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Names and numbers of the question that none of the best hits has.

    Bodies count under any of their names (OIT = ILO = International Labour Organization), and
    a translation of a hit counts as the hit.
    """
    passages = [passage for hit in hits[:_LOOKED_AT] for passage in (hit.passage, *hit.translations)]
    text = " ".join(_full_text(passage) for passage in passages)
    folded = fold(text)
    held = stems(text)
    bodies = issuers_in(text)
    found: list[str] = []
    # The words of a body's full name are found under any of its names.
    whole = issuers_in(query) <= bodies
    for term in _terms(query):
        if whole and is_body_word(term):
            continue
        if issuers_in(term):
            if not issuers_in(term) <= bodies:
                found.append(term)
        elif any(char.isdigit() for char in term):
            if not re.search(rf"(?<!\d){re.escape(term)}(?!\d)", text):
                found.append(term)
        elif not re.search(rf"\b{re.escape(fold(term))}\b", folded) and not stems(term) <= held:
            found.append(term)
    return tuple(dict.fromkeys(found))


def _terms(query: str) -> list[str]:
    """Numbers, acronyms, and words that begin with a capital inside a sentence."""
    terms = re.findall(r"\d+(?:[./,]\d+)*", query)
    words = re.findall(r"[^\W\d_][\w'’-]*", query)
    if sum(word[0].isupper() for word in words) > 0.8 * len(words) and len(words) > 3:
        return terms  # a title or all capitals: capitals say nothing
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", query):
        word = match[0]
        first = not re.search(r"[^\s¿¡\"'«“(]", query[: match.start()])
        acronym = len(word) > 1 and word.isupper()
        if acronym or (word[0].isupper() and not first and not _capital_by_habit(word)):
            terms.append(word)
    return terms


def _capital_by_habit(word: str) -> bool:
    return all(is_function_word(part) or stems(part) <= _HABIT for part in word.split("-"))


def _full_text(passage: Passage) -> str:
    return f"{searchable_text(passage)} {passage.year} {passage.pinpoint}"


def _words_of(hit: Hit) -> frozenset[str]:
    return stems(" ".join(_full_text(passage) for passage in (hit.passage, *hit.translations)))


def _logistic(found: dict[str, float], weights: GateWeights) -> float:
    total = weights.bias + sum(weights.weights.get(name, 0.0) * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-max(min(total, 40.0), -40.0)))
