from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corpus.addresses import find
from knowledge.corpus.croissant import croissant
from knowledge.corpus.datasheet import datasheet, write_datasheet
from knowledge.documents import Document
from knowledge.languages import LANGUAGES
from knowledge.themes import THEMES


def _reported(one: Document, *urls: str) -> Document:
    """The document, with pages that report its first provisions."""
    return replace(
        one,
        provisions=tuple(
            replace(provision, confidence="reported", reported_by=url) if url else provision
            for provision, url in zip(one.provisions, [*urls, *[""] * len(one.provisions)], strict=False)
        ),
    )


@pytest.fixture(scope="module")
def documents(document: Callable[..., Document]) -> list[Document]:
    """A text in all languages, one in two, and a practice in one."""
    text = _reported(
        document("un-2023", ("op:1", "One."), ("op:2", "Two."), ("pp:1", "Three."), symbol="A/RES/77/281", date="2023-04-18",
                 year=2023, themes=("finance", "data"), title="Resolution | 77/281"),
        "https://www.un.org/a", "https://docs.un.org/b",
    )  # fmt: skip
    law = document("l-xx-2011", ("art:1", "Law."), themes=("finance",), country="XX", year=2011)
    practice = _reported(
        document("p-x", ("heading:a", "A."), kind="practice", country="FR", themes=("energy",)),
        "https://www.un.org/a",
    )
    return [
        *(replace(text, language=code) for code in LANGUAGES),
        *(replace(law, language=code) for code in ("en", "fr")),
        practice,
    ]


@pytest.fixture(scope="module")
def sheet(documents: list[Document]) -> dict[str, list[list[str]]]:
    """The rows of the tables, below the heading that they stand under."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in datasheet(documents).splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| "):
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_the_counts_of_texts_and_practices_add_up(sheet: dict[str, list[list[str]]]) -> None:
    head, *rows = sheet["What it is"]
    assert head == ["", "documents", "files", "provisions", *LANGUAGES]
    counts = {name: list(map(int, numbers)) for name, *numbers in rows}
    by_language = {code: 1 + (code in ("en", "fr")) for code in LANGUAGES}
    assert counts["texts"] == [2, 6, 14, *by_language.values()]
    assert counts["practices"] == [1, 1, 1, *(int(code == "en") for code in LANGUAGES)]
    assert counts["all"] == [sum(pair) for pair in zip(counts["texts"], counts["practices"], strict=True)]
    assert counts["all"][1] == sum(counts["all"][3:])


def test_confidence_is_counted_in_one_language(sheet: dict[str, list[list[str]]]) -> None:
    assert sheet["How sure it is"][1:] == [["reported", "3", "60%"], ["background", "2", "40%"]]


def test_every_theme_has_its_texts_and_practices(sheet: dict[str, list[list[str]]]) -> None:
    rows = {name: (texts, practices) for name, _, texts, practices in sheet["Themes"][1:]}
    assert list(rows) == list(THEMES)
    assert {name: counts for name, counts in rows.items() if counts != ("0", "0")} == {
        "finance": ("2", "0"), "data": ("1", "0"), "energy": ("0", "1"),
    }  # fmt: skip


def test_texts_and_practices_have_a_row_each(sheet: dict[str, list[list[str]]]) -> None:
    law, resolution = sheet["Texts"][1:]
    known = ", ".join(address.language for address in find(["un-2023"], None))
    assert resolution == [
        "un-2023", "[Resolution / 77/281](https://site.example/page)", "2023-04-18", "A/RES/77/281", "3", "2", known,
    ]  # fmt: skip
    assert law == ["l-xx-2011", "[Text l-xx-2011](https://site.example/page)", "2011", "", "1", "0", ""]
    assert [row[0] for row in sheet["Practices"][1:]] == ["p-x"]


def test_sources_are_counted_by_site(documents: list[Document], sheet: dict[str, list[list[str]]]) -> None:
    assert sheet["Sources"][1:] == [["un.org", "2"], ["docs.un.org", "1"]]
    assert "2 pages of 2 sites are cited" in datasheet(documents)
    assert "Pinpoints of the texts by kind: op 2, art 1, pp 1." in datasheet(documents)


def test_nothing_is_counted_of_nothing() -> None:
    assert "| all | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in datasheet([])


def test_both_files_are_written_from_the_shipped_corpus(tmp_path: Path) -> None:
    sheet, description = write_datasheet(tmp_path / "docs")
    assert sheet.read_text("utf-8").startswith("# Data sheet of the corpus\n")
    assert f"({description.name})" in sheet.read_text("utf-8")
    published = json.loads(description.read_text("utf-8"))["datePublished"]
    assert json.loads(description.read_text("utf-8")) == croissant(published)
