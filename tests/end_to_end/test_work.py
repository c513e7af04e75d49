"""`sse compare`, `brief`, `cite` and `evaluate` as a practitioner runs them, in two languages."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.brief import Brief
from assistant.compare import Comparison
from assistant.evaluation.report import Report

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]
FIVE = ["ilo-2022", "oecd-2022", "un-2023", "un-2024", "eu-2023"]


@pytest.mark.parametrize(
    ("language", "theme", "told"),
    [
        (
            "fr",
            "marchés publics",
            ["Ce que disent les textes", "notre résumé", "par. (dispositif) 1", "5 textes sur 5"],
        ),
        ("en", "public procurement", ["What the texts say", "our summary", "op. para. 1", "5 of 5 texts"]),
    ],
)
def test_compare_shows_every_text_with_its_place(
    sse: Run, language: str, theme: str, told: list[str]
) -> None:
    done = sse("compare", theme, "--plain", "--lang", language)
    assert done.returncode == 0, done.stderr
    for words in (*told, "https://undocs.org/A/RES/77/281"):
        assert words in done.stdout
    assert re.findall(r"^(\d)\. ", done.stdout, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    assert "\x1b" not in done.stdout
    assert "“" not in done.stdout


@pytest.mark.parametrize(
    ("language", "theme", "told"),
    [
        ("fr", "intelligence artificielle", "rien trouvé dans"),
        ("en", "artificial intelligence", "nothing found in"),
    ],
)
def test_compare_says_where_nothing_was_found(sse: Run, language: str, theme: str, told: str) -> None:
    done = sse("compare", theme, "--lang", language)
    assert done.returncode == 0, done.stderr
    assert len(re.findall(told, done.stdout)) == 5


def test_compare_as_json_keeps_its_contract(sse: Run) -> None:
    done = sse(
        "compare", "housing", "--texts", "eu-2023, ilo-2022", "--text", "un-2023", "--json", "--practices"
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = Comparison.model_validate_json(done.stdout)
    assert [row.document for row in found.rows] == ["eu-2023", "ilo-2022", "un-2023"]
    assert found.rows[0].status == "found"
    assert found.practices


def test_compare_in_files_of_every_format(sse: Run, tmp_path: Path) -> None:
    for ending in ("md", "html", "docx", "csv"):
        done = sse("compare", "statistiques", "--lang", "fr", "--to", f"tableau.{ending}")
        assert done.returncode == 0, done.stderr
        assert (done.stdout, done.stderr.strip()) == ("", f"Écrit dans tableau.{ending}.")
    with (tmp_path / "tableau.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["document"] for line in csv.DictReader(file)] == FIVE
    assert "| **Résolution OIT 2022** |" in (tmp_path / "tableau.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "theme", "audience", "told"),
    [
        ("fr", "accès au financement", "Ministère des Finances",
         ["Note de plaidoyer", "Pour : Ministère des Finances", "demandent aux gouvernements", "Références"]),
        ("en", "access to finance", "Ministry of Finance",
         ["Advocacy note", "For: Ministry of Finance", "ask of governments", "References"]),
    ],
)  # fmt: skip
def test_brief_is_a_note_with_sources_and_references(
    sse: Run, tmp_path: Path, language: str, theme: str, audience: str, told: list[str]
) -> None:
    done = sse("brief", theme, "--lang", language, "--for", audience, "--to", "note.md", "--json")
    assert done.returncode == 0, done.stderr
    note = Brief.model_validate_json(done.stdout)
    text = (tmp_path / "note.md").read_text("utf-8").replace("\\", "")
    for words in told:
        assert words in text
    for section in note.sections:
        for statement in section.statements:
            assert statement.text in text
            assert statement.citations[0].pinpoint in text
    for reference in note.references:
        assert reference.text in text


def test_nothing_is_overwritten_and_a_missing_folder_is_named(sse: Run, tmp_path: Path) -> None:
    (tmp_path / "note.docx").write_bytes(b"mine")
    done = sse("brief", "housing", "--to", "note.docx")
    assert (done.returncode, done.stdout) == (1, "")
    assert "--force" in done.stderr
    assert (tmp_path / "note.docx").read_bytes() == b"mine"
    assert "does not exist" in sse("compare", "housing", "--to", "no/such/file.md").stderr
    assert ".docx" in sse("brief", "housing", "--to", "note.pdf").stderr
    done = sse("brief", "housing", "--to", "note.docx", "--force")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "note.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("un-2023", "op. 1", "--lang", "en"),
         "United Nations General Assembly, 77th session, Promoting the social and solidarity economy for sustainable "
         "development, A/RES/77/281, 18 April 2023, op. para. 1."),
        (("ilo-2022", "para.", "5", "--lang", "fr"),
         "Conférence internationale du Travail, 110e session, Résolution concernant le travail décent et l'économie sociale "
         "et solidaire, ILC.110/Resolution II, 10 juin 2022, par. 5."),
    ],
)  # fmt: skip
def test_cite_prints_the_reference_and_nothing_else(sse: Run, arguments: tuple[str, ...], text: str) -> None:
    done = sse("cite", *arguments)
    assert (done.returncode, done.stdout) == (0, f"{text}\n")
    assert "digest" in done.stderr or "résumé" in done.stderr


def test_cite_never_makes_a_pinpoint_up(sse: Run) -> None:
    done = sse("cite", "un-2023", "op. 1(b)")
    assert (done.returncode, done.stdout) == (1, "")
    assert "It has: op. para. 1; op. para. 2" in done.stderr
    done = sse("cite", "ilo-2022", "par. 7", SSE_LANG="fr")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Elle a : par. 5" in done.stderr


def test_calls_that_cannot_be_meant_are_refused(sse: Run) -> None:
    assert sse("compare", "housing", "--all", "--text", "un-2023").returncode == 2
    assert sse("brief", "housing", "--lang", "de").returncode == 2
    assert sse("cite", "ilo-2022", "--style", "mla").returncode == 2
    assert sse("compare", "housing", "--text", "no-such").returncode == 1


def test_evaluate_measures_keeps_and_compares(sse: Run, tmp_path: Path) -> None:
    questions = [
        {"id": "a", "lang": "fr", "question": "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
         "kind": "definition", "split": "test",
         "expected_texts": ["ilo-2022"], "expected_pinpoints": ["para 5"], "answer_facts": ["autonomie et indépendance"]},
        {"id": "b", "lang": "en", "question": "What is the best recipe for paella?", "kind": "refuse", "split": "test"},
        {"question": "Left out", "split": "tune"},
    ]  # fmt: skip
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, questions)), "utf-8")
    done = sse("evaluate", "q.jsonl", "--split", "test", "--out", "run.json")
    assert done.returncode == 0, done.stderr
    assert "2 questions of q.jsonl" in done.stdout
    assert not (tmp_path / "run.json.partial").exists()
    done = sse("evaluate", "q.jsonl", "--json", "--against", "run.json", "--limit", "2")
    found = Report.model_validate_json(done.stdout)
    assert found.groups[0].questions == 2
    assert found.groups[0].measures["pinpoint"].value == 1.0
    assert found.groups[0].measures["refused"].value == 1.0
    assert found.groups[0].shown_unsupported == 0
    assert found.changes == []


def test_evaluate_names_a_broken_line(sse: Run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"question": "What?"}\n{oops\n', "utf-8")
    done = sse("evaluate", "q.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert "q.jsonl:2: this line is no JSON" in done.stderr


def _shown(page: str) -> list[str]:
    blocks = re.findall(
        r"^```console\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [
        line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")
    ]


@pytest.mark.parametrize("line", _shown("docs/work.md"))
def test_the_commands_that_the_guide_shows_run(sse: Run, line: str) -> None:
    arguments = shlex.split(line, comments=True)
    assert arguments[0] == "sse"
    done = sse(*arguments[1:])
    assert done.returncode == 0, done.stderr
    assert done.stdout or "--to" in arguments
