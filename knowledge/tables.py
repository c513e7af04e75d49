"""The library's tables, and documents to and from their rows.

Format 2 keeps a text's digest and its official text side by side, and where each document
came from; format 3 keeps judgements too. Format 1 held nothing but the shipped texts, so it is
emptied and filled again.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from knowledge.documents import Document, Provision

__all__ = ["SCHEMA_VERSION", "Provenance", "create", "delete", "insert", "migrate", "provenances", "read"]

SCHEMA_VERSION = 3
_STATE = "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"
_VECTORS = """
CREATE TABLE vectors (
    text_hash BLOB NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (text_hash, fingerprint)
) STRICT, WITHOUT ROWID"""
_DOCUMENTS = """
CREATE TABLE documents (
    id TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    short_title TEXT NOT NULL, issuer TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL,
    body TEXT NOT NULL, issuing_body TEXT NOT NULL, symbol TEXT NOT NULL, date TEXT NOT NULL,
    year INTEGER NOT NULL, status TEXT NOT NULL, country TEXT NOT NULL, aliases TEXT NOT NULL,
    themes TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (id, language, kind)
) STRICT"""
_PROVISIONS = """
CREATE TABLE provisions (
    document TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL,
    pinpoint TEXT NOT NULL, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, confidence TEXT NOT NULL, reported_by TEXT NOT NULL,
    PRIMARY KEY (document, language, kind, position),
    FOREIGN KEY (document, language, kind) REFERENCES documents (id, language, kind) ON DELETE CASCADE
) STRICT"""
_SOURCES = """
CREATE TABLE sources (
    document TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL,
    location TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, added TEXT NOT NULL,
    tradition TEXT NOT NULL,
    PRIMARY KEY (document, language, kind),
    FOREIGN KEY (document, language, kind) REFERENCES documents (id, language, kind) ON DELETE CASCADE
) STRICT"""
# By provision and not by passage: a revision of the text changes the key. A judgement stays
# when its document goes; it counts again when the document is back.
_JUDGEMENTS = """
CREATE TABLE judgements (
    question TEXT NOT NULL, language TEXT NOT NULL, document TEXT NOT NULL, pinpoint TEXT NOT NULL,
    key TEXT NOT NULL, answers INTEGER NOT NULL CHECK (answers IN (0, 1)), created TEXT NOT NULL,
    source TEXT NOT NULL
) STRICT"""
_JUDGED_ONCE = """
CREATE UNIQUE INDEX judged_once ON judgements
(question, document, pinpoint, (CASE WHEN document = '' THEN key ELSE '' END))"""
_COLUMNS = (
    "id", "language", "kind", "title", "short_title", "issuer", "url", "licence", "body", "issuing_body",
    "symbol", "date", "year", "status", "country", "aliases", "themes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document that the user brought in came from.

    Attributes:
        location: the file's path or the address it was fetched from.
        sha256: of its bytes, hexadecimal.
        bytes: their number.
        added: when, ISO 8601 in UTC.
        tradition: the recogniser that found its provisions (`knowledge.readers`).
    """

    location: str
    sha256: str
    bytes: int
    added: str
    tradition: str


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file, inside the caller's transaction."""
    for statement in (_DOCUMENTS, _PROVISIONS, _SOURCES, _VECTORS, _STATE, _JUDGEMENTS, _JUDGED_ONCE):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a library of an earlier format to this one; its vectors are kept."""
    if int(connection.execute("PRAGMA user_version").fetchone()[0]) < 2:
        connection.execute("DROP TABLE provisions")
        connection.execute("DROP TABLE documents")
        for statement in (_DOCUMENTS, _PROVISIONS, _SOURCES):
            connection.execute(statement)
        connection.execute("DELETE FROM state WHERE key = 'shipped_stamp'")
    connection.execute(_JUDGEMENTS)
    connection.execute(_JUDGED_ONCE)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def insert(
    connection: sqlite3.Connection, document: Document, origin: str, source: Provenance | None = None
) -> None:
    """Put a document in; raises sqlite3.IntegrityError where it is there already."""
    fields = {column: getattr(document, column) for column in _COLUMNS}
    fields["aliases"] = json.dumps(document.aliases, ensure_ascii=False)
    fields["themes"] = json.dumps(document.themes, ensure_ascii=False)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    connection.execute(f"INSERT INTO documents VALUES ({marks})", (*fields.values(), origin))
    key = (document.id, document.language, document.kind)
    connection.executemany(
        "INSERT INTO provisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *key, position, provision.pinpoint, provision.ordinal, provision.title,
                provision.start, provision.end, provision.confidence, provision.reported_by,
            )
            for position, provision in enumerate(document.provisions)
        ],
    )  # fmt: skip
    if source:
        connection.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, source.location, source.sha256, source.bytes, source.added, source.tradition),
        )


def delete(connection: sqlite3.Connection, document: Document) -> None:
    """Take a document out, with its provisions and its provenance."""
    connection.execute(
        "DELETE FROM documents WHERE id = ? AND language = ? AND kind = ?",
        (document.id, document.language, document.kind),
    )


def read(connection: sqlite3.Connection) -> list[Document]:
    """Every document with its provisions, by id, language and kind."""
    provisions: dict[tuple[str, str, str], list[Provision]] = {}
    for document, language, kind, *values in connection.execute(
        'SELECT document, language, kind, pinpoint, ordinal, title, start, "end", confidence, reported_by '
        "FROM provisions ORDER BY document, language, kind, position"
    ):
        provisions.setdefault((document, language, kind), []).append(Provision(*values))
    rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM documents ORDER BY id, language, kind")
    found: list[Document] = []
    for row in rows.fetchall():
        fields: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
        fields["aliases"] = tuple(json.loads(fields["aliases"]))
        fields["themes"] = tuple(json.loads(fields["themes"]))
        key = (fields["id"], fields["language"], fields["kind"])
        found.append(Document(**fields, provisions=tuple(provisions.get(key, ()))))
    return found


def provenances(connection: sqlite3.Connection) -> dict[tuple[str, str, str], Provenance]:
    """Where the user's documents came from, by (id, language, kind)."""
    rows = connection.execute(
        "SELECT document, language, kind, location, sha256, bytes, added, tradition FROM sources"
    ).fetchall()
    return {(document, language, kind): Provenance(*values) for document, language, kind, *values in rows}
