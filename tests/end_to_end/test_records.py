"""Answers that are kept, exported, signed, verified, replayed and contested, by the command as a user runs it."""

from __future__ import annotations

import base64
import json
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

pytestmark = pytest.mark.slow  # a process for each command

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]
QUESTIONS = {
    "en": "How does the ILO define the social and solidarity economy?",
    "fr": "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
}
NOTICES = {"en": "Made with AI:", "fr": "Réalisé avec une IA :"}
LABELS = {"en": "our summary, check the official text", "fr": "notre résumé, vérifiez le texte officiel"}


def in_folder(sse: Run, data: Path) -> Run:
    def run(*arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        done = sse(*arguments, data=data, **environment)
        assert done.returncode == code, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    return run


def copied(installed: Path, to: Path) -> Path:
    """A data folder with the library and nothing of its user."""
    return Path(
        shutil.copytree(installed, to, ignore=shutil.ignore_patterns("records*", "keys", "settings*"))
    )


def resigned(data: Path, trace: Path, prepare: str, changes: str) -> None:
    """Sign the last record of `data` with changes: what only the owner of its key can do."""
    code = f"""
import sys
from pathlib import Path
from assistant.records import last
from assistant.trace import make_trace, my_key
folder = Path(sys.argv[1])
answer = last(folder)
{prepare}
Path(sys.argv[2]).write_bytes(make_trace(answer.model_copy(update={changes}), my_key(folder)))
"""
    subprocess.run([sys.executable, "-c", code, data, trace], check=True, cwd=ROOT)


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    return copied(installed, tmp_path / "data")


@pytest.fixture
def run(sse: Run, data: Path) -> Run:
    """`run("log")` in a data folder of this test's own; the exit code is checked."""
    return in_folder(sse, data)


@pytest.fixture
def stranger(sse: Run, installed: Path, tmp_path: Path) -> Run:
    """Another user with the same texts."""
    return in_folder(sse, copied(installed, tmp_path / "stranger"))


def test_an_answer_is_kept_shown_and_forgotten(run: Run, data: Path) -> None:
    kept = {language: json.loads(run("ask", "--json", text).stdout) for language, text in QUESTIONS.items()}
    listed = json.loads(run("log", "--json").stdout)
    assert [entry["id"] for entry in listed] == [kept["fr"]["id"], kept["en"]["id"]]
    assert [entry["question"] for entry in listed] == [QUESTIONS["fr"], QUESTIONS["en"]]
    assert json.loads(run("show", "last", "--json").stdout) == kept["fr"]
    assert json.loads(run("show", kept["en"]["id"][:-1], "--json").stdout) == kept["en"]
    assert stat.S_IMODE((data / "records.sqlite3").stat().st_mode) == 0o600
    shown = run("show", kept["en"]["id"]).stdout
    for passage in kept["en"]["passages"]:
        assert passage["sha256"] in shown
    assert "Energy: " in shown
    assert run("log", "--limit", "1").stdout.count("\n") == 1
    assert run("log", "forget", kept["en"]["id"]).stdout == f"Forgotten: {kept['en']['id']}\n"
    assert "no record whose id begins with" in run("show", kept["en"]["id"], code=1).stderr
    assert run("log", "forget", "--all").stdout == "Forgotten: 1 records\n"
    assert run("log").stdout == ""
    run("log", "forget", code=2)


def test_a_user_can_keep_no_log(run: Run, data: Path) -> None:
    (data / "settings.toml").write_text("[records]\nlog = false\n")
    assert json.loads(run("ask", "--json", QUESTIONS["en"]).stdout)["id"] == ""
    assert not (data / "records.sqlite3").exists()


def test_a_damaged_log_costs_no_answer(run: Run, data: Path) -> None:
    (data / "records.sqlite3").write_bytes(b"no database " * 999)
    done = run("ask", "--json", QUESTIONS["en"])
    assert json.loads(done.stdout)["statements"]
    assert "is damaged" in done.stderr
    assert "is damaged" in run("log", code=1).stderr
    assert (data / "records.sqlite3").read_bytes() == b"no database " * 999


@pytest.mark.parametrize("language", QUESTIONS)
def test_an_export_keeps_sources_labels_and_the_ai_mark(run: Run, tmp_path: Path, language: str) -> None:
    answer = json.loads(run("ask", "--json", QUESTIONS[language]).stdout)
    files = {suffix: tmp_path / f"réponse.{suffix}" for suffix in ("md", "html", "json", "docx")}
    for path in files.values():
        run("export", "last", "--to", str(path))
    texts = {suffix: path.read_text("utf-8") for suffix, path in files.items() if suffix != "docx"}
    texts["docx"] = "\n".join(paragraph.text for paragraph in docx.Document(str(files["docx"])).paragraphs)
    assert f'<html lang="{language}">' in texts["html"]
    assert "<script" not in texts["html"]
    for suffix, text in texts.items():
        for statement in answer["statements"]:
            assert statement["citations"][0]["url"] in text
            assert statement["citations"][0]["pinpoint"] in text
        assert NOTICES[language] in text
        assert LABELS[language] in text or suffix == "json"
        assert not re.search("[“«]", text.replace("\\", ""))
    assert "digitalsourcetype/composite" in texts["html"]
    assert json.loads(texts["json"])["answer"] == answer


def test_an_export_never_loses_a_file(run: Run, tmp_path: Path) -> None:
    run("ask", QUESTIONS["en"])
    (tmp_path / "a.md").write_text("mine")
    assert "is there already" in run("export", "last", "--to", "a.md", code=1).stderr
    assert (tmp_path / "a.md").read_text() == "mine"
    assert "is there already" in run("export", "last", "--to", "b.md", "--trace", "a.md", code=1).stderr
    assert not (tmp_path / "b.md").exists()
    run("export", "last", "--to", "a.md", "--force")
    assert (tmp_path / "a.md").read_text() != "mine"
    assert "is not there" in run("export", "last", "--to", "none/a.md", code=1).stderr
    assert "Give a file that ends in" in run("export", "last", "--to", "a.pdf", code=1).stderr
    run("export", "last", code=2)
    run("export", "last", "--to", "c.json", "--trace", "c.json", code=2)


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_trace_verifies_and_replays_here(run: Run, language: str) -> None:
    run("ask", QUESTIONS[language])
    done = run("export", "last", "--trace", "a.dsse")
    assert "signed with your key" in done.stderr
    report = json.loads(run("verify", "a.dsse", "--json").stdout)
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert report["holds"] is True
    assert "fails" not in states.values()
    assert [states[name] for name in ("envelope", "signature", "key", "passages", "quotes")] == ["holds"] * 5
    assert report["fingerprint"] in run("verify", "--my-key").stdout
    assert run("replay", "a.dsse").stdout.startswith("identical")
    assert json.loads(run("replay", "a.dsse", "--json").stdout)["identical"] is True
    assert len(json.loads(run("log", "--json").stdout)) == 1, "a replay is not kept"


def test_a_key_is_known_only_to_who_named_it(run: Run, stranger: Run, tmp_path: Path) -> None:
    run("ask", QUESTIONS["en"])
    run("export", "last", "--trace", "a.dsse")
    fingerprint, pem = run("verify", "--my-key").stdout.split("\n", 1)
    fingerprint = fingerprint.removeprefix("fingerprint: ")
    (tmp_path / "key.pem").write_text(pem)
    unknown = stranger("verify", "a.dsse", code=1).stdout
    assert "This key is unknown here" in unknown
    assert "trusted" not in unknown
    assert "Not verified: key." in unknown
    stranger("verify", "a.dsse", "--key", "key.pem")
    stranger("verify", "a.dsse", "--key", fingerprint)
    stranger("verify", "a.dsse", "--key", "0" * 64, code=1)
    assert "neither a fingerprint" in stranger("verify", "a.dsse", "--key", "nonsense", code=1).stderr
    stranger("verify", "a.dsse", "--remember", "The coop")
    assert "the key that you keep as 'The coop'" in stranger("verify", "a.dsse").stdout


def test_a_changed_trace_is_never_verified_nor_replayed(run: Run, tmp_path: Path) -> None:
    run("ask", QUESTIONS["en"])
    run("export", "last", "--trace", "a.dsse")
    envelope = json.loads((tmp_path / "a.dsse").read_text())
    payload = base64.b64decode(envelope["payload"]).replace(b'"gate":"answered"', b'"gate":"doubtful"')
    changed = json.dumps({**envelope, "payload": base64.b64encode(payload).decode()}, separators=(",", ":"))
    (tmp_path / "b.dsse").write_text(changed)
    told = run("verify", "b.dsse", code=1).stdout
    assert "changed after it was signed" in told
    assert "Not verified: signature." in told
    assert "changed after it was signed" in run("replay", "b.dsse", code=1).stderr
    assert "was not kept" in run("verify", "b.dsse", "--remember", "Coop", code=1).stderr


@pytest.mark.parametrize(
    "content", [b"", b"not JSON", b"[" * 100_000, b"\xff\xfe\x00", b'{"payload":"","payload":""}']
)
def test_a_file_that_is_no_trace_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.dsse").write_bytes(content)
    assert "no signed trace" in run("verify", "bad.dsse", code=1).stdout
    assert "no signed trace" in run("replay", "bad.dsse", code=1).stderr
    assert "cannot be read" in run("verify", "missing.dsse", code=1).stderr


def test_a_replay_names_the_first_difference(run: Run, data: Path, tmp_path: Path) -> None:
    """The owner of the key signs another record than the one that came about."""
    run("ask", QUESTIONS["fr"])
    resigned(
        data, tmp_path / "lie.dsse",
        "first, second, *rest = answer.passages",
        '{"passages": [second, first, *rest], "machine": {"processor": "another"}}',
    )  # fmt: skip
    told = run("replay", "lie.dsse", code=1).stdout
    assert told.startswith("different: passage 1: ilo-2022")
    assert "machine's processor: another in the trace" in told
    found = json.loads(run("replay", "lie.dsse", "--json", code=1).stdout)
    assert found["differences"][0]["what"] == "passage 1"


def test_what_an_endpoint_wrote_is_not_run_again(run: Run, data: Path, tmp_path: Path) -> None:
    run("ask", QUESTIONS["en"])
    resigned(
        data, tmp_path / "a.dsse",
        'model = answer.model.model_copy(update={"wrote": True, "name": "Big", "where": "https://models.example.org/v1"})',
        '{"model": model}',
    )  # fmt: skip
    told = run("replay", "a.dsse").stdout
    assert "Big wrote at https://models.example.org/v1, and what runs there cannot be known" in told
    assert "identical: the passages, the gate and the quotes came out" in told


def test_own_documents_stay_at_home(run: Run, stranger: Run, tmp_path: Path) -> None:
    """From the question to the trace: the text, the title and the name of an own document never leave unasked."""
    secret = "The Zebrafish Cooperative pays its members a dividend of 4,321 euros a year."
    (tmp_path / "zebrafish-minutes.md").write_text(f"# Zebrafish minutes\n\n## Dividend\n\n{secret}\n")
    run("corpus", "add", "zebrafish-minutes.md")
    asked = ("ask", "--json", "How many euros are paid to members of the fish cooperative?", "--kind", "own")
    answer: dict[str, Any] = json.loads(run(*asked).stdout)
    assert {passage["kind"] for passage in answer["passages"]} == {"own"}
    for name in ("a.md", "a.html", "a.json"):
        run("export", "last", "--to", name)
        text = (tmp_path / name).read_text("utf-8")
        assert not re.search("zebrafish|4,321|dividend", text, re.IGNORECASE), name
        assert "sha256" in text
    run("export", "last", "--trace", "a.dsse")
    payload = base64.b64decode(json.loads((tmp_path / "a.dsse").read_text())["payload"]).decode()
    assert not re.search("zebrafish|4,321|dividend", payload, re.IGNORECASE)
    assert json.loads(payload)["own_text"] == "removed"
    run("verify", "a.dsse")
    assert run("replay", "a.dsse").stdout.startswith("identical")
    told = stranger("verify", "a.dsse", code=1).stdout
    assert "not in this library" in told
    challenge = run("challenge", "last", "--why", "Wrong.", "--to", "c.md", "--yes").stdout
    assert not re.search("zebrafish|4,321|dividend", challenge, re.IGNORECASE)
    run("export", "last", "--to", "b.md", "--include-own")
    assert "4,321" in (tmp_path / "b.md").read_text("utf-8")


def test_a_challenge_is_shown_before_it_is_written(run: Run, tmp_path: Path) -> None:
    answer = json.loads(run("ask", "--json", QUESTIONS["fr"]).stdout)
    shown = run("challenge", "last", "--why", "La date est fausse.", code=1)
    assert "> La date est fausse." in shown.stdout
    assert "was not written" in shown.stderr
    path = tmp_path / f"challenge-{answer['id']}.md"
    assert not path.exists()
    run("challenge", "last", "--why", "La date est fausse.", "--yes")
    assert path.read_text("utf-8") + "\n" == shown.stdout
    assert "is there already" in run("challenge", "last", "--why", "x", "--yes", code=1).stderr


def test_the_guide_to_traces_runs(run: Run, tmp_path: Path) -> None:
    import shlex

    guide = (ROOT / "docs" / "traces.md").read_text("utf-8")
    [console] = re.findall(r"^```console\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    for line in console.splitlines():
        command, *arguments = shlex.split(line.removeprefix("$ "))
        assert command == "sse"
        run(*arguments)
    [script] = re.findall(r"^```python\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "What does UN resolution 77/281 ask of UN country teams?\n"


@pytest.mark.slow
def test_what_a_model_wrote_is_exported_verified_and_replayed(run: Run, data: Path, tmp_path: Path) -> None:
    run("ask", "--write", "What does UN resolution 77/281 ask of UN country teams?")
    answer = json.loads(run("show", "last", "--json").stdout)
    assert answer["model"]["wrote"] is True
    run("export", "last", "--to", "a.html", "--trace", "a.dsse")
    html = (tmp_path / "a.html").read_text("utf-8")
    written = sum(statement["kind"] == "written" for statement in answer["statements"])
    assert html.count("TrainedAlgorithmicMediaDigitalSource") == written > 0
    report = json.loads(run("verify", "a.dsse", "--json").stdout)
    assert {check["name"]: check["state"] for check in report["checks"]}["model"] == "holds"
    found = json.loads(run("replay", "a.dsse", "--json").stdout)
    assert (found["identical"], found["written"]) == (True, True)
    resigned(
        data, tmp_path / "b.dsse",
        'model = answer.model.model_copy(update={"sha256": "0" * 64})',
        '{"model": model}',
    )  # fmt: skip
    told = run("replay", "b.dsse").stdout
    assert "The written text was not run again" in told
    assert "identical: the passages, the gate and the quotes came out" in told
