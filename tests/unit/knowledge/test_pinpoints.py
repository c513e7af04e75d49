from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import PinpointError
from knowledge.pinpoints import KINDS, display, parse

NUMBERS = st.integers(1, 9999).map(str)
LETTERS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=4), max_size=3).map(
    lambda letters: "".join(f"({letter})" for letter in letters)
)
RUNS = st.tuples(NUMBERS, NUMBERS).map("-".join)
NUMBERED = st.one_of(RUNS, st.tuples(NUMBERS, LETTERS).map("".join))
ARTICLES = st.one_of(
    RUNS,
    st.tuples(
        NUMBERS,
        st.sampled_from(["", "bis", "ter", "quater"]),
        st.lists(st.integers(0, 999).map(lambda n: f".{n}"), max_size=2).map("".join),
        LETTERS,
    ).map("".join),
)
DEEP = st.lists(
    st.sampled_from(["(I)", "(XIV)", "(A)", "(§)", "(§1)", "(§12)", "(2)", "(a)", "(ñ)"]),
    min_size=1,
    max_size=4,
).map("".join)
DEEP_ARTICLES = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(["", "bis", "A"]), DEEP).map("".join),
    st.tuples(st.sampled_from(["L", "R", "D"]), NUMBERS, st.sampled_from(["", "-17", "-17-1"])).map("".join),
)
SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
ROMAN = st.sampled_from(["I", "II", "III", "IV", "V", "VI", "IX", "X", "XIV", "XL", "XC", "C", "CX"])
PINPOINTS = (
    st.one_of(
        st.tuples(st.sampled_from(["para", "pp", "op", "recital", "block", "point"]), NUMBERED),
        st.tuples(st.just("art"), ARTICLES),
        st.tuples(st.sampled_from(["page", "unnumbered"]), st.integers(1, 999_999).map(str)),
        st.tuples(st.just("part"), ROMAN),
        st.tuples(st.sampled_from(["heading", "about"]), SLUGS),
    )
    .map(":".join)
    .filter(lambda text: not _backwards(text))
)


def _backwards(text: str) -> bool:
    """Whether a run goes from a number to one that is not greater."""
    run = re.search(r":([0-9]+)-([0-9]+)$", text)
    return bool(run) and not text.startswith(("heading", "about")) and int(run[1]) >= int(run[2])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("para:5", "para", "5"),
        ("para:12-13", "para", "12-13"),
        ("para:16(c)", "para", "16(c)"),
        ("op:1(b)", "op", "1(b)"),
        ("op:1(b)(ii)", "op", "1(b)(ii)"),
        ("recital:2", "recital", "2"),
        ("block:4", "block", "4"),
        ("point:9(c)", "point", "9(c)"),
        ("art:5.4", "art", "5.4"),
        ("art:10bis", "art", "10bis"),
        ("art:10bis.2(a)", "art", "10bis.2(a)"),
        ("art:5A", "art", "5A"),
        ("art:1(I)(2)", "art", "1(I)(2)"),
        ("art:1(I)(A)(2)(a)", "art", "1(I)(A)(2)(a)"),
        ("art:4(§1)(I)(a)", "art", "4(§1)(I)(a)"),
        ("art:4(§)", "art", "4(§)"),
        ("art:L3332-17-1", "art", "L3332-17-1"),
        ("sec:3(1)(a)", "sec", "3(1)(a)"),
        ("para:3(ñ)", "para", "3(ñ)"),
        ("pp:3", "pp", "3"),
        ("pp:3(a)", "pp", "3(a)"),
        ("page:12", "page", "12"),
        ("unnumbered:7", "unnumbered", "7"),
        ("part:III", "part", "III"),
        ("part:IV(a)", "part", "IV(a)"),
        ("heading:taxation", "heading", "taxation"),
        ("about:legal-nature", "about", "legal-nature"),
    ],
)
def test_every_documented_form_is_read(text: str, kind: str, value: str) -> None:
    pinpoint = parse(text)
    assert (pinpoint.kind, pinpoint.value, str(pinpoint)) == (kind, value, text)


