"""Near duplicates: by words, by sense, and across languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from federation.practices.card import Card
from federation.practices.duplicates import NEAR, duplicates, known_of_card, known_of_documents, same_name
from knowledge import Retriever
from knowledge.embedding import E5Embedder


def with_activity(card: Card, text: str, language: str = "en") -> Card:
    return replace(card, texts={language: replace(card.texts["en"], activity=text)})


def test_the_same_words_are_found_without_a_model(card: Card) -> None:
    mine = known_of_card(card, "shared-000000000001")
    again = known_of_card(with_activity(card, card.texts["en"].activity.upper()), "shared-000000000002")
    (flag,) = duplicates(mine, [again])
    assert flag.code == "same"
    assert "shared-000000000002" in str(flag.values["other"])


def test_most_of_the_words_are_found_and_other_words_are_not(card: Card) -> None:
    mine = known_of_card(card, "shared-000000000001")
    longer = (
        "In Namur, " + card.texts["en"].activity + " The city lends the land, and a school cooks with them."
    )
    other = "A savings group of forty women in Thiès lends money in turn for seeds, school fees and small repairs."
    (flag,) = duplicates(mine, [known_of_card(with_activity(card, longer), "shared-000000000002")])
    assert flag.code == "overlap"
    assert duplicates(mine, [known_of_card(with_activity(card, other), "shared-000000000003")]) == []


def test_a_card_is_no_duplicate_of_itself(card: Card) -> None:
    mine = known_of_card(card, "shared-000000000001")
    assert duplicates(mine, [mine]) == []


def test_the_sense_is_compared_across_languages(card: Card, e5: E5Embedder) -> None:
    english = known_of_card(replace(card, texts={"en": card.texts["en"]}), "shared-000000000001")
    french = known_of_card(replace(card, texts={"fr": card.texts["fr"]}), "shared-000000000002")
    (flag,) = duplicates(english, [french], e5)
    assert flag.code == "near"
    assert float(str(flag.values["share"])) >= NEAR
    assert duplicates(english, [french]) == []


def test_a_card_about_a_shipped_practice_is_found_in_the_library(
    card: Card, e5: E5Embedder, installed: Retriever
) -> None:
    documents = [one for one in installed.documents if one.kind == "practice"]
    known = known_of_documents(installed.documents)
    assert len(known) == len({one.id for one in documents})
    salus = next(one for one in documents if (one.id, one.language) == ("p-salus", "fr"))
    copied = replace(with_activity(
        card, salus.body[salus.provisions[0].start : salus.provisions[0].end], "fr"
    ), organisation="Salus Coop")  # fmt: skip
    found: list[Any] = duplicates(known_of_card(copied, "shared-000000000001"), known, e5)
    assert found[0].code == "same"
    assert "p-salus" in str(found[0].values["other"])
    assert len(found) == 1, "no other practice comes near"


@pytest.mark.parametrize(
    ("name", "flagged"),
    [
        ("ILO resolution 2022", True), ("ilo  RESOLUTION, 2022", True), ("OECD", True), ("Salus Coop", True),
        ("The ILO resolution 2022 Cooperative", True), ("Les Jardins de la Meuse", False), ("Coop Spain", False),
    ],
)  # fmt: skip
def test_a_card_in_the_name_of_a_text_is_told(
    card: Card, installed: Retriever, name: str, flagged: bool
) -> None:
    """Under that name its words would be quoted as if they were the text's."""
    found = same_name(replace(card, organisation=name), installed.documents)
    assert [flag.code for flag in found] == ["name"] * flagged
