"""The log of answers: one SQLite file of the user's own, readable for this user alone.

    answer = keep(data_folder(), answer)      # with its new id
    find(data_folder(), "last")

Keeping never costs an answer: where the log cannot be written, the answer comes back as it
was and the reason is told. What is read is checked against the answer's schema.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.answer import Answer
from assistant.errors import RecordError
from knowledge.errors import KnowledgeError
from knowledge.files import alone
from knowledge.paths import make_private
from knowledge.worded import worded

__all__ = ["LOG", "Entry", "find", "forget", "forget_all", "keep", "last", "listing"]

LOG = "records.sqlite3"
_FORMAT = 1
_TABLE = """
CREATE TABLE records (
    id TEXT PRIMARY KEY, created TEXT NOT NULL, question TEXT NOT NULL, language TEXT NOT NULL,
    gate TEXT NOT NULL, record TEXT NOT NULL
) STRICT"""
_PART_OF_ID = re.compile(r"[0-9a-f-]{1,25}")
_SHOWN = 5  # ids that an error names


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    id: str
    created: str
    question: str
    language: str
    gate: str


def keep(folder: Path, answer: Answer, tell: Callable[[str], None] | None = None) -> Answer:
    """Put an answer into the log of `folder`; the answer with its new id and, if it had none, its time.

    The answer comes back unchanged, and nothing is raised, where the user switched the log
    off (setting `records.log`) or it cannot be written; `tell` then gets the reason of the latter.
    """
    from knowledge.settings import load

    try:
        if not load().log:
            return answer
        now = datetime.now(UTC)
        created = answer.created or now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        kept = answer.model_copy(update={"id": _new_id(now), "created": created})
        with _writing(folder) as connection:
            connection.execute(
                "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?)",
                (kept.id, created, kept.question, kept.language, kept.gate, kept.model_dump_json()),
            )
    except (RecordError, KnowledgeError, ValueError) as error:
        if tell is not None:
            tell(f"The answer was not kept in the log. {error}")
        return answer
    return kept


def last(folder: Path) -> Answer:
    """The newest record; see `find`."""
    return find(folder, "last")


def find(folder: Path, id_prefix: str) -> Answer:
    """The record whose id begins with `id_prefix`; `last` is the newest.

    Raises:
        RecordError: there is none, several begin so, or the log or the record is damaged.
    """
    wanted = id_prefix.strip().casefold()
    with _reading(folder) as connection:
        if wanted == "last":
            rows = _rows(connection, "SELECT id, record FROM records ORDER BY id DESC LIMIT 1")
        elif _PART_OF_ID.fullmatch(wanted):
            rows = _rows(
                connection,
                f"SELECT id, record FROM records WHERE substr(id, 1, ?) = ? ORDER BY id DESC LIMIT {_SHOWN + 1}",
                len(wanted), wanted,
            )  # fmt: skip
        else:
            rows = []
    if not rows:
        if wanted == "last":
            raise RecordError(
                worded("The log {path} has no record yet. Ask something first.", path=folder / LOG)
            )
        raise RecordError(
            worded(
                "The log {path} has no record whose id begins with '{id_prefix}'. List the records with: sse log",
                path=folder / LOG,
                id_prefix=id_prefix[:60],
            )
        )
    if len(rows) > 1 and rows[0][0] != wanted:
        ids = ", ".join(str(row[0]) for row in rows[:_SHOWN])
        raise RecordError(
            worded(
                "Several records begin with '{id_prefix}': {ids}. Give more of the id.",
                id_prefix=id_prefix,
                ids=ids,
            )
        )
    return _parsed(*rows[0])


def listing(folder: Path, limit: int = 20) -> list[Entry]:
    """The newest records, newest first.

    Raises:
        RecordError: the log is damaged or cannot be read.
    """
    with _reading(folder) as connection:
        rows = _rows(
            connection,
            "SELECT id, created, question, language, gate FROM records ORDER BY id DESC LIMIT ?",
            limit,
        )
    return [Entry(*map(str, row)) for row in rows]


def forget(folder: Path, id_prefix: str) -> str:
    """Delete one record, by its id or the beginning of it, and overwrite its place; its full id.

    Raises:
        RecordError: as in `find`, but for a damaged record, which can be forgotten too.
        LibraryError: the folder of the log cannot be written.
    """
    wanted = id_prefix.strip().casefold()
    with _reading(folder) as connection:
        order = "ORDER BY id DESC LIMIT 1" if wanted == "last" else "WHERE substr(id, 1, ?) = ? LIMIT 2"
        values = () if wanted == "last" else (len(wanted), wanted)
        rows = _rows(connection, f"SELECT id FROM records {order}", *values) if wanted else []
    if len(rows) != 1:
        told = worded(
            "Nothing was forgotten: no record begins with '{id_prefix}'. List the records with: sse log",
            id_prefix=id_prefix[:60],
        )
        if rows:
            told = worded(
                "Nothing was forgotten: several records begin with '{id_prefix}'. List the records with: sse log",
                id_prefix=id_prefix[:60],
            )
        raise RecordError(told)
    _delete(folder, "DELETE FROM records WHERE id = ?", rows[0][0])
    return str(rows[0][0])


def forget_all(folder: Path) -> int:
    """Delete every record, and overwrite their place; how many there were.

    Raises:
        RecordError: the log is damaged or cannot be written.
        LibraryError: its folder cannot be written.
    """
    return _delete(folder, "DELETE FROM records") if (folder / LOG).exists() else 0


def _delete(folder: Path, statement: str, *values: object) -> int:
    with _writing(folder) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        deleted = connection.execute(statement, values).rowcount
        # What was deleted stands in the write-ahead log until it is folded in and cut off.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return deleted


def _new_id(now: datetime) -> str:
    """Sorts by time; the random end keeps two of one millisecond apart."""
    return f"{now:%Y%m%d-%H%M%S}{now.microsecond // 1000:03d}-{secrets.token_hex(3)}"


def _parsed(name: object, record: object) -> Answer:
    from pydantic import ValidationError

    try:
        return Answer.model_validate_json(str(record))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "its text"
        raise RecordError(
            worded(
                "The record {name} cannot be read: {where}: {msg}. It is damaged, or a newer version of "
                "the assistant wrote it. To be rid of it: sse log forget {name}",
                name=name,
                where=where,
                msg=first["msg"],
            )
        ) from error


def _rows(connection: sqlite3.Connection | None, query: str, *values: object) -> list[tuple[object, ...]]:
    return connection.execute(query, values).fetchall() if connection is not None else []


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """The log for reading; None where there is none yet."""
    path = folder / LOG
    if not path.exists():
        yield None
        return
    with _errors(path):
        # A folder that cannot be written has no place for the shared memory that WAL needs.
        mode = "mode=rw" if os.access(path, os.W_OK) and os.access(folder, os.W_OK) else "mode=ro&immutable=1"
        uri = f"{path.resolve().as_uri()}?{mode}"
        with closing(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)) as connection:
            _check_format(connection, path)
            yield connection


@contextmanager
def _writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """The log for writing, made where there is none."""
    make_private(folder)
    path = folder / LOG
    with _errors(path):
        if not path.exists():
            # SQLite would make a file that others can read.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            if _check_format(connection, path) == 0:
                # Two that turn an empty file into a WAL database at once do not wait for each other.
                with alone(path.with_suffix(".lock")):
                    _create(connection)
            # In WAL a commit need not wait for the disk, and a killed program damages nothing.
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:  # another process may have been first
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    connection.execute("COMMIT")


def _check_format(connection: sqlite3.Connection, path: Path) -> int:
    """The file's format; 0 where it is empty."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > _FORMAT or found < 0:
        raise RecordError(
            worded(
                "The log {path} has the format {found}; this version reads {format}. Use the version of "
                "the assistant that wrote it, or move that file away: a new one is made.",
                path=path,
                found=found,
                format=_FORMAT,
            )
        )
    return found


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    """SQLite's errors in words that say what to do."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise RecordError(
            worded(
                "The log {path} cannot be used: {error}. Nothing of it was changed. Check that the disk "
                "is not full and that you can write there, or switch the log off: sse settings set "
                "records.log false",
                path=path,
                error=error,
            )
        ) from error
    except sqlite3.Error as error:
        raise RecordError(
            worded(
                "The log {path} is damaged: {error}. It was left as it is. Move that file away: a new "
                "one is made.",
                path=path,
                error=error,
            )
        ) from error
