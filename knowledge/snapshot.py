"""The index on disk: one safetensors file that opens in milliseconds.

It is derived from the library and can be made again at any time. It names the library's
revision and the embedder's fingerprint; its own hash stands in the library, and is compared
before anything in it is used.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.calibration import Calibration
from knowledge.documents import Passage
from knowledge.errors import EmbedderMismatch, LibraryCorrupt, LibraryError
from knowledge.files import write_atomically
from knowledge.index import Index
from knowledge.languages import base
from knowledge.lexical import LexicalIndex
from knowledge.overlap import Overlap
from knowledge.sentence_table import SentenceTable
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.library import Library

__all__ = ["NAME", "load", "save"]

NAME = "index.safetensors"
_FORMAT = "1"


def save(folder: Path, library: Library, index: Index, sentences: SentenceTable, fingerprint: str) -> None:
    """Write the index beside its library and note its hash there."""
    from safetensors.numpy import save as serialise

    tensors: dict[str, Any] = {
        "vectors": index.vectors.astype(np.float16),
        "sentences": sentences.vectors.astype(np.float16),
        "spans": sentences.spans,
    }
    vocabularies: dict[str, dict[str, int]] = {}
    for language, part in index.lexical.items():
        arrays, vocabularies[language] = part.arrays()
        tensors.update({f"bm25.{language}.{name}": array for name, array in arrays.items()})
    words = {"vocabularies": vocabularies, "frequencies": index.overlap.frequencies}
    tensors["words"] = np.frombuffer(json.dumps(words, ensure_ascii=False).encode(), np.uint8)
    metadata = {
        "format": _FORMAT,
        "revision": library.revision,
        "fingerprint": fingerprint,
        "passages": _digest(index.passages),
    }
    content = serialise(tensors, metadata)
    write_atomically(folder / NAME, content)
    library.set_state({"index_sha256": hashlib.sha256(content).hexdigest(), "index_fingerprint": fingerprint})


def load(
    folder: Path, library: Library, passages: list[Passage], fingerprint: str, calibration: Calibration
) -> tuple[Index, SentenceTable] | None:
    """The index that was saved for these passages, or None where there is none or it is stale.

    Raises:
        EmbedderMismatch: its vectors were made by another embedder.
        LibraryCorrupt: its hash is not the one that the library noted.
    """
    made_by = library.state("index_fingerprint")
    if made_by and made_by != fingerprint:
        raise EmbedderMismatch(
            worded(
                "The index was made with the embedder {made_by}, but {fingerprint} is set. Rebuild it "
                "with: sse corpus rebuild (or set SSE_EMBEDDER back).",
                made_by=made_by,
                fingerprint=fingerprint,
            )
        )
    path = folder / NAME
    if not made_by or not path.exists():
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LibraryError(
            worded(
                "The index {path} cannot be read: {strerror}. Remove what stands there; it is made again.",
                path=path,
                strerror=error.strerror,
            )
        ) from error
    if hashlib.sha256(content).hexdigest() != library.state("index_sha256"):
        raise LibraryCorrupt(
            worded("The index {path} is damaged: its hash is not the one that was noted.", path=path)
        )
    return _parse(content, library.revision, passages, calibration)


def _parse(
    content: bytes, revision: str, passages: list[Passage], calibration: Calibration
) -> tuple[Index, SentenceTable] | None:
    from safetensors.numpy import load as deserialise

    # The header is JSON behind its length in 8 bytes; safetensors itself drops the metadata
    # when it reads from memory, and reading the file twice could read two files.
    length = int.from_bytes(content[:8], "little")
    metadata: dict[str, str] = json.loads(content[8 : 8 + length]).get("__metadata__", {})
    current = {"format": _FORMAT, "revision": revision, "passages": _digest(passages)}
    if any(metadata.get(name) != value for name, value in current.items()):
        return None
    tensors = deserialise(content)
    words = json.loads(tensors["words"].tobytes())
    counts: dict[str, int] = {}
    for passage in passages:
        language = base(passage.language)
        counts[language] = counts.get(language, 0) + 1
    lexical = {
        language: LexicalIndex.from_arrays(
            {name: tensors[f"bm25.{language}.{name}"] for name in ("data", "indices", "indptr")},
            vocabulary, counts[language], language,
        )
        for language, vocabulary in words["vocabularies"].items()
    }  # fmt: skip
    sentences = SentenceTable(tensors["spans"], tensors["sentences"].astype(np.float32))
    index = Index(
        passages, tensors["vectors"].astype(np.float32), calibration, lexical,
        Overlap(words["frequencies"], len(passages)), sentences,
    )  # fmt: skip
    return index, sentences


def _digest(passages: list[Passage] | tuple[Passage, ...]) -> str:
    """Changes with the passages or their order, and with what they are found by."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(f"{passage.id}\x1f{passage.title}\x1f{passage.heading}\x1e".encode())
    return digest.hexdigest()
