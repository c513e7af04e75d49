from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from knowledge.commands import hit_record, reader_language, search, show_progress
from knowledge.documents import Passage
from knowledge.hits import Hit
from knowledge.themes import THEMES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--theme", "finances", "credit"], "'finances' is no theme"),
        (["--theme", "finance", "--theme", "Finance", "credit"], "'Finance' is no theme"),
        (["--kind", "law", "credit"], "'law' is not one of"),
        (["--limit", "0", "credit"], "0 is not in the range"),
        (["--limit", "101", "credit"], "101 is not in the range"),
        (["--since", "last year", "credit"], "'last year' is not a valid integer"),
        ([], "Missing argument"),
    ],
)
def test_options_that_mean_nothing_are_refused_before_anything_is_opened(
    sse_data_dir: Path, arguments: list[str], message: str
) -> None:
    done = CliRunner().invoke(search, arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert not sse_data_dir.exists()


def test_a_wrong_theme_is_answered_with_those_that_there_are() -> None:
    done = CliRunner().invoke(search, ["--theme", "finances", "credit"])
    assert ", ".join(THEMES) in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("text", "given", "locale", "language"),
    [
        ("Qu'est-ce que l'économie sociale ?", None, "en", "fr"),
        ("Qu'est-ce que l'économie sociale ?", "es", "en", "es"),
        ("MIDATA", None, "pt", "pt"),
        ("MIDATA", "fr", "pt", "fr"),
    ],
)
def test_the_reader_s_language_is_given_or_the_text_s_or_the_locale_s(
    monkeypatch: pytest.MonkeyPatch, text: str, given: str | None, locale: str, language: str
) -> None:
    monkeypatch.setenv("SSE_LANG", locale)
    assert reader_language(text, given) == language


def test_progress_is_shown_to_somebody_who_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show_progress(1, 20)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    show_progress(8, 20)
    assert capsys.readouterr().err == "\rembedding 8 of 20 texts"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    show_progress(20, 20)
    assert capsys.readouterr().err == "\rembedding 20 of 20 texts\n"


def test_a_hit_is_written_with_all_that_a_citation_needs() -> None:
    passage = Passage(
        "0123456789ab", "Members decide.", "fr", document="un-2023", title="Résolution 77/281", pinpoint="op:1(b)",
        heading="Votes", kind="digest", confidence="reported", reported_by="https://a.example/b", url="https://a.example",
    )  # fmt: skip
    record = hit_record(Hit(passage, 0.123456789))
    assert record == {
        "key": "0123456789ab", "document": "un-2023", "title": "Résolution 77/281",
        "pinpoint": "par. (dispositif) 1 b)", "pinpoint_id": "op:1(b)", "language": "fr", "kind": "digest",
        "confidence": "reported", "reported_by": "https://a.example/b", "url": "https://a.example", "score": 0.123457,
        "text": "Members decide.",
    }  # fmt: skip
    assert json.loads(json.dumps(record)) == record
