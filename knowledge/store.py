"""Open the installed library and its index, making what is missing.

The first start copies the shipped corpus into the library and writes the index from the
prebuilt vectors; later starts read both. Nothing here connects anywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import prebuilt, snapshot
from knowledge.calibration import Calibration, released, shipped
from knowledge.corpus.loader import CORPUS, corpus_files, load_document
from knowledge.documents import Document, Passage
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError, LibraryCorrupt, LibraryError
from knowledge.index import Index
from knowledge.library import Library
from knowledge.passages import passages_of
from knowledge.paths import data_folder
from knowledge.prebuilt import Progress
from knowledge.sentence_table import SentenceTable

__all__ = ["LIBRARY", "Store", "build_index", "open_library", "open_store"]

LIBRARY = "library.sqlite3"
_SHIPPED = "shipped"


@dataclass
class Store:
    """An open library with its index. `notices` are things the user should be told."""

    library: Library
    documents: list[Document]
    index: Index
    sentences: SentenceTable
    notices: list[str] = field(default_factory=list)


def open_store(
    folder: Path, embedder: Embedder, *, rebuild: bool = False, progress: Progress | None = None
) -> Store:
    """Open what is kept in `folder`, or make it.

    A folder that cannot be written is no reason to answer nothing: an existing library is
    read as it is, a missing one is made in memory, and a notice says so.

    Args:
        rebuild: make the index again, whichever embedder made the one that is there.

    Raises:
        LibraryError, LibraryCorrupt: the library cannot be used.
        EmbedderMismatch: the index was made by another embedder, and `rebuild` is not set.
        CorpusError: a shipped file was edited and is malformed.
    """
    notices: list[str] = []
    try:
        library = open_library(folder)
    except LibraryCorrupt:
        raise
    except LibraryError as error:
        notices.append(f"{error} Until then the shipped texts are read into memory at every start.")
        library = Library(None)
        _update_shipped(library)
    documents = library.documents()
    passages = [passage for document in documents for passage in passages_of(document)]
    calibration = _calibration(folder, embedder.fingerprint, notices)
    kept = library.path is not None
    if kept and not rebuild:
        try:
            found = snapshot.load(folder, library, passages, embedder.fingerprint, calibration)
        except LibraryCorrupt as error:
            notices.append(f"{error} It was made again from the library.")
            found = None
        if found:
            return Store(library, documents, *found, notices=notices)
    index, sentences = build_index(passages, embedder, calibration, library, progress)
    if kept and not library.read_only:
        try:
            snapshot.save(folder, library, index, sentences, embedder.fingerprint)
        except LibraryError as error:
            notices.append(f"{error} The index is made again at every start until then.")
    return Store(library, documents, index, sentences, notices)


def open_library(folder: Path | None = None) -> Library:
    """The library in `folder` (the user's own where not given), with the shipped texts up to date.

    Raises:
        LibraryError, LibraryCorrupt: it cannot be used.
        CorpusError: a shipped file was edited and is malformed.
    """
    library = Library((folder or data_folder()) / LIBRARY)
    _update_shipped(library)
    return library


def build_index(
    passages: list[Passage],
    embedder: Embedder,
    calibration: Calibration,
    library: Library | None = None,
    progress: Progress | None = None,
) -> tuple[Index, SentenceTable]:
    """Index passages and their sentences, with vectors looked up or made."""
    spans, texts = SentenceTable.cut(passages)
    texts = [passage.indexed_text for passage in passages] + texts
    vectors = prebuilt.embed_texts(texts, embedder, library, progress)
    sentences = SentenceTable(spans, vectors[len(passages) :])
    return Index(passages, vectors[: len(passages)], calibration, sentences=sentences), sentences


def _calibration(folder: Path, fingerprint: str, notices: list[str]) -> Calibration:
    """That of the installed release, else the shipped one; a release that cannot be used is told."""
    try:
        return released(folder, fingerprint) or shipped(fingerprint)
    except KnowledgeError as error:
        notices.append(
            f"{error} The shipped calibration is used. "
            "Install the release again, or remove that file to keep the shipped one."
        )
        return shipped(fingerprint)


def _update_shipped(library: Library) -> None:
    """Bring the library's copy of the shipped corpus up to the files of this package."""
    files = corpus_files()
    stamp = _stamp(files)
    if library.read_only or library.state("shipped_stamp") == stamp:
        return
    library.replace([load_document(path) for path in files], _SHIPPED, {"shipped_stamp": stamp})


def _stamp(files: list[Path]) -> str:
    """Changes when a corpus file does: names, sizes and times, since reading all costs 20 ms."""
    digest = hashlib.sha256()
    for path in files:
        status = path.stat()
        digest.update(f"{path.relative_to(CORPUS)}:{status.st_size}:{status.st_mtime_ns};".encode())
    return digest.hexdigest()
