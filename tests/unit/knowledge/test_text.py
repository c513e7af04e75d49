from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import QueryError
from knowledge.text import MAX_QUERY, clean, clean_query, fold, words

ANY_TEXT = st.text(st.characters(categories=None))  # lone surrogates included
# Halves of what must go, so that removing one may join two others.
FRAGMENTS = st.lists(
    st.sampled_from(
        ["<|", "|>", "<", "|", ">", "im_end", "im_start", "<|im_end|>", "</s>", "<s", "[INST]", "[/", "INST]", "<<SYS",
         ">>", "<start_of_", "turn>", "\x1b", "\x1b[", "31m", "\x1b]0;", "\x07", "\x1b\\", "\x9b", "\r", "\n", "\t",
         " ", "e", "\u0301", "\u0338", "\u200b", "\u202e", "\ufeff", "\ud800", "\U000e0041", "é", "a", "1"]
    ),
    max_size=14,
).map("".join)  # fmt: skip
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
TOKEN = re.compile(r"<\|[a-z_]{0,40}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>")


@given(st.one_of(ANY_TEXT, FRAGMENTS))
def test_cleaned_text_holds_nothing_that_drives_a_terminal_or_a_model(text: str) -> None:
    cleaned = clean(text)
    assert not FORBIDDEN.search(cleaned)
    assert not TOKEN.search(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


@given(st.one_of(ANY_TEXT, FRAGMENTS))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.text(
        st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="[\u115f\u1160\u3164"), max_size=80
    )
)
def test_ordinary_text_is_kept(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[1;31;48;5;10mred", "red"),
        ("\x1b]0;a title\x07shown", "shown"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bc\x1b7a\x1bM", "c7a"),
        ("a\x00b\x07c\x08d", "abcd"),
        ("a\x7fb\x85c\x9b31md", "abcd"),
        ("\x1b\x1b[0m[31mred", "red"),
        ("tab\there", "tab\there"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("\u2066a\u2069\u061cb\u200ec", "abc"),
        ("zero\u200b\u200c\u200d\u2060width\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tag\U000e0069\U000e006e\U000e007f", "tag"),
        ("lone\ud83d and \udc00", "lone and "),
        ("whole \U0001f600", "whole \U0001f600"),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_invisible_characters_and_escapes_go(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "token",
    ["<|im_end|>", "<|im_start|>", "<|begin_of_text|>", "<|eot_id|>", "<|endoftext|>", "<s>", "</s>", "[INST]",
     "[/INST]", "<<SYS>>", "<</SYS>>", "<start_of_turn>", "<end_of_turn>"],
)  # fmt: skip
def test_tokens_of_chat_templates_go(token: str) -> None:
    assert clean(f"before{token}after") == "beforeafter"
    for cut in range(1, len(token)):
        assert clean(f"before{token[:cut]}{token}{token[cut:]}after") == "beforeafter"
    assert clean("before" + "\u200b".join(token) + "after") == "beforeafter"


def test_tokens_nested_in_tokens_go() -> None:
    assert clean("<|im_<|im_end|>end|>") == ""
    assert clean("a<|im_<|im_<s>end|>end|>b") == "ab"
    assert clean("<|" * 50 + "|>" * 50) == ""


def test_a_token_that_only_composing_makes_short_enough_goes_too() -> None:
    """One letter more than the longest token before NFC, and none more after it."""
    hidden = "<|" + "a" * 39 + "e\u0301" + "|>"
    assert clean(clean(hidden)) == clean(hidden)


@pytest.mark.parametrize(
    "text", ["a < b | c > d", "<p>text</p>", "x[1]", "[INSTITUT]", "if a <|b", "1 << 2 >> 3"]
)
def test_what_only_looks_like_a_token_is_kept(text: str) -> None:
    assert clean(text) == text


def test_an_escape_that_never_ends_takes_no_other_line_with_it() -> None:
    assert clean("first\x1b]0;title\nsecond\nthird").endswith("\nsecond\nthird")


@pytest.mark.parametrize(
    "hidden",
    ["\u180e", "\ufff9", "\U0001d173", "\U000e0100"],
    ids=lambda char: f"U+{ord(char):04X}",
)
def test_other_characters_that_hide_text_go(hidden: str) -> None:
    """Separators without width, annotations, and the variation selectors that smuggle bytes."""
    assert clean(f"a{hidden}b") == "ab"


def test_a_question_is_cleaned_and_put_on_one_line() -> None:
    assert clean_query("  What\n is\tthe \x1b[1mSSE\x1b[0m?\r\n ") == "What is the SSE?"


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "?!…", "--- ***", "\u200b", "\x1b[31m", "<|im_end|>", "😀", "_"]
)
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        clean_query(text)


@pytest.mark.parametrize("text", ["5", "SSE", "é", "社会", "ما"])
def test_one_word_or_number_is_a_question(text: str) -> None:
    assert clean_query(text) == text


def test_a_question_has_a_longest_length() -> None:
    assert len(clean_query("a" * MAX_QUERY)) == MAX_QUERY
    with pytest.raises(QueryError, match=r"2,001 characters.*2,000"):
        clean_query("a" * (MAX_QUERY + 1))


def test_composing_makes_no_question_longer_than_the_longest() -> None:
    """NFC writes some letters as two: U+0958 is one that grows."""
    with pytest.raises(QueryError, match=r"4,000 characters; at most 2,000"):
        clean_query("\u0958" * MAX_QUERY)
    assert len(clean_query("\u0958" * (MAX_QUERY // 2))) == MAX_QUERY


@given(ANY_TEXT)
def test_any_text_is_a_question_or_refused_as_one(text: str) -> None:
    try:
        query = clean_query(text)
    except QueryError:
        return
    assert query == " ".join(query.split())
    assert clean_query(query) == query


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Économie", "economie"), ("SOLIDÁRIA", "solidaria"), ("Año", "ano"), ("ação", "acao"), ("SSE", "sse"),
     ("e\u0301", "e"), ("Œuvre", "œuvre"), ("", "")],
)  # fmt: skip
def test_folding_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_is_the_same_for_both_spellings_of_an_accent(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'économie sociale", ["économie", "sociale"]),
        ("l’ESS d'aujourd'hui", ["ess", "aujourd", "hui"]),
        ("Qu'est-ce que c'est ?", ["est", "ce", "que", "est"]),
        ("3.5 per cent, 1,200 members", ["3.5", "per", "cent", "1,200", "members"]),
        ("A/RES/77/281", ["a", "res", "77/281"]),
        ("para. 16(c)", ["para", "16", "c"]),
        ("snake_case", ["snake", "case"]),
        ("¿Qué es?", ["qué", "es"]),
        ("…", []),
    ],
)
def test_words_are_words_and_numbers_without_elided_articles(text: str, found: list[str]) -> None:
    assert words(text) == found