@given(st.one_of(PINPOINTS, DEEP_ARTICLES.map("art:{}".format)))
def test_parsing_a_written_pinpoint_gives_it_back(text: str) -> None:
    pinpoint = parse(text)
    assert str(pinpoint) == text
    assert parse(str(pinpoint)) == pinpoint


@given(st.one_of(st.text(), st.tuples(st.sampled_from(KINDS), st.text()).map(":".join)))
def test_any_text_is_read_or_refused_as_a_pinpoint(text: str) -> None:
    try:
        read = str(parse(text))
    except PinpointError as error:
        read = str(error).partition("' is not a pinpoint")[0].removeprefix("'")
    assert read == text


@pytest.mark.parametrize(
    "text",
    [
        "", ":", "para", "para:", "5", "para 5", "Para:5", "paragraph:5", "para:0", "para:05", "para:-5", "para:5-",
        "para:12345", "para:5.1", "para:5(c", "para:5()", "para:5(C)", "para:12-13(a)", "para:5(a)(b)(c)(d)",
        " para:5", "para:5 ", "para:5\n", "para: 5", "art:5.", "art:5.4.3.2", "art:5quinquies", "part:3",
        "part:iii", "part:", "heading:", "heading:Taxation", "heading:-tax", "heading:tax-", "heading:a--b",
        "para:5(§1)", "para:5(I)", "art:4(§0)", "art:4(§a)", "art:4(I)(II)(III)(IV)(V)", "art:5a", "art:L0", "art:X12",
        "sec:3-4", "sec:L12", "part:(a)", "part:IV(a)(b)(c)", "part:IV(A)", "page:0", "page:1-2", "unnumbered:0",
        "unnumbered:7(a)", "pp:0",
        "heading:tax_ation", "about:legal nature", "heading:é", "op:1:b", "recital:2,3",
    ],
)  # fmt: skip
def test_what_is_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(PinpointError, match=re.escape(f"'{text}' is not a pinpoint")):
        parse(text)


@pytest.mark.parametrize("text", ["para:1٣", "op:1(٣)", "art:5.٣"])
def test_digits_of_other_scripts_are_no_second_spelling(text: str) -> None:
    with pytest.raises(PinpointError):
        parse(text)


