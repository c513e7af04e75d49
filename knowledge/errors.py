"""The exceptions of `knowledge`, one small tree.

    KnowledgeError
    ├── CorpusError            a corpus file is malformed (names file, line, reason)
    ├── LibraryError           the library cannot be opened, read or written
    │   └── LibraryCorrupt     its file, or the index's, is damaged
    ├── EmbedderError          the embedding model is missing or does not load
    │   └── EmbedderMismatch   vectors were made by another embedder
    ├── PinpointError          a pinpoint is not in the grammar
    ├── QueryError             a question is empty, too long or not text
    └── UnknownDocument        no document has this id

Every message names what happened, to what, and what to do next; a command shows it as it
is and exits with 1.
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Base of everything that `knowledge` raises on purpose."""


class CorpusError(KnowledgeError):
    """A corpus file is malformed. `path` and `line` (1-based) say where."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class LibraryError(KnowledgeError):
    """The library cannot be opened, read or written."""


class LibraryCorrupt(LibraryError):
    """The library's file, or the index made from it, is damaged."""


class EmbedderError(KnowledgeError):
    """The embedding model is missing or does not load."""


class EmbedderMismatch(EmbedderError):
    """Vectors were made by another embedder than the one that is set."""


class PinpointError(KnowledgeError):
    """A pinpoint is not in the grammar of `knowledge.pinpoints`."""


class QueryError(KnowledgeError):
    """A question is empty, too long, or holds nothing that can be searched."""


class UnknownDocument(KnowledgeError):
    """No document of the library has this id."""

    def __init__(self, document: str, known: list[str]) -> None:
        near = ", ".join(known) if known else "none"
        super().__init__(f"No document has the id '{document}'. The library holds: {near}.")
        self.document = document
