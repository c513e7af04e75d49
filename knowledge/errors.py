"""The exceptions of `knowledge`, one small tree.

    KnowledgeError
    ├── CorpusError            a corpus file is malformed (names file, line, reason)
    ├── LibraryError           the library cannot be opened, read or written
    │   └── LibraryCorrupt     its file, or the index's, is damaged
    ├── EmbedderError          the embedding model is missing or does not load
    │   └── EmbedderMismatch   vectors were made by another embedder
    ├── FetchError             a file cannot be fetched from its address
    ├── IngestError            a document cannot be added to the library
    ├── JudgementError         a judgement, or a file of them, cannot be used
    ├── PinpointError          a pinpoint is not in the grammar
    ├── QueryError             a question is empty, too long or not text
    ├── ReaderError            a file cannot be read as a document
    │   ├── UnreadableFile     missing, forbidden, empty or damaged
    │   ├── UnknownFormat      readable, but of no format that has a reader
    │   ├── Encrypted          it asks for a password
    │   ├── NoText             it holds pages, but no text (a scan)
    │   └── TooLarge           over a limit of size, pages, text or nesting
    ├── SigningError           a key, a signature or signed JSON is not as it must be
    ├── UnknownDocument        no document has this id
    └── UnknownTradition       no recogniser of provisions has this name

Every message names what happened, to what, and what to do next; a command shows it as it
is and exits with 1.
"""

from __future__ import annotations

from knowledge.worded import worded


class KnowledgeError(Exception):
    """Base of everything that `knowledge` raises on purpose."""


class CorpusError(KnowledgeError):
    """A corpus file is malformed. `path` and `line` (1-based) say where."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(worded("{path}:{line}: {reason}", path=path, line=line, reason=reason))
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


class FetchError(KnowledgeError):
    """An official text cannot be fetched: its address moved, answers otherwise, or not at all."""


class IngestError(KnowledgeError):
    """A document cannot be added: its id, its language or its metadata do not fit."""


class JudgementError(KnowledgeError):
    """A judgement, or a file of them, cannot be used."""


class PinpointError(KnowledgeError):
    """A pinpoint is not in the grammar of `knowledge.pinpoints`."""


class QueryError(KnowledgeError):
    """A question is empty, too long, or holds nothing that can be searched."""


class RerankerError(KnowledgeError):
    """The reranker that is set does not load, or does not rank."""


class UnknownDocument(KnowledgeError):
    """No document of the library has this id."""

    def __init__(self, document: str, known: list[str]) -> None:
        near = ", ".join(known) if known else worded("none")
        super().__init__(
            worded(
                "No document has the id '{document}'. The library holds: {near}.",
                document=document,
                near=near,
            )
        )
        self.document = document


class ReaderError(KnowledgeError):
    """A file cannot be read as a document. `name` is the file's, as the user gave it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(worded("{name}: {reason}", name=name, reason=reason))
        self.name = name
        self.reason = reason


class UnreadableFile(ReaderError):
    """The file is missing, forbidden, empty or damaged."""


class UnknownFormat(ReaderError):
    """The file can be opened, but no reader knows its format."""


class Encrypted(ReaderError):
    """The file asks for a password."""


class NoText(ReaderError):
    """The file holds pages but no text, as a scan does."""


class TooLarge(ReaderError):
    """The file is over a limit: bytes, pages, characters of text, or what it unpacks to."""


class UnknownTradition(KnowledgeError, ValueError):
    """No recogniser of provisions has this name."""

    def __init__(self, tradition: str, known: list[str]) -> None:
        super().__init__(
            worded(
                "No drafting tradition is called '{tradition}'. Name one of {known}, or none to have it "
                "recognised.",
                tradition=tradition,
                known=", ".join(known),
            )
        )
        self.tradition = tradition


class SigningError(KnowledgeError):
    """A key, an envelope or signed JSON is not as it must be, or a key cannot be kept."""
