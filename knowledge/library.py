"""The library: one SQLite file with the documents, their provisions and state.

Writes are transactions in WAL mode: a program that is killed leaves what was there before.
A library whose folder cannot be written is opened as it is, for reading.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from knowledge.documents import Document, Passage, Provision
from knowledge.errors import LibraryCorrupt, LibraryError
from knowledge.passages import passages_of
from knowledge.paths import make_private

__all__ = ["SCHEMA_VERSION", "Library"]

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE documents (
    id TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    short_title TEXT NOT NULL, issuer TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL,
    body TEXT NOT NULL, issuing_body TEXT NOT NULL, symbol TEXT NOT NULL, date TEXT NOT NULL,
    year INTEGER NOT NULL, status TEXT NOT NULL, country TEXT NOT NULL, aliases TEXT NOT NULL,
    themes TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (id, language)
) STRICT;
CREATE TABLE provisions (
    document TEXT NOT NULL, language TEXT NOT NULL, position INTEGER NOT NULL,
    pinpoint TEXT NOT NULL, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, confidence TEXT NOT NULL, reported_by TEXT NOT NULL,
    PRIMARY KEY (document, language, position),
    FOREIGN KEY (document, language) REFERENCES documents (id, language) ON DELETE CASCADE
) STRICT;
CREATE TABLE vectors (
    text_hash BLOB NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (text_hash, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_COLUMNS = (
    "id", "language", "kind", "title", "short_title", "issuer", "url", "licence", "body", "issuing_body",
    "symbol", "date", "year", "status", "country", "aliases", "themes",
)  # fmt: skip


class Library:
    """Documents on disk.

    Args:
        path: the SQLite file, created with its folder where it is missing; None keeps the
            library in memory.

    Raises:
        LibraryError: it can neither be opened nor created.
        LibraryCorrupt: the file is no library, or damaged.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.read_only = False
        self._connection = self._open(path)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        """Check the format, or make it in a new file."""
        with self._errors():
            if not self.read_only and self.path is not None:
                _set_wal(self._connection)
                self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version == 0 and not self.read_only:
            self._create()
        elif version != SCHEMA_VERSION:
            raise LibraryError(
                f"The library {self.path} has the format {version}, this version reads {SCHEMA_VERSION}. "
                "Use the version of the assistant that wrote it, or set SSE_DATA_DIR to another folder."
            )

    def _open(self, path: Path | None) -> sqlite3.Connection:
        with self._errors():
            return self._connect(path)

    def _connect(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            self.read_only = True
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        make_private(path.parent)
        return sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)

    def _create(self) -> None:
        with self.transaction() as connection:
            # Another process may have created it since the version was read.
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors in words that say what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise LibraryError(
                f"The library {self.path} cannot be used: {error}. Nothing was changed. "
                "Check that the disk is not full and that no other program holds it, then try again."
            ) from error
        except sqlite3.IntegrityError as error:
            raise LibraryError(
                f"The library {self.path} was not changed: a document stands twice in what was to be added "
                f"({error}). Give each document and language once."
            ) from error
        except (sqlite3.DatabaseError, ValueError) as error:
            raise LibraryCorrupt(
                f"The library {self.path} is damaged: {error}. It was left as it is. Move that file away "
                "and try again: a new library is made from the shipped texts."
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing: what is done inside is kept together, or not at all."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself where the disk is full.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; the library is of no use afterwards."""
        self._connection.close()

    def state(self, key: str) -> str:
        """A kept value, or ""."""
        with self._errors():
            row = self._connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, values: dict[str, str]) -> None:
        """Keep values, together."""
        with self.transaction() as connection:
            _set_state(connection, values)

    @property
    def revision(self) -> str:
        """Changes whenever a document changes; an index of another revision is stale."""
        return self.state("revision")

    def replace(self, documents: Iterable[Document], origin: str, state: dict[str, str]) -> None:
        """Put these documents in the place of all that came from `origin`, in one transaction.

        Raises:
            LibraryError: a document is given twice, or is there from another origin.
        """
        documents = list(documents)  # read before the file is locked; an error in it is not the library's
        with self.transaction() as connection:
            connection.execute("DELETE FROM documents WHERE origin = ?", (origin,))
            for document in documents:
                _insert(connection, document, origin)
            revision = connection.execute("SELECT value FROM state WHERE key = 'revision'").fetchone()
            count = int(revision[0]) if revision else 0
            _set_state(connection, {**state, "revision": str(count + 1)})

    def documents(self) -> list[Document]:
        """Every document with its provisions, by id and language."""
        with self._errors():
            provisions: dict[tuple[str, str], list[Provision]] = {}
            for document, language, *values in self._connection.execute(
                'SELECT document, language, pinpoint, ordinal, title, start, "end", confidence, reported_by '
                "FROM provisions ORDER BY document, language, position"
            ):
                provisions.setdefault((document, language), []).append(Provision(*values))
            rows = self._connection.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM documents ORDER BY id, language"
            ).fetchall()
            found: list[Document] = []
            for row in rows:
                fields = dict(zip(_COLUMNS, row, strict=True))
                fields["aliases"] = tuple(json.loads(fields["aliases"]))
                fields["themes"] = tuple(json.loads(fields["themes"]))
                key = (fields["id"], fields["language"])
                found.append(Document(**fields, provisions=tuple(provisions.get(key, ()))))
        return found

    def passages(self) -> list[Passage]:
        """Every passage of every document, in the order of `documents`."""
        return [passage for document in self.documents() for passage in passages_of(document)]

    def kept_vectors(self, fingerprint: str) -> dict[bytes, np.ndarray[tuple[int], np.dtype[np.float16]]]:
        """Vectors embedded on this machine, by the hash of their text."""
        with self._errors():
            rows = self._connection.execute(
                "SELECT text_hash, vector FROM vectors WHERE fingerprint = ?", (fingerprint,)
            ).fetchall()
            return {text_hash: np.frombuffer(vector, np.float16) for text_hash, vector in rows}

    def keep_vectors(self, fingerprint: str, vectors: dict[bytes, bytes]) -> None:
        """Keep float16 vectors, so that work which was interrupted is not done again."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(text_hash, fingerprint, vector) for text_hash, vector in vectors.items()],
            )

    def damage(self) -> str:
        """What SQLite's own check finds wrong, or ""; it reads the whole file."""
        with self._errors():
            found = str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if found == "ok" else found


def _set_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait for a lock here, so two first starts at once are waited for."""
    for attempt in range(100):
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == 99:
                raise
            time.sleep(0.05)
        else:
            return


def _set_state(connection: sqlite3.Connection, values: dict[str, str]) -> None:
    connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", list(values.items()))


def _insert(connection: sqlite3.Connection, document: Document, origin: str) -> None:
    fields = {column: getattr(document, column) for column in _COLUMNS}
    fields["aliases"] = json.dumps(document.aliases, ensure_ascii=False)
    fields["themes"] = json.dumps(document.themes, ensure_ascii=False)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    connection.execute(f"INSERT INTO documents VALUES ({marks})", (*fields.values(), origin))
    connection.executemany(
        "INSERT INTO provisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                document.id, document.language, position, provision.pinpoint, provision.ordinal, provision.title,
                provision.start, provision.end, provision.confidence, provision.reported_by,
            )
            for position, provision in enumerate(document.provisions)
        ],
    )  # fmt: skip
