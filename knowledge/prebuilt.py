"""Vectors that were made before: shipped with the package, or kept in the library.

A vector is found by the hash of the very text that was embedded, so a corpus file that
somebody edits costs the embedding of what changed and nothing else. The shipped file is
float16 (half the size; the largest change of a cosine was 3e-4, far below what ranks).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError
from knowledge.files import read_tensors, write_atomically

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.library import Library

    Matrix = NDArray[np.float32]
    Half = NDArray[np.float16]

__all__ = ["FILE", "embed_texts", "load_shipped", "save_shipped", "text_hash"]

FILE = Path(__file__).parent / "data" / "vectors.safetensors"
_BATCH = 8  # texts between two progress reports and two writes: about a second's work
Progress = Callable[[int, int], None]


def text_hash(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


@lru_cache(maxsize=1)
def load_shipped(fingerprint: str, path: Path = FILE) -> dict[bytes, Half]:
    """The shipped vectors by text hash; none where they are missing or another embedder's.

    Read once a process and shared: do not change what comes back.
    """
    try:
        tensors, metadata = read_tensors(path)
    except KnowledgeError:
        return {}  # slower, not wrong: every text is embedded here instead
    if metadata.get("fingerprint") != fingerprint:
        return {}
    keys = tensors["keys"].tobytes()
    return {keys[16 * row : 16 * row + 16]: vector for row, vector in enumerate(tensors["vectors"])}


def save_shipped(texts: Sequence[str], vectors: Matrix, fingerprint: str, path: Path = FILE) -> None:
    """Write the shipped file: `texts` with their vectors, shape (len(texts), d)."""
    from safetensors.numpy import save

    unique = dict(zip((text_hash(text) for text in texts), vectors, strict=True))
    hashes = sorted(unique)
    tensors: dict[str, Any] = {
        "keys": np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 16),
        "vectors": np.stack([unique[key] for key in hashes]).astype(np.float16),
    }
    write_atomically(path, save(tensors, {"fingerprint": fingerprint}))
    load_shipped.cache_clear()


def embed_texts(
    texts: Sequence[str],
    embedder: Embedder,
    library: Library | None = None,
    progress: Progress | None = None,
) -> Matrix:
    """Vectors of passages' texts, shape (len(texts), d): looked up, or embedded and kept.

    Args:
        library: where vectors made here are kept, every few texts, so that an interrupted
            run is taken up where it stopped.
        progress: called with (done, in all) while texts are embedded.
    """
    known: dict[bytes, Half] = dict(load_shipped(embedder.fingerprint))
    if library is not None:
        known.update(library.kept_vectors(embedder.fingerprint))
    hashes = [text_hash(text) for text in texts]
    missing = [(key, text) for key, text in dict(zip(hashes, texts, strict=True)).items() if key not in known]
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        if progress:
            progress(first, len(missing))
        made = embedder.embed_passages([text for _, text in batch]).astype(np.float16)
        fresh = dict(zip((key for key, _ in batch), made, strict=True))
        known.update(fresh)
        if library is not None and not library.read_only:
            library.keep_vectors(
                embedder.fingerprint, {key: vector.tobytes() for key, vector in fresh.items()}
            )
    if progress and missing:
        progress(len(missing), len(missing))
    if not texts:
        return np.zeros((0, embedder.dimension), np.float32)
    # Half precision is used even for fresh vectors, so that the same library gives the same scores.
    return np.stack([known[key] for key in hashes]).astype(np.float32)
