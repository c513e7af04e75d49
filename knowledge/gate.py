"""Do the texts answer at all? A verdict from scores, words and references.

Scores alone cannot tell "right topic, no answer" from an answer: a question about a text
that does not exist scores like one about a text that does. So the gate joins
 - the plain cosine of the best passage (calibrated scores rank, raw ones gate),
 - the share of the question's words that the best passages have, by weight,
 - names and numbers of the question that none of the best passages has (`knowledge.missing`),
 - a sum or a count that is asked for and that none of them states (`knowledge.facts`), and
 - references to texts or provisions that the library does not hold (`knowledge.premises`)
in a small logistic model whose coefficients are part of the calibration. A best cosine below a
floor ends it before: "the capital of Mongolia" shares both words with texts that list Mongolia
among their sponsors and speak of capital.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from knowledge.facts import Fact, fact_asked, states
from knowledge.glossary import met
from knowledge.hits import Hit
from knowledge.index import Index
from knowledge.languages import content_words
from knowledge.missing import LOOKED_AT, full_text, missing_terms
from knowledge.overlap import stems
from knowledge.premises import Premise
from knowledge.references import Reference

if TYPE_CHECKING:
    from knowledge.calibration import GateWeights

__all__ = ["Gate", "Verdict", "asked_stems", "features", "judge"]

Verdict = Literal["answered", "doubtful", "not_in_texts"]
# What a question says of its asking: "what do the texts say on …", "pouvez-vous me dire si les textes …".
_ASKING = stems(
    """say says said tell ask asks asked text texts mention mentions
    dire dit disent demande demandent texte textes parle parlent mentionne mentionnent
    decir dice dicen pide piden texto textos habla hablan menciona mencionan
    dizer diz dizem pede pedem texto textos fala falam menciona mencionam"""
)
_LONG = 10  # content words from which a question says enough of what it is about


@dataclass(frozen=True, slots=True)
class Gate:
    """The verdict and what it rests on.

    Attributes:
        probability: that the texts answer, by the logistic model.
        missing: names and numbers of the question that none of the best passages has.
        fact: the kind of fact that is asked for and that none of the best passages states:
            an `amount` of money, a `count`, or "".
        unknown: a text that the question names and the library does not hold, or None.
        missing_provision: a provision that the question names and the text lacks, or "".
        nearest: ids of the real texts nearest to the unknown one, or pinpoints that the text
            without that provision has.
        features: the numbers that went into the model.
    """

    verdict: Verdict
    probability: float = 0.0
    missing: tuple[str, ...] = ()
    fact: Fact = ""
    unknown: Reference | None = None
    missing_provision: str = ""
    nearest: tuple[str, ...] = ()
    features: dict[str, float] = field(default_factory=dict)


def judge(
    query: str,
    language: str,
    hits: Sequence[Hit],
    index: Index,
    premise: Premise | None = None,
    *,
    topic: bool = False,
) -> Gate:
    """The gate's verdict for a question and what was found for it.

    Args:
        topic: the query names a topic and asks nothing of it. It says too little for the model,
            so that a passage with all its words is enough for a doubt.
    """
    if not hits:
        return Gate("not_in_texts")
    premise = premise or Premise()
    missing = missing_terms(query, hits)
    fact = _fact_missing(query, hits)
    found = features(query, language, hits, index, missing)
    weights = index.calibration.gate
    probability = _logistic(found, weights)
    verdict: Verdict = "not_in_texts"
    floor = weights.floor - weights.abroad * found["foreign"]
    near = max(hit.cosine for hit in hits) >= floor
    if near and not premise.unknown and not premise.missing:
        # A name, number or sum that no quoted passage has is a doubt that no score outweighs.
        if probability >= weights.answered and not missing and not fact:
            verdict = "answered"
        elif probability >= weights.doubtful or (topic and found["overlap"] == 1):
            verdict = "doubtful"
    return Gate(verdict, probability, missing, fact, premise.unknown, premise.missing, premise.nearest, found)


def asked_stems(query: str) -> frozenset[str]:
    """The stems of what a question is about, without its words of asking; all where there are no others."""
    asked = stems(query)
    return asked - _ASKING or asked


def features(
    query: str, language: str, hits: Sequence[Hit], index: Index, missing: Sequence[str]
) -> dict[str, float]:
    """The numbers that the logistic model weighs, each roughly in [-1, 1].

    `foreign` is 1 where no passage is in the question's language: cosines and shared words
    are lower there for the same quality of answer. `length` is how much the question says: two
    words that a text happens to have are no evidence that it answers.
    """
    asked = asked_stems(query)
    texts = [words | met(query, words) for words in map(_words_of, hits[:LOOKED_AT])]
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


def _fact_missing(query: str, hits: Sequence[Hit]) -> Fact:
    """The kind of fact that is asked for, where no sentence of the best hits states one."""
    fact = fact_asked(query)
    passages = (passage for hit in hits[:LOOKED_AT] for passage in (hit.passage, *hit.translations))
    return "" if not fact or states(passages, fact, query) else fact


def _words_of(hit: Hit) -> frozenset[str]:
    return stems(" ".join(full_text(passage) for passage in (hit.passage, *hit.translations)))


def _logistic(found: dict[str, float], weights: GateWeights) -> float:
    total = weights.bias + sum(weights.weights.get(name, 0.0) * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-max(min(total, 40.0), -40.0)))