@pytest.mark.parametrize(
    ("pinpoint", "english", "french", "spanish", "portuguese"),
    [
        ("para:5", "para. 5", "par. 5", "párr. 5", "par. 5"),
        ("para:16(c)", "para. 16(c)", "par. 16 c)", "párr. 16 c)", "par. 16 c)"),
        ("para:12-13", "para. 12-13", "par. 12-13", "párr. 12-13", "par. 12-13"),
        (
            "op:1(b)(ii)",
            "op. para. 1(b)(ii)",
            "par. (dispositif) 1 b) ii)",
            "párr. (parte dispositiva) 1 b) ii)",
            "par. (parte dispositiva) 1 b) ii)",
        ),
        ("recital:2", "recital 2", "considérant 2", "considerando 2", "considerando 2"),
        ("block:4", "block 4", "bloc 4", "bloque 4", "bloco 4"),
        ("point:9(c)", "point 9(c)", "point 9 c)", "punto 9 c)", "ponto 9 c)"),
        ("art:5.4", "Art. 5.4", "art. 5.4", "art. 5.4", "art. 5.4"),
        ("part:III", "Part III", "partie III", "parte III", "parte III"),
        ("part:IV(a)", "Part IV(a)", "partie IV a)", "parte IV a)", "parte IV a)"),
        ("pp:3", "preambular para. 3", "préambule, al. 3", "párr. 3 del preámbulo", "par. 3 do preâmbulo"),
        (
            "pp:3(a)",
            "preambular para. 3(a)",
            "préambule, al. 3 a)",
            "párr. 3 a) del preámbulo",
            "par. 3 a) do preâmbulo",
        ),
        ("art:1(I)(2)", "Art. 1, I, 2", "art. 1, I, 2°", "art. 1, I, 2", "art. 1º, I, 2"),
        (
            "art:4(§1)(I)(a)",
            "Art. 4, § 1, I, a",
            "art. 4, § 1, I, a",
            "art. 4, parágrafo 1, I, a",
            "art. 4º, § 1º, I, a",
        ),
        ("art:10(§12)", "Art. 10, § 12", "art. 10, § 12", "art. 10, parágrafo 12", "art. 10, § 12"),
        (
            "art:4(§)",
            "Art. 4, sole para.",
            "art. 4, par. unique",
            "art. 4, parágrafo único",
            "art. 4º, parágrafo único",
        ),
        ("art:5A", "Art. 5A", "art. 5A", "art. 5A", "art. 5A"),
        ("art:L332-17-1", "Art. L332-17-1", "art. L. 332-17-1", "art. L332-17-1", "art. L332-17-1"),
        ("sec:3(1)", "s. 3(1)", "sect. 3 1)", "secc. 3 1)", "sec. 3 1)"),
        ("page:3", "p. 3", "p. 3", "pág. 3", "p. 3"),
        ("unnumbered:7", "7th paragraph", "7e alinéa", "7.º párrafo", "7.º parágrafo"),
        ("unnumbered:1", "1st paragraph", "1er alinéa", "1.º párrafo", "1.º parágrafo"),
    ],
)
def test_a_pinpoint_is_shown_as_readers_of_each_language_write_it(
    pinpoint: str, english: str, french: str, spanish: str, portuguese: str
) -> None:
    shown = [display(pinpoint, language) for language in ("en", "fr", "es", "pt")]
    assert shown == [english, french, spanish, portuguese]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "section: Les impôts"), ("fr", "rubrique : Les impôts"), ("es", "apartado: Les impôts"),
     ("pt", "secção: Les impôts"), ("de", "section: Les impôts")],
)  # fmt: skip
def test_the_title_of_the_section_stands_in_place_of_a_slug(language: str, shown: str) -> None:
    assert display("heading:tax-rules", language, "Les impôts") == shown
    assert display("heading:tax-rules", language).endswith("tax rules")


def test_unknown_languages_are_shown_as_english_and_unknown_places_not_at_all() -> None:
    assert display("para:16(c)", "de") == display("para:16(c)", "") == "para. 16(c)"
    assert display("", "fr") == display("", "fr", "A title") == ""


def test_a_malformed_pinpoint_is_not_shown() -> None:
    with pytest.raises(PinpointError):
        display("paragraph five", "en")


@given(
    PINPOINTS.filter(lambda text: not text.startswith(("heading:", "about:", "pp:", "unnumbered:"))),
    st.sampled_from(["en", "fr", "es", "pt"]),
)
def test_what_is_shown_states_the_same_place(text: str, language: str) -> None:
    """Not a number or letter more, nor one less, than the canonical form has."""
    value = text.partition(":")[2]
    shown = display(text, language)
    assert shown.replace(" ", "").replace("(", "").endswith(value.replace("(", ""))
    assert re.findall(r"\d+", shown) == re.findall(r"\d+", value)


@pytest.mark.parametrize("text", ["para:13-12", "op:2-2", "part:IIII", "part:VX", "part:"])
def test_a_run_goes_forward_and_a_part_is_a_roman_number(text: str) -> None:
    with pytest.raises(PinpointError):
        parse(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (2, "2nd"),
        (3, "3rd"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
        (122, "122nd"),
    ],
)
def test_a_counted_paragraph_has_its_english_ordinal(number: int, shown: str) -> None:
    assert display(f"unnumbered:{number}", "en") == f"{shown} paragraph"


@given(DEEP_ARTICLES, st.sampled_from(["en", "fr", "es", "pt"]))
def test_what_is_shown_of_a_deep_article_has_all_its_numbers(value: str, language: str) -> None:
    shown = display(f"art:{value}", language)
    assert re.findall(r"\d+", shown) == re.findall(r"\d+", value)
    assert re.findall(r"\b[IVX]+\b", shown) == re.findall(r"\b[IVX]+\b", value.replace("(", " "))
