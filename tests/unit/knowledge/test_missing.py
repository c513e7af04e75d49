from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Passage
from knowledge.hits import Hit
from knowledge.missing import missing_terms

ILO = Passage(
    "a", "In 2022 the ILO Conference adopted 16 paragraphs; Enercoop had 4,200 members.", "en",
    title="ILO resolution 2022", names=("ILO", "OIT"), year=2022, pinpoint="para:5",
)  # fmt: skip
HITS = [Hit(ILO, 0.9, cosine=0.9)]
BASQUE = Passage("m", "La cooperativa nació en 1956 en el País Vasco.", "es", names=("Mondragon", "ES"))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did the ILO adopt in 2022?", ()),
        ("What did the OIT adopt?", ()),
        ("What did the International Labour Organization adopt?", ()),
        ("What did the OECD adopt in 2021?", ("2021", "OECD")),
        ("How many members has Enercoop?", ()),
        ("How many members has Mondragon?", ("Mondragon",)),
        ("Are there 4,200 members?", ()),
        ("Are there 200 and 42 members?", ("200", "42")),
        ("Are there 4200 or 42 members?", ()),
        ("Are there 20 members?", ("20",)),
        ("Did Angela Merkel vote?", ("Angela", "Merkel")),
        ("mondragon", ()),
        ("Members decide", ()),
        ("¿Cooperativas en la OIT?", ()),
        ("WHAT DOES WAKANDA SAY OF MEMBERS", ()),
        ("What is the Social and Solidarity Economy?", ()),
    ],
)
def test_names_and_numbers_that_no_passage_has_are_missing(question: str, missing: tuple[str, ...]) -> None:
    assert missing_terms(question, HITS) == missing


def test_a_translation_counts_as_the_hit() -> None:
    french = Passage("b", "La coopérative Som Energia réunit 70 000 membres.", "fr")
    hit = Hit(ILO, 0.9, cosine=0.9, translations=(french,))
    assert missing_terms("How many members has Som Energia?", [hit]) == ()
    assert missing_terms("How many members has Som Energia?", HITS) == ("Som", "Energia")


def test_only_the_best_hits_count() -> None:
    named = Hit(Passage("b", "Mondragon is a group.", "en"), 0.1)
    assert missing_terms("What is in Mondragon?", [*HITS, named]) == ()
    assert missing_terms("What is in Mondragon?", [*HITS * 3, named]) == ("Mondragon",)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How does it work in Seville?", ()),  # a city of the country that the passages are of
        ("Como funciona em Bilbau, em Espanha?", ("Bilbau",)),
        ("How many members has it in Bologna?", ("Bologna",)),
        ("How many members does the Nigerian branch in Nigeria have?", ("Nigerian", "Nigeria")),
        ("I speak in Kampala next week. Who founded it?", ()),
        ("Who founded it in Kampala? I ask for a friend.", ("Kampala",)),
        ("no meu TCC posso citá-la?", ()),
        ("posso citar o TCC?", ("TCC",)),
        ("Is it an alternative to Uber and Glovo?", ()),
        ("Does it work for Uber and Glovo?", ("Uber", "Glovo")),
        ("¿Nació en 1956 o en 1957?", ()),
        ("¿Nació en 1958 o en 1957?", ("1958", "1957")),
        ("Who founded it? Validated by whom?", ()),
        ("Which cooperative of the Basque Country? SSE or ESS?", ("Country",)),
        ("cuando Mondragón nació", ()),
        ("cuando Mondragoon nació", ()),
        ("cuando Wakanda nació", ("Wakanda",)),
        ("¿Y en Europa?", ()),
        ("¿Y en África?", ("África",)),
    ],
)
def test_a_name_that_the_question_is_not_about_is_no_doubt(question: str, missing: tuple[str, ...]) -> None:
    assert missing_terms(question, [Hit(BASQUE, 0.9)]) == missing


def test_a_city_that_stands_for_a_body_is_held_with_it() -> None:
    assert missing_terms("What does Geneva want?", HITS) == ()
    assert missing_terms("What does Brussels want?", HITS) == ("Brussels",)


def test_an_acronym_of_the_glossary_is_held_under_its_other_terms() -> None:
    hit = Hit(Passage("a", "Un centro especial de empleo.", "es"), 0.9)
    assert missing_terms("¿Qué es un CEE?", [hit]) == ()
    assert missing_terms("¿Qué es un XYZ?", [hit]) == ("XYZ",)


@pytest.mark.parametrize("written", ["4,200", "4.200", "4 200", "4200"])
def test_a_number_is_the_same_however_its_thousands_are_set_off(written: str) -> None:
    assert missing_terms(f"Are there {written} members?", HITS) == ()
    assert missing_terms("Are there 200 members?", HITS) == ("200",)


@given(st.text(max_size=60))
def test_any_question_can_be_weighed(query: str) -> None:
    assert isinstance(missing_terms(query, HITS), tuple)
