"""A card as plain data: what is taken, what is refused, and the form that it keeps."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import PracticeError
from federation.practices.card import Card, slug, tidy


def test_a_record_is_read_as_it_was_written(record: dict[str, Any]) -> None:
    card = Card.of(record)
    assert Card.of(card.record()) == card
    assert Card.of(json.loads(json.dumps(card.record()))) == card
    assert (card.licence, card.contact, card.revision) == ("CC-BY-4.0", "", 1)
    assert len(card.id) == 32
    assert Card.of(record).id != card.id, "each new card has an id of its own"


def test_toml_gives_the_same_card(record: dict[str, Any]) -> None:
    import tomlkit

    assert Card.of(tomllib.loads(tomlkit.dumps(record | {"id": "0f" * 16}))) == Card.of(
        record | {"id": "0f" * 16}
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"colour": "red"}, "'colour' is no field"),
        ({"title": "x"}, "'title' is no field"),
        ({"organisation": 5}, "'organisation' is no text"),
        ({"themes": "food"}, "'themes' is no list"),
        ({"themes": ["a"] * 6}, "at most 5"),
        ({"sources": [1]}, "'sources' is no text"),
        ({"results": ["450 members"]}, "no table"),
        ({"results": [{"year": "2023", "source": ""}]}, "'year' is no whole number"),
        ({"results": [{"year": True, "source": ""}]}, "'year' is no whole number"),
        ({"results": [{"year": 2023, "source": "", "text": "x"}]}, "not 'text'"),
        ({"text": ["en"]}, "text is no table"),
        ({"text": {"en": {"body": "x"}}}, "not 'body'"),
        ({"text": {"en": {"results": "x"}}}, "'results' is no list"),
        ({"id": "x"}, "32 hex digits"),
        ({"revision": 0}, "'revision' is no whole number"),
    ],
)  # fmt: skip
def test_what_has_another_form_is_refused_by_name(
    record: dict[str, Any], change: dict[str, Any], told: str
) -> None:
    with pytest.raises(PracticeError, match="no practice card") as error:
        Card.of(record | change, "card.toml")
    assert told in str(error.value)
    assert "card.toml" in str(error.value)


@pytest.mark.parametrize("value", [None, [], "card", 5])
def test_what_is_no_table_is_refused(value: object) -> None:
    with pytest.raises(PracticeError):
        Card.of(value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["organisation", "themes", "results", "text", "id", "revision"]), _JSON)
)
def test_any_json_is_a_card_or_a_practice_error(values: dict[str, Any]) -> None:
    try:
        card = Card.of(values)
    except PracticeError:
        return
    assert Card.of(card.record()) == card


@given(st.text(max_size=80))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert "\n" not in once


def test_names_can_be_typed_and_are_never_taken_twice() -> None:
    assert slug("Les Jardins de la Meuse") == "les-jardins-de-la-meuse"
    assert slug("Coopérative « Été »") == "cooperative-ete"
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("北京") == "card"
    assert slug("A", ["a", "a-2"]) == "a-3"
    assert len(slug("x" * 200)) <= 32
