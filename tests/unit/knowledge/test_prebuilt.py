from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.library import Library
from knowledge.prebuilt import embed_texts, load_shipped, save_shipped, text_hash

TEXTS = [f"text number {number}" for number in range(20)]


def test_shipped_vectors_are_found_by_their_text(tmp_path: Path, word_embedder: Any) -> None:
    path = tmp_path / "vectors.safetensors"
    vectors = word_embedder().embed_passages([*TEXTS, TEXTS[0]])
    save_shipped([*TEXTS, TEXTS[0]], vectors, "model-1", path)
    loaded = load_shipped("model-1", path)
    assert set(loaded) == {text_hash(text) for text in TEXTS}
    for text, vector in zip(TEXTS, vectors, strict=False):
        np.testing.assert_allclose(loaded[text_hash(text)], vector, atol=1e-3)


def test_vectors_of_another_embedder_are_not_used(tmp_path: Path, word_embedder: Any) -> None:
    path = tmp_path / "vectors.safetensors"
    save_shipped(TEXTS, word_embedder().embed_passages(TEXTS), "model-1", path)
    assert load_shipped("model-2", path) == {}


@pytest.mark.parametrize("content", [None, b"", b"damaged file"])
def test_a_missing_or_damaged_file_costs_time_only(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "vectors.safetensors"
    if content is not None:
        path.write_bytes(content)
    assert load_shipped("model-1", path) == {}


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
