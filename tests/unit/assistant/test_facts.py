from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.paraphrase.facts import contradiction
from assistant.shortening import read
from knowledge.languages import LANGUAGES

# A source, and claims that differ from it in one thing each; "" is a claim that nothing forbids.
CASES = {
    "en": (
        "The Committee recommends that governments, where appropriate, grant 20 hours of training a week to at "
        "most 130 unregistered part-time workers of the port of Varna from 1 May 2024, but not to managers.",
        [
            ("", "Up to 130 unregistered part-time workers of the port of Varna should, where "
                 "appropriate, get 20 hours of training per week from May 2024, but not managers."),
            ("number", "Workers should, where appropriate, get 30 hours of training a week."),
            ("number", "Workers should, where appropriate, get training from 2 May 2024."),
            ("unit", "Workers should, where appropriate, get 20 days of training."),
            ("unit", "Workers should, where appropriate, get 20 hours of training a month."),
            ("name", "Workers of the port of Burgas should, where appropriate, get training."),
            ("prefix", "Registered workers should, where appropriate, get training."),
            ("prefix", "Full-time workers should, where appropriate, get training."),
            ("negation", "Workers should, where appropriate, get no training, but not managers."),
            ("obligation", "Not managers, but at most 130 workers must, where appropriate, get training."),
            ("condition", "Not managers, but at most 130 workers should get training."),
            ("condition", "Not managers, but at least 130 workers should, where appropriate, get training."),
        ],
    ),
    "fr": (
        "Le Comité recommande aux communes d'accorder, sauf en cas d'urgence, 20 heures mensuelles à tous les "
        "membres salariés de Dakar, au plus tard le 1er mai 2024.",
        [
            ("", "Sauf en cas d'urgence, les communes devraient, au plus tard le 1er mai 2024, donner aux membres "
                 "salariés de Dakar 20 heures par mois."),
            ("number", "Sauf en cas d'urgence, les communes devraient donner 30 heures par mois."),
            ("unit", "Sauf en cas d'urgence, les communes devraient donner 20 heures par semaine."),
            ("name", "Sauf en cas d'urgence, les communes de Thiès devraient donner 20 heures par mois."),
            ("prefix", "Sauf en cas d'urgence, les intercommunes devraient donner 20 heures par mois."),
            ("negation", "Sauf en cas d'urgence, les communes ne devraient donner aucune heure aux membres."),
            ("obligation", "Sauf en cas d'urgence, les communes doivent donner 20 heures par mois."),
            ("condition", "Les communes devraient donner 20 heures mensuelles aux membres salariés de Dakar."),
        ],
    ),
    "es": (
        "Salvo en caso de urgencia, los municipios de Quito deberán conceder 20 horas al mes a las socias inscritas.",
        [
            ("", "Las socias inscritas tienen que recibir de los municipios de Quito 20 horas mensuales, salvo en "
                 "caso de urgencia."),
            ("number", "Los municipios deben dar 30 horas, salvo en caso de urgencia."),
            ("unit", "Los municipios deben dar 20 días, salvo en caso de urgencia."),
            ("name", "Los municipios de Lima deben dar horas, salvo en caso de urgencia."),
            ("negation", "Los municipios no deben dar horas, salvo en caso de urgencia."),
            ("obligation", "Los municipios pueden dar horas, salvo en caso de urgencia."),
            ("condition", "Los municipios deben dar 20 horas al mes a las socias inscritas."),
        ],
    ),
    "pt": (
        "Salvo em caso de urgência, os municípios de Braga deverão conceder 20 horas por mês às cooperadas inscritas.",
        [
            ("", "As cooperadas inscritas têm de receber dos municípios de Braga 20 horas mensais, salvo em caso de "
                 "urgência."),
            ("number", "Os municípios devem dar 30 horas, salvo em caso de urgência."),
            ("unit", "Os municípios devem dar 20 dias, salvo em caso de urgência."),
            ("name", "Os municípios de Faro devem dar horas, salvo em caso de urgência."),
            ("negation", "Os municípios não devem dar horas, salvo em caso de urgência."),
            ("obligation", "Os municípios podem dar horas, salvo em caso de urgência."),
            ("condition", "Os municípios devem dar 20 horas por mês às cooperadas inscritas."),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "found", "claim"),
    [(language, found, claim) for language, (_, claims) in CASES.items() for found, claim in claims],
)
def test_it_names_what_differs(language: str, found: str, claim: str) -> None:
    source = CASES[language][0]
    assert contradiction(read(claim, language), read(source, language), language) == found


def test_a_period_in_a_phrase_counts_as_a_number() -> None:
    source = read("The Secretariat reports every two years.", "en")
    assert contradiction(read("A report comes every two years.", "en"), source, "en") == ""
    assert contradiction(read("A report comes every three years.", "en"), source, "en") == "number"


def test_a_language_without_lists_forbids_everything() -> None:
    words = read("Die Mitglieder zahlen.", "de")
    assert contradiction(words, words, "de") == "language"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_never_forbids_itself(language: str) -> None:
    source = read(CASES[language][0], language)
    assert contradiction(source, source, language) == ""


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_can_be_compared(claim: str, source: str, language: str) -> None:
    assert isinstance(contradiction(read(claim, language), read(source, language), language), str)


def test_every_language_has_the_same_classes() -> None:
    table = tomllib.loads(files("assistant.paraphrase").joinpath("words", "signs.toml").read_text("utf-8"))
    assert set(table) == set(LANGUAGES)
    for lists in table.values():
        assert set(lists) == set(table["en"])
        assert set(lists["signs"]) == set(table["en"]["signs"])
        assert set(lists["modals"]) == set(table["en"]["modals"])
