from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.library import Library
from knowledge.prebuilt import embed_texts, load_shipped, prune_shipped, save_shipped, text_hash

TEXTS = [f"text number {number}" for number in range(20)]


def test_shipped_vectors_are_found_by_their_text(tmp_path: Path, word_embedder: Any) -> None:
    vectors = word_embedder().embed_passages([*TEXTS, TEXTS[0]])
    save_shipped("x-1", [*TEXTS, TEXTS[0]], vectors, "model-1", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x-1.safetensors"]
    loaded = load_shipped("model-1", tmp_path)
    assert set(loaded) == {text_hash(text) for text in TEXTS}
    for text, vector in zip(TEXTS, vectors, strict=False):
        np.testing.assert_allclose(loaded[text_hash(text)], vector, atol=np.abs(vector).max() / 250)


def _random(seed: int, count: int, dimension: int = 384) -> Any:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_eight_bits_lose_next_to_nothing_of_a_cosine(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    exact, questions = _random(seed, len(TEXTS)), _random(seed + 1, 50)
    folder = tmp_path_factory.mktemp("vectors")
    save_shipped("x-1", TEXTS, exact, "model-1", folder)
    loaded = load_shipped("model-1", folder)
    kept = np.stack([loaded[text_hash(text)] for text in TEXTS])
    assert np.abs(kept @ questions.T - exact @ questions.T).max() < 0.005
    assert np.abs(kept @ kept.T - exact @ exact.T).max() < 0.005


def test_vectors_that_are_kept_over_many_edits_do_not_drift(tmp_path: Path) -> None:
    """Each edit takes the others from the file, through half precision, and writes them anew."""
    exact = _random(1, len(TEXTS))
    save_shipped("x-1", TEXTS, exact, "model-1", tmp_path)
    first = load_shipped("model-1", tmp_path)
    texts = list(TEXTS)
    for edit in range(10):
        known = load_shipped("model-1", tmp_path)
        texts = [*TEXTS, f"edit {edit}"]
        vectors = [known.get(text_hash(text), exact[0]).astype(np.float16) for text in texts]
        save_shipped("x-1", texts, np.stack(vectors).astype(np.float32), "model-1", tmp_path)
    last = load_shipped("model-1", tmp_path)
    for text in TEXTS:
        np.testing.assert_allclose(last[text_hash(text)], first[text_hash(text)], rtol=2e-3)


def test_the_files_of_all_documents_are_read_together(tmp_path: Path, word_embedder: Any) -> None:
    vectors = word_embedder().embed_passages(TEXTS)
    save_shipped("x-1", TEXTS[:12], vectors[:12], "model-1", tmp_path)
    save_shipped("x-2", TEXTS[8:], vectors[8:], "model-1", tmp_path)
    assert set(load_shipped("model-1", tmp_path)) == {text_hash(text) for text in TEXTS}


def test_a_file_whose_texts_are_the_same_is_left_as_it_is(tmp_path: Path, word_embedder: Any) -> None:
    path = tmp_path / "x-1.safetensors"
    vectors = word_embedder().embed_passages(TEXTS)
    save_shipped("x-1", TEXTS, vectors, "model-1", tmp_path)
    before = path.read_bytes()
    # In another order, and with what an embedder of another machine may give.
    save_shipped("x-1", TEXTS[::-1], vectors[::-1] + np.float32(0.01), "model-1", tmp_path)
    assert path.read_bytes() == before
    save_shipped("x-1", TEXTS[:-1], vectors[:-1], "model-1", tmp_path)
    assert set(load_shipped("model-1", tmp_path)) == {text_hash(text) for text in TEXTS[:-1]}
    save_shipped("x-1", TEXTS[:-1], vectors[:-1], "model-2", tmp_path)
    assert load_shipped("model-1", tmp_path) == {}
    assert len(load_shipped("model-2", tmp_path)) == len(TEXTS) - 1


@pytest.mark.skipif(os.name != "posix", reason="file modes are of posix systems")
def test_every_user_may_read_a_shipped_file(tmp_path: Path, word_embedder: Any) -> None:
    save_shipped("x-1", TEXTS, word_embedder().embed_passages(TEXTS), "model-1", tmp_path)
    assert (tmp_path / "x-1.safetensors").stat().st_mode & 0o777 == 0o644


def test_files_of_documents_that_are_gone_are_removed(tmp_path: Path, word_embedder: Any) -> None:
    vectors = word_embedder().embed_passages(TEXTS)
    for document, place in (("x-1", 0), ("x-2", 1), ("x-10", 2)):
        save_shipped(document, [TEXTS[place]], vectors[[place]], "model-1", tmp_path)
    assert len(load_shipped("model-1", tmp_path)) == 3
    (tmp_path / "README.md").write_text("kept")
    prune_shipped({"x-1", "x-3"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "x-1.safetensors"]
    assert set(load_shipped("model-1", tmp_path)) == {text_hash(TEXTS[0])}


def test_vectors_of_another_embedder_are_not_used(tmp_path: Path, word_embedder: Any) -> None:
    save_shipped("x-1", TEXTS, word_embedder().embed_passages(TEXTS), "model-1", tmp_path)
    assert load_shipped("model-2", tmp_path) == {}


def test_a_missing_folder_costs_time_only(tmp_path: Path) -> None:
    assert load_shipped("model-1", tmp_path / "nowhere") == {}


@pytest.mark.parametrize("content", [b"", b"damaged file"])
def test_a_damaged_file_costs_the_time_of_its_own_texts_only(
    tmp_path: Path, content: bytes, word_embedder: Any
) -> None:
    (tmp_path / "x-0.safetensors").write_bytes(content)
    vectors = word_embedder().embed_passages(TEXTS)
    save_shipped("x-1", TEXTS[:10], vectors[:10], "model-1", tmp_path)
    assert set(load_shipped("model-1", tmp_path)) == {text_hash(text) for text in TEXTS[:10]}
    save_shipped("x-0", TEXTS[10:], vectors[10:], "model-1", tmp_path)
    assert len(load_shipped("model-1", tmp_path)) == len(TEXTS)


def test_texts_that_differ_have_hashes_that_differ() -> None:
    hashes = {text_hash(text) for text in [*TEXTS, "", " ", "Text number 0", "text number 0 "]}
    assert len(hashes) == len(TEXTS) + 4
    assert all(len(key) == 16 for key in hashes)


def test_each_text_is_embedded_once_and_stands_in_its_place(word_embedder: Any, counted: Any) -> None:
    embedder = counted(word_embedder())
    vectors = embed_texts([TEXTS[1], TEXTS[0], TEXTS[1], TEXTS[1]], embedder)
    assert embedder.embedded == [TEXTS[1], TEXTS[0]]
    np.testing.assert_allclose(
        vectors, word_embedder().embed_passages([TEXTS[1], TEXTS[0], TEXTS[1], TEXTS[1]]), atol=1e-3
    )
    assert vectors.dtype == np.float32


def test_progress_goes_from_nothing_to_all(word_embedder: Any) -> None:
    reports: list[tuple[int, int]] = []
    embed_texts(TEXTS, word_embedder(), progress=lambda done, total: reports.append((done, total)))
    assert reports[0] == (0, 20)
    assert reports[-1] == (20, 20)
    assert reports == sorted(reports)


def test_what_is_known_is_not_embedded_and_not_reported(word_embedder: Any, counted: Any) -> None:
    library = Library(None)
    first = embed_texts(TEXTS, word_embedder(), library)
    embedder, reports = counted(word_embedder()), []
    again = embed_texts(TEXTS, embedder, library, lambda *report: reports.append(report))
    assert (embedder.embedded, reports) == ([], [])
    assert again.tolist() == first.tolist()


def test_kept_vectors_of_another_embedder_are_not_used(word_embedder: Any, counted: Any) -> None:
    library = Library(None)
    embed_texts(TEXTS, word_embedder("words-1"), library)
    other = counted(word_embedder("words-2"))
    embed_texts(TEXTS, other, library)
    assert other.embedded == TEXTS


def test_an_interrupted_run_is_taken_up_where_it_stopped(
    tmp_path: Path, word_embedder: Any, counted: Any
) -> None:
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, counted(word_embedder(), fail_after=12), library)
    library.close()
    library = Library(path)
    embedder = counted(word_embedder())
    vectors = embed_texts(TEXTS, embedder, library)
    library.close()
    assert 0 < len(embedder.embedded) < len(TEXTS)
    assert embedder.embedded == TEXTS[-len(embedder.embedded) :]
    np.testing.assert_allclose(vectors, word_embedder().embed_passages(TEXTS), atol=1e-3)


def test_no_texts_have_no_vectors(word_embedder: Any) -> None:
    assert embed_texts([], word_embedder()).shape == (0, 64)


def test_vectors_that_are_given_stand_in_for_the_shipped_ones(word_embedder: Any, counted: Any) -> None:
    known = {text_hash(TEXTS[0]): np.full(64, 0.125, np.float16)}
    embedder = counted(word_embedder())
    vectors = embed_texts(TEXTS[:3], embedder, known=known)
    assert embedder.embedded == TEXTS[1:3]
    assert vectors[0].tolist() == [0.125] * 64
    assert set(known) == {text_hash(TEXTS[0])}
