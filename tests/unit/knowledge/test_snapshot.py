from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import Passage
from knowledge.calibration import Calibration
from knowledge.documents import Document, Provision
from knowledge.errors import EmbedderMismatch, KnowledgeError, LibraryCorrupt
from knowledge.index import Index
from knowledge.library import Library
from knowledge.sentence_table import SentenceTable
from knowledge.snapshot import NAME, load, save
from knowledge.store import build_index, open_store


def _document(id_: str, language: str, *texts: str) -> Document:
    body, provisions = "", []
    for number, text in enumerate(texts, 1):
        provisions.append(
            Provision(f"para:{number}", 0, "Title", len(body), len(body) + len(text), "background")
        )
        body += f"{text}\n\n"
    return Document(
        id_,
        language,
        "digest",
        "T",
        f"Short {id_}",
        "I",
        "https://a.example",
        "CC0-1.0",
        body,
        tuple(provisions),
    )


DOCUMENTS = [
    _document("a", "en", "Members decide. Votes are equal.", "The surplus goes to a reserve."),
    _document("a", "fr", "Les membres décident. Les voix sont égales.", "L'excédent va à une réserve."),
    _document("b", "xx", "…", "Solar energy for all."),
]


@pytest.fixture
def kept(tmp_path: Path, word_embedder: Any) -> tuple[Path, Library, Index, SentenceTable]:
    """A folder with a library and the index that was made from it."""
    embedder = word_embedder()
    library = Library(tmp_path / "library.sqlite3")
    library.replace(DOCUMENTS, "test", {})
    index, sentences = build_index(library.passages(), embedder, Calibration())
    save(tmp_path, library, index, sentences, embedder.fingerprint)
    return tmp_path, library, index, sentences


def test_a_saved_index_answers_as_the_one_that_was_saved(
    kept: tuple[Path, Library, Index, SentenceTable], word_embedder: Any
) -> None:
    folder, library, index, sentences = kept
    found = load(folder, library, library.passages(), "words-1", Calibration())
    assert found is not None
    loaded, loaded_sentences = found
    assert loaded.passages == index.passages
    assert loaded_sentences.spans.tolist() == sentences.spans.tolist()
    np.testing.assert_array_equal(loaded_sentences.vectors, sentences.vectors)
    for query in ("equal votes", "l'excédent", "solar energy", "nothing of that"):
        vector = word_embedder().embed_queries([query])[0]
        one, other = (each.score(query, vector, "en") for each in (index, loaded))
        assert one.rows.tolist() == other.rows.tolist()
        np.testing.assert_array_equal(one.scores, other.scores)
    assert loaded.overlap.weight("membe") == index.overlap.weight("membe")


def test_sentences_are_found_by_their_passage(kept: tuple[Path, Library, Index, SentenceTable]) -> None:
    folder, library, *_ = kept
    found = load(folder, library, library.passages(), "words-1", Calibration())
    assert found is not None
    index, table = found
    texts = [
        [sentence.text for sentence in table.of(row, passage)[0]]
        for row, passage in enumerate(index.passages)
    ]
    assert texts == [
        ["Members decide.", "Votes are equal."], ["The surplus goes to a reserve."],
        ["Les membres décident.", "Les voix sont égales."], ["L'excédent va à une réserve."],
        ["…"], ["Solar energy for all."],
    ]  # fmt: skip
    for row, passage in enumerate(index.passages):
        sentences, vectors = table.of(row, passage)
        assert vectors.shape == (len(sentences), 64)
        assert all(passage.text[sentence.start : sentence.end] == sentence.text for sentence in sentences)


def test_no_index_is_none(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.sqlite3")
    assert load(tmp_path, library, [], "words-1", Calibration()) is None


def test_an_index_that_was_removed_is_none(kept: tuple[Path, Library, Index, SentenceTable]) -> None:
    folder, library, *_ = kept
    (folder / NAME).unlink()
    assert load(folder, library, library.passages(), "words-1", Calibration()) is None


def test_an_index_of_other_documents_is_stale(kept: tuple[Path, Library, Index, SentenceTable]) -> None:
    folder, library, *_ = kept
    library.replace(DOCUMENTS[:2], "test", {})
    assert load(folder, library, library.passages(), "words-1", Calibration()) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda passages: passages[1:],
        lambda passages: passages[::-1],
        lambda passages: [*passages, Passage("new", "text", "en")],
        lambda passages: [Passage(p.id, p.text, p.language, p.document, "Another title") for p in passages],
    ],
    ids=["fewer", "order", "more", "title"],
)
def test_an_index_of_other_passages_is_stale(
    kept: tuple[Path, Library, Index, SentenceTable], change: Callable[[list[Passage]], list[Passage]]
) -> None:
    folder, library, *_ = kept
    assert load(folder, library, change(library.passages()), "words-1", Calibration()) is None


def test_another_embedder_s_index_is_refused(kept: tuple[Path, Library, Index, SentenceTable]) -> None:
    folder, library, *_ = kept
    with pytest.raises(EmbedderMismatch, match=r"words-1.*words-2.*sse corpus rebuild"):
        load(folder, library, library.passages(), "words-2", Calibration())


def _flip(content: bytes, place: int) -> bytes:
    damaged = bytearray(content)
    damaged[place] ^= 0xFF
    return bytes(damaged)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: _flip(content, 0),
        lambda content: _flip(content, 40),
        lambda content: _flip(content, len(content) // 2),
        lambda content: _flip(content, -1),
        lambda content: content[: len(content) // 2],
        lambda content: content[:5],
        lambda content: b"",
        lambda content: content + b"\0",
        lambda _: os.urandom(100),
    ],
    ids=["length", "header", "middle", "end", "half", "five bytes", "empty", "longer", "random"],
)
def test_a_damaged_index_is_noticed(
    kept: tuple[Path, Library, Index, SentenceTable], damage: Callable[[bytes], bytes]
) -> None:
    folder, library, *_ = kept
    path = folder / NAME
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(LibraryCorrupt, match=f"{NAME} is damaged"):
        load(folder, library, library.passages(), "words-1", Calibration())


@pytest.mark.slow
def test_an_index_that_cannot_be_read_is_said_in_words(tmp_path: Path, word_embedder: Any) -> None:
    """Whatever stands in its place, the user gets a notice or one of our errors."""
    open_store(tmp_path, word_embedder())
    (tmp_path / NAME).unlink()
    (tmp_path / NAME).mkdir()
    try:
        said = open_store(tmp_path, word_embedder()).notices
    except KnowledgeError as error:
        said = [str(error)]
    assert any(NAME in message for message in said)
