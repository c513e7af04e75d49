"""A run: kept question by question, taken up again, and the same either way."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.errors import WorkError
from assistant.evaluation.questions import Question
from assistant.evaluation.report import Report, lines_of, report
from assistant.evaluation.run import Run, evaluate, read_run, write_run
from knowledge import Retriever

QUESTIONS = [
    Question(id="a", lang="en", kind="definition", question="How does the ILO define the SSE?", expected_texts=["ilo-2022"],
             expected_pinpoints=["para. 5"], answer_facts=["general interest"]),
    Question(id="b", lang="es", kind="refuse", question="¿Cuál es la mejor receta de paella?"),
    Question(id="c", lang="fr", kind="direct", question="Que dit l'UE sur les aides d'État ?", expected_texts=["eu-2023"]),
]  # fmt: skip
CHANGING = ("milliseconds", "joules")


def steady(run: Run) -> list[object]:
    """What of a run does not change when it is made again."""
    return [
        (one.model_dump(exclude={"values"}), {k: v for k, v in one.values.items() if k not in CHANGING})
        for one in run.results
    ]


@pytest.fixture(scope="module")
def assistant(retriever: Retriever) -> Assistant:
    return Assistant(retriever)


@pytest.fixture(scope="module")
def run(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A whole run."""
    return go(assistant, tmp_path_factory.mktemp("run") / "journal")


def go(assistant: Assistant, journal: Path, questions: list[Question] = QUESTIONS, **more: object) -> Run:
    return evaluate(assistant, questions, file="q.jsonl", journal=journal, **more)  # type: ignore[arg-type]


def test_an_interrupted_run_goes_on_and_gives_the_same(
    assistant: Assistant, run: Run, tmp_path: Path
) -> None:
    assert [one.id for one in run.results] == ["a", "b", "c"]

    def interrupt(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    journal = tmp_path / "part"
    with pytest.raises(KeyboardInterrupt):
        go(assistant, journal, progress=interrupt)
    kept = journal.read_text("utf-8").splitlines()
    assert len(kept) == 3
    again = go(assistant, journal)
    assert steady(again) == steady(run)
    # What was kept was not asked again: even the times are those of the first run.
    assert [one.model_dump_json() for one in again.results[:2]] == kept[1:]


def test_a_line_that_was_cut_off_is_asked_again(assistant: Assistant, tmp_path: Path) -> None:
    journal = tmp_path / "cut"
    whole = go(assistant, journal)
    journal.write_bytes(journal.read_bytes()[:-40])
    assert steady(go(assistant, journal)) == steady(whole)
    assert len(journal.read_text("utf-8").splitlines()) == 4


@pytest.mark.parametrize("content", [b"", b"\n", b"{broken", b"\xff\xfe", b"[]\n{}\n"])
def test_a_damaged_journal_is_begun_anew(assistant: Assistant, tmp_path: Path, content: bytes) -> None:
    journal = tmp_path / "bad"
    journal.write_bytes(content)
    assert [one.id for one in go(assistant, journal, QUESTIONS[1:2]).results] == ["b"]
    assert len(journal.read_text("utf-8").splitlines()) == 2


def test_results_of_other_questions_are_not_mixed_in(assistant: Assistant, tmp_path: Path) -> None:
    journal = tmp_path / "other"
    go(assistant, journal, QUESTIONS[1:2])
    with pytest.raises(WorkError, match="other questions"):
        go(assistant, journal)


def test_a_run_is_written_and_read_back(run: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", run)
    assert read_run(tmp_path / "run.json") == run
    with pytest.raises(WorkError, match="cannot be read"):
        read_run(tmp_path / "none.json")
    (tmp_path / "x.json").write_text("{}", "utf-8")
    with pytest.raises(WorkError, match="no run"):
        read_run(tmp_path / "x.json")


def test_a_report_has_all_groups_and_fits_80_columns(run: Run) -> None:
    found = report(run)
    assert [one.name for one in found.groups] == [
        "all", "lang:en", "lang:es", "lang:fr", "kind:definition", "kind:refuse", "kind:direct",
    ]  # fmt: skip
    assert found.groups[0].measures["recall@1"].n == 2
    assert found.groups[0].shown_unsupported == 0
    assert Report.model_validate_json(found.model_dump_json()) == found
    lines = list(lines_of(found))
    assert all(len(line) <= 80 for line in lines), [line for line in lines if len(line) > 80]
    assert any("cpu_time" in line or "rapl" in line or "codecarbon" in line for line in lines)


def test_a_run_against_itself_changes_nothing_and_a_change_is_named(run: Run) -> None:
    same = report(run, run)
    assert same.changes == []
    assert {(one.value, one.low, one.high) for one in same.differences.values()} == {(0.0, 0.0, 0.0)}
    first = run.results[0]
    worse = first.model_copy(update={"values": {**first.values, "recall@1": 0.0}})
    before = run.model_copy(update={"results": [worse, *run.results[1:2]]})
    found = report(run, before)
    assert [(one.id, one.values) for one in found.changes] == [("a", {"recall@1": (0.0, 1.0)})]
    assert found.differences["recall@1"].value == 1.0
    assert found.only_in_one == 1
    assert "  a: recall@1 0 -> 1" in list(lines_of(found))
