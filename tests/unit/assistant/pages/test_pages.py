"""The same page in every format: nothing lost, nothing run, digests without quotation marks."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Citation, Statement
from assistant.brief import SECTIONS, Brief, Section, make_brief
from assistant.citing import Reference
from assistant.compare import Comparison, Place, Row, compare
from assistant.pages.blocks import Line, Page, Run, Table
from assistant.pages.compose import SOURCE_TYPE, brief_page, comparison_page
from assistant.pages.html import html
from assistant.pages.markdown import markdown
from assistant.pages.spreadsheet import guarded, spreadsheet
from assistant.pages.terminal import plain, terminal
from assistant.pages.word import word
from knowledge import Retriever
from knowledge.languages import LANGUAGES

TODAY = date(2026, 1, 31)
HOSTILE = '<script>alert("x")</script> | =cmd() *bold* [x](javascript:1) `y`'


def citation(**changes: Any) -> Citation:
    fields: dict[str, Any] = {
        "key": "0123456789ab", "document": "ilo-2022", "title": "ILO resolution 2022", "pinpoint": "para. 5",
        "pinpoint_id": "para:5", "language": "en", "kind": "digest", "confidence": "reported",
        "reported_by": "https://example.org/page", "url": "https://official.example.org/a_b", "quote": "It is so.",
        "start": 0, "end": 9,
    }  # fmt: skip
    return Citation(**{**fields, **changes})


def row(text: str = "It is so.", status: Any = "found", **changes: Any) -> Row:
    statement = Statement(text=text, kind="quote", verdict="quoted", citations=[citation(**changes)])
    found = status != "nothing"
    return Row(
        document="ilo-2022", title="ILO resolution 2022", kind=changes.get("kind", "digest"),
        url=changes.get("url", "https://official.example.org/a_b"), status=status, evidence=1.0 if found else 0.0,
        statement=statement if found else None, also=[Place(pinpoint="para. 9", pinpoint_id="para:9")] if found else [],
        note=None, searched=33, held=57, private=changes.get("kind") == "own",
    )  # fmt: skip


def comparison(*rows: Row, **changes: Any) -> Comparison:
    fields: dict[str, Any] = {
        "theme": "theme", "theme_id": "", "language": "en", "rows": list(rows), "practices": None,
        "created": "2026-01-31", "embedder": "e5",
    }  # fmt: skip
    return Comparison(**{**fields, **changes})


def note(*statements: Statement, **changes: Any) -> Brief:
    sections = [Section(name=name, statements=list(statements) if name == "ask" else []) for name in SECTIONS]
    references = [
        Reference(document="ilo-2022", style="un", language="en", text="ILO, A text.", kind="digest",
                  url="https://official.example.org", note="we hold our digest")
    ]  # fmt: skip
    fields: dict[str, Any] = {
        "theme": "theme", "theme_id": "", "audience": "Ministry", "language": "en", "sections": sections,
        "references": references if statements else [], "silent": [], "created": "2026-01-31", "embedder": "e5",
    }  # fmt: skip
    return Brief(**{**fields, **changes})


class _Tags(HTMLParser):
    """The tags and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def tags(text: str) -> _Tags:
    parsed = _Tags()
    parsed.feed(text)
    return parsed


