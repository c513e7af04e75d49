"""The log: it keeps what it was given, tells what is wrong with it, and never costs an answer."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.errors import RecordError
from assistant.records import LOG, find, forget, forget_all, keep, last, listing
from knowledge.errors import LibraryError
from knowledge.settings import change

Make = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def never(message: str) -> None:
    raise AssertionError(message)


def test_what_is_kept_comes_back_whole(folder: Path, answered: Answer) -> None:
    kept = keep(folder, answered, never)
    assert kept == answered.model_copy(update={"id": kept.id})
    assert kept.id
    assert find(folder, kept.id) == last(folder) == find(folder, "last") == kept


def test_an_answer_without_a_time_gets_one(folder: Path, record: Make) -> None:
    assert keep(folder, record(created=""), never).created.endswith("Z")


def test_the_file_is_for_this_user_alone(folder: Path, record: Make) -> None:
    keep(folder, record(), never)
    assert stat.S_IMODE((folder / LOG).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_ids_sort_by_time_and_the_list_is_newest_first(folder: Path, record: Make) -> None:
    ids = [keep(folder, record(question=f"{number}?"), never).id for number in range(30)]
    assert [entry.id for entry in listing(folder, 100)] == sorted(ids, reverse=True)
    assert len({*ids}) == 30
    newest, *_ = listing(folder, 3)
    assert len(listing(folder, 3)) == 3
    assert (newest.gate, newest.language, newest.created) == ("answered", "en", "2026-01-02T03:04:05.006Z")


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(folder: Path, record: Make) -> None:
    first, second = keep(folder, record(), never), keep(folder, record(), never)
    assert find(folder, first.id[:-1]) == first
    assert find(folder, second.id.upper()) == second
    with pytest.raises(RecordError, match=rf"Several records begin with '2': .*{first.id}"):
        find(folder, "2")


@pytest.mark.parametrize("wanted", ["", "%", "2%", "zz", "'; DROP TABLE records; --", "0" * 26, "\x00"])
def test_what_is_no_id_finds_nothing(folder: Path, record: Make, wanted: str) -> None:
    keep(folder, record(), never)
    with pytest.raises(RecordError, match="no record whose id begins with"):
        find(folder, wanted)
    assert len(listing(folder)) == 1


def test_an_empty_log_says_so_and_is_not_made_by_reading(folder: Path) -> None:
    assert listing(folder) == []
    with pytest.raises(RecordError, match="Ask something first"):
        last(folder)
    assert forget_all(folder) == 0
    assert not folder.exists()


def test_forgetting_leaves_no_trace_of_the_text(folder: Path, record: Make) -> None:
    secret = "Wie viel verdient Frau Beispiel?"
    other, kept = keep(folder, record(), never), keep(folder, record(question=secret * 40), never)
    assert forget(folder, kept.id[:-2]) == kept.id
    assert [entry.id for entry in listing(folder)] == [other.id]
    assert all(secret.encode() not in path.read_bytes() for path in folder.iterdir())


def test_everything_can_be_forgotten(folder: Path, record: Make) -> None:
    for _ in range(3):
        keep(folder, record(question="a secret question"), never)
    assert forget_all(folder) == 3
    assert listing(folder) == []
    assert all(b"a secret question" not in path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("wanted", ["", "2", "9"])
def test_forgetting_needs_one_record(folder: Path, record: Make, wanted: str) -> None:
    keep(folder, record(), never)
    keep(folder, record(), never)
    with pytest.raises(RecordError, match="Nothing was forgotten"):
        forget(folder, wanted)
    assert len(listing(folder)) == 2


def test_a_user_who_switched_the_log_off_has_none(folder: Path, record: Make) -> None:
    change("records.log", False)
    assert keep(folder, record(), never) == record()
    assert not (folder / LOG).exists()


def test_damaged_settings_cost_no_answer(folder: Path, record: Make, sse_data_dir: Path) -> None:
    sse_data_dir.mkdir()
    (sse_data_dir / "settings.toml").write_text("records = [")
    told: list[str] = []
    assert keep(folder, record(), told.append) == record()
    assert "settings.toml" in told[0]


@pytest.mark.parametrize(
    "content", [b"this is no database, by far" * 99, b"SQLite format 3\x00" + b"\xff" * 999]
)
def test_a_damaged_log_costs_no_answer_and_is_left_as_it_is(
    folder: Path, record: Make, content: bytes
) -> None:
    folder.mkdir()
    (folder / LOG).write_bytes(content)
    told: list[str] = []
    assert keep(folder, record(), told.append) == record()
    assert len(told) == 1
    assert "is damaged" in told[0]
    assert keep(folder, record()) == record()
    for use in (lambda: listing(folder), lambda: last(folder), lambda: forget_all(folder)):
        with pytest.raises(RecordError, match="is damaged"):
            use()
    assert (folder / LOG).read_bytes() == content


def test_a_log_of_a_newer_format_is_left_alone(folder: Path, record: Make) -> None:
    keep(folder, record(), never)
    with sqlite3.connect(folder / LOG) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    told: list[str] = []
    assert keep(folder, record(), told.append) == record()
    assert "has the format 2; this version reads 1" in told[0]
    with pytest.raises(RecordError, match="format 2"):
        listing(folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("{", "its text"), ("{}", "question: Field required"), ('{"newer": 1}', "damaged, or a newer version")],
)
def test_a_damaged_record_is_told_and_can_be_forgotten(
    folder: Path, record: Make, content: str, reason: str
) -> None:
    bad, good = keep(folder, record(), never), keep(folder, record(), never)
    with sqlite3.connect(folder / LOG) as connection:
        connection.execute("UPDATE records SET record = ? WHERE id = ?", (content, bad.id))
    connection.close()
    with pytest.raises(RecordError, match=reason):
        find(folder, bad.id)
    assert find(folder, good.id) == good
    assert len(listing(folder)) == 2
    forget(folder, bad.id)
    assert len(listing(folder)) == 1


def test_a_record_of_an_older_version_without_the_newer_fields_is_read(folder: Path, record: Make) -> None:
    kept = keep(folder, record(), never)
    with sqlite3.connect(folder / LOG) as connection:
        connection.execute(
            "UPDATE records SET record = json_remove(record, '$.energy', '$.machine', '$.withheld')"
        )
    connection.close()
    assert find(folder, kept.id).question == kept.question


def test_a_file_that_cannot_be_made_costs_no_answer(tmp_path: Path, record: Make) -> None:
    (tmp_path / "file").write_text("x")
    told: list[str] = []
    assert keep(tmp_path / "file" / "data", record(), told.append) == record()
    assert "was not kept" in told[0]


def test_a_full_disk_costs_no_answer_and_no_record(
    folder: Path, record: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit of pages is SQLite's own way to a full disk: the same error, from the same place."""
    kept = keep(folder, record(), never)
    connect = sqlite3.connect

    def limited(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", limited)
    told: list[str] = []
    big = record(question="long? " * 20_000)
    assert keep(folder, big, told.append) == big
    assert "database or disk is full" in told[0]
    monkeypatch.undo()
    assert listing(folder) == listing(folder, 1)
    assert last(folder) == kept


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_read_only_can_be_read(folder: Path, record: Make) -> None:
    kept = keep(folder, record(), never)
    folder.chmod(0o500)
    told: list[str] = []
    try:
        assert last(folder) == kept
        assert keep(folder, record(), told.append) == record()
        with pytest.raises(LibraryError, match="cannot be written"):
            forget_all(folder)
    finally:
        folder.chmod(0o700)
    assert told


def test_many_writers_at_once_lose_nothing(folder: Path, record: Make) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda number: keep(folder, record(question=f"{number}?"), never), range(24)))
    assert {entry.id for entry in listing(folder, 100)} == {one.id for one in kept}
