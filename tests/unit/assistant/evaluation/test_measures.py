"""What one answer measures, and many with intervals."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answer import Answer, Energy
from assistant.assistant import Assistant, Finished, Found
from assistant.evaluation.measures import MEASURES, Measure, Result, estimate, measured, paired_difference
from assistant.evaluation.questions import Question
from knowledge import Retriever
from knowledge.retriever import Retrieval

ENERGY = Energy(joules=1.5, measured=False, method="cpu_time", seconds=0.1)
MEAN = Measure("", "m")
RATIO = Measure("", "top", "below")


def result(id_: str, **values: float) -> Result:
    return Result(
        id=id_,
        lang="en",
        kind="direct",
        question="x?",
        gate="answered",
        cited=[],
        facts_missing=[],
        energy="",
        values=values,
    )


def asked(retriever: Retriever, question: str) -> tuple[Answer, Retrieval]:
    answer: Answer | None = None
    retrieval: Retrieval | None = None
    for event in Assistant(retriever).ask(question, write=False):
        if isinstance(event, Found):
            retrieval = event.retrieval
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None
    assert retrieval is not None
    return answer, retrieval


def measure(retriever: Retriever, **fields: Any) -> Result:
    question = Question(id="a", **fields)
    answer, retrieval = asked(retriever, question.question)
    passages = {passage.key: passage for passage in retriever.index.passages}
    held = frozenset(passage.document for passage in passages.values())
    return measured(question, answer, retrieval, passages, held, 12.0, ENERGY)


def test_a_right_answer_has_all_that_is_asked_for(retriever: Retriever) -> None:
    found = measure(
        retriever, question="How does the ILO define the social and solidarity economy?", lang="en",
        expected_texts=["ilo-2022"], expected_pinpoints=["§ 5"], answer_facts=["collective and/or general interest"],
    )  # fmt: skip
    one = {
        "recall@1",
        "recall@5",
        "mrr",
        "pinpoint",
        "pinpoint_any",
        "facts_had",
        "facts_expected",
        "language",
    }
    assert {name: found.values[name] for name in one} == dict.fromkeys(one, 1.0)
    assert (found.values["false_refusal"], found.values["shown_unsupported"]) == (0.0, 0.0)
    assert found.values["supported"] == found.values["sentences"] == found.values["quotes_in_language"]
    assert found.cited[0] == "ilo-2022 para:5"
    assert (found.values["joules"], found.energy) == (1.5, "cpu_time, estimated")


def test_a_wrong_expectation_is_seen_in_every_measure(retriever: Retriever) -> None:
    found = measure(
        retriever, question="How does the ILO define the social and solidarity economy?", lang="fr",
        expected_texts=["p-amul"], expected_pinpoints=["art. 99"], answer_facts=["1 234 litres of milk in 1946"],
    )  # fmt: skip
    for name in (
        "recall@1",
        "recall@5",
        "mrr",
        "pinpoint",
        "pinpoint_any",
        "facts_had",
        "language",
        "quotes_in_language",
    ):
        assert found.values[name] == 0.0, name
    assert found.facts_missing == ["1 234 litres of milk in 1946"]


def test_a_question_to_refuse_is_measured_as_that_alone(retriever: Retriever) -> None:
    found = measure(
        retriever, question="What is the best recipe for paella?", kind="refuse", answer_facts=["none"]
    )
    assert found.values["refused"] == 1.0
    assert not {"false_refusal", "recall@1", "facts_had", "language"} & set(found.values)
    kept = measure(retriever, question="What is the social economy?", answerable=False)
    assert kept.values["refused"] == 0.0


def test_an_expected_text_that_the_library_lacks_is_no_miss(retriever: Retriever) -> None:
    found = measure(retriever, question="What is the social economy?", expected_texts=["not-held"])
    assert not {"recall@1", "false_refusal", "refused"} & set(found.values)


def test_means_ratios_and_quantiles() -> None:
    results = [result("a", m=1, top=1, below=1), result("b", m=0, top=0, below=3), result("c", other=1)]
    mean, ratio = estimate(results, MEAN), estimate(results, RATIO)
    assert mean is not None
    assert ratio is not None
    assert (mean.value, mean.n, ratio.value, ratio.n) == (0.5, 2, 0.25, 2)
    assert 0 <= mean.low <= mean.value <= mean.high <= 1
    half = estimate([result(str(n), m=n) for n in range(101)], Measure("", "m", quantile=0.5))
    assert half is not None
    assert half.value == 50


def test_what_no_question_has_is_absent_and_a_report_is_the_same_twice() -> None:
    assert estimate([result("a")], MEAN) is None
    results = [result(str(n), m=n % 3) for n in range(30)]
    assert estimate(results, MEAN) == estimate(results, MEAN)


def test_the_interval_is_the_percentile_bootstrap() -> None:
    """For a share of one half of 100 the normal interval is .402 to .598; the bootstrap is close to it."""
    found = estimate([result(str(n), m=n % 2) for n in range(100)], MEAN)
    assert found is not None
    assert found.low == pytest.approx(0.402, abs=0.02)
    assert found.high == pytest.approx(0.598, abs=0.02)


def test_differences_are_of_the_questions_that_both_runs_have() -> None:
    before = [result("a", m=0), result("b", m=0), result("gone", m=1)]
    after = [result("b", m=1), result("a", m=0), result("new", m=1), result("gone")]
    found = paired_difference(before, after, MEAN)
    assert found is not None
    assert (found.value, found.n) == (0.5, 2)
    same = paired_difference(after, after, MEAN)
    assert same is not None
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert paired_difference(before, [result("x", m=1)], MEAN) is None


def test_every_measure_has_a_title_of_its_own() -> None:
    titles = [one.title for one in MEASURES.values()]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 46 for title in titles)
