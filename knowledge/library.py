"""The library: one SQLite file with the documents, their provisions and state.

Writes are transactions in WAL mode: a program that is killed leaves what was there before.
A library whose folder cannot be written is opened as it is, for reading.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from knowledge import tables
from knowledge.documents import Document, Passage
from knowledge.errors import LibraryCorrupt, LibraryError
from knowledge.passages import passages_of
from knowledge.paths import make_private
from knowledge.tables import SCHEMA_VERSION, Provenance
from knowledge.worded import worded

__all__ = ["Library"]

_BATCH = 500  # values in one query; SQLite takes 999 at least
_USER = "user"  # origin of what the user brought; the shipped texts have their own


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
        if 0 <= version < SCHEMA_VERSION and not self.read_only:
            self._make_tables()
        elif version != SCHEMA_VERSION:
            raise LibraryError(
                worded(
                    "The library {path} has the format {version}, this version reads {schema_version}. Use "
                    "the version of the assistant that wrote it, or set SSE_DATA_DIR to another folder.",
                    path=self.path,
                    version=version,
                    schema_version=SCHEMA_VERSION,
                )
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

    def _make_tables(self) -> None:
        with self.transaction() as connection:
            # Another process may have made them since the version was read.
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version == 0:
                tables.create(connection)
            elif version < SCHEMA_VERSION:
                tables.migrate(connection)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """SQLite's errors in words that say what to do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise LibraryError(
                worded(
                    "The library {path} cannot be used: {error}. Nothing was changed. Check that the disk is "
                    "not full and that no other program holds it, then try again.",
                    path=self.path,
                    error=error,
                )
            ) from error
        except sqlite3.IntegrityError as error:
            raise LibraryError(
                worded(
                    "The library {path} was not changed: a document stands twice in what was to be added "
                    "({error}). Give each document and language once.",
                    path=self.path,
                    error=error,
                )
            ) from error
        except (sqlite3.DatabaseError, ValueError) as error:
            raise LibraryCorrupt(
                worded(
                    "The library {path} is damaged: {error}. It was left as it is. Move that file away and "
                    "try again: a new library is made from the shipped texts.",
                    path=self.path,
                    error=error,
                )
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

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection for a query, with SQLite's errors in words that say what to do."""
        with self._errors():
            yield self._connection

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
                tables.insert(connection, document, origin)
            _set_state(connection, {**state, "revision": _next_revision(connection)})

    def add(self, document: Document, source: Provenance) -> None:
        """Put in a document that the user brought, in the place of an earlier version of it."""
        with self.transaction() as connection:
            tables.delete(connection, document)
            tables.insert(connection, document, _USER, source)
            _set_state(connection, {"revision": _next_revision(connection)})

    def remove(self, documents: Iterable[Document]) -> None:
        """Take documents out, together."""
        with self.transaction() as connection:
            for document in documents:
                tables.delete(connection, document)
            _set_state(connection, {"revision": _next_revision(connection)})

    def documents(self) -> list[Document]:
        """Every document with its provisions, by id, language and kind."""
        with self._errors():
            return tables.read(self._connection)

    def provenances(self) -> dict[tuple[str, str, str], Provenance]:
        """Where the documents that the user brought came from, by (id, language, kind)."""
        with self._errors():
            return tables.provenances(self._connection)

    def passages(self) -> list[Passage]:
        """Every passage of every document, in the order of `documents`."""
        return [passage for document in self.documents() for passage in passages_of(document)]

    def kept_vectors(
        self, fingerprint: str, hashes: Iterable[bytes]
    ) -> dict[bytes, np.ndarray[tuple[int], np.dtype[np.float16]]]:
        """Those of `hashes` whose text was embedded on this machine, with their vectors."""
        found: dict[bytes, np.ndarray[tuple[int], np.dtype[np.float16]]] = {}
        with self._errors():
            wanted = list(hashes)
            for first in range(0, len(wanted), _BATCH):
                batch = wanted[first : first + _BATCH]
                rows = self._connection.execute(
                    "SELECT text_hash, vector FROM vectors "
                    f"WHERE fingerprint = ? AND text_hash IN ({', '.join('?' * len(batch))})",
                    (fingerprint, *batch),
                )
                found.update((text_hash, np.frombuffer(vector, np.float16)) for text_hash, vector in rows)
        return found

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


def _next_revision(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM state WHERE key = 'revision'").fetchone()
    return str(int(row[0]) + 1 if row else 1)
