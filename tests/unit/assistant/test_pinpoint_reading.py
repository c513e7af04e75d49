"""Pinpoints as people write them, and back from every form that we print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pinpoint_reading import heading_words, read_pinpoints
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.languages import LANGUAGES
from knowledge.pinpoints import display, parse


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("para. 5", "para:5"), ("§ 5", "para:5"), ("párr. 5", "para:5"), ("par. 16 c)", "para:16(c)"),
        ("paragraphe 5", "para:5"), ("parágrafo 5", "para:5"), ("considerando 3", "recital:3"),
        ("considérant n° 2", "recital:2"), ("op. 1(b)", "op:1(b)"), ("OP 1", "op:1"), ("op. para. 1", "op:1"),
        ("paragraphe 1 du dispositif", "op:1"), ("par. 1 (dispositif)", "op:1"), ("point 9 c)", "point:9(c)"),
        ("punto 9 c)", "point:9(c)"), ("ponto 9", "point:9"), ("art. 5.4", "art:5.4"), ("article 10 bis", "art:10bis"),
        ("artículo 5A", "art:5A"), ("artigo 4º, § 1º, I", "art:4(§1)(I)"), ("art. 4º, parágrafo único", "art:4(§)"),
        ("art. 1, I, 2°", "art:1(I)(2)"), ("art. 1er", "art:1"), ("art. L. 3332-17-1", "art:L3332-17-1"),
        ("s. 3(1)", "sec:3(1)"), ("Part IV", "part:IV"), ("partie IV a)", "part:IV(a)"), ("bloc 4", "block:4"),
        ("preambular para. 3", "pp:3"), ("párr. 3 del preámbulo", "pp:3"), ("par. 12 et 13", "para:12-13"),
        ("paras 12–13", "para:12-13"), ("préambule", "heading:preamble"), ("p. 3", "page:3"), ("para:5", "para:5"),
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_one(written: str, first: str) -> None:
    assert read_pinpoints(written)[0] == first


def test_a_bare_number_may_be_of_any_numbered_kind() -> None:
    assert {"para:5", "op:5", "art:5", "recital:5", "block:5"} <= set(read_pinpoints("5"))


@pytest.mark.parametrize(
    "written", ["", "  ", "taxation", "para.", "para. five", "x" * 500, "art. 5 and more words"]
)
def test_what_is_no_number_with_a_word_is_no_pinpoint(written: str) -> None:
    assert read_pinpoints(written) == ()


def test_the_word_before_a_title_is_left_out() -> None:
    assert heading_words("rubrique : Aides d'État") == "aides d'etat"
    assert heading_words("Taxation") == "taxation"


def test_every_pinpoint_of_the_corpus_is_read_back_from_its_display_in_four_languages() -> None:
    pinpoints = {one.pinpoint for path in corpus_files() for one in load_document(path).provisions}
    numbered = sorted(one for one in pinpoints if not one.startswith(("heading:", "about:", "unnumbered:")))
    assert len(numbered) > 80
    for pinpoint in numbered:
        for language in LANGUAGES:
            assert pinpoint in read_pinpoints(display(pinpoint, language)), (pinpoint, language)


@given(st.text(max_size=60))
def test_any_text_gives_canonical_pinpoints_or_none(written: str) -> None:
    for one in read_pinpoints(written):
        assert str(parse(one)) == one


@given(st.sampled_from(["para. ", "art. ", "op ", "§", "considérant ", "part "]), st.text(max_size=20))
def test_any_value_gives_canonical_pinpoints_or_none(word: str, value: str) -> None:
    for one in read_pinpoints(word + value):
        assert str(parse(one)) == one
