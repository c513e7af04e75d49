"""Citation recall and precision: the definitions of ALCE, worked through by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.answer import Citation, Statement
from assistant.evaluation.citing_quality import citation_quality, supports
from knowledge.documents import Passage

PASSAGES = {
    "a": Passage("a", "States shall keep statistics on cooperatives.", "en"),
    "b": Passage("b", "Cooperatives are owned by their members.", "en"),
    "c": Passage("c", "Banks may lend to associations.", "en"),
}


def said(text: str, *keys: str, verdict: Any = "supported") -> Statement:
    citations = [
        Citation(key=key, document="d", title="", pinpoint="", pinpoint_id="para:1", language="en", kind="digest",
                 confidence="reported", reported_by="", url="", quote="", start=0, end=0)
        for key in keys
    ]  # fmt: skip
    kind: Any = "quote" if verdict == "quoted" else "written"
    return Statement(text=text, kind=kind, verdict=verdict, citations=citations)


def by_key(*supporting: set[str]) -> Any:
    """A judge for whom the given sets of passages support every sentence, and their supersets."""

    def judge(_sentence: str, passages: Sequence[Passage], _language: str) -> bool:
        held = {passage.id for passage in passages}
        return any(one <= held for one in supporting)

    return judge


def counts(*statements: Statement, judge: Any = supports) -> tuple[int, int, int, int, int]:
    found = citation_quality(statements, PASSAGES, judge)
    return found.sentences, found.supported, found.citations, found.precise, found.shown_unsupported


def test_one_citation_that_supports_is_recalled_and_precise() -> None:
    assert counts(said("x", "a"), judge=by_key({"a"})) == (1, 1, 1, 1, 0)


def test_a_sentence_that_nothing_supports_has_no_recall_and_no_precise_citation() -> None:
    assert counts(said("x", "a", "b"), judge=by_key({"c"})) == (1, 0, 2, 0, 1)


def test_a_citation_beside_one_that_suffices_is_irrelevant() -> None:
    assert counts(said("x", "a", "b"), judge=by_key({"a"})) == (1, 1, 2, 1, 0)


def test_two_citations_that_only_together_support_are_both_precise() -> None:
    assert counts(said("x", "a", "b"), judge=by_key({"a", "b"})) == (1, 1, 2, 2, 0)


def test_two_that_each_support_are_both_precise() -> None:
    assert counts(said("x", "a", "b"), judge=by_key({"a"}, {"b"})) == (1, 1, 2, 2, 0)


def test_a_sentence_without_citations_counts_against_recall() -> None:
    assert counts(said("x"), judge=by_key({"a"})) == (1, 0, 0, 0, 1)


def test_an_unverified_sentence_is_not_shown_as_supported() -> None:
    assert counts(said("x", "a", verdict="unverified"), judge=by_key({"b"})) == (1, 0, 1, 0, 0)


def test_a_citation_of_no_passage_supports_nothing() -> None:
    assert counts(said(PASSAGES["a"].text, "gone", verdict="quoted")) == (1, 0, 1, 0, 1)


def test_our_judge_takes_what_the_passage_says_and_nothing_else() -> None:
    assert counts(said("States shall keep statistics on cooperatives.", "a", verdict="quoted")) == (
        1,
        1,
        1,
        1,
        0,
    )
    assert counts(said("States may keep statistics on cooperatives.", "a", verdict="quoted")) == (
        1,
        0,
        1,
        0,
        1,
    )
    assert not supports("anything", [], "en")
