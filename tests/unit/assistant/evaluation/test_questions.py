"""Files of questions: what is read, what is tolerated, what is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import WorkError
from assistant.evaluation.questions import Question, matches, read_questions, wanted_places
from knowledge.text import fold

FOLDER = Path(__file__).parents[3] / "benchmarks" / "data"


def write(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), "utf-8")
    return path


def test_only_the_question_must_be_there(tmp_path: Path) -> None:
    (one,) = read_questions(write(tmp_path, {"question": " What is it?\u202e ", "more": 1}))
    assert (one.id, one.question, one.lang, one.expected_texts, one.must_be_refused) == (
        "line-1", "What is it?", "", [], False,
    )  # fmt: skip


def test_blank_lines_and_a_mark_at_the_start_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "question": "x?", "lang": "pt-BR"}, "", "  ")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [(one.id, one.lang) for one in read_questions(path)] == [("a", "pt")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{broken", r":2: this line is no JSON"), ("[1]", ":2: this line is no JSON object"),
        ("{}", ":2: question"), ('{"question": ""}', ":2: question"), ('{"question": " \\u0000 "}', ":2: question"),
        ('{"question": "x?", "expected_texts": "ilo-2022"}', ":2: expected_texts"),
        ('{"question": "x?", "id": "a"}', ":2: the id 'a' stands in line 1"), ("[" * 50_000, ":2: this line is no JSON"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(WorkError, match=told):
        read_questions(write(tmp_path, {"id": "a", "question": "x?"}, line))


def test_a_file_that_is_missing_empty_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(WorkError, match="no question"):
        read_questions(write(tmp_path, ""))
    (tmp_path / "b").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WorkError, match="UTF-8"):
        read_questions(tmp_path / "b")


@pytest.mark.parametrize(("kind", "answerable", "refused"), [
    ("refuse", True, True), ("false_premise", True, True), ("direct", False, True), ("direct", True, False),
])  # fmt: skip
def test_which_questions_must_be_refused(kind: str, answerable: bool, refused: bool) -> None:
    assert Question(question="x?", kind=kind, answerable=answerable).must_be_refused is refused


@pytest.mark.parametrize(
    ("written", "pinpoint", "title"),
    [
        ("para 5", "para:5", ""), ("op. 1", "op:1(b)", ""), ("blocs 1-9", "block:7", ""), ("Parts I-V", "part:IV", ""),
        ("bloques 4 y 5", "block:5", ""), ("considérant 2", "recital:2", ""), ("rubrique aides d'État", "heading:state-aid",
        "Aides d'État"), ("suivi / stratégies", "heading:strategies", "Délai pour les stratégies nationales"),
        ("préambule", "heading:preamble", "Crises"), ("art. 10 bis", "art:10bis", ""),
        ("heading:taxation", "heading:taxation", ""),
        ("para:12-13", "para:12-13", ""),
    ],
)  # fmt: skip
def test_pinpoints_are_read_as_people_write_them(written: str, pinpoint: str, title: str) -> None:
    places = wanted_places(Question(question="x?", expected_pinpoints=[written]))
    assert matches(places, pinpoint, title)
    assert not matches(places, "about:identity", "Date")


def test_a_number_does_not_cover_longer_numbers() -> None:
    assert not matches(("op:1",), "op:12", "")


def test_every_question_of_our_own_sets_is_read_and_every_expected_pinpoint_means_a_place() -> None:
    for path in sorted(FOLDER.glob("*.jsonl")):
        for one in read_questions(path):
            for written in one.expected_pinpoints:
                places = wanted_places(one.model_copy(update={"expected_pinpoints": [written]}))
                assert any(written == place or place.startswith("title:") for place in places), (
                    one.id,
                    written,
                )


@given(st.lists(st.text(max_size=30), max_size=3))
def test_any_expected_pinpoint_is_tolerated(written: list[str]) -> None:
    places = wanted_places(Question(question="x?", expected_pinpoints=written))
    assert all(place == fold(place) or ":" in place for place in places)
