"""Votes: a member's signed yes or no to a proposal, and how they are counted.

A yes carries a TUF signature over each part of the proposal, so what is published is exactly
what members signed. A no carries a reason. The last word of a member counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import MembershipError, ReleaseError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.releases.proposing import Proposal
from federation.statements import Statement, read_bounded, shown_name
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["KIND", "Counted", "Vote", "cast", "count", "read_vote"]

KIND = "vote"
_FIELDS = {"federation", "what", "version", "proposal", "answer", "why", "signatures", "made"}
_LONGEST = 400  # characters of a reason
_MOST = 5000  # files in a folder of votes


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that was verified for a proposal.

    Attributes:
        member: who signed it.
        yes: what it says; `why` is its reason, or "".
        signatures: over each part of the proposal, by kind of metadata; none for a no.
        made: by the member's clock, ISO 8601.
        hash: of the statement.
    """

    member: Member
    yes: bool
    why: str
    signatures: dict[str, bytes]
    made: str
    hash: str


@dataclass(slots=True)
class Counted:
    """The votes in a folder: one a member, and the reason for each file that was not counted."""

    votes: dict[str, Vote] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)

    def signatures(self, part: str) -> dict[str, bytes]:
        """Of everybody who said yes, over one part of the proposal, by fingerprint."""
        return {one: vote.signatures[part] for one, vote in self.votes.items() if vote.yes}

    def told(self) -> str:
        """Who said what, as a sentence or more."""
        groups = {
            "Yes": sorted(one.member.name for one in self.votes.values() if one.yes),
            "No": sorted(one.member.name for one in self.votes.values() if not one.yes),
        }
        told = [f"{word}: {', '.join(names)}." for word, names in groups.items() if names]
        told += [f"{name} was not counted: {why}" for name, why in sorted(self.rejected.items())]
        return " ".join(told) or "There are no votes."


def cast(
    home: Home,
    proposal: Proposal,
    key: SigningKey,
    *,
    yes: bool,
    why: str = "",
    instead: bool = False,
    now: datetime | None = None,
) -> Statement:
    """This member's vote. It is remembered before it is given, so that nobody signs two things as one.

    Args:
        instead: sign even though another proposal of the same number was signed here before.

    Raises:
        ReleaseError: that, or the reason cannot be used. Nothing was signed.
    """
    if len(why) > _LONGEST or not (why.isprintable()):
        raise ReleaseError(
            worded(
                "Give a reason in one line of {longest} characters at most. Nothing was signed.",
                longest=_LONGEST,
            )
        )
    kept = home.votes / f"{proposal.what}-{proposal.version}.json"
    earlier = Statement.load(kept, KIND) if kept.exists() else None
    if (
        yes and not instead and earlier is not None
        and earlier.body["answer"] == "yes" and earlier.body["proposal"] != proposal.hash
    ):  # fmt: skip
        raise ReleaseError(
            worded(
                "You signed another proposal for {name} before ({proposal}…). If both got enough "
                "signatures, members would have two of one number. Ask the coordinator which one holds; "
                "if the first was given up, add --instead. Nothing was signed.",
                name=proposal.name,
                proposal=earlier.body["proposal"][:16],
            )
        )
    body = {
        "federation": proposal.federation, "what": proposal.what, "version": proposal.version,
        "proposal": proposal.hash, "answer": "yes" if yes else "no", "why": why,
        "signatures": {
            kind: key.private.sign(part).hex() for kind, part in (proposal.parts.items() if yes else ())
        },
        "made": stamp(now or the_time()),
    }  # fmt: skip
    statement = Statement.sign(KIND, body, key)
    statement.save(kept)
    return statement


def read_vote(statement: Statement, proposal: Proposal, voters: Sequence[Roster]) -> Vote:
    """The vote in a statement, if a member made it about exactly this proposal.

    Args:
        voters: rosters whose members may vote: the trusted one, and the proposed one of a roster.

    Raises:
        StatementError: no member signed it, or it is about something else.
    """
    keys = {key.fingerprint: key for roster in voters for key in roster.keys}
    signer = statement.signed_by(
        list(keys.values()), f"a member of {voters[0].name}: a stranger, or one who left"
    )
    body = statement.body
    signatures = _form(body)
    if body["federation"] != proposal.federation or body["proposal"] != proposal.hash:
        raise StatementError(
            worded(
                "It is a vote on another proposal ({what} {version}, {proposal}…).",
                what=body["what"],
                version=body["version"],
                proposal=body["proposal"][:16],
            )
        )
    yes = body["answer"] == "yes"
    for kind, part in proposal.parts.items() if yes else ():
        if kind not in signatures or not signer.verifies(signatures[kind], part):
            raise StatementError(
                worded(
                    "It says yes, and its signature over the {kind} metadata is over other bytes, or missing.",
                    kind=kind,
                )
            )
    return Vote(
        _member(signer.fingerprint, voters), yes, body["why"], signatures, body["made"], statement.hash
    )


def count(folder: Path, proposal: Proposal, voters: Sequence[Roster]) -> Counted:
    """The votes in a folder; one that cannot be counted stops no other, and files of another kind are left.

    A member who voted twice is counted once, by the later vote.

    Raises:
        ReleaseError: there is no such folder.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise ReleaseError(
            worded(
                "The folder of votes {folder} cannot be read: {strerror}.",
                folder=folder,
                strerror=error.strerror or error,
            )
        ) from error
    if len(paths) > _MOST:
        raise ReleaseError(
            worded(
                "{folder} holds {n_paths} files; {most} are read at most. Keep votes in a folder.",
                folder=folder,
                n_paths=len(paths),
                most=_MOST,
            )
        )
    found = Counted()
    for path in paths:
        try:
            if not path.is_file():  # a pipe would be waited for
                raise StatementError(worded("It is no file, so it cannot be read."))
            vote = read_vote(Statement.read(read_bounded(path, name="It"), KIND), proposal, voters)
        except (StatementError, MembershipError) as error:
            found.rejected[shown_name(path)] = str(error)
            continue
        held = found.votes.get(vote.member.fingerprint)
        if held is None or (vote.made, vote.hash) > (held.made, held.hash):
            found.votes[vote.member.fingerprint] = vote
    return found


def _form(body: Mapping[str, Any]) -> dict[str, bytes]:
    """The signatures in a body, once it is what a vote is."""
    try:
        if set(body) != _FIELDS or body["answer"] not in ("yes", "no"):
            raise ValueError("its fields are others")
        if not all(isinstance(body[name], str) for name in ("federation", "what", "proposal", "why", "made")):
            raise TypeError("a text is missing")
        datetime.fromisoformat(body["made"])
        if len(body["why"]) > _LONGEST or not body["why"].isprintable():
            raise ValueError("its reason is no line of text")
        return {str(kind): bytes.fromhex(text) for kind, text in body["signatures"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StatementError(worded("It cannot be read as a vote ({error}).", error=error)) from error


def _member(fingerprint: str, voters: Sequence[Roster]) -> Member:
    return next(one for roster in voters for one in roster.members if one.fingerprint == fingerprint)
