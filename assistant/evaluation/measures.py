"""One question measured, and many taken together with intervals.

Every measure of a question is a number or absent (it does not apply); what a group of
questions gets is the mean over those that have it, or a ratio of sums where sentences and
citations are counted, with a 95 % percentile bootstrap over questions (Efron 1979).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from assistant.answer import Answer, Energy
from assistant.evaluation.citing_quality import citation_quality
from assistant.evaluation.facts import has_fact
from assistant.evaluation.questions import Question, matches, wanted_places
from knowledge.documents import Passage
from knowledge.languages import base
from knowledge.retriever import Retrieval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

__all__ = ["DRAWS", "MEASURES", "Estimate", "Measure", "Result", "estimate", "measured", "paired_difference"]

DRAWS = 2_000


class Result(BaseModel):
    """What one question measured, and enough of the answer to see why.

    `values` are of this question alone (`MEASURES` say what each means); those that do not
    apply are left out. `facts_missing` are the expected facts that the answer lacks, `energy`
    is how its joules are known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    lang: str
    kind: str
    question: str
    gate: str
    cited: list[str]
    facts_missing: list[str]
    energy: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure over many questions: the mean of `top`, or the sum of `top` over that of `below`."""

    title: str
    top: str
    below: str = ""
    quantile: float | None = None


MEASURES: Mapping[str, Measure] = {
    "recall@1": Measure("expected text first", "recall@1"),
    "recall@5": Measure("expected text in the first five", "recall@5"),
    "mrr": Measure("reciprocal rank of the expected text", "mrr"),
    "pinpoint": Measure("first quote at the expected place", "pinpoint"),
    "pinpoint_any": Measure("some quote at the expected place", "pinpoint_any"),
    "facts": Measure("expected facts contained", "facts_had", "facts_expected"),
    "citation_recall": Measure("sentences that their citations support (ALCE)", "supported", "sentences"),
    "citation_precision": Measure("citations that support (ALCE)", "precise", "citations"),
    "refused": Measure("refused, of those to refuse", "refused"),
    "doubted": Measure("answered with doubt, of those to refuse", "doubted"),
    "false_refusal": Measure("refused, of those to answer", "false_refusal"),
    "false_doubt": Measure("answered with doubt, of those to answer", "false_doubt"),
    "language": Measure("language of the question recognised", "language"),
    "quote_language": Measure("quotes in the language of the question", "quotes_in_language", "quotes"),
    "latency_p50": Measure("milliseconds, median", "milliseconds", quantile=0.5),
    "latency_p95": Measure("milliseconds, 95th percentile", "milliseconds", quantile=0.95),
    "joules": Measure("joules a question", "joules"),
}


class Estimate(BaseModel):
    """A measure of a group with its 95 % interval; `n` questions had it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float
    low: float
    high: float
    n: int


def measured(
    question: Question,
    answer: Answer,
    retrieval: Retrieval,
    passages: Mapping[str, Passage],
    held: frozenset[str],
    milliseconds: float,
    energy: Energy,
) -> Result:
    """Measure one answer.

    Args:
        passages: of the index, by citation key.
        held: ids of the documents in the library; an expected text that it lacks is no miss.
    """
    values: dict[str, float] = {"milliseconds": round(milliseconds, 3), "joules": round(energy.joules, 4)}
    if question.lang:
        values["language"] = float(base(answer.language) == question.lang)
    missing: list[str] = []
    expected = [text for text in question.expected_texts if text in held]
    refused, doubted = answer.gate == "not_in_texts", answer.gate == "doubtful"
    if question.must_be_refused:
        values |= {"refused": float(refused), "doubted": float(doubted)}
    elif expected or not question.expected_texts:
        values |= {"false_refusal": float(refused), "false_doubt": float(doubted)}
    if expected and not question.must_be_refused:
        values |= _retrieved(expected, retrieval) | _placed(question, expected, answer, passages)
    if question.answer_facts and not question.must_be_refused:
        # What is shown as unverified is no part of what the answer vouches for.
        said = "\n".join(one.text for one in answer.statements if one.verdict != "unverified")
        missing = [fact for fact in question.answer_facts if not has_fact(said, fact)]
        values["facts_expected"] = len(question.answer_facts)
        values["facts_had"] = len(question.answer_facts) - len(missing)
    values |= _cited(question, answer, passages)
    cited = [
        f"{one.citations[0].document} {one.citations[0].pinpoint_id}"
        for one in answer.statements
        if one.citations
    ]
    return Result(
        id=question.id, lang=question.lang, kind=question.kind, question=question.question, gate=answer.gate,
        cited=cited, facts_missing=missing,
        energy=f"{energy.method}, {'measured' if energy.measured else 'estimated'}", values=values,
    )  # fmt: skip


