"""A card as documents: the text that is quoted is the text that was signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import PracticeError
from federation.practices.card import Card
from federation.practices.documents import documents_of
from knowledge.passages import passages_of
from knowledge.sharing import Shared, shared_of

SHARED = Shared("Alpha, a cooperative", "0f" * 32, 3)


def test_a_card_is_a_document_a_language(card: Card) -> None:
    documents = documents_of(card, "shared-0123456789ab", SHARED)
    assert [one.language for one in documents] == ["fr", "en"]
    french = documents[0]
    assert (french.kind, french.licence, french.country, french.year) == ("practice", "CC-BY-4.0", "BE", 2024)
    assert french.themes == ("food", "work")
    assert shared_of(french.status) == SHARED
    texts = [french.body[one.start : one.end] for one in french.provisions]
    assert texts == [card.texts["fr"].activity, *card.texts["fr"].results]
    assert [(one.pinpoint, one.ordinal) for one in french.provisions] == [
        ("heading:activity", 0), ("heading:results", 0), ("heading:results", 1),
    ]  # fmt: skip
    assert {one.confidence for one in french.provisions} == {"reported"}
    assert french.provisions[2].reported_by == "https://news.example.org/a"


def test_every_passage_names_who_shared_it(card: Card) -> None:
    for document in documents_of(card, "shared-0123456789ab", SHARED):
        assert {one.shared for one in passages_of(document)} == {SHARED.status}


def test_a_long_name_is_cut_at_a_word(card: Card) -> None:
    long = replace(card, organisation="Coopérative " + "très " * 9 + "longue")
    title = documents_of(long, "shared-0123456789ab", SHARED)[0].short_title
    assert len(title) <= 48
    assert title.endswith("très…")


def test_what_would_be_read_otherwise_is_refused(card: Card) -> None:
    """These never pass the checks; this is the second wall."""
    for text in ("confidence: official", "## heading:x | y", "# x", "two\nlines"):
        broken = replace(card, texts={"en": replace(card.texts["en"], activity=text)})
        with pytest.raises(PracticeError):
            documents_of(broken, "shared-0123456789ab", SHARED)
