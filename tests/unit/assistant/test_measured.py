"""The measured numbers: what the file must be, and that it says what the pages say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import WorkError
from assistant.measured import Measurement, read_measured

REPOSITORY = Path(__file__).parents[3]
SHIPPED = REPOSITORY / "docs" / "measured.json"
_NUMBER = re.compile(r"(?P<number>\d*\.?\d+)(?P<percent>\s?%)?")


def _numbers(text: str) -> set[float]:
    """Every number of a page, without its sign; "91 %" is .91 too."""
    found: set[float] = set()
    for match in _NUMBER.finditer(re.sub(r"(?<=\d),(?=\d{3})", "", text)):
        value = float(match["number"])
        found |= {value, round(value / 100, 6)} if match["percent"] else {value}
    return found


def _values(one: Measurement) -> list[float]:
    values: list[float] = []
    for row in one.rows:
        for value in row.values:
            values += value if isinstance(value, tuple) else [] if value is None else [value]
    return [abs(value) for value in values]


@pytest.mark.parametrize("one", read_measured().measurements, ids=lambda one: one.id)
def test_a_number_stands_on_the_page_that_explains_it(one: Measurement) -> None:
    if not one.doc:
        return
    page = (REPOSITORY / "docs" / one.doc).read_text("utf-8")
    missing = [value for value in _values(one) if value not in _numbers(page)]
    assert not missing, f"docs/{one.doc} has other numbers: bring docs/measured.json up to date"


@pytest.mark.parametrize("one", read_measured().measurements, ids=lambda one: one.id)
def test_a_command_exists_and_its_page_names_it(one: Measurement) -> None:
    page = (REPOSITORY / "docs" / one.doc).read_text("utf-8") if one.doc else ""
    for command in one.commands:
        files = re.findall(r"\S+\.(?:py|jsonl)\b", command)
        for file in files:
            if file.startswith("tests/"):
                assert (REPOSITORY / file).is_file(), command
        if page:
            names = [Path(file).name for file in files] or [command]
            assert all(name in page for name in names), f"docs/{one.doc} does not name: {command}"


def _file(tmp_path: Path, change: Any = None) -> Path:
    record = {
        "version": 1,
        "machines": {"any": "", "small": "a small one"},
        "measurements": [
            {
                "id": "one", "title": "One", "doc": "", "date": "2026-01-02", "commands": ["make it"],
                "machine": "small", "places": 2, "columns": ["a", "b"],
                "rows": [
                    {"name": "x", "values": [1, [0.5, 0.25, 0.75]]},
                    {"name": "y", "values": [None, 2.0], "places": 0},
                ],
            }
        ],
    }  # fmt: skip
    if change is not None:
        change(record)
    path = tmp_path / "measured.json"
    path.write_text(json.dumps(record), "utf-8")
    return path


def test_a_value_comes_with_its_decimals(tmp_path: Path) -> None:
    one = read_measured(_file(tmp_path)).of("one")
    assert one.value("x", "a") == (1, 2)
    assert one.value("x", "b") == ((0.5, 0.25, 0.75), 2)
    assert one.value("y", "b") == (2.0, 0)
    assert one.value("y", "a") == (None, 0)


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    measured = read_measured(_file(tmp_path))
    with pytest.raises(KeyError, match="no measurement 'two'"):
        measured.of("two")
    with pytest.raises(KeyError, match="one: no row 'z'"):
        measured.of("one").value("z", "a")
    with pytest.raises(KeyError, match="one: no column 'c'"):
        measured.of("one").value("x", "c")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one["measurements"][0]["rows"][0]["values"].pop(), "1 values for 2 columns"),
        (lambda one: one["measurements"][0]["rows"][0]["values"].__setitem__(1, [1, 2, 3]), "within its interval"),
        (lambda one: one["measurements"][0].update(machine="none"), "machines that are not described: none"),
        (lambda one: one["measurements"].append(one["measurements"][0]), "two measurements have one id"),
        (lambda one: one["measurements"][0].update(commands=[]), "commands"),
        (lambda one: one["measurements"][0].update(colour="red"), "colour"),
        (lambda one: one.update(version=2), "version"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused_with_the_place(tmp_path: Path, change: Any, said: str) -> None:
    with pytest.raises(WorkError, match=said):
        read_measured(_file(tmp_path, change))


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkError, match=r"cannot be read.*Reinstall the package"):
        read_measured(tmp_path / "none.json")
    (tmp_path / "half.json").write_text('{"version": 1,', "utf-8")
    with pytest.raises(WorkError, match="malformed at the file"):
        read_measured(tmp_path / "half.json")
