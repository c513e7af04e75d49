from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Retriever
from knowledge.references import Reference, Resolution, issuers_in, read_reference, resolve

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
    ("question", "documents"),
    [
        ("What does the UN resolution of 2023 say on statistics?", {"un-2023"}),
        ("Que demande la résolution A/RES/77/281 ?", {"un-2023"}),
        ("¿Qué dice la resolución de la OIT de 2022?", {"ilo-2022"}),
        ("O que diz a recomendação da UE de 2023?", {"eu-2023"}),
        ("What is para. 5 of the ILO conclusions?", {"ilo-2022"}),
    ],
)
def test_texts_that_the_library_holds_are_known(
    installed: Retriever, question: str, documents: set[str]
) -> None:
    assert resolve(read_reference(question), installed.documents) == Resolution(frozenset(documents))


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the UN resolution of 2021 say?", "2021"),
        ("Que dit la résolution de l'ONU de 2019 ?", "2019"),
        ("Article 12 of the 2019 Convention", "2019"),
        ("What is asked for in A/RES/75/111?", "75/111"),
        ("What does Convention No. 999 forbid?", "999"),
        ("What does the African Union plan?", "AU"),
        ("¿Qué propone la Unión Africana?", "AU"),
    ],
)
def test_texts_that_it_does_not_hold_are_named(installed: Retriever, question: str, named: str) -> None:
    assert named in resolve(read_reference(question), installed.documents).unknown


@pytest.mark.parametrize(
    "question",
    [
        "How do cooperatives reach the goals of 2030?",
        "What happened in Geneva in 2019?",
        "How does the UN resolution support the 2030 Agenda?",
        "Que dit la résolution de l'ONU du Programme 2030 ?",
        "Does the EU recommendation set a target for 2025?",
        "How can cooperatives act on climate by 2030?",
        "Recommendation No. 193",  # which the ILO digest cites
        "Who may become a member?",
    ],
)
def test_a_year_alone_or_a_text_that_is_cited_is_no_unknown_text(installed: Retriever, question: str) -> None:
    assert resolve(read_reference(question), installed.documents).unknown == ""


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does paragraph 40 of the ILO conclusions say?", "para:40"),
        ("Que dit l'article 3 de la résolution de l'ONU ?", "art:3"),
        ("¿Qué dice el considerando 222 de la recomendación de la UE?", "recital:222"),
        ("What does paragraph 5 of the ILO conclusions say?", ""),
        ("What does paragraph 13 of the ILO conclusions say?", ""),
        ("What does paragraph 1 of the UN resolution say?", ""),
        ("What does paragraph 40 say?", ""),
    ],
)
def test_a_provision_that_the_named_text_lacks_is_missing(
    installed: Retriever, question: str, missing: str
) -> None:
    assert resolve(read_reference(question), installed.documents).missing == missing


def test_without_documents_nothing_is_unknown() -> None:
    assert resolve(read_reference("Article 12 of the 2019 Convention"), ()) == Resolution()


@given(st.text())
def test_any_question_can_be_read(question: str) -> None:
    reference = read_reference(question)
    assert all(1900 <= year < 2100 for year in reference.years)
