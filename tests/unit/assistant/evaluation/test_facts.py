"""Numbers, dates and names by what they mean, in four locales."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citing import date_in_words
from assistant.evaluation.facts import content_of, dates_in, has_fact, numbers_in
from knowledge.languages import LANGUAGES


@pytest.mark.parametrize(
    "written",
    ["1 200 000", "1.200.000", "1,200,000", "1\u00a0200\u00a0000", "1\u202f200\u202f000", "1'200'000", "1,2 million",
     "1.2 million",
     "1,2 millones", "1,2 milhões", "1200000"],
)  # fmt: skip
def test_one_number_in_many_ways(written: str) -> None:
    assert numbers_in(f"about {written} members") == {"1200000"}


@pytest.mark.parametrize(
    "written", ["23 %", "23%", "23\u00a0%", "23 per cent", "23 pour cent", "23 por ciento", "23 por cento"]
)
def test_one_percentage_in_many_ways(written: str) -> None:
    assert numbers_in(written) == {"23%"}


@pytest.mark.parametrize(
    "written",
    ["27 March 2024", "27/03/2024", "27 mars 2024", "27 de marzo de 2024", "27 de março de 2024", "March 27, 2024", "2024-03-27",
     "27.03.2024", "27th March 2024", "27 March, 2024"],
)  # fmt: skip
def test_one_date_in_many_ways(written: str) -> None:
    assert dates_in(f"on {written}.") == {"2024-03-27"}
    assert numbers_in(f"on {written}.") == frozenset()


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(LANGUAGES))
def test_every_date_that_we_write_is_read_back(day: date, language: str) -> None:
    assert dates_in(f"x {date_in_words(day.isoformat(), language)} y") == {day.isoformat()}


@given(st.integers(0, 10**12), st.sampled_from(["", " ", ".", ",", "\u00a0", "\u202f"]))
def test_every_grouped_number_is_read_back(number: int, sign: str) -> None:
    assert numbers_in(f"{number:,}".replace(",", sign)) == {str(number)}


@given(st.integers(1, 999), st.integers(1, 99), st.sampled_from([".", ","]))
def test_decimals_are_read_back_with_either_sign(whole: int, part: int, sign: str) -> None:
    expected = f"{Decimal(f'{whole}.{part:02}').normalize():f}"
    assert numbers_in(f"{whole}{sign}{part:02} %") == {f"{expected}%"}


@given(st.text(max_size=80))
def test_any_text_has_contents_and_holds_itself(text: str) -> None:
    content = content_of(text)
    if any(content):
        assert has_fact(text, text)


@pytest.mark.parametrize(
    ("answer", "fact", "had"),
    [
        ("It was adopted on 10 June 2022 by the Conference.", "10 juin 2022", True),
        ("It was adopted in June 2022.", "10 juin 2022", False),
        ("Som Energia had 66,000 members in October 2020.", "66 000 membros em 2020", False),
        ("Som Energia had 66,000 members in October 2020.", "66 000 members in 2020", True),
        ("At least 78% of adults", "78 % d'emploi", False),
        ("Au moins 78 % d'emploi", "78 % d'emploi", True),
        ("Au moins 60 % d'emploi", "78 % d'emploi", False),
        ("A/RES/77/281 and 76/135 are recalled", "76/135", True),
        ("A/RES/77/281 is recalled", "76/135", False),
        ("Twelve States, among them Chile", "Chile", True),
        ("Twelve States, among them Peru", "abstained: Chile", False),
        ("by nine blocks", "9 blocks", True),
        ("voluntary cooperation, mutual aid", "voluntary cooperation and mutual aid", True),
        ("la coopération volontaire et l'entraide", "coopération volontaire et entraide", True),
        ("something else entirely", "voluntary cooperation and mutual aid", False),
        ("", "anything", False),
    ],
)
def test_a_fact_is_had_where_its_numbers_dates_names_and_most_words_are(
    answer: str, fact: str, had: bool
) -> None:
    assert has_fact(answer, fact) is had


def test_a_year_is_had_where_a_date_of_it_is() -> None:
    assert has_fact("adopted on 10 June 2022", "adopted in 2022")


def test_impossible_dates_are_no_dates() -> None:
    assert dates_in("45/13/2024 and 2024-13-01") == frozenset()
    assert dates_in((date(2024, 2, 28) + timedelta(days=1)).isoformat()) == {"2024-02-29"}