def estimate(results: Sequence[Result], measure: Measure, draws: int = DRAWS) -> Estimate | None:
    """The measure over a group, or None where no question of it has the measure."""
    pairs = _pairs(results, measure)
    if not pairs:
        return None
    low, high = _interval(_sampled(pairs, _draws(len(pairs), draws), measure))
    return Estimate(value=_taken(pairs, measure), low=low, high=high, n=len(pairs))


def paired_difference(
    before: Sequence[Result], after: Sequence[Result], measure: Measure, draws: int = DRAWS
) -> Estimate | None:
    """How much the measure changed on the questions that both runs have it for, resampled in pairs."""
    earlier = {one.id: one for one in before}
    both = [(earlier[one.id], one) for one in after if one.id in earlier]
    both = [pair for pair in both if all(_pairs([one], measure) for one in pair)]
    if not both:
        return None
    old, new = (_pairs(column, measure) for column in zip(*both, strict=True))
    rows = _draws(len(both), draws)
    found = _sampled(new, rows, measure) - _sampled(old, rows, measure)
    low, high = _interval(found)
    return Estimate(value=_taken(new, measure) - _taken(old, measure), low=low, high=high, n=len(both))


def _retrieved(expected: Sequence[str], retrieval: Retrieval) -> dict[str, float]:
    ranked = list(dict.fromkeys(hit.passage.document for hit in retrieval.hits))
    hits = [hit.passage.document for hit in retrieval.hits]
    place = next((place for place, text in enumerate(ranked, 1) if text in expected), 0)
    return {
        "recall@1": float(bool(hits) and hits[0] in expected),
        "recall@5": float(any(text in expected for text in hits[:5])),
        "mrr": 1 / place if place else 0.0,
    }


def _placed(
    question: Question, expected: Sequence[str], answer: Answer, passages: Mapping[str, Passage]
) -> dict[str, float]:
    wanted = wanted_places(question)
    if not wanted:
        return {}
    right = []
    for statement in answer.statements:
        for citation in statement.citations[:1]:
            passage = passages.get(citation.key)
            title = passage.heading if passage else ""
            right.append(citation.document in expected and matches(wanted, citation.pinpoint_id, title))
    return {"pinpoint": float(right[:1] == [True]), "pinpoint_any": float(any(right))}


def _cited(question: Question, answer: Answer, passages: Mapping[str, Passage]) -> dict[str, float]:
    if not answer.statements:
        return {}
    quality = citation_quality(answer.statements, passages)
    values: dict[str, float] = {
        "sentences": quality.sentences, "supported": quality.supported, "citations": quality.citations,
        "precise": quality.precise, "shown_unsupported": quality.shown_unsupported,
    }  # fmt: skip
    quotes = [one for one in answer.statements if one.kind == "quote" and one.citations]
    if question.lang and quotes:
        values["quotes"] = len(quotes)
        values["quotes_in_language"] = sum(base(one.citations[0].language) == question.lang for one in quotes)
    return values


def _pairs(results: Iterable[Result], measure: Measure) -> list[tuple[float, float]]:
    found = []
    for one in results:
        top, below = one.values.get(measure.top), one.values.get(measure.below, 0.0) if measure.below else 1.0
        if top is not None and below:
            found.append((top, below))
    return found


def _taken(pairs: Sequence[tuple[float, float]], measure: Measure) -> float:
    import numpy as np

    return float(_sampled(pairs, np.arange(len(pairs))[None], measure)[0])


def _sampled(pairs: Sequence[tuple[float, float]], rows: NDArray[np.int64], measure: Measure) -> Values:
    """The measure of each row of drawn questions, shape (draws,)."""
    import numpy as np

    columns = np.asarray(pairs, np.float64)
    top, below = columns[:, 0][rows], columns[:, 1][rows]
    if measure.quantile is not None:
        return np.asarray(np.quantile(top, measure.quantile, axis=1))
    return np.asarray(top.sum(axis=1) / below.sum(axis=1))


def _draws(count: int, draws: int) -> NDArray[np.int64]:
    """Rows to draw, the same for the same count, so that a report is the same when made again."""
    import numpy as np

    return np.random.default_rng(0).integers(0, count, (draws, count))


def _interval(values: Values) -> tuple[float, float]:
    import numpy as np

    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
