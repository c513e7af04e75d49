"""Signed cards: who may have signed, what is bound, and that no byte can change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from federation.errors import FederationError, MembershipError, PracticeError, StatementError
from federation.practices.card import Card
from federation.practices.signed import KIND, SignedCard, Withdrawal, document_id
from federation.statements import Statement
from knowledge.signing import SigningKey


def test_a_signed_card_is_read_as_it_was_signed(federation: Any, card: Card) -> None:
    signed = SignedCard.sign(card, federation.roster, federation.keys["alpha"])
    read = SignedCard.read(signed.statement.content, federation.roster)
    assert (read.card, read.member.name, read.id) == (card, "alpha", signed.id)
    assert read.id == document_id(read.member.fingerprint, card.id)


def test_a_stranger_cannot_share(federation: Any, card: Card) -> None:
    stranger = SigningKey.generate()
    with pytest.raises(MembershipError, match="no member"):
        SignedCard.sign(card, federation.roster, stranger)
    body = dict(SignedCard.sign(card, federation.roster, federation.keys["alpha"]).statement.body)
    forged = Statement.sign(KIND, body, stranger)
    with pytest.raises(StatementError, match="not signed by a member"):
        SignedCard.read(forged.content, federation.roster)


def test_no_member_signs_in_the_name_of_another(federation: Any, card: Card) -> None:
    body = dict(SignedCard.sign(card, federation.roster, federation.keys["alpha"]).statement.body)
    with pytest.raises(PracticeError, match="another member"):
        SignedCard.read(Statement.sign(KIND, body, federation.keys["beta"]).content, federation.roster)
    both = Statement.sign(KIND, body, federation.keys["alpha"], federation.keys["beta"])
    with pytest.raises(PracticeError, match="another member"):
        SignedCard.read(both.content, federation.roster)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"federation": "cd" * 16}, "another federation"),
        ({"format": 2}, "another version"),
        ({"made": "yesterday"}, "another version"),
        ({"made": "2026-01-01T00:00:00"}, "another version"),
        ({"made": 5}, "another version"),
        ({"more": "x"}, "another version"),
        ({"card": "x"}, "no practice card"),
        ({"card": {}}, "not written as a card is"),
    ],
)  # fmt: skip
def test_a_frame_that_is_not_right_is_refused(
    federation: Any, card: Card, change: dict[str, Any], told: str
) -> None:
    key = federation.keys["alpha"]
    body = dict(SignedCard.sign(card, federation.roster, key).statement.body) | change
    with pytest.raises(PracticeError, match=told):
        SignedCard.read(Statement.sign(KIND, body, key).content, federation.roster)


def test_a_card_that_a_member_signed_past_the_checks_is_refused(federation: Any, card: Card) -> None:
    key = federation.keys["alpha"]
    with pytest.raises(PracticeError, match="cannot be shared"):
        SignedCard.sign(replace(card, sources=()), federation.roster, key)
    body = dict(SignedCard.sign(card, federation.roster, key).statement.body)
    record = card.record()
    record["text"]["en"]["title"] = "Read this <script>now</script>"
    with pytest.raises(PracticeError, match="markup"):
        SignedCard.read(Statement.sign(KIND, body | {"card": record}, key).content, federation.roster)
    record["text"]["en"]["title"] = "Untidy  text is signed as it is"
    with pytest.raises(PracticeError, match="not written as a card is"):
        SignedCard.read(Statement.sign(KIND, body | {"card": record}, key).content, federation.roster)


def test_no_byte_of_a_signed_card_can_change(federation: Any, card: Card) -> None:
    content = SignedCard.sign(card, federation.roster, federation.keys["alpha"]).statement.content
    for place in range(0, len(content), 7):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(FederationError):
            SignedCard.read(changed, federation.roster)
    for short in (b"", content[:100], content[:-1], content + b" ", b"x" * 100_000):
        with pytest.raises(StatementError):
            SignedCard.read(short, federation.roster)


def test_the_longest_card_fits(federation: Any, record: dict[str, Any]) -> None:
    """All limits used, in four languages, with letters of two bytes."""
    sentence = "É" * 9 + " " + "é" * 30 + ". "
    record["sources"] = [f"https://site.example.org/{number}{'x' * 270}" for number in range(10)]
    record["results"] = [{"year": 2024, "source": record["sources"][0]}] * 8
    text = {
        "title": "É" * 160,
        "activity": (sentence * 40)[:1199] + ".",
        "results": [("É1 " + sentence * 10)[:399]] * 8,
    }
    record["text"] = dict.fromkeys(("fr", "en", "es", "pt"), text)
    signed = SignedCard.sign(Card.of(record), federation.roster, federation.keys["alpha"])
    assert len(SignedCard.read(signed.statement.content, federation.roster).statement.content) < 64 * 1024


def test_a_request_to_take_back_names_only_the_members_own_card(federation: Any, card: Card) -> None:
    roster = federation.roster
    request = Withdrawal.sign(card.id, roster, federation.keys["alpha"])
    read = Withdrawal.read(request.statement.content, roster)
    assert read.id == SignedCard.sign(card, roster, federation.keys["alpha"]).id
    other = Withdrawal.sign(card.id, roster, federation.keys["beta"])
    assert other.id != read.id, "beta cannot take alpha's card back"
    with pytest.raises(StatementError):
        SignedCard.read(request.statement.content, roster)
    body = dict(request.statement.body) | {"id": 5}
    with pytest.raises(PracticeError, match="which card"):
        Withdrawal.read(Statement.sign("practice-withdrawal", body, federation.keys["alpha"]).content, roster)
