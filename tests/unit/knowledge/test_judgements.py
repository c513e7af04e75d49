from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Passage
from knowledge.documents import Document
from knowledge.errors import JudgementError, QueryError
from knowledge.judgements import Judgement, Judgements, judge, read_file
from knowledge.library import Library
from knowledge.tables import SCHEMA_VERSION

PLACED = Passage("k1", "Members decide.", "en", document="a", pinpoint="para:1")
LOOSE = Passage("k2", "Solar energy.", "en")
PASSAGES = [PLACED, LOOSE]


@pytest.fixture
def kept(tmp_path: Path) -> Judgements:
    return Judgements(Library(tmp_path / "library.sqlite3"))


def _said(question: str = "Who decides?", answers: bool = True, **fields: Any) -> Judgement:
    return replace(judge(question, PLACED, answers, "command"), **fields)


def test_a_judgement_says_what_was_judged_when_and_where() -> None:
    made = judge("  Who   decides?\u202e ", PLACED, True, "ui")
    assert (made.question, made.language, made.document, made.pinpoint) == (
        "Who decides?", "en", "a", "para:1",
    )  # fmt: skip
    assert made.created.endswith("+00:00")
    assert made.source == "ui"
    with pytest.raises(QueryError):
        judge("  ", PLACED, True)


def test_a_judgement_survives_a_revision_of_its_text() -> None:
    assert _said().fits(replace(PLACED, id="k9", text="Members decide by vote."))
    assert not _said().fits(replace(PLACED, pinpoint="para:2"))
    loose = judge("Energy?", LOOSE, True)
    assert loose.fits(LOOSE)
    assert not loose.fits(replace(LOOSE, id="k9"))


def test_a_later_word_on_the_same_provision_replaces_the_earlier_one(kept: Judgements) -> None:
    assert kept.add([_said(), _said("Who votes?")]) == 2
    assert kept.add([_said(answers=False, key="after-revision")]) == 0
    found = {one.question: one.answers for one in kept.all()}
    assert found == {"Who decides?": False, "Who votes?": True}


def test_passages_of_no_document_are_told_apart_by_their_key(kept: Judgements) -> None:
    one = judge("Energy?", LOOSE, True)
    assert kept.add([one, replace(one, key="other"), one]) == 2


def test_all_or_none_is_kept(kept: Judgements) -> None:
    with pytest.raises(Exception, match="CHECK"):
        kept.add([_said(), _said("Who votes?", answers=2)])  # type: ignore[arg-type]
    assert kept.all() == []


def test_generated_ones_can_be_left_out(kept: Judgements) -> None:
    kept.add([_said(), _said("Members", source="generated")])
    assert len(kept.all()) == 2
    assert [one.question for one in kept.all(generated=False)] == ["Who decides?"]


def test_forgetting_is_for_a_question_a_source_or_all(kept: Judgements) -> None:
    kept.add([_said("A?"), _said("B?"), _said("C?", source="file"), _said("D?", source="file")])
    assert kept.forget(question=" A? ") == 1
    assert kept.forget(question="B?", source="file") == 0
    assert kept.forget(source="file") == 2
    assert kept.forget() == 1
    assert kept.all() == []


def test_a_judgement_stays_when_its_document_goes_and_comes_back(
    tmp_path: Path, document: Callable[..., Document]
) -> None:
    library = Library(tmp_path / "library.sqlite3")
    text = document("a", ("para:1", "Members decide."))
    library.replace([text], "test", {})
    Judgements(library).add([_said()])
    library.remove([text])
    assert [one.document for one in Judgements(library).all()] == ["a"]


def test_a_file_of_json_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    lines: list[dict[str, Any]] = [
        {"question": "Who decides?", "document": "a", "pinpoint": "para:1"},
        {"question": "¿Energía?", "language": "es-MX", "key": "k2", "answers": "non", "source": "ui",
         "created": "2026-01-31T12:00:00+00:00"},
    ]  # fmt: skip
    path.write_text("\ufeff" + "\n\n".join(json.dumps(line) for line in lines), "utf-8")
    first, second = read_file(path, PASSAGES)
    assert (first.key, first.answers, first.language, first.source) == ("k1", True, "en", "file")
    assert (second.key, second.answers, second.language, second.source) == ("k2", False, "es", "ui")
    assert second.created == "2026-01-31T12:00:00+00:00"


def test_a_csv_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "j.CSV"
    path.write_text('question,document,pinpoint,answers\n"Who, then, decides?",a,para:1,sí\n', "utf-8")
    (found,) = read_file(path, PASSAGES)
    assert (found.question, found.answers) == ("Who, then, decides?", True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ("[" * 100_000, "no JSON"),
        ("{}", "no question"),
        ('{"question": 3, "key": "k1"}', "no question"),
        ('{"question": "Who?", "key": "k7"}', r"no passage at the key 'k7'"),
        ('{"question": "Who?", "document": "a", "pinpoint": "para:9"}', "no passage at a para:9"),
        ('{"question": "Who?"}', "no passage at no document"),
        ('{"question": "Who?", "key": "k1", "answers": "perhaps"}', "neither yes nor no"),
        ('{"question": "Who?", "key": "k1", "answers": null}', "neither yes nor no"),
        ('{"question": "Who?", "key": "k1", "created": "yesterday"}', "no date"),
        (json.dumps({"question": "long " * 3000, "key": "k1"}), "line 2"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_imported(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"question": "Who decides?", "key": "k1"}\n' + line + "\n", "utf-8")
    with pytest.raises(JudgementError, match=told) as raised:
        read_file(path, PASSAGES)
    assert "line 2" in str(raised.value)
    assert "Nothing was imported" in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(JudgementError, match=r"nowhere\.jsonl cannot be read"):
        read_file(tmp_path / "nowhere.jsonl", PASSAGES)
    with pytest.raises(JudgementError, match="cannot be read"):
        read_file(tmp_path, PASSAGES)
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"question": "économie"}'.encode("latin-1"))
    with pytest.raises(JudgementError, match="not UTF-8"):
        read_file(path, PASSAGES)
    large = tmp_path / "large.jsonl"
    with large.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(JudgementError, match="larger than 64 MiB"):
        read_file(large, PASSAGES)


@given(text=st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_file_is_read_or_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    for name in ("any.jsonl", "any.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8", errors="replace")
        try:
            read_file(path, PASSAGES)
        except JudgementError as error:
            assert name in str(error)  # noqa: PT017 - either outcome is right


def test_a_library_of_format_2_gets_its_table_and_loses_nothing(
    tmp_path: Path, document: Callable[..., Document]
) -> None:
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    library.replace([document("a", ("para:1", "Members decide."))], "test", {})
    library.keep_vectors("model-1", {b"0" * 16: b"\x00\x3c"})
    library.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE judgements")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    library = Library(path)
    assert [one.id for one in library.documents()] == ["a"]
    assert library.kept_vectors("model-1", [b"0" * 16])
    assert Judgements(library).add([_said()]) == 1
    library.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION == 3
    connection.close()
