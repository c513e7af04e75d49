"""Fragments, and what is none."""

from __future__ import annotations

import pytest

from assistant.ellipsis import marked, read_fragment


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("and the EU?", "body", "the EU"),
        ("the OECD?", "body", "the OECD"),
        ("¿y en México?", "place", "en México"),
        ("qu'en est-il des jeunes ?", "topic", "les jeunes"),
        ("e quanto aos jovens?", "topic", "os jovens"),
        ("¿qué hay de la contratación pública?", "topic", "la contratación pública"),
        ("and on taxation?", "about", "on taxation"),
        ("et l'article 11 ?", "provision", "l'article 11"),
        ("and why?", "how", "why"),
        ("what about practices", "topic", "practices"),
    ],
)
def test_a_fragment_has_its_kind_and_its_words(typed: str, kind: str, text: str) -> None:
    fragment = read_fragment(typed)
    assert fragment is not None
    assert (fragment.kind, fragment.text) == (kind, text)


@pytest.mark.parametrize(
    "typed",
    [
        "And how many members does it have?", "social clauses in public procurement", "Enercoop",
        "et les coopératives sont-elles imposées ?", "and cooperatives must pay tax on their surplus?",
        "E o que diz a OIT?", "What is the SSE?", "and " + "word " * 9,
    ],
)  # fmt: skip
def test_a_question_of_its_own_is_no_fragment(typed: str) -> None:
    assert read_fragment(typed) is None


def test_a_question_gets_the_marks_of_its_language() -> None:
    assert [marked("quoi", code) for code in ("en", "fr", "es", "pt")] == [
        "Quoi?",
        "Quoi ?",
        "¿Quoi?",
        "Quoi?",
    ]
