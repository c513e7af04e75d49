from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.cohort_files import Line, read_judgements, read_passages
from federation.errors import FederationError
from knowledge.documents import Passage

PASSAGES = [
    Passage(id="p1", text="Members decide together.", language="en"),
    Passage(id="p2", text="Les membres décident.", language="fr", document="statutes", pinpoint="art:2"),
]
JUDGED: dict[str, Any] = {
    "member": "a", "question": "Who decides?", "language": "en", "passage_id": "p1", "split": "train",
}  # fmt: skip


def written(path: Path, *lines: object) -> Path:
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8"
    )
    return path


def judged(path: Path, **changes: Any) -> list[Line]:
    test = JUDGED | {"member": "b", "split": "test"}
    return read_judgements(written(path, JUDGED | changes, test), PASSAGES)


def test_passages_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", {"id": 1, "text": "One.", "language": "pt-BR"}, "", {
        "id": "two", "text": "Two.", "language": "en", "more": "is left aside"})  # fmt: skip
    assert [(one.id, one.text, one.language) for one in read_passages(path)] == [
        ("1", "One.", "pt"), ("two", "Two.", "en"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"id": "x", "text": "T"}, "'language' is missing"),
        ({"id": "x", "text": " ", "language": "en"}, "'text' is missing or empty"),
        ({"id": True, "text": "T", "language": "en"}, "'id' is missing"),
        ({"id": ["x"], "text": "T", "language": "en"}, "'id' is missing"),
        ([1], "no JSON object"),
        ("{", "a line is no JSON"),
        ("[" * 100_000, "a line is no JSON"),
    ],
)
def test_a_line_that_is_no_passage_is_named(tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(FederationError, match=reason):
        read_passages(written(tmp_path / "p.jsonl", line))


def test_passages_that_stand_twice_or_not_at_all_are_refused(tmp_path: Path) -> None:
    one = {"id": "x", "text": "T", "language": "en"}
    with pytest.raises(FederationError, match="line 2: the passage 'x' stands twice"):
        read_passages(written(tmp_path / "p.jsonl", one, one))
    with pytest.raises(FederationError, match="holds no passage"):
        read_passages(written(tmp_path / "p.jsonl"))
    with pytest.raises(FederationError, match="cannot be read"):
        read_passages(tmp_path / "missing.jsonl")


def test_a_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_bytes('{"id": "x", "text": "é"}'.encode("latin-1"))
    with pytest.raises(FederationError, match="UTF-8"):
        read_passages(tmp_path / "p.jsonl")


def test_judgements_are_read(tmp_path: Path) -> None:
    first, second = judged(tmp_path / "j.jsonl")
    assert first == Line("a", "Who decides?", "en", "p1", True)
    assert (second.member, second.train) == ("b", False)


def test_a_passage_may_be_named_by_its_place(tmp_path: Path) -> None:
    first, _ = judged(tmp_path / "j.jsonl", passage_id=None, document="statutes", pinpoint="art:2")
    assert first.passage == "p2"


def test_a_language_that_is_not_given_is_that_of_the_question(tmp_path: Path) -> None:
    first, _ = judged(tmp_path / "j.jsonl", language=None, question="Quels sont les droits des membres ?")
    assert first.language == "fr"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"passage_id": "p9"}, "line 1: there is no passage 'p9'"),
        ({"passage_id": None}, "there is no passage ''"),
        (
            {"passage_id": None, "document": "statutes", "pinpoint": "art:9"},
            "there is no passage 'statutes art:9'",
        ),
        ({"split": "dev"}, "'split' is 'dev'"),
        ({"split": None}, "'split' is None"),
        ({"split": ["train"]}, "'split' is"),
        ({"member": ""}, "'member' is missing"),
        ({"question": None}, "'question' is missing"),
    ],
)
def test_a_line_that_is_no_judgement_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    with pytest.raises(FederationError, match=reason):
        judged(tmp_path / "j.jsonl", **change)


def test_both_splits_are_needed(tmp_path: Path) -> None:
    with pytest.raises(FederationError, match="nothing to learn from"):
        judged(tmp_path / "j.jsonl", split="test")
    with pytest.raises(FederationError, match="nothing could be measured"):
        read_judgements(written(tmp_path / "j.jsonl", JUDGED), PASSAGES)


@given(st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=3)
                | st.fixed_dictionaries({"member": st.text(), "split": st.text() | st.integers()}), max_size=4))  # fmt: skip
def test_any_lines_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[object]) -> None:
    path = tmp_path_factory.mktemp("lines") / "j.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with pytest.raises(FederationError):
        read_judgements(path, PASSAGES)
