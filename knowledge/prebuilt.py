"""Vectors that were made before: shipped with the package, or kept in the library.

A vector is found by the hash of the very text that was embedded, so a corpus file that
somebody edits costs the embedding of what changed and nothing else. One file a document
ships, in 8 bits with a scale a vector: half the size of float16, at no cost in quality
(docs/retrieval.md), and an edited text changes one small file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
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
    Vector = NDArray[np.floating[Any]]

__all__ = ["FOLDER", "Progress", "embed_texts", "load_shipped", "prune_shipped", "save_shipped", "text_hash"]

FOLDER = Path(__file__).parent / "data" / "vectors"
_BATCH = 8  # texts between two progress reports and two writes: about a second's work
Progress = Callable[[int, int], None]


def text_hash(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


@lru_cache(maxsize=1)
def load_shipped(fingerprint: str, folder: Path = FOLDER) -> dict[bytes, Vector]:
    """The shipped vectors by text hash; none where they are missing or another embedder's.

    Read once a process and shared: do not change what comes back.
    """
    found: dict[bytes, Vector] = {}
    for path in sorted(folder.glob("*.safetensors")):
        found.update(_load(path, fingerprint))
    return found


def save_shipped(
    document: str, texts: Sequence[str], vectors: Matrix, fingerprint: str, folder: Path = FOLDER
) -> None:
    """Write the file of one document: its texts' vectors, shape (len(texts), d).

    A file whose texts are the same is left as it is.
    """
    unique = dict(zip((text_hash(text) for text in texts), vectors, strict=True))
    hashes = sorted(unique)
    path = folder / f"{document}.safetensors"
    if sorted(_load(path, fingerprint)) != hashes:
        _save(path, hashes, np.stack([unique[key] for key in hashes]), fingerprint)
        load_shipped.cache_clear()


def prune_shipped(documents: Collection[str], folder: Path = FOLDER) -> None:
    """Remove the files of documents that are not among these."""
    for path in folder.glob("*.safetensors"):
        if path.stem not in documents:
            path.unlink()
    load_shipped.cache_clear()


def _load(path: Path, fingerprint: str) -> dict[bytes, Vector]:
    try:
        tensors, metadata = read_tensors(path)
    except KnowledgeError:
        return {}  # slower, not wrong: its texts are embedded here instead
    if metadata.get("fingerprint") != fingerprint:
        return {}
    keys = tensors["keys"].tobytes()
    vectors = tensors["vectors"].astype(np.float32) * tensors["scales"][:, None]
    return {keys[16 * row : 16 * row + 16]: vector for row, vector in enumerate(vectors)}


def _save(path: Path, hashes: Sequence[bytes], vectors: Matrix, fingerprint: str) -> None:
    from safetensors.numpy import save

    scales = np.abs(vectors).max(axis=1) / np.float32(127)
    tensors: dict[str, Any] = {
        "keys": np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, 16),
        "scales": scales.astype(np.float32),
        "vectors": np.rint(vectors / scales[:, None]).astype(np.int8),
    }
    write_atomically(path, save(tensors, {"fingerprint": fingerprint}))
    path.chmod(0o644)  # part of the package, for every user to read


def embed_texts(
    texts: Sequence[str],
    embedder: Embedder,
    library: Library | None = None,
    progress: Progress | None = None,
    known: Mapping[bytes, Vector] | None = None,
) -> Matrix:
    """Vectors of passages' texts, shape (len(texts), d): looked up, or embedded and kept.

    Args:
        library: where vectors made here are kept, every few texts, so that an interrupted
            run is taken up where it stopped.
        known: vectors by `text_hash`; the shipped ones where not given.
        progress: called with (done, in all) while texts are embedded.
    """
    made = dict(load_shipped(embedder.fingerprint) if known is None else known)
    hashes = [text_hash(text) for text in texts]
    if library is not None:
        lacking = {key for key in hashes if key not in made}
        made.update(library.kept_vectors(embedder.fingerprint, lacking))
    missing = [(key, text) for key, text in dict(zip(hashes, texts, strict=True)).items() if key not in made]
    for first in range(0, len(missing), _BATCH):
        batch = missing[first : first + _BATCH]
        if progress:
            progress(first, len(missing))
        vectors = embedder.embed_passages([text for _, text in batch]).astype(np.float16)
        fresh = dict(zip((key for key, _ in batch), vectors, strict=True))
        made.update(fresh)
        if library is not None and not library.read_only:
            library.keep_vectors(
                embedder.fingerprint, {key: vector.tobytes() for key, vector in fresh.items()}
            )
    if progress and missing:
        progress(len(missing), len(missing))
    if not texts:
        return np.zeros((0, embedder.dimension), np.float32)
    # Through half precision, as the index is kept: the same library gives the same scores.
    return np.stack([made[key] for key in hashes]).astype(np.float16).astype(np.float32)
