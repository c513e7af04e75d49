from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers.numbering import flatten, leads, main_run, roman
from knowledge.readers.outline import Outline


def _read(line: str) -> set[tuple[str, str]]:
    return {(lead.style, lead.value) for lead in leads(line)}


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("1. Encourages", ("1.", "1")),
        ("12) Text", ("1.", "12")),
        ("1 — Integram", ("1.", "1")),
        ("3.\u00a0Text", ("1.", "3")),
        ("2.- Texto", ("1.", "2")),
        ("4.", ("1.", "4")),
        ("4. | cell", ("1.", "4")),
        ("(7) Recital", ("(1)", "7")),
        ("(7)", ("(1)", "7")),
        ("1° Un but", ("1°", "1")),
        ("2.º Las", ("1°", "2")),
        ("1 Encourages", ("1", "1")),
        ("(b) text", ("a", "b")),
        ("b) text", ("a", "b")),
        ("b. text", ("a", "b")),
        ("(bb) text", ("a", "bb")),
        ("ñ) texto", ("a", "ñ")),
        ("(iv) text", ("i", "iv")),
        ("iv) text", ("i", "iv")),
        ("II. – Texte", ("I", "II")),
        ("III - texto", ("I", "III")),
        ("IV", ("I", "IV")),
        ("A. – Les grands", ("A", "A")),
        ("§ 2º Texto", ("§", "§2")),
        ("Parágrafo único. Texto", ("§", "§")),
        ("PARÁGRAFO 1o. Texto", ("§", "§1")),
        ("• (a) text", ("a", "a")),
    ],
)
def test_a_number_is_read_in_every_form(line: str, reading: tuple[str, str]) -> None:
    assert reading in _read(line)


@pytest.mark.parametrize(
    "line",
    ["2023was", "1.5 litres", "5-year plans", "5 million", "e.g. this", "i.e. that", "Paragraph", "vi", "10:30",
    "", "•", "12,5 %",
     "0. Nothing", "1.2.3", "« 1. Quoted"],
)  # fmt: skip
def test_what_is_no_number_is_not_read_as_one(line: str) -> None:
    assert not _read(line)


@given(st.text(max_size=60))
def test_what_is_left_after_a_number_is_the_end_of_the_line(line: str) -> None:
    assert all(line.endswith(lead.rest) and lead.ordinal > 0 for lead in leads(line))


@given(st.text())
def test_flattening_moves_nothing(text: str) -> None:
    assert len(flatten(text)) == len(text)


def test_roman_numbers() -> None:
    assert [roman(text) for text in ("I", "iv", "IX", "XL", "xxxix", "IIII", "VX", "", "abc")] == [
        1, 4, 9, 40, 39, 0, 0, 0, 0,
    ]  # fmt: skip


def _run(*lines: str, introduced: tuple[int, ...] = ()) -> list[int]:
    return list(main_run({i: leads(line) for i, line in enumerate(lines)}, ("1.", "(1)"), None, introduced))


def test_numbers_run_on_and_others_are_none() -> None:
    assert _run("1. a", "2023. A year", "2. b", "text", "7. c", "3. d") == [0, 2, 5]


def test_an_excerpt_may_begin_anywhere() -> None:
    assert _run("9. a", "10. b", "11. c") == [0, 1, 2]
    assert _run("2023. a", "text") == []


def test_a_lost_number_does_not_end_the_numbering() -> None:
    assert _run("1. a", "2. b", "4. d", "5. e") == [0, 1, 2, 3]


def test_a_restart_is_left_out_with_all_that_follows_it() -> None:
    assert _run("1. a", "2. b", "1. x", "2. y", "3. z", "4. z") == [0, 1]


def test_the_numbering_goes_on_after_a_quoted_list() -> None:
    assert _run("1. a", "2. b:", "1. x", "2. y", "3. c", "4. d", introduced=(2,)) == [0, 1, 4, 5]
    assert _run("1. a", "2. b:", "1. x", "2. y", "3. z", "3. c", introduced=(2,)) == [0, 1, 5]


def test_the_style_that_counts_furthest_wins() -> None:
    assert _run("1. Heading", "(1) a", "(2) b", "(3) c", "2. Heading") == [1, 2, 3]


def _outline(*lines: str) -> list[str]:
    outline = Outline(("a", "i", "1°", "I"))
    outline.start("Words")
    read = []
    for place, line in enumerate(lines):
        opened = outline.read(line, lines[place + 1 :])
        read.append("".join(f"({value})" for _, value in outline.path) if opened else "-")
    return read


def test_i_after_h_is_a_letter_unless_ii_follows() -> None:
    letters = [f"({letter}) x" for letter in "abcdefgh"]
    assert _outline(*letters, "(i) x", "(j) x")[-2:] == ["(i)", "(j)"]
    assert _outline(*letters, "(i) x", "(ii) x")[-2:] == ["(h)(i)", "(h)(ii)"]


def test_levels_nest_and_end() -> None:
    assert _outline("(a) x", "(i) x", "(ii) x", "text", "(b) x", "(i) x", "(v) no") == [
        "(a)", "(a)(i)", "(a)(ii)", "-", "(b)", "(b)(i)", "-",
    ]  # fmt: skip


def test_spanish_letters_count_the_enye() -> None:
    letters = [f"{letter}) x" for letter in "abcdefghijklmnñop"]
    assert _outline(*letters) == [f"({letter})" for letter in "abcdefghijklmnñop"]


def test_words_of_the_level_above_introduce_an_item() -> None:
    outline = Outline(("a", "i"))
    outline.start("Encourages:")
    outline.read("(a) Counting:")
    assert outline.introduction == "Encourages:"
    outline.read("(i) fish;", ["(ii) birds."])
    assert outline.introduction == "Counting:"


def test_a_line_may_open_two_levels() -> None:
    outline = Outline(("a", "i"))
    outline.start("(a) (i) text")
    assert outline.path == [("a", "a"), ("i", "i")]
