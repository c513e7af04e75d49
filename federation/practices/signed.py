"""Signed cards, and signed requests to take one back: what travels and what is kept as proof.

A card is signed by the member who shares it, a request to take it back by the same. Both are
statements, bound to their federation; whoever reads one checks the form, the signature and the
card itself before anything of it is used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from federation.clock import stamp
from federation.errors import PracticeError, StatementError
from federation.membership.roster import Member, Roster
from federation.practices.card import Card
from federation.practices.checking import problems
from federation.practices.wording import told
from federation.statements import Statement
from knowledge.sharing import PREFIX
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["KIND", "MOST_BYTES", "WITHDRAWAL", "SignedCard", "Withdrawal", "document_id"]

KIND = "practice"
WITHDRAWAL = "practice-withdrawal"
FORMAT = 1
MOST_BYTES = 64 * 1024  # of a signed card in four languages; the longest that passes has some 45 kB
_CARD = {"format", "federation", "member", "made", "card"}
_BACK = {"format", "federation", "member", "made", "id"}


@dataclass(frozen=True, slots=True)
class SignedCard:
    """A card, who signed it, and the statement that proves it."""

    card: Card
    member: Member
    made: str
    statement: Statement

    @property
    def id(self) -> str:
        """Of its documents; the same for every revision, and another for every member."""
        return document_id(self.member.fingerprint, self.card.id)

    @classmethod
    def sign(cls, card: Card, roster: Roster, key: SigningKey) -> SignedCard:
        """Sign a card as a member.

        Raises:
            PracticeError: it cannot be shared as it is.
            MembershipError: the key is no member's.
        """
        member = roster.member(key.public.fingerprint)
        _refuse(card)
        made = stamp()
        body = _body(roster, member, made) | {"card": card.record()}
        statement = Statement.sign(KIND, body, key)
        if len(statement.content) > MOST_BYTES:
            raise PracticeError(
                worded(
                    "The card has {n_content:,} bytes when signed; {most_bytes:,} are taken. Shorten it.",
                    n_content=len(statement.content),
                    most_bytes=MOST_BYTES,
                )
            )
        return cls(card, member, made, statement)

    @classmethod
    def read(cls, content: bytes, roster: Roster, name: str = "The card") -> SignedCard:
        """Read and verify a signed card.

        Raises:
            StatementError: it is damaged, or no member of the roster signed it.
            PracticeError: it is of another federation, or cannot be shared as it is.
        """
        if len(content) > MOST_BYTES:
            raise StatementError(
                worded(
                    "{name} has {n_content:,} bytes; {most_bytes:,} are read. It was not used.",
                    name=name,
                    n_content=len(content),
                    most_bytes=MOST_BYTES,
                )
            )
        statement = Statement.read(content, KIND, name)
        member = _member(statement, roster, _CARD, name)
        card = Card.of(statement.body["card"], name)
        if card.record() != statement.body["card"]:
            raise PracticeError(worded("{name} is not written as a card is. It was not used.", name=name))
        _refuse(card)
        return cls(card, member, str(statement.body["made"]), statement)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A member's request to take one of its cards out of the next release."""

    card: str
    member: Member
    statement: Statement

    @property
    def id(self) -> str:
        """Of the documents that go."""
        return document_id(self.member.fingerprint, self.card)

    @classmethod
    def sign(cls, card: str, roster: Roster, key: SigningKey) -> Withdrawal:
        """Ask for a card back, by its id."""
        member = roster.member(key.public.fingerprint)
        return cls(
            card, member, Statement.sign(WITHDRAWAL, _body(roster, member, stamp()) | {"id": card}, key)
        )

    @classmethod
    def read(cls, content: bytes, roster: Roster, name: str = "The request") -> Withdrawal:
        """Read and verify one; raises as `SignedCard.read` does."""
        statement = Statement.read(content, WITHDRAWAL, name)
        member = _member(statement, roster, _BACK, name)
        if not isinstance(statement.body["id"], str):
            raise PracticeError(
                worded("{name} does not say which card is meant. It was not used.", name=name)
            )
        return cls(statement.body["id"], member, statement)


def document_id(member: str, card: str) -> str:
    """The id of a card's documents: nobody can take the place of another member's card."""
    return PREFIX + hashlib.sha256(f"{member} {card}".encode()).hexdigest()[:12]


def _body(roster: Roster, member: Member, made: str) -> dict[str, Any]:
    return {"format": FORMAT, "federation": roster.federation, "member": member.fingerprint, "made": made}


def _member(statement: Statement, roster: Roster, fields: set[str], name: str) -> Member:
    """Who signed it, where its frame is right."""
    signer = statement.signed_by(roster.keys, f"a member of {roster.name} (roster {roster.version})")
    body: Mapping[str, Any] = statement.body
    if set(body) != fields or body["format"] != FORMAT or not _is_stamp(body["made"]):
        raise PracticeError(
            worded("{name} was made by another version of this program. Update, then try again.", name=name)
        )
    if body["federation"] != roster.federation:
        raise PracticeError(
            worded(
                "{name} belongs to another federation than {name2}. It was not used.",
                name=name,
                name2=roster.name,
            )
        )
    if body["member"] != signer.fingerprint or len(statement.envelope.signatures) != 1:
        raise PracticeError(
            worded("{name} names another member than the one who signed it. It was not used.", name=name)
        )
    return roster.member(signer.fingerprint)


def _is_stamp(made: object) -> bool:
    """Whether it is a time as `stamp` writes it: such times can be compared as texts."""
    try:
        return isinstance(made, str) and stamp(datetime.fromisoformat(made)) == made
    except (ValueError, OverflowError):
        return False


def _refuse(card: Card) -> None:
    found = problems(card)
    if found:
        more = worded(" (and {count} more)", count=len(found) - 1) if len(found) > 1 else ""
        raise PracticeError(
            worded(
                "The card cannot be shared: {told}{more}. See: sse practice check",
                told=told(found[0], "en"),
                more=more,
            )
        )
