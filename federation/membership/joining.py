"""Joining: the coordinator's invitation, a member's request, and the roster that comes of them.

    invitation  by the coordinator: which federation, and whose key speaks for it
    request     by the member: its name, key and languages, signed with the key (with the old one
                too where it takes the place of one)

Fingerprints are compared out of band, by telephone or face to face: a file proves nothing about
who wrote it. A request changes nothing; members vote on the roster that the coordinator proposes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from federation.errors import MembershipError, StatementError
from federation.membership.roster import Member, Roster, is_name
from federation.statements import Statement, text_of, texts_of
from knowledge.errors import KnowledgeError
from knowledge.fusion import LANGUAGE_ROWS
from knowledge.signing import PublicKey, SigningKey, is_fingerprint
from knowledge.worded import worded

__all__ = [
    "Invitation",
    "Request",
    "make_request",
    "next_roster",
    "read_invitation",
    "read_request",
    "record_of",
]

_SHORTEST = 16  # hex digits (64 bits) of a fingerprint that is compared


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation.

    Attributes:
        federation, name: id and name of the federation.
        coordinator: its key.
        threshold: how many members will have to sign.
        releases: where releases will be, as people write it; "" where that is told otherwise.
    """

    federation: str
    name: str
    coordinator: PublicKey
    threshold: int
    releases: str = ""

    def signed(self, key: SigningKey) -> Statement:
        """The file to hand out."""
        body = {
            "federation": self.federation, "name": self.name, "coordinator": self.coordinator.raw.hex(),
            "threshold": self.threshold, "releases": self.releases,
        }  # fmt: skip
        return Statement.sign("invitation", body, key)


@dataclass(frozen=True, slots=True)
class Request:
    """A request to be a member; `replaces` is the fingerprint of the key whose place it takes, or ""."""

    federation: str
    member: Member
    replaces: str = ""


