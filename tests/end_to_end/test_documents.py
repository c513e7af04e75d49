"""The documents say what is true: their scripts run, their schema is the code's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.mark.parametrize(
    ("page", "lasts"),
    [
        (
            "docs/retrieval-api.md",
            [
                "",
                "202",
                "par. 16 c)",
                "O que é uma cooperativa?",
                "own-charter",
                "a ",
                "[('b', -21.0), ('a', -58.0)]",
            ],
        ),
        ("docs/grounding.md", ["the number 70,000 is not in the source"]),
        ("docs/writing.md", ["What does the EU say about taxation?"]),
    ],
)
@pytest.mark.slow
def test_the_scripts_in_a_guide_run(installed: Path, tmp_path: Path, page: str, lasts: list[str]) -> None:
    """All in one process, one after the other: starting Python costs more than they do."""
    scripts = blocks(page, "python")
    assert len(scripts) == len(lasts)
    done = subprocess.run(
        [sys.executable, "-c", "\nprint('\\f')\n".join(scripts)],
        env={**os.environ, "SSE_DATA_DIR": str(installed), "TMPDIR": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for printed, last in zip(done.stdout.split("\f"), lasts, strict=True):
        assert last in printed.strip().splitlines()[-1]


def test_the_schema_of_an_answer_is_the_one_in_the_documents() -> None:
    kept = json.loads((ROOT / "docs" / "answer.schema.json").read_text("utf-8"))
    assert kept == Answer.model_json_schema(), "write it again: see docs/answer.md"


def test_the_readme_opens_with_exactly_two_commands() -> None:
    commands = blocks("README.md", "sh")
    assert len(commands) == 2
    assert all(len(command.strip().splitlines()) == 1 for command in commands)


@pytest.mark.slow
def test_the_commands_that_the_readme_shows_run(sse: Run, tmp_path: Path) -> None:
    """One after the other, as they stand: some use what an earlier one made."""
    import shlex

    question = {"id": "1", "lang": "en", "question": "What is the SSE?", "expected_texts": ["ilo-2022"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question) + "\n", "utf-8")
    judged = [
        {"member": member, "question": f"What is {what}?", "language": "en", "split": split,
         "document": "ilo-2022", "pinpoint": "para:5"}
        for member in ("a", "b")
        for split in ("train", "test")
        for what in ("the SSE", "a social economy", "its definition", "an SSE entity", "solidarity")
    ]  # fmt: skip
    (tmp_path / "members.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in judged), "utf-8")
    data = tmp_path / "data"
    for line in [line for block in blocks("README.md", "console") for line in block.splitlines()]:
        arguments = shlex.split(line.removeprefix("$ "), comments=True)
        assert arguments[0] == "sse"
        # The app and a model are tested elsewhere; judging waits for an answer.
        if arguments[1:] in ([], ["app"]) or "--write" in arguments or arguments[1] == "judge":
            continue
        done = sse(*arguments[1:], data=data)
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout + done.stderr


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "models" / "README.md"]:
        for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
