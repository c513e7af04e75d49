from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bodies import issuers_in
from knowledge.references import Reference, read_reference, written_dates

NAMES = {
    "ilo": [
        "ILO", "OIT", "International Labour Organization", "International Labor Organization",
        "Organisation internationale du Travail", "Bureau international du Travail",
        "Organización Internacional del Trabajo", "Conferencia Internacional del Trabajo",
        "Organização Internacional do Trabalho", "Conferência Internacional do Trabalho",
    ],
    "oecd": [
        "OECD", "OCDE", "Organisation for Economic Co-operation and Development",
        "Organisation de coopération et de développement économiques",
        "Organización para la Cooperación y el Desarrollo Económicos",
        "Organização para a Cooperação e Desenvolvimento Económico",
    ],
    "un": [
        "UN", "ONU", "United Nations", "Nations Unies", "Naciones Unidas", "Nações Unidas", "UN General Assembly",
        "Assemblée générale des Nations Unies",
    ],
    "eu": [
        "EU", "UE", "European Union", "Union européenne", "Unión Europea", "União Europeia", "European Commission",
        "Commission européenne", "Comisión Europea", "Comissão Europeia", "Recommandation du Conseil",
    ],
    "au": ["African Union", "Union africaine", "Unión Africana", "União Africana"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("issuer", "name"), [(issuer, name) for issuer, names in NAMES.items() for name in names]
)
def test_bodies_are_known_by_their_names_in_four_languages(issuer: str, name: str) -> None:
    assert issuers_in(f"({name})") == {issuer}


@pytest.mark.parametrize(
    "text",
    [
        "un texte sur une bourse au travail",
        "Eu quero saber o que é a economia social",
        "a bit of help with the unit of measure",
        "¿un texto sobre la economía?",
        "IT SAYS THAT MEMBERS DECIDE",
        "Comment aller au siège ?",
        "QUE DISENT LES TEXTES AU SUJET DE L'ÉNERGIE ?",
        "¿QUÉ HACE UN SOCIO?",
        "Who calls the general assembly of a cooperative?",
    ],
)
def test_common_words_are_no_bodies(text: str) -> None:
    assert issuers_in(text) == frozenset()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does the UN resolution of 2021 ask for?",
         Reference(frozenset({"un"}), frozenset({"resolution"}), frozenset({2021}))),
        ("Que dit l'article 12 de la Convention de 2019 ?",
         Reference(kinds=frozenset({"convention"}), years=frozenset({2019}), provisions=frozenset({("art", 12)}))),
        ("¿Qué dice el párrafo 5 de las conclusiones de la OIT?",
         Reference(frozenset({"ilo"}), provisions=frozenset({("para", 5)}))),
        ("Que diz o considerando 14 da recomendação da UE?",
         Reference(frozenset({"eu"}), frozenset({"recommendation"}), provisions=frozenset({("recital", 14)}))),
        ("What is asked for in A/RES/77/281?", Reference(symbols=frozenset({"77/281"}))),
        ("Recommendation No. 193", Reference(kinds=frozenset({"recommendation"}), numbers=frozenset({"193"}))),
        ("la recommandation n° 204", Reference(kinds=frozenset({"recommendation"}), numbers=frozenset({"204"}))),
        ("la recomendación núm. 204", Reference(kinds=frozenset({"recommendation"}), numbers=frozenset({"204"}))),
        ("a recomendação n.º 204", Reference(kinds=frozenset({"recommendation"}), numbers=frozenset({"204"}))),
        ("§ 16 of the ILO conclusions", Reference(frozenset({"ilo"}), provisions=frozenset({("para", 16)}))),
        ("bloc 4 de l'OCDE", Reference(frozenset({"oecd"}), provisions=frozenset({("block", 4)}))),
        ("Who may become a member?", Reference()),
    ],
)  # fmt: skip
def test_a_reference_is_read_out_of_a_question(question: str, expected: Reference) -> None:
    assert read_reference(question) == expected


@pytest.mark.parametrize(
    "question", ["Do workers and users share the votes 50/50?", "Is the shop open 24/7?"]
)
def test_shares_and_hours_are_no_symbols(question: str) -> None:
    assert read_reference(question).symbols == frozenset()


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("adopted on 10 June 2022", {"2022-06-10"}),
        ("June 10, 2022", {"2022-06-10"}),
        ("le 1er août 2014", {"2014-08-01"}),
        ("el 29 de marzo de 2011", {"2011-03-29"}),
        ("em 8 de maio de 2013 e 23 de dezembro de 2024", {"2013-05-08", "2024-12-23"}),
        ("in June 2022", set()),
        ("12 things in 2022", set()),
    ],
)
def test_full_dates_are_read_in_four_languages(text: str, dates: set[str]) -> None:
    assert written_dates(text) == dates


@pytest.mark.parametrize(
    ("question", "issuers"),
    [
        ("What does the French law of 2014 say?", {"FR"}),
        ("Que dit la loi espagnole ?", {"ES"}),
        ("¿Qué dice la ley de Brasil?", {"BR"}),
        ("O que diz a lei tunisina?", {"TN"}),
        ("Which cooperatives exist in France?", set()),  # no law is asked for
    ],
)
def test_a_country_counts_where_a_law_is_asked_for(question: str, issuers: set[str]) -> None:
    assert read_reference(question).issuers == issuers


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("la loi n° 2014-856", "2014-856"),
        ("la ley 5/2011", "5/2011"),
        ("a lei n.º 30/2013", "30/2013"),
        ("a lei 15.068", "15.068"),
    ],
)
def test_numbers_of_laws_are_read_as_people_write_them(question: str, number: str) -> None:
    assert read_reference(question).numbers == {number}


@given(st.text())
def test_any_question_can_be_read(question: str) -> None:
    reference = read_reference(question)
    assert all(1900 <= year < 2100 for year in reference.years)