def read_invitation(statement: Statement, coordinator: str) -> Invitation:
    """An invitation whose coordinator has the fingerprint that was told out of band.

    Args:
        coordinator: the fingerprint, or its first 16 digits or more.

    Raises:
        MembershipError: the fingerprint is another, or too short to say anything.
        StatementError: the coordinator did not sign it.
    """
    body = statement.body
    try:
        found = Invitation(
            text_of(body["federation"]), text_of(body["name"]), PublicKey(bytes.fromhex(text_of(body["coordinator"]))),
            int(body["threshold"]), text_of(body["releases"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, KnowledgeError) as error:
        raise StatementError(
            worded("The invitation cannot be read ({error}). Ask for it again.", error=error)
        ) from error
    statement.signed_by([found.coordinator], "the coordinator that it names")
    told = coordinator.strip().lower().replace(" ", "").replace(":", "")
    if len(told) < _SHORTEST or not all(char in "0123456789abcdef" for char in told):
        raise MembershipError(
            worded(
                "'{coordinator}' is no fingerprint: give {shortest} hex digits or more, as the "
                "coordinator read them to you.",
                coordinator=coordinator,
                shortest=_SHORTEST,
            )
        )
    if not found.coordinator.fingerprint.startswith(told):
        raise MembershipError(
            worded(
                "The invitation was signed by {fingerprint}…, and you were told {told}…: it is not from "
                "the coordinator whom you asked. Nothing was accepted.",
                fingerprint=found.coordinator.fingerprint[:_SHORTEST],
                told=told[:_SHORTEST],
            )
        )
    return found


def make_request(
    federation: str, name: str, languages: Collection[str], key: SigningKey, old: SigningKey | None = None
) -> Statement:
    """A request to be a member, or, with the `old` key, to change one's key.

    Raises:
        MembershipError: the name or a language cannot be used.
    """
    if not is_name(name):
        raise MembershipError(
            worded("{name!r:.90} cannot be a member's name: give one line of 1 to 80 characters.", name=name)
        )
    unknown = sorted(set(languages) - set(LANGUAGE_ROWS))
    if unknown or not languages:
        raise MembershipError(
            worded(
                "Declare languages that the index knows ({language_rows}), not {unknown}.",
                language_rows=", ".join(code for code in LANGUAGE_ROWS if code),
                unknown=", ".join(unknown) or worded("none"),
            )
        )
    body = {
        "federation": federation, "name": name, "languages": sorted(set(languages)),
        "key": key.public.raw.hex(), "replaces": old.public.fingerprint if old else "",
    }  # fmt: skip
    return Statement.sign("request", body, key, *([old] if old else []))


def read_request(statement: Statement) -> Request:
    """A request, if its key signed it, and the old key too where it takes the place of one.

    Raises:
        StatementError: it cannot be read, or is not signed by the key that it names.
    """
    body = statement.body
    try:
        member = Member(
            text_of(body["name"]), PublicKey(bytes.fromhex(text_of(body["key"]))),
            texts_of(body["languages"]),
        )  # fmt: skip
        found = Request(text_of(body["federation"]), member, text_of(body["replaces"]))
    except (KeyError, TypeError, ValueError, KnowledgeError) as error:
        raise StatementError(
            worded("The request cannot be read ({error}). Ask for it again.", error=error)
        ) from error
    statement.signed_by([member.key], "the key that it names")
    if found.replaces and not is_fingerprint(found.replaces):
        raise StatementError(worded("The request names no key whose place it takes. Ask for it again."))
    return found


def next_roster(
    current: Roster,
    statements: Sequence[Statement] = (),
    *,
    remove: Collection[str] = (),
    trustee: str | None = None,
    coordinator: str | None = None,
    threshold: int | None = None,
) -> Roster:
    """The roster to propose after `current`: its version is one higher.

    Args:
        statements: requests to join or to change a key.
        remove: names of members who leave.
        trustee, coordinator: names of the members in these roles; as they are where None.
        threshold: as it is where None.

    Raises:
        MembershipError: a name is unknown, taken or of the coordinator, or the roster makes no sense.
        StatementError: a request cannot be used.
    """
    members = {member.name: member for member in current.members}
    moved: dict[str, str] = {}
    for name in remove:
        gone = current.named(name)
        if gone.fingerprint == current.coordinator and coordinator in (None, name):
            raise MembershipError(
                worded("{name} is the coordinator: name another one first (--coordinator NAME).", name=name)
            )
        del members[name]
        moved[gone.fingerprint] = ""
    for statement in statements:
        request = read_request(statement)
        if request.federation != current.federation:
            raise MembershipError(
                worded("The request of {name} is for another federation.", name=request.member.name)
            )
        if request.replaces:
            old = current.member(request.replaces)
            if old.fingerprint in moved:
                raise MembershipError(
                    worded(
                        "The key of {name} would be replaced twice, or replaced and removed. Propose one of "
                        "these.",
                        name=old.name,
                    )
                )
            statement.signed_by([old.key], f"the key of {old.name} that it replaces")
            members.pop(old.name, None)
            moved[old.fingerprint] = request.member.fingerprint
        if request.member.name in members:
            raise MembershipError(
                worded(
                    "{name} has a member '{name2}' already. Ask for another name.",
                    name=current.name,
                    name2=request.member.name,
                )
            )
        members[request.member.name] = request.member
    ordered = tuple(members[name] for name in sorted(members))

    def role(name: str | None, fingerprint: str) -> str:
        if name is None:
            return moved.get(fingerprint, fingerprint)
        if name not in members:
            raise MembershipError(
                worded(
                    "'{name}' would be no member of {name2}, so it can have no role.",
                    name=name,
                    name2=current.name,
                )
            )
        return members[name].fingerprint

    return replace(
        current, version=current.version + 1, members=ordered, trustee=role(trustee, current.trustee),
        coordinator=role(coordinator, current.coordinator),
        threshold=current.threshold if threshold is None else threshold,
    )  # fmt: skip


def record_of(roster: Roster, changed: Roster) -> dict[str, Any]:
    """What changes from one roster to the next, in words for voters and the ledger."""
    before, after = ({one.fingerprint: one.name for one in each.members} for each in (roster, changed))
    return {
        "joined": sorted(after[one] for one in set(after) - set(before)),
        "left": sorted(before[one] for one in set(before) - set(after)),
        "threshold": f"{changed.threshold} of {len(changed.members)}",
        "coordinator": changed.member(changed.coordinator).name,
        "trustee": changed.member(changed.trustee).name if changed.trustee else "",
    }
