from __future__ import annotations

import numpy as np
import pytest

from knowledge.vectors import FaissStore


@pytest.fixture(scope="module")
def vectors() -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    random = np.random.default_rng(7)
    made = random.normal(size=(200, 16)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_the_nearest_are_found_best_first(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    store = FaissStore(vectors)
    query = vectors[42] + 0.1 * vectors[7]
    rows, scores = store.search(query, 10)
    products = vectors @ query
    assert len(store) == 200
    assert rows.tolist() == np.argsort(-products)[:10].tolist()
    assert rows[0] == 42
    np.testing.assert_allclose(scores, products[rows], atol=1e-5)


def test_a_filter_comes_before_the_ranking(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> None:
    store = FaissStore(vectors)
    query = vectors[42]
    worst = np.sort(np.argsort(vectors @ query)[:5])
    rows, _ = store.search(query, 10, worst)
    assert sorted(rows.tolist()) == worst.tolist()
    products = vectors[rows] @ query
    assert (np.diff(products) <= 0).all()


@pytest.mark.parametrize(("limit", "found"), [(0, 0), (-1, 0), (1, 1), (200, 200), (1000, 200)])
def test_there_are_never_more_rows_than_asked_for_or_held(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]], limit: int, found: int
) -> None:
    rows, scores = FaissStore(vectors).search(vectors[0], limit)
    assert len(rows) == len(scores) == len(set(rows.tolist())) == found
    assert (rows >= 0).all()


def test_a_filter_that_nothing_passes_finds_nothing(
    vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]],
) -> None:
    rows, scores = FaissStore(vectors).search(vectors[0], 5, np.zeros(0, np.int64))
    assert rows.shape == scores.shape == (0,)
