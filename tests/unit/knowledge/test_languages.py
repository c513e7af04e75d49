from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Retriever
from knowledge.build import PARALLEL
from knowledge.languages import (
    LANGUAGES,
    STOPWORDS,
    base,
    content_words,
    detect,
    interface_language,
    is_function_word,
    stemmer,
)

ROWS: dict[str, list[dict[str, str]]] = tomllib.loads(PARALLEL.read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", ["questions", "statements"])
def test_detection_is_right_for_98_of_100_parallel_sentences(part: str) -> None:
    asked = [(language, sentence) for row in ROWS[part] for language, sentence in row.items()]
    assert {language for language, _ in asked} == set(LANGUAGES)
    wrong = [(language, sentence) for language, sentence in asked if detect(sentence, "none") != language]
    assert len(wrong) <= 0.02 * len(asked), wrong


@pytest.mark.slow
def test_detection_is_right_for_98_of_100_passages_of_the_corpus(installed: Retriever) -> None:
    passages = installed.index.passages
    wrong = [passage.text for passage in passages if detect(passage.text, "none") != passage.language]
    assert len(wrong) <= 0.02 * len(passages), wrong


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    ["Enercoop", "MIDATA", "Som Energia", "Terre de Liens", "Banca Etica", "Mondragón", "ILO", "OIT", "OCDE 2022",
     "A/RES/77/281", "ilo-2022", "para:5", "Robert Owen", "Grameen Bank", "Desjardins", "2023", "ESS", "Euro Coop", "?"],
)  # fmt: skip
def test_a_bare_name_keeps_the_language_of_the_interface(name: str, default: str) -> None:
    assert detect(name, default) == default


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What is the SSE?", "en"),
        ("Qu'est-ce que l'ESS ?", "fr"),
        ("¿Qué es la ESS?", "es"),
        ("O que é a economia social?", "pt"),
        ("how are cooperatives funded", "en"),
        ("financement des coopératives", "fr"),
        ("financiación de las cooperativas", "es"),
        ("financiamento das cooperativas", "pt"),
        ("COMMENT LES COOPÉRATIVES SONT-ELLES FINANCÉES ?", "fr"),
    ],
)
def test_short_questions_are_told_apart(text: str, language: str) -> None:
    assert detect(text, "none") == language


@given(st.text(), st.sampled_from(["en", "fr", "de", ""]))
def test_detection_names_one_of_the_four_or_the_default(text: str, default: str) -> None:
    assert detect(text, default) in {*LANGUAGES, default}


@pytest.mark.parametrize(
    ("code", "bare"),
    [("pt", "pt"), ("pt-BR", "pt"), ("pt_BR", "pt"), ("EN", "en"), ("zh-Hant-TW", "zh"), (" fr ", "fr"), ("", "und"),
     (" ", "und"), ("-", "und"), ("xx", "xx")],
)  # fmt: skip
def test_a_language_tag_has_a_bare_code(code: str, bare: str) -> None:
    assert base(code) == bare


def test_function_words_are_known_with_and_without_accents_and_case() -> None:
    for word in ("the", "The", "où", "ou", "también", "tambien", "são", "SAO"):
        assert is_function_word(word), word
    for word in ("cooperative", "solidarité", "economía", "OIT"):
        assert not is_function_word(word), word
    assert set(STOPWORDS) == set(LANGUAGES)


def test_content_words_are_what_is_left() -> None:
    assert content_words("What is the social economy of the year 2022?") == [
        "social",
        "economy",
        "year",
        "2022",
    ]
    assert content_words("Qu'est-ce que l'économie ?") == ["economie"]
    assert content_words("¿De qué se trata?") == ["trata"]
    assert content_words("the of a") == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [("en", ["cooperative", "cooperatives"]), ("fr", ["coopérative", "coopératives"]), ("pt-BR", ["cooperativa", "cooperativas"]),
     ("es", ["económico", "económicos"]), ("de", ["Genossenschaft", "Genossenschaften"])],
)  # fmt: skip
def test_a_stemmer_joins_singular_and_plural(language: str, forms: list[str]) -> None:
    stem = stemmer(language)
    assert stem is not None
    assert len(set(stem.stemWords([form.lower() for form in forms]))) == 1


@pytest.mark.parametrize("language", ["xx", "", "zh", "und"])
def test_a_language_without_a_stemmer_has_none(language: str) -> None:
    assert stemmer(language) is None


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "pt_BR.UTF-8"}, "pt"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "es_ES.UTF-8"}, "es"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "pt_PT"}, "pt"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LC_ALL": "es_ES.UTF-8", "SSE_LANG": "fr"}, "fr"),
    ],
)
def test_the_language_comes_from_the_setting_then_the_locale(
    environment: dict[str, str], language: str
) -> None:
    assert interface_language(environment) == language


@given(st.text())
def test_any_setting_gives_a_language_of_ours(value: str) -> None:
    assert interface_language({"SSE_LANG": value}) in LANGUAGES
