from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.query import expand


@pytest.mark.parametrize(
    ("question", "language", "expanded"),
    [
        ("What is the SSE?", "en", "What is the SSE (social and solidarity economy)?"),
        ("Qu'est-ce que l'ESS ?", "fr", "Qu'est-ce que l'ESS (économie sociale et solidaire) ?"),
        ("¿Qué es la ESS?", "es", "¿Qué es la ESS (economía social y solidaria)?"),
        ("O que é a ESS?", "pt", "O que é a ESS (economia social e solidária)?"),
        ("L'ESS ou économie sociale et solidaire", "fr", "L'ESS ou économie sociale et solidaire"),
        (
            "Is the social and solidarity economy (SSE) new?",
            "en",
            "Is the social and solidarity economy (SSE) new?",
        ),
        ("The ESSENCE of progress", "en", "The ESSENCE of progress"),
        ("sse", "en", "sse"),
        ("", "en", ""),
    ],
)
def test_acronyms_of_the_field_are_spelt_out_once(question: str, language: str, expanded: str) -> None:
    assert expand(question, language) == expanded


@given(st.text(), st.sampled_from(["en", "fr", "es", "pt", "xx"]))
def test_a_question_keeps_its_words(question: str, language: str) -> None:
    assert expand(question, language).startswith(question[:1])
    if not any(name in question for name in ("SSE", "ESS", "EES")):
        assert expand(question, language) == question
