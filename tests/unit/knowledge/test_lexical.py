from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import LexicalIndex, tokens

TEXTS = [
    "The members of the cooperative elect the board.",
    "Members vote on the budget of the cooperative.",
    "The cooperative keeps its surplus in a reserve.",
    "A cooperative bank lends to its members.",
    "Every member of the cooperative has one vote.",
    "The observatory of the cooperative movement publishes statistics.",
    "Members of a cooperative share the work.",
]
VOCABULARY = sorted(
    {word.strip(".").lower() for text in TEXTS for word in text.split()} | {"wakanda", "12", "…"}
)


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex(TEXTS, "en")


def share(index: LexicalIndex, query: str, language: str) -> np.ndarray:
    """The scores over the best that the question could get, in [0, 1]."""
    scores, possible = index.scores(query, language)
    return scores / max(possible, 1e-6)


def test_tokens_are_stemmed_folded_and_without_function_words() -> None:
    assert tokens("The Cooperatives of the members", "en") == tokens("cooperative member", "en")
    assert tokens("Les coopératives de l'économie", "fr") == tokens("cooperative economie", "fr")
    assert len(tokens("¿Qué es la economía social?", "es")) == 2


def test_an_unknown_language_is_folded_but_not_stemmed() -> None:
    assert tokens("Ošetřovatelé the Élans", "xx") == ["osetrovatele", "the", "elans"]


def test_the_passage_that_stands_out_has_the_most_evidence(index: LexicalIndex) -> None:
    found = share(index, "Where are the statistics of the observatory?", "en")
    assert found.shape == (len(TEXTS),)
    assert np.flatnonzero(found).tolist() == [5]
    assert found[5] == pytest.approx(1)


def test_words_that_every_passage_has_say_little(index: LexicalIndex) -> None:
    rare = index.scores("observatory", "en")[0].max()
    assert 0 < index.scores("cooperative", "en")[0].max() < 0.2 * rare


@pytest.mark.parametrize("query", ["wakanda", "", "?", "the of a", "社会"])
def test_a_question_that_shares_no_word_has_no_evidence(index: LexicalIndex, query: str) -> None:
    assert not share(index, query, "en").any()


def test_words_that_no_passage_has_make_evidence_weaker(index: LexicalIndex) -> None:
    alone = share(index, "statistics", "en")[5]
    with_strange = share(index, "statistics wakanda zanzibar", "en")[5]
    assert 0 < with_strange < alone


def test_a_word_that_no_passage_has_counts_no_less_than_the_rarest(index: LexicalIndex) -> None:
    assert index.scores("", "en")[1] == index.scores("the of a", "en")[1] == 0
    assert index.scores("cooperative", "en")[1] == pytest.approx(index.scores("cooperative", "en")[0].max())
    rarest = max(index.scores(word, "en")[0].max() for word in VOCABULARY)
    known, one, two = (
        index.scores(query, "en")[1]
        for query in ("cooperative", "cooperative wakanda", "cooperative wakanda 社会")
    )
    assert one - known >= rarest
    assert two - one == pytest.approx(one - known)


def test_function_words_of_the_question_s_language_are_left_out() -> None:
    """The French `on` and `a` are no words to look for in Spanish or English texts."""
    index = LexicalIndex(["on", "a text", *TEXTS], "xx")
    assert not share(index, "on a", "fr").any()


@given(st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join), st.sampled_from(["en", "fr", "xx"]))
def test_evidence_lies_between_none_and_all(query: str, language: str) -> None:
    found = share(LexicalIndex(TEXTS, "en"), query, language)
    assert found.shape == (len(TEXTS),)
    assert (found >= 0).all()
    assert (found <= 1 + 1e-6).all()


@pytest.mark.parametrize(
    "texts", [["one text alone"], ["", "…"], ["?", "a word here"], ["same", "same", "same"]]
)
def test_few_wordless_or_equal_texts_are_indexed_too(texts: list[str]) -> None:
    found = share(LexicalIndex(texts, "en"), "one word same", "en")
    assert found.shape == (len(texts),)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("language", ["en", "xx"])
def test_a_restored_index_gives_the_same_evidence(language: str) -> None:
    index = LexicalIndex(TEXTS, language)
    arrays, vocabulary = index.arrays()
    restored = LexicalIndex.from_arrays(arrays, vocabulary, len(TEXTS), language)
    for query in ("statistics of the observatory", "members vote", "wakanda"):
        assert share(restored, query, "en").tolist() == share(index, query, "en").tolist()
