from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import FILE, countries_in, country_name, places_in


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("the Greek law of 2016", {"GR"}),
        ("la loi islandaise", {"IS"}),
        ("la ley keniana", {"KE"}),
        ("a lei cabo-verdiana", {"CV"}),
        ("o direito sul-africano", {"ZA"}),
        ("North Korean law", {"KP"}),
        ("the law of the Democratic Republic of the Congo", {"CD"}),
        ("Québec's Act", {"CA-QC"}),
        ("la loi québécoise et la loi française", {"CA-QC", "FR"}),
        ("la ley que gana", set()),
        ("a lei de Gana", {"GH"}),
        ("ele irá votar", set()),
        ("the law of Kampala", set()),
        ("laws of Europe", set()),
        ("", set()),
    ],
)
def test_countries_are_known_by_noun_and_adjective(text: str, countries: set[str]) -> None:
    assert countries_in(text) == countries


@pytest.mark.parametrize(
    "names",
    [
        ("Bologna", "Bologne", "Bolonia", "Bolonha"),
        ("Tokyo", "Tokio", "Tóquio"),
        ("New York", "Nueva York", "Nova Iorque"),
        ("Kampala", "Campala"),
        ("Brussels", "Bruxelles", "Bruselas", "Bruxelas"),
    ],
)
def test_a_city_lies_in_one_country_under_all_its_names(names: tuple[str, ...]) -> None:
    found = [places_in(f"a cooperative in {name}, you know") for name in names]
    assert [len(places) for places in found] == [1] * len(names)
    assert len({places[0].countries for places in found}) == 1
    assert not any(places[0].whole for places in found)


def test_the_longest_name_is_found_and_where_it_stands() -> None:
    text = "De Guinea-Bissau a Latin America"
    first, second = places_in(text)
    assert (text[first.start : first.end], first.countries) == ("Guinea-Bissau", {"GW"})
    assert text[second.start : second.end] == "Latin America"
    assert {"BR", "MX"} <= second.countries


def test_a_country_has_a_name_in_each_language_and_in_english_for_others() -> None:
    names = [country_name("GR", code) for code in ("en", "fr", "es", "pt", "de")]
    assert names == ["Greece", "Grèce", "Grecia", "Grécia", "Greece"]
    assert country_name("ilo", "en") == ""


def test_every_line_of_the_file_has_its_four_parts() -> None:
    codes: set[str] = set()
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, shown, forms, _ = line.split("|")
        assert forms.strip()
        if code.startswith("+"):
            assert set(code[1:].split()) <= codes, line
            continue
        assert code.strip() not in codes
        codes.add(code.strip())
        assert len(shown.split("/")) == 4, line
        assert not re.search(r"[A-ZÀ-ÿ]", forms), line
        # Each shown name is one that a question may use.
        for name in shown.split("/"):
            assert {code.strip()} <= {one for place in places_in(name) for one in place.countries}, line


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for place in places_in(text):
        assert text[place.start : place.end].strip()
