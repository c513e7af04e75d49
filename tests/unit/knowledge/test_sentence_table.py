from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from knowledge import Passage, Retriever
from knowledge.calibration import Calibration
from knowledge.documents import Kind
from knowledge.index import Index
from knowledge.library import Library
from knowledge.prebuilt import embed_texts
from knowledge.retriever import Hit
from knowledge.sentence_table import SentenceTable, sentences_of

TEXT = "Members decide. Votes are equal."


def _passage(id_: str, kind: Kind, text: str = TEXT) -> Passage:
    return Passage(id_, text, "en", document=id_, title=id_.upper(), heading="Votes", kind=kind)


PASSAGES = [
    _passage("o", "official"),
    _passage("d", "digest"),
    _passage("w", "own"),
    _passage("p", "practice", "One sentence alone."),
    _passage("e", "digest", "…"),
]


def test_the_sentences_of_a_passage_are_its_text_in_order() -> None:
    sentences = sentences_of(PASSAGES[0])
    assert [sentence.text for sentence in sentences] == ["Members decide.", "Votes are equal."]
    assert all(TEXT[sentence.start : sentence.end] == sentence.text for sentence in sentences)
    assert sentences_of(_passage("x", "own", "")) == []


def test_only_digests_and_practices_have_their_sentences_made_ahead() -> None:
    spans, texts = SentenceTable.cut(PASSAGES[:4])
    assert spans.tolist() == [[1, 0, 15], [1, 16, 32], [3, 0, 19]]
    assert spans.dtype == np.int32
    assert texts == [
        "D, Votes: Members decide.",
        "D, Votes: Votes are equal.",
        "P, Votes: One sentence alone.",
    ]


@pytest.mark.parametrize("passages", [[], PASSAGES[:1]])
def test_where_nothing_is_made_ahead_the_table_is_empty(passages: list[Passage]) -> None:
    spans, texts = SentenceTable.cut(passages)
    assert (spans.shape, texts) == ((0, 3), [])
    found, vectors = SentenceTable(spans, np.zeros((0, 8), np.float32)).of(0, PASSAGES[0])
    assert (found, vectors.shape) == ([], (0, 8))


def test_a_passage_finds_its_own_sentences_and_vectors() -> None:
    spans, texts = SentenceTable.cut(PASSAGES)
    vectors = np.arange(len(texts) * 2, dtype=np.float32).reshape(-1, 2)
    table = SentenceTable(spans, vectors)
    rows = []
    for row, passage in enumerate(PASSAGES):
        found, own = table.of(row, passage)
        assert found == (sentences_of(passage) if passage.kind in ("digest", "practice") else [])
        assert len(own) == len(found)
        rows += own.tolist()
    assert rows == vectors.tolist()


def test_the_best_sentence_of_each_passage_is_found() -> None:
    spans = np.asarray([[1, 0, 5], [1, 6, 9], [4, 0, 5]], np.int32)
    vectors = np.asarray([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    rows, best = SentenceTable(spans, vectors).best(np.asarray([0.6, 0.8], np.float32))
    assert rows.tolist() == [1, 4]
    np.testing.assert_allclose(best, [0.8, 1], atol=1e-6)


@pytest.fixture
def asked(word_embedder: Any, counted: Any) -> tuple[Retriever, Any, Library]:
    """A retriever over PASSAGES, its embedder that counts, and its library."""
    inner = word_embedder()
    spans, texts = SentenceTable.cut(PASSAGES)
    index = Index(PASSAGES, inner.embed_passages([one.indexed_text for one in PASSAGES]), Calibration())
    table = SentenceTable(spans, embed_texts(texts, inner))
    embedder, library = counted(inner), Library(None)
    return Retriever(index, embedder, sentences=table, library=library), embedder, library


def test_sentences_that_were_made_ahead_are_not_embedded_again(asked: Any, word_embedder: Any) -> None:
    retriever, embedder, _ = asked
    sentences, vectors = retriever.sentences(Hit(PASSAGES[1], 1.0, row=1))
    assert sentences == sentences_of(PASSAGES[1])
    assert embedder.embedded == []
    expected = word_embedder().embed_passages([PASSAGES[1].embeddable(one.text) for one in sentences])
    np.testing.assert_allclose(vectors, expected, atol=1e-3)


@pytest.mark.parametrize("row", [0, 2])
def test_sentences_of_imported_texts_are_embedded_when_asked_for_and_kept(asked: Any, row: int) -> None:
    retriever, embedder, library = asked
    hit = Hit(PASSAGES[row], 1.0, row=row)
    sentences, vectors = retriever.sentences(hit)
    assert sentences == sentences_of(PASSAGES[row])
    assert embedder.embedded == [PASSAGES[row].embeddable(one.text) for one in sentences]
    again, same = retriever.sentences(hit)
    assert (again, same.tolist()) == (sentences, vectors.tolist())
    assert len(embedder.embedded) == len(sentences)
    # Another start with the same library embeds nothing either.
    other = Retriever(retriever.index, embedder, library=library)
    assert other.sentences(hit)[1].tolist() == vectors.tolist()
    assert len(embedder.embedded) == len(sentences)
