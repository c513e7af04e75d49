from __future__ import annotations

import pytest

from knowledge.bodies import bodies_at, body_name, is_body_word, issuers_in
from knowledge.references import issuer_name


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Que dit la Banque mondiale de l'ESS ?", {"world-bank"}),
        ("¿Qué dice el Banco Mundial?", {"world-bank"}),
        ("What does the G20 say?", {"g20"}),
        ("o que dizem o FMI e a OCDE", {"imf", "oecd"}),
        ("the Council of Europe", {"coe"}),
        ("le Conseil européen", {"eu"}),
        ("a União Africana", {"au"}),
        ("the bank of the world", set()),
        ("un bit de eu", set()),
        ("QUE DIT LE FMI AU SUJET DES BANQUES", set()),
    ],
)
def test_bodies_are_known_by_name_and_acronym(text: str, bodies: set[str]) -> None:
    assert issuers_in(text) == bodies


def test_a_city_may_stand_for_a_body() -> None:
    assert bodies_at("Bruxelas") == {"eu"}
    assert bodies_at("Genève") == {"ilo"}
    assert bodies_at("Bologna") == frozenset()


def test_a_body_and_a_country_have_a_name_for_the_reader() -> None:
    assert body_name("world-bank", "fr") == "Banque mondiale"
    assert body_name("ilo", "xx") == "ILO"
    assert issuer_name("au", "pt") == "União Africana"
    assert issuer_name("GR", "fr") == "Grèce"
    assert issuer_name("xyz", "fr") == "XYZ"


def test_words_of_a_body_s_name_name_nothing_beside_it() -> None:
    assert is_body_word("Nations")
    assert not is_body_word("Uber")
