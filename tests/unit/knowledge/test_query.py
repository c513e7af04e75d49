from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.query import asks_the_texts, asks_what_it_is, expand, names_topic


@pytest.mark.parametrize(
    ("question", "language", "expanded"),
    [
        ("What is the SSE?", "en", "definition: social and solidarity economy"),
        ("Qu'est-ce que l'ESS ?", "fr", "définition: économie sociale et solidaire"),
        ("¿Qué es la ESS?", "es", "definición: economía social y solidaria"),
        ("O que é a ESS?", "pt", "definição: economia social e solidária"),
        ("L'ESS ou économie sociale et solidaire", "fr", "L'ESS ou économie sociale et solidaire"),
        (
            "Is the social and solidarity economy (SSE) new?",
            "en",
            "Is the social and solidarity economy (SSE) new?",
        ),
        ("What is the deadline for strategies?", "en", "What is the deadline for strategies?"),
        ("Que dit l'ESS ?", "fr", "Que dit l'ESS (économie sociale et solidaire) ?"),
        ("What is a social enterprise?", "en", "definition: social enterprise"),
        ("What is the solidarity economy?", "en", "definition: solidarity economy"),
        ("Qu'est-ce que l'économie solidaire ?", "fr", "définition: économie solidaire"),
        ("¿Qué es la economía solidaria?", "es", "definición: economía solidaria"),
        ("O que é a economia solidária?", "pt", "definição: economia solidária"),
        ("The ESSENCE of progress", "en", "The ESSENCE of progress"),
        ("sse", "en", "sse"),
        ("", "en", ""),
    ],
)
def test_acronyms_are_spelt_out_once_and_definitions_asked_for(
    question: str, language: str, expanded: str
) -> None:
    assert expand(question, language) == expanded


@pytest.mark.parametrize(
    ("question", "language", "asked"),
    [
        ("What is the SSE?", "en", True),
        ("Qu'est-ce qu'une entreprise sociale ?", "fr", True),
        ("¿Qué es la economía social?", "es", True),
        ("O que é a economia social e solidária?", "pt", True),
        ("What is the deadline for strategies?", "en", False),
        ("Que dit l'ESS ?", "fr", False),
        ("Who may become a member?", "en", False),
        ("", "en", False),
    ],
)
def test_only_what_the_field_itself_is_asks_for_a_definition(
    question: str, language: str, asked: bool
) -> None:
    assert asks_what_it_is(expand(question, language), question) == asked


@given(st.text(), st.sampled_from(["en", "fr", "es", "pt", "xx"]))
def test_a_question_keeps_its_words(question: str, language: str) -> None:
    assert expand(question, language).startswith(question[:1])
    if not any(name in question for name in ("SSE", "ESS", "EES")):
        assert expand(question, language) == question


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("What do the texts say on housing?", "en", "housing"),
        ("What do the international texts say about the care economy?", "en", "care economy"),
        ("Que disent les textes sur l'égalité femmes-hommes ?", "fr", "égalité femmes-hommes"),
        ("Que disent les textes internationaux sur le logement ?", "fr", "logement"),
        ("¿Qué dicen los textos sobre la vivienda?", "es", "vivienda"),
        ("¿Qué dicen los textos de las mujeres?", "es", "mujeres"),
        ("O que dizem os textos sobre a habitação?", "pt", "habitação"),
        ("What do the texts say about the SSE in Africa?", "en", "SSE (social and solidarity economy) in Africa"),
    ],
)  # fmt: skip
def test_what_the_texts_say_on_a_topic_is_searched_as_the_topic(
    question: str, language: str, topic: str
) -> None:
    assert expand(question, language) == topic
    assert asks_the_texts(question)
    assert names_topic(question)


@pytest.mark.parametrize(
    "query", ["housing", "égalité femmes-hommes", "State aid", "cooperativas de energia"]
)
def test_a_few_words_that_ask_nothing_are_a_topic(query: str) -> None:
    assert names_topic(query)
    assert not asks_the_texts(query)
    assert expand(query, "en") == query


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Who may become a member?",
        "Which texts speak of housing?",
        "What does the ILO say on housing?",
        "quand faut-il une stratégie",
        "cuántos miembros tiene",
        "list all laws",
        "a cooperative that sells honey to its own members",
    ],
)
def test_a_question_is_no_topic(question: str) -> None:
    assert not names_topic(question)
