"""What a question names, and what it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.mentions import mentions, topic


def named(text: str) -> list[tuple[str, str]]:
    return [(one.role, text[one.start : one.end]) for one in mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does the ILO say?", [("body", "ILO")]),
        ("What does the European Union ask?", [("body", "European Union")]),
        ("Que dit l'Organisation de coopération et de développement économiques ?",
         [("body", "Organisation de coopération et de développement économiques")]),
        ("What does UN resolution 77/281 ask?", [("text", "UN resolution 77/281")]),
        ("Que dit la Recommandation du Conseil ?", [("text", "Recommandation du Conseil")]),
        ("¿Qué dice la ley española de 2011?", [("text", "ley española de 2011")]),
        ("O que diz o artigo 4.º da lei portuguesa de 2013?",
         [("provision", "artigo 4.º"), ("text", "lei portuguesa de 2013")]),
        ("What does paragraph 5(b) say in Spain?", [("provision", "paragraph 5(b)"), ("place", "Spain")]),
        ("How many members does Som Energia have?", [("name", "Som Energia")]),
        ("Qui a fondé la coopérative Enercoop ?", [("name", "coopérative Enercoop")]),
        ("How many were there in 2020?", [("year", "2020")]),
        ("What is the social economy?", []),
    ],
)  # fmt: skip
def test_names_are_found_with_their_kind(text: str, found: list[tuple[str, str]]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Que dit l'OIT ?", "l'"),
        ("O que pede a resolução da OIT?", "a"),
        ("As cooperativas no Brasil?", "no"),
        ("OECD", ""),
    ],
)
def test_the_article_before_a_name_is_known(text: str, lead: str) -> None:
    (one,) = mentions(text)
    assert one.lead == lead
    assert text[one.whole :].startswith(lead)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What does the ILO say about decent work?", "decent work"),
        ("What does the ILO say about taxation in Spain?", "taxation"),
        ("Que dit l'OIT sur les femmes ?", "les femmes"),
        ("¿Qué es la economía social?", "la economía social"),
        ("O que é uma mutualidade?", "uma mutualidade"),
        ("How does the OECD define the social economy?", "the social economy"),
        ("How are prices set?", None),
    ],
)
def test_the_topic_is_what_a_question_is_about(text: str, about: str | None) -> None:
    span = topic(text)
    assert (text[slice(*span)] if span else None) == about


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    for one in mentions(text):
        assert 0 <= one.whole <= one.start < one.end
    topic(text)
