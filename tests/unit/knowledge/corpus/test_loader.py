from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.corpus.loader import CORPUS, corpus_files, load_document, parse_document
from knowledge.documents import Document, Provision
from knowledge.errors import CorpusError

VALID = """\
+++
id = "law-2020"
language = "en"
kind = "digest"
title = "A law on cooperatives"
short_title = "Law 2020"
issuer = "Parliament"
body = "Lower house"
symbol = "L/7"
date = 2020-05-04
status = "In force"
url = "https://parliament.example/law"
licence = "CC-BY-4.0"
aliases = ["The Act", "Cooperatives Act"]
themes = ["work", "rights"]
country = "PT"
+++

## art:1 | Members and votes
reported_by: https://news.example/law?page=2

Members decide together
about the budget.

Votes are equal.

## art:1 | Another provision of the article
confidence: background

It has the same number.

## heading:reserves | Reserves
confidence: background

The surplus goes to a reserve.
"""
BODY = """\
Members and votes

Members decide together about the budget.

Votes are equal.

Another provision of the article

It has the same number.

Reserves

The surplus goes to a reserve.

"""


def _edited(*edits: tuple[str, str]) -> str:
    text = VALID
    for old, new in edits:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def _line(text: str, part: str) -> int:
    """The number of the first line that holds `part`."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_a_file_becomes_a_document() -> None:
    document = parse_document(VALID, "en.md")
    assert document == Document(
        id="law-2020", language="en", kind="digest", title="A law on cooperatives", short_title="Law 2020",
        issuer="Parliament", url="https://parliament.example/law", licence="CC-BY-4.0", body=BODY,
        provisions=(
            Provision("art:1", 0, "Members and votes", 19, 78, "reported", "https://news.example/law?page=2"),
            Provision("art:1", 1, "Another provision of the article", 114, 137, "background"),
            Provision("heading:reserves", 0, "Reserves", 149, 179, "background"),
        ),
        issuing_body="Lower house", symbol="L/7", date="2020-05-04", year=2020, status="In force", country="PT",
        aliases=("The Act", "Cooperatives Act"), themes=("work", "rights"),
    )  # fmt: skip
    texts = [document.body[provision.start : provision.end] for provision in document.provisions]
    assert texts[0] == "Members decide together about the budget.\n\nVotes are equal."
    assert texts[1:] == ["It has the same number.", "The surplus goes to a reserve."]


@pytest.mark.parametrize(
    "text",
    [
        VALID.replace("\n", "\r\n"),
        VALID.replace("\n", "\r"),
        "\ufeff" + VALID,
        VALID.rstrip("\n"),
        VALID + "\n\n\n",
        VALID.replace("budget.\n\n", "budget.\n\n \n\n"),
        VALID.replace("Members decide", "  Mem\u200bbers decide").replace("Votes", "\x1b[1mVotes\x1b[0m"),
    ],
    ids=["crlf", "cr", "bom", "no-last-newline", "blank-lines", "wide-gap", "invisible"],
)
def test_line_ends_spaces_and_invisible_characters_change_nothing(text: str) -> None:
    assert parse_document(text, "en.md") == parse_document(VALID, "en.md")


def test_a_year_may_stand_for_the_date_and_fields_may_be_left_out() -> None:
    text = _edited(
        ("date = 2020-05-04", "year = 1998"), ('body = "Lower house"\n', ""), ('symbol = "L/7"\n', ""),
        ('status = "In force"\n', ""), ('country = "PT"\n', ""), ('["The Act", "Cooperatives Act"]', "[]"),
    )  # fmt: skip
    document = parse_document(text, "en.md")
    assert (document.year, document.date) == (1998, "")
    assert document.issuing_body == document.symbol == document.status == document.country == ""
    assert document.aliases == ()


def test_decomposed_letters_are_composed_before_offsets_are_counted() -> None:
    document = parse_document(_edited(("Votes are equal", "Les e\u0301lus votent")), "en.md")
    first = document.provisions[0]
    assert document.body[first.start : first.end].endswith("Les élus votent.")


def test_what_the_source_says_itself_is_official() -> None:
    text = _edited(
        ('kind = "digest"', 'kind = "official"'), ("confidence: background", "confidence: official")
    )
    assert [provision.confidence for provision in parse_document(text, "en.md").provisions] == [
        "reported", "official", "background",
    ]  # fmt: skip


# name: (edits, a part of the line that is meant or its number, what the reason says)
MALFORMED: dict[str, tuple[list[tuple[str, str]], str | int, str]] = {
    "no opening +++": ([("+++\n", "")], 1, r"begin with a line '\+\+\+'"),
    "text before +++": ([("+++\n", "A title\n+++\n")], 1, r"begin with a line '\+\+\+'"),
    "no closing +++": ([('"PT"\n+++', '"PT"')], 1, r"no closing line '\+\+\+'"),
    "bad TOML": ([('"Parliament"', '"Parliament')], "issuer =", "not TOML"),
    "bad TOML value": ([('"L/7"', "L/7")], "symbol =", "not TOML"),
    "field given twice": ([('country = "PT"', 'country = "PT"\nlanguage = "fr"')], 'language = "fr"', "not TOML"),
    "unknown field": ([('country = "PT"', 'colour = "red"')], "colour =", "colour: "),
    "missing field": ([('issuer = "Parliament"\n', "")], 1, "issuer: .*required"),
    "missing themes": ([('themes = ["work", "rights"]\n', "")], 1, "themes: .*required"),
    "no themes": ([('["work", "rights"]', "[]")], "themes =", "themes: "),
    "unknown theme": ([('"rights"', '"astrology"')], "themes =", "'astrology' is no theme; the themes are .*recognition"),
    "theme of another type": ([('"rights"', "7")], "themes =", "themes: "),
    "unknown kind": ([('"digest"', '"novel"')], "kind =", "kind: "),
    "unknown licence": ([('"CC-BY-4.0"', '"mine"')], "licence =", "'mine' is not among the licences"),
    "bad id": ([('"law-2020"', '"Law 2020"')], "id =", "id: "),
    "bad language": ([('language = "en"', 'language = "english"')], "language =", "language: "),
    "bad country": ([('"PT"', '"Portugal"')], "country =", "country: "),
    "empty title": ([('"A law on cooperatives"', '""')], "title =", "title: "),
    "long short title": ([('"Law 2020"', f'"{"x" * 49}"')], "short_title =", "short_title: "),
    "date that is none": ([("2020-05-04", "2020-13-04")], "date =", "not TOML"),
    "date as text": ([("2020-05-04", '"2020-05-04"')], "date =", "date: "),
    "date with a time": ([("2020-05-04", "2020-05-04T10:00:00")], "date =", "date: "),
    "date and year": ([("date = 2020-05-04", "date = 2020-05-04\nyear = 2020")], "date =", "exactly one of 'date' and 'year'"),
    "neither date nor year": ([("date = 2020-05-04\n", "")], 1, "exactly one of 'date' and 'year'"),
    "year out of range": ([("date = 2020-05-04", "year = 202")], "year =", "year: "),
    "year as text": ([("date = 2020-05-04", 'year = "2020"')], "year =", "year: "),
    "bad URL": ([('"https://parliament.example/law"', '"www.parliament.example"')], "url =", "url: "),
    "URL with a space": ([("parliament.example/law", "parliament.example/a law")], "url =", "url: "),
    "bad pinpoint": ([("## heading:reserves", "## heading:Reserves")], "## heading", "'heading:Reserves' is not a pinpoint"),
    "unknown kind of pinpoint": ([("## art:1 | Mem", "## article:1 | Mem")], "## article", "'article:1' is not a pinpoint"),
    "heading without a title": ([("## heading:reserves | Reserves", "## heading:reserves")], "## heading", "expected a section"),
    "heading without a bar": ([("reserves | Reserves", "reserves Reserves")], "## heading", "expected a section"),
    "heading of another level": ([("## heading", "### heading")], "### heading", "expected a section"),
    "text before the first section": ([("## art:1 | Mem", "Preface.\n\n## art:1 | Mem")], "Preface", "expected a section"),
    "missing source line": ([("confidence: background\n\nIt has", "\nIt has")], 28, "after the heading comes 'reported_by"),
    "text in place of the source": ([("confidence: background\n\nIt has", "It has")], "It has",
        "after the heading comes 'reported_by"),
    "end after a heading": ([("confidence: background\n\nThe surplus goes to a reserve.\n", "")], 33, "after the heading"),
    "wrong confidence": ([("confidence: background", "confidence: certain")], "confidence: certain", "not 'certain'"),
    "confidence reported": ([("confidence: background", "confidence: reported")], "confidence: reported", "not 'reported'"),
    "reported by no URL": ([("https://news.example/law?page=2", "the news")], "reported_by", "'the news' is not a URL"),
    "official in a digest": ([("confidence: background", "confidence: official")], "## art:1 | Another",
        "a digest is our summary"),
    "no text": ([("It has the same number.\n", "")], "## art:1 | Another", "'art:1' has no text"),
    "no text at the end": ([("The surplus goes to a reserve.\n", "")], "## heading", "'heading:reserves' has no text"),
    "too long": ([("It has", "It " * 400 + "has")], "## art:1 | Another", r"has 12\d\d characters; split it \(1200"),
    "no sections": ([(VALID[VALID.index("## art:1") :], "")], 18, "the file has no section"),
}  # fmt: skip


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_named_with_line_and_reason(name: str) -> None:
    edits, where, reason = MALFORMED[name]
    text = _edited(*edits)
    with pytest.raises(CorpusError, match=reason) as caught:
        parse_document(text, "texts/law-2020/en.md")
    line = where if isinstance(where, int) else _line(text, where)
    assert (caught.value.path, caught.value.line) == ("texts/law-2020/en.md", line)
    assert str(caught.value) == f"texts/law-2020/en.md:{line}: {caught.value.reason}"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "background\n\nIt has",
            "background\nreported_by: https://a.example/b\n\nIt has",
            "reported_by: https://a.",
        ),
        ("## heading:reserves | Reserves\n", "# heading:reserves | Reserves\n", "# heading"),
    ],
    ids=["two sources", "heading with one #"],
)
def test_a_source_never_becomes_a_text(old: str, new: str, line: str) -> None:
    """Else `reported_by: …` is quoted to readers, and a provision has the source of another."""
    text = _edited((old, new))
    with pytest.raises(CorpusError) as caught:
        parse_document(text, "en.md")
    assert _line(text, line) <= caught.value.line <= _line(text, line) + 1


@pytest.mark.parametrize(
    "text", ["", "\n", "+++", "+++\n+++", "+++\n+++\n", VALID[:200], VALID[VALID.index("##") :]]
)
def test_a_fragment_is_malformed(text: str) -> None:
    with pytest.raises(CorpusError):
        parse_document(text, "en.md")


def test_the_first_of_several_mistakes_is_named_with_their_number() -> None:
    with pytest.raises(CorpusError, match="and 1 more"):
        parse_document(_edited(('"digest"', '"novel"'), ('"PT"', '"Portugal"')), "en.md")


@pytest.mark.parametrize(
    "value",
    [
        "year = " + "1" * 5_000,
        "year = 2020\nstatus = " + "[" * 1_500,
        "year = 2020\nstatus = " + "{a=" * 1_500,
    ],
    ids=["number", "lists", "tables"],
)
def test_toml_that_its_own_parser_gives_up_on_is_malformed(value: str) -> None:
    text = _edited(('status = "In force"\n', ""), ("date = 2020-05-04", value))
    try:
        with pytest.raises(CorpusError, match="not TOML"):
            parse_document(text, "en.md")
    except (RecursionError, ValueError) as error:  # whose own report is a thousand lines
        pytest.fail(f"{type(error).__name__} is no CorpusError: {error}", pytrace=False)


def test_an_escape_that_never_ends_swallows_no_section() -> None:
    document = parse_document(_edited(("Votes are equal.", "Votes \x1b]0;are equal.")), "en.md")
    assert [provision.pinpoint for provision in document.provisions] == ["art:1", "art:1", "heading:reserves"]


FRAGMENTS = [
    "", "\n", "\n\n", "+++", "+++\n", "##", "## art:2 | T", "## art:2 | T\nconfidence: background\n\nText.\n", "confidence:",
    "reported_by: ", "= ", '"', "'", "[", "]", "{", "}", "#", "a.b = 1\n", "[table]\n", "x = 2020-01-01\n", "\\u", "\\ud800",
    "\x00", "\x1b", "\r", "\u2028", "\ufeff", "\ud800", "é", "e\u0301", "nan", "1e999", "0x", "|", ":", "-",
]  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(VALID)),
        st.integers(0, 40),
        st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)),
    ),
    min_size=1,
    max_size=4,
)


def _mutated(edits: list[tuple[int, int, str]]) -> str:
    text = VALID
    for place, length, new in edits:
        text = text[:place] + new + text[place + length :]
    return text


@given(EDITS)
@example([(0, 4, "")])
@example([(VALID.index("PT"), 2, "P\ud800")])
def test_a_mutated_file_is_read_or_refused_as_malformed(edits: list[tuple[int, int, str]]) -> None:
    text = _mutated(edits)
    document, problem = None, None
    try:
        document = parse_document(text, "en.md")
    except CorpusError as error:
        problem = error
    if problem:
        assert problem.path == "en.md"
        assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 2
        assert problem.reason
    if document:
        assert document.provisions
        for provision in document.provisions:
            assert document.body[provision.start : provision.end].strip()


@given(st.one_of(st.text(), st.text().map(lambda text: f"+++\n{text}\n+++\n{text}")))
def test_any_text_is_read_or_refused_as_malformed(text: str) -> None:
    with pytest.raises(CorpusError):
        parse_document(text, "en.md")


def _write(folder: Path, content: bytes | str, name: str = "law-2020/en.md") -> Path:
    path = folder / "texts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_is_loaded_from_its_folder(tmp_path: Path) -> None:
    assert load_document(_write(tmp_path, VALID)) == parse_document(VALID, "en.md")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("law-2020/fr.md", "the file is named 'fr.md' but its language is 'en'"),
        ("law-2020/EN.md", "the file is named 'EN.md' but its language is 'en'"),
        ("law-2021/en.md", "the folder is 'law-2021' but the id is 'law-2020'"),
    ],
)
def test_a_file_in_the_wrong_place_is_named(tmp_path: Path, name: str, reason: str) -> None:
    path = _write(tmp_path, VALID, name)
    with pytest.raises(CorpusError, match=re.escape(reason)) as caught:
        load_document(path)
    assert (caught.value.path, caught.value.line) == (str(path), 1)


@pytest.mark.parametrize("damage", [b"\xe9lus", b"\xff\xfe", b"\xed\xa0\x80", b"\xf0\x9f\x98"])
def test_a_file_that_is_not_utf_8_is_named_with_the_line(tmp_path: Path, damage: bytes) -> None:
    path = _write(tmp_path, VALID.encode().replace(b"Votes", damage))
    with pytest.raises(CorpusError, match="not UTF-8") as caught:
        load_document(path)
    assert (caught.value.path, caught.value.line) == (str(path), _line(VALID, "Votes"))


def test_a_file_in_utf_16_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="not UTF-8"):
        load_document(_write(tmp_path, VALID.encode("utf-16")))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "texts" / "law-2020" / "en.md", tmp_path):
        with pytest.raises(CorpusError, match="cannot be read") as caught:
            load_document(path)
        assert caught.value.path == str(path)


def test_corpus_files_are_found_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b-1/fr.md", "b-1/notes.txt", "a-1/en.md"):
        _write(tmp_path, "", name)
    assert [path.relative_to(tmp_path).as_posix() for path in corpus_files(tmp_path)] == [
        "texts/a-1/en.md",
        "texts/b-1/fr.md",
    ]
    assert all(path.is_relative_to(CORPUS) for path in corpus_files())
