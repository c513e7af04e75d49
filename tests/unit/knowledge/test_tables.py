from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import tables
from knowledge.documents import Document, Provision
from knowledge.tables import SCHEMA_VERSION, Provenance

Make = Callable[..., Document]
SOURCE = Provenance("/home/me/law.pdf", "ab" * 32, 1234, "2026-01-02T03:04:05+00:00", "law")


def _opened() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = _opened()
    tables.create(connection)
    yield connection
    connection.close()


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_text_and_its_digest_stand_side_by_side(connection: sqlite3.Connection, document: Make) -> None:
    digest = document("un-2023", ("op:1", "It encourages States."))
    official = document(
        "un-2023", ("op:1", "1. Encourages States;"), ("op:2", "2. Requests;"), kind="official"
    )
    french = replace(official, language="fr")
    for one in (official, digest, french):
        tables.insert(connection, one, "test")
    assert tables.read(connection) == [digest, official, french]
    with pytest.raises(sqlite3.IntegrityError):
        tables.insert(connection, digest, "elsewhere")


def test_what_is_deleted_takes_its_provisions_and_its_provenance_along(
    connection: sqlite3.Connection, document: Make
) -> None:
    digest = document("un-2023", ("op:1", "It encourages States."))
    official = replace(digest, kind="official")
    tables.insert(connection, digest, "shipped")
    tables.insert(connection, official, "user", SOURCE)
    assert tables.provenances(connection) == {("un-2023", "en", "official"): SOURCE}
    tables.delete(connection, official)
    assert tables.read(connection) == [digest]
    assert tables.provenances(connection) == {}
    assert (_count(connection, "provisions"), _count(connection, "sources")) == (1, 0)
    tables.delete(connection, official)
    assert tables.read(connection) == [digest]


def test_provisions_keep_their_order(connection: sqlite3.Connection, document: Make) -> None:
    sections = [(f"para:{number}", f"Text {number}.") for number in (10, 2, 9, 1, 2)]
    one = document("x-1", *sections)
    tables.insert(connection, one, "test")
    assert [provision.pinpoint for provision in tables.read(connection)[0].provisions] == [
        "para:10", "para:2", "para:9", "para:1", "para:2",
    ]  # fmt: skip


_LINES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.lists(st.tuples(_LINES, _LINES), max_size=4), st.lists(_LINES, max_size=3), _LINES)
def test_any_document_comes_back_as_it_was(
    sections: list[tuple[str, str]], aliases: list[str], symbol: str
) -> None:
    body, provisions = "", []
    for ordinal, (title, text) in enumerate(sections):
        provisions.append(Provision("para:1", ordinal, title, len(body), len(body) + len(text), "background"))
        body += f"{text}\n\n"
    one = Document(
        "x-1", "en", "own", "T", "T", "I", "", "private", body, tuple(provisions), symbol=symbol,
        aliases=tuple(aliases), themes=("work", "data"),
    )  # fmt: skip
    connection = _opened()
    tables.create(connection)
    tables.insert(connection, one, "test")
    assert tables.read(connection) == [one]
    connection.close()


def test_tables_of_format_1_become_those_of_today_and_keep_the_vectors(
    document: Make, old_tables: str
) -> None:
    connection, new = _opened(), _opened()
    connection.executescript(old_tables)
    tables.create(new)
    tables.migrate(connection)

    def schema(one: sqlite3.Connection) -> list[Any]:
        return one.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL ORDER BY name").fetchall()

    def columns(one: sqlite3.Connection) -> list[Any]:
        return [one.execute(f"PRAGMA table_info({name})").fetchall() for name, _ in schema(one)]

    assert [name for name, _ in schema(connection)] == [name for name, _ in schema(new)]
    assert columns(connection) == columns(new)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert connection.execute("SELECT fingerprint, vector FROM vectors").fetchall() == [
        ("model-1", b"\0\x3c\0\xc0")
    ]
    # The shipped texts are filled in again, under the next revision.
    assert dict(connection.execute("SELECT key, value FROM state")) == {"revision": "7"}
    assert tables.read(connection) == []
    digest = document("ilo-2022", ("para:5", "Text."))
    for kind in ("digest", "official"):
        tables.insert(connection, replace(digest, kind=kind), "test")  # type: ignore[arg-type]
    assert len(tables.read(connection)) == 2
    connection.close()
    new.close()
