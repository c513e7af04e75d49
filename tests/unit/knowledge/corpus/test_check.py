from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from knowledge.corpus.check import MAX_WORDS, check
from knowledge.corpus.loader import CORPUS

PRACTICE = "practices/p-midata"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of one practice in English and French."""
    folder = tmp_path / "corpus"
    for language in ("en", "fr"):
        target = folder / PRACTICE / f"{language}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CORPUS / PRACTICE / f"{language}.md", target)
    return folder


def _edit(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), "utf-8")


def test_sound_files_have_no_problems(corpus: Path) -> None:
    report = check(corpus)
    assert report.problems == ()
    assert [(document.id, document.language) for document in report.documents] == [
        ("p-midata", "en"),
        ("p-midata", "fr"),
    ]


def test_every_malformed_file_is_reported_and_the_others_are_read(corpus: Path) -> None:
    english, french = (corpus / PRACTICE / f"{language}.md" for language in ("en", "fr"))
    shutil.copytree(CORPUS / "practices/p-sidi", corpus / "practices/p-sidi")
    _edit(english, "+++", "---")
    french.write_bytes(french.read_bytes() + b"\xff")
    report = check(corpus)
    assert {document.id for document in report.documents} == {"p-sidi"}
    assert len(report.problems) == 2
    assert report.problems[0].startswith(f"{english}:1: ")
    assert report.problems[1].startswith(f"{french}:{french.read_bytes().count(10) + 1}: ")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('kind = "practice"', 'kind = "digest"', "kind is 'digest', but 'practice' in 'en'"),
        ("year = 2015", "year = 2016", "year is 2016, but 2015 in 'en'"),
        ("year = 2015", "date = 2015-01-01", "date is '2015-01-01', but '' in 'en'"),
        ('country = "CH"', 'country = "FR"', "country is 'FR', but 'CH' in 'en'"),
        ('themes = ["data", "ai"]', 'themes = ["ai"]', "themes is ('ai',), but ('data', 'ai') in 'en'"),
        ('symbol = ""', 'symbol = "X"', "symbol is 'X', but '' in 'en'"),
        (
            "## heading:origin",
            "## heading:history",
            "section 2 is heading:history, but heading:origin in 'en'",
        ),
        (
            "reported_by: https://www.midata.coop/faq/",
            "confidence: background",
            "names another source than in 'en'",
        ),
    ],
)
def test_languages_that_differ_are_reported(corpus: Path, old: str, new: str, problem: str) -> None:
    path = corpus / PRACTICE / "fr.md"
    _edit(path, old, new)
    report = check(corpus)
    assert len(report.problems) == 1, report.problems
    assert report.problems[0].startswith(f"{path}:1: ")
    assert problem in report.problems[0]


def test_a_section_that_one_language_lacks_is_reported_once(corpus: Path) -> None:
    path = corpus / PRACTICE / "fr.md"
    text = path.read_text("utf-8")
    start = text.index("## heading:origin")
    path.write_text(text[:start] + text[text.index("## ", start + 3) :], "utf-8")
    (problem,) = check(corpus).problems
    assert "section 2 is " in problem
    assert "but heading:origin in 'en'" in problem
    path.write_text(text[:start], "utf-8")
    (problem,) = check(corpus).problems
    assert "section 2 is nothing, but heading:origin" in problem
    path.write_text(
        text.rstrip() + "\n\n## heading:more | Plus\nconfidence: background\n\nEncore.\n", "utf-8"
    )
    (problem,) = check(corpus).problems
    assert "is heading:more, but nothing in 'en'" in problem


def test_an_id_in_two_folders_is_reported(corpus: Path) -> None:
    (corpus / "texts/p-midata").mkdir(parents=True)
    shutil.move(corpus / PRACTICE / "fr.md", corpus / "texts/p-midata/fr.md")
    (problem,) = check(corpus).problems
    assert "the id 'p-midata' stands in more than one folder" in problem


def test_a_folder_without_documents_is_reported(tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text("not in a folder of its own")
    report = check(tmp_path)
    assert report.documents == ()
    assert len(report.problems) == 1
    assert str(tmp_path) in report.problems[0]


@pytest.fixture
def english(corpus: Path) -> Path:
    """The English file alone, so that nothing is compared with it."""
    (corpus / PRACTICE / "fr.md").unlink()
    return corpus / PRACTICE / "en.md"


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


@pytest.mark.parametrize("days", [2, 400])
def test_a_date_in_the_future_is_reported(corpus: Path, english: Path, days: int) -> None:
    later = _today() + datetime.timedelta(days)
    _edit(english, "year = 2015", f"date = {later}")
    assert check(corpus).problems == (f"{english}:1: the date {later} is in the future",)


def test_a_year_in_the_future_is_reported_and_this_year_is_not(corpus: Path, english: Path) -> None:
    _edit(english, "year = 2015", f"year = {_today().year}")
    assert check(corpus).problems == ()
    _edit(english, f"year = {_today().year}", f"year = {_today().year + 1}")
    assert check(corpus).problems == (f"{english}:1: the date {_today().year + 1} is in the future",)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.midata,coop/faq/",
        "https://midata./faq",
        "https://midata.c/faq",
        "https://user@midata.coop/faq",
        "https://127.0.0.1/faq",
        "https://[www.midata.coop/faq/",  # as a link is written in Markdown
    ],
)
def test_an_address_of_no_site_is_reported_once(corpus: Path, english: Path, url: str) -> None:
    old = "https://www.midata.coop/faq/"
    assert english.read_text("utf-8").count(old) > 1
    _edit(english, old, url, count=-1)
    assert check(corpus).problems == (f"{english}:1: '{url}' is no address of a site",)


@pytest.mark.parametrize(
    "url", ["https://coopérative.fr/a", "http://SITE.ORG:8080/a?b=c.d", "https://a-b.co.uk"]
)
def test_an_address_of_a_site_is_none(corpus: Path, english: Path, url: str) -> None:
    _edit(english, "https://www.midata.coop/faq/", url, count=-1)
    assert check(corpus).problems == ()


@pytest.mark.parametrize(("words", "reported"), [(MAX_WORDS, False), (MAX_WORDS + 1, True)])
def test_a_sentence_that_nobody_reads_is_reported(
    corpus: Path, english: Path, words: int, reported: bool
) -> None:
    sentence = "Members " + "really " * (words - 2) + "decide."
    text = english.read_text("utf-8").rstrip()
    english.write_text(
        f"{text}\n\n## heading:more | More\nconfidence: background\n\nVotes are equal. {sentence}\n", "utf-8"
    )
    problems = check(corpus).problems
    assert len(problems) == reported
    for problem in problems:
        assert problem.startswith(f"{english}:1: heading:more: a sentence has more than {MAX_WORDS} words")
        assert problem.endswith(f"'{sentence[:40]}…'")