def word_text(content: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def everything(page: Page) -> list[str]:
    """The page in all formats, as text."""
    return [
        markdown(page),
        html(page),
        word_text(word(page)),
        "\n".join(plain(page)),
        "\n".join(terminal(page, _bare, 80)),
    ]


def _bare(text: str, **_: Any) -> str:
    return text


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\\", ""))


@pytest.mark.parametrize("kind", ["digest", "practice", "own"])
def test_what_is_not_official_never_stands_in_quotation_marks(kind: str) -> None:
    for page in (comparison_page(comparison(row(kind=kind))), brief_page(note(*_said(kind=kind)))):
        for text in everything(page):
            assert "It is so." in _flat(text)
            assert not re.search(r"[“«]\s?It is so", text)


def test_official_text_stands_in_quotation_marks() -> None:
    for page in (
        comparison_page(comparison(row(kind="official"))),
        brief_page(note(*_said(kind="official"))),
    ):
        for text in everything(page):
            assert "“It is so.”" in _flat(text)


def _said(**changes: Any) -> list[Statement]:
    return [Statement(text="It is so.", kind="quote", verdict="quoted", citations=[citation(**changes)])]


def test_every_format_has_the_pinpoint_the_label_and_the_link() -> None:
    for page in (comparison_page(comparison(row())), brief_page(note(*_said()))):
        for text in everything(page):
            flat = _flat(text)
            assert "para. 5" in flat
            assert "our summary, check the official text" in flat
            assert "official.example.org" in flat
        assert "https://official.example.org/a_b" in tags(html(page)).links


def test_a_silent_text_says_so_and_that_a_digest_is_not_the_whole() -> None:
    for text in everything(comparison_page(comparison(row(status="nothing")))):
        assert "nothing found in 33 of 57 provisions" in _flat(text)
        assert "our digest is not the whole text" in _flat(text)


def test_what_may_not_be_on_the_theme_is_marked() -> None:
    for text in everything(comparison_page(comparison(row(status="maybe")))):
        assert "may not be on the theme" in _flat(text)


def test_a_private_document_is_marked_and_its_path_is_not_shown() -> None:
    page = comparison_page(comparison(row(kind="own", url="/home/somebody/charter.md")))
    for text in everything(page):
        assert "private, your own" in _flat(text) or "private, your" in text  # two lines of a narrow column
        assert "/home/somebody" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_note_says_that_nothing_stands_there(language: str) -> None:
    for text in everything(brief_page(note(language=language))):
        assert (
            len(re.findall(r"; nothing stands|; rien ne figure|no figura nada|não consta nada", _flat(text)))
            == 3
        )


def test_hostile_text_stays_text() -> None:
    page = comparison_page(comparison(row(HOSTILE, url="javascript:alert(1)"), theme=HOSTILE))
    parsed = tags(html(page))
    assert "script" not in parsed.tags
    assert parsed.links == []
    assert HOSTILE in parsed.text
    text = markdown(page)
    assert "<script>" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text.split("---\n", 2)[2])
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1
    assert HOSTILE in word_text(word(page))


def test_the_ai_mark_is_for_machines_and_for_people() -> None:
    page = comparison_page(comparison(row()))
    for text in everything(page):
        assert "Made with AI" in _flat(text)
    assert f'<meta name="digitalSourceType" content="{SOURCE_TYPE}">' in html(page)
    assert f'digitalSourceType: "{SOURCE_TYPE}"' in markdown(page)
    import docx

    properties = docx.Document(io.BytesIO(word(page))).core_properties
    assert SOURCE_TYPE in properties.keywords
    assert properties.language == "en-GB"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.slow
def test_no_line_is_wider_than_the_terminal_but_for_addresses(retriever: Retriever, width: int) -> None:
    pages = [
        comparison_page(compare(retriever, "statistics", practices=True, today=TODAY)),
        brief_page(make_brief(retriever, "logement", language="fr", today=TODAY)),
    ]
    for page in pages:
        for line in terminal(page, _bare, width):
            assert len(line) <= width or "http" in line, line


def test_colours_do_not_shift_columns() -> None:
    page = comparison_page(comparison(row(), row(status="nothing")))

    def style(text: str, **given: Any) -> str:
        return f"\x1b[1m{text}\x1b[0m" if given.get("bold") or given.get("dim") else text

    for width in (80, 120):
        bare = list(terminal(page, _bare, width))
        coloured = [re.sub(r"\x1b\[\d+m", "", line).rstrip() for line in terminal(page, style, width)]
        assert coloured == [line.rstrip() for line in bare]


def test_plain_lines_have_no_columns_and_number_the_texts() -> None:
    lines = list(plain(comparison_page(comparison(row(), row(status="nothing")))))
    assert "1. ILO resolution 2022" in lines
    assert "2. ILO resolution 2022" in lines
    assert not any("│" in line or "─" in line or "\x1b" in line for line in lines)


def test_a_spreadsheet_has_a_line_a_text_and_runs_nothing() -> None:
    text = spreadsheet(comparison(row("=HYPERLINK(1)"), row(status="nothing"), theme="+1"))
    assert text.startswith("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [line["status"] for line in lines] == ["found", "nothing"]
    assert lines[0]["quote"] == "'=HYPERLINK(1)"
    assert lines[0]["theme"] == "'+1"
    assert (lines[0]["pinpoint_id"], lines[0]["url"]) == ("para:5", "https://official.example.org/a_b")


@given(st.text(max_size=30))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert guarded(text).endswith(text)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_text_keeps_the_shape_of_a_table(text: str) -> None:
    lines = ([Line((Run("a"),))], [Line((Run(text),))])
    page = Page("t", "en", "2026-01-31", (Table(("x", "y"), (lines,)),), "n", "s", SOURCE_TYPE)
    table = [line for line in markdown(page).split("\n") if line.startswith("| a")]
    assert len(table) == 1
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", table[0])) == 3
