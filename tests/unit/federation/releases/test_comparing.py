"""Two sets of weights on the same questions: who gains, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from federation.errors import JudgementsMissing, ReleaseError, StatementError
from federation.learning import Example, fusion_of
from federation.releases.comparing import Comparison, Item, compare, items_of
from federation.releases.evaluating import KIND, evaluate, read_verdict, verdict
from federation.releases.regression import FILE, check_regression, public_items, regression
from federation.statements import Statement
from knowledge import Passage
from knowledge.fusion import Fusion
from knowledge.judgements import Judgement
from knowledge.retriever import Retriever
from knowledge.signing import SigningKey


def _fusion(words: float) -> Fusion:
    common = np.zeros(7, np.float32)
    common[1] = words
    return fusion_of({"common": common})


def _items(examples: list[Example]) -> list[Item]:
    """Each candidate is its own provision."""
    return [
        Item(one, np.arange(len(one.base)), frozenset(np.flatnonzero(one.right).tolist())) for one in examples
    ]


def test_weights_that_help_are_better_and_the_reverse_is_worse(
    examples: Callable[..., list[Example]],
) -> None:
    items = _items(examples(1, count=60))
    found = compare(items, _fusion(0), _fusion(1))
    assert (found.questions, found.verdict) == (60, "better")
    assert found.low > 0
    assert found.gain == pytest.approx(found.after - found.before)
    back = compare(items, _fusion(1), _fusion(0))
    assert (back.verdict, back.gain) == ("worse", pytest.approx(-found.gain))
    same = compare(items, _fusion(1), _fusion(1))
    assert (same.verdict, same.gain, same.low, same.high) == ("same", 0, 0, 0)
    assert compare([], _fusion(0), _fusion(1)).questions == 0


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.01, 0.1, "better"), (-0.1, 0.1, "same"), (0, 0.1, "same"), (-0.1, -0.01, "worse")],
)
def test_the_interval_decides(low: float, high: float, word: str) -> None:
    found = Comparison(10, 0.5, 0.5, (low + high) / 2, low, high)
    assert found.verdict == word
    assert found.record()["verdict"] == word


@pytest.fixture
def retriever(word_embedder: Any) -> Retriever:
    """Twelve passages of one text, each with a word of its own, and two of a practice."""
    words = "amber birch cedar daisy elder fern grass heath iris jasmine kelp laurel".split()
    passages = [
        Passage(
            f"p{number}", f"The {word} cooperative", "en", "text", "Text", f"para:{number}", kind="digest"
        )
        for number, word in enumerate(words)
    ]
    return Retriever.from_passages(passages, embedder=word_embedder())


def _judgements(count: int) -> list[Judgement]:
    words = "amber birch cedar daisy elder fern grass heath iris jasmine kelp laurel".split()
    return [
        Judgement(f"Which is the {words[number]} one?", "en", "text", f"para:{number}", "", True)
        for number in range(count)
    ]


def test_a_member_measures_on_its_own_judgements(retriever: Retriever) -> None:
    gone = Judgement("Which is gone?", "en", "text", "para:99", "", True)
    against = Judgement("Which is the fern one?", "en", "text", "para:1", "", False)
    found = evaluate(retriever, [*_judgements(11), gone, against], Fusion(), _fusion(0.5))
    assert found.questions == 11
    assert 0 <= found.before <= found.after <= 1
    with pytest.raises(JudgementsMissing, match="no judged question"):
        evaluate(retriever, [gone], Fusion(), Fusion())


def test_passages_of_no_document_are_known_by_their_key(word_embedder: Any) -> None:
    passages = [Passage(f"p{number}", f"Passage {number}", "en") for number in range(3)]
    made = Retriever.from_passages(passages, embedder=word_embedder())
    judged = Judgement("Passage 1?", "en", "", "", made.index.passages[1].key, True)
    assert evaluate(made, [judged], Fusion(), Fusion()).questions == 1


def test_what_leaves_is_a_word_and_whole_points(play: Any, retriever: Retriever) -> None:
    proposal = play.proposal(1, play.candidate())
    found = Comparison(37, 0.5123, 0.5487, 0.0364, 0.01, 0.06)
    statement = verdict(found, proposal, play.keys[1])
    body = dict(statement.body)
    assert body.pop("made")
    assert body == {
        "federation": play.roster.federation, "version": 1, "proposal": proposal.hash,
        "verdict": "better", "points": 4, "judgements": "at least 10",
    }  # fmt: skip
    assert b"37" not in statement.envelope.payload.replace(proposal.hash.encode(), b"").replace(
        str(statement.body["made"]).encode(), b""
    )
    member, word, points = read_verdict(statement, proposal, [play.roster])
    assert (member.name, word, points) == ("m1", "better", 4)


def test_few_judgements_give_no_verdict(play: Any) -> None:
    proposal = play.proposal(1, play.candidate())
    with pytest.raises(JudgementsMissing, match="10 judged questions at least, and you have 9"):
        verdict(Comparison(9, 0.5, 0.6, 0.1, 0.05, 0.2), proposal, play.keys[1])


def test_a_verdict_is_a_members_and_of_this_candidate(play: Any) -> None:
    proposal = play.proposal(1, play.candidate())
    found = Comparison(10, 0.5, 0.5, 0.0, 0.0, 0.0)
    with pytest.raises(StatementError, match="not signed by a member"):
        read_verdict(verdict(found, proposal, SigningKey.generate()), proposal, [play.roster])
    other = play.proposal(1, play.candidate(2))
    with pytest.raises(StatementError, match="of another candidate"):
        read_verdict(verdict(found, other, play.keys[1]), proposal, [play.roster])
    body = dict(verdict(found, proposal, play.keys[1]).body)
    for change in ({"verdict": "splendid"}, {"points": 0.5}, {"points": 1000}):
        with pytest.raises(StatementError, match="cannot be read"):
            read_verdict(Statement.sign(KIND, {**body, **change}, play.keys[1]), proposal, [play.roster])


def test_only_what_did_worse_beyond_noise_is_held_back() -> None:
    worse = Comparison(215, 0.8, 0.7, -0.1, -0.2, -0.05)
    with pytest.raises(ReleaseError, match=r"nDCG@10 0\.700 instead of 0\.800 \(-20\.0 to -5\.0 points\)"):
        check_regression(worse, "")
    check_regression(worse, "because")
    check_regression(replace(worse, high=0.01), "")


def test_the_public_test_asks_in_four_languages_for_provisions_that_exist() -> None:
    import json

    from knowledge.corpus.loader import corpus_files, load_document

    places = {
        (document.id, one.pinpoint)
        for document in map(load_document, corpus_files())
        for one in document.provisions
    }
    lines = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    assert len({one["id"] for one in lines}) == len(lines) >= 200
    for code in ("en", "fr", "es", "pt"):
        assert len([one for one in lines if one["language"] == code]) >= 50
    assert all(one["answers"] and {tuple(place) for place in one["answers"]} <= places for one in lines)


def test_a_library_without_the_shipped_texts_cannot_hold_it(retriever: Retriever) -> None:
    with pytest.raises(ReleaseError, match="none of the shipped texts"):
        public_items(retriever)


@pytest.mark.slow
def test_the_public_test_finds_harm(installed: Retriever) -> None:
    """Weights that turn the words' evidence around are worse beyond noise; the shipped ones are the same."""
    items = public_items(installed)
    assert len(items) >= 200
    assert regression(items, Fusion(), Fusion()).verdict == "same"
    harmed = regression(items, Fusion(), _fusion(-1))
    assert harmed.verdict == "worse"
    with pytest.raises(ReleaseError, match="worse than the release in use"):
        check_regression(harmed, "")


def test_own_and_shared_documents_are_left_out(installed: Retriever) -> None:
    """Each machine holds the same test: what else its library has neither answers nor competes."""
    allowed = np.zeros(len(installed.index.passages), bool)
    allowed[:40] = True
    asked = [("What is the social economy?", "en", [0, 50])]
    (item,) = items_of(installed, asked, allowed)
    assert len(item.provisions) <= 40
