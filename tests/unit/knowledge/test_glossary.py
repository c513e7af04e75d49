from __future__ import annotations

import tomllib

import pytest

from knowledge.glossary import FILE, met, related, same_as
from knowledge.languages import LANGUAGES
from knowledge.overlap import stems


@pytest.mark.parametrize(
    ("question", "language", "term"),
    [
        ("trabalho decente", "pt", "trabalho digno"),
        ("What is an AMAP?", "en", "community-supported agriculture"),
        ("community-supported agriculture", "fr", "AMAP"),
        ("una SCIC francesa", "es", "cooperativa de interés colectivo"),
        ("MARCHÉS PUBLICS", "en", "public procurement"),
        ("waste pickers", "pt", "catadores"),
        ("les marchés publics", "fr", "commande publique"),
    ],
)
def test_a_term_brings_those_that_mean_the_same(question: str, language: str, term: str) -> None:
    assert term in related(question, language)


@pytest.mark.parametrize(
    "question", ["", "What time is it?", "nécessaire", "a csa", "taxi", "scope of the text"]
)
def test_other_words_bring_nothing(question: str) -> None:
    assert related(question, "en") == []


def test_a_term_that_the_question_has_is_not_given_again() -> None:
    assert "decent work" not in related("decent work and travail décent", "en")


def test_an_unknown_language_has_no_terms() -> None:
    assert related("decent work", "de") == []


def test_every_term_stands_in_all_four_languages_once() -> None:
    terms = tomllib.loads(FILE.read_text("utf-8"))["term"]
    assert all(set(term) == set(LANGUAGES) and all(term.values()) for term in terms)
    for code in LANGUAGES:
        words = [word for term in terms for word in term[code]]
        assert len(words) == len(set(words)), code


def test_an_acronym_stands_for_the_other_terms_of_all_languages() -> None:
    assert {"centro especial de empleo", "entreprise adaptée"} <= set(same_as("CEE"))
    assert "CEE" not in same_as("CEE")
    assert same_as("cee") == same_as("XYZ") == []


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("What is asked of governments?", "Member States are invited to act.", "governments"),
        ("taxes for cooperatives", "It recommends fair taxation.", "taxes"),
        ("What is an AMAP?", "community-supported agriculture", "AMAP"),
        ("les gouvernements", "los Estados Miembros", "gouvernements"),
    ],
)
def test_what_a_text_says_by_another_term_counts_as_said(question: str, text: str, words: str) -> None:
    assert stems(words) <= met(question, stems(text))


def test_half_a_term_is_not_said() -> None:
    assert met("What is asked of governments?", stems("members of a cooperative")) == frozenset()
    assert met("", stems("Member States")) == frozenset()
