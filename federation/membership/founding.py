"""Founding: from one coordinator and the requests that came in to the first roster.

Until members have signed that roster, a federation is an invitation and the coordinator's own
request, in the coordinator's folder; nobody trusts anything yet.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from federation.errors import MembershipError
from federation.membership.home import Home
from federation.membership.joining import Invitation, make_request, next_roster, read_invitation, read_request
from federation.membership.roster import Roster, is_name
from federation.statements import Statement
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["accept", "first_roster", "found", "own_invitation"]


def found(
    home: Home,
    name: str,
    member: str,
    languages: Collection[str],
    key: SigningKey,
    *,
    threshold: int,
    releases: str = "",
) -> Invitation:
    """Begin a federation on the coordinator's machine.

    Args:
        name: of the federation; `member` is the coordinator's own.
        languages: that the coordinator declares.
        threshold: how many members will have to sign a release.
        releases: where releases will be, as people write it.

    Raises:
        MembershipError: a name or language cannot be used, or this machine belongs to a federation already.
    """
    if home.invitation.exists():
        held = Statement.load(home.invitation, "invitation").body.get("name", "")
        raise MembershipError(
            worded(
                "This machine belongs to {held!r:.90} already. To found another federation, use another "
                "data folder (SSE_DATA_DIR).",
                held=held,
            )
        )
    if not is_name(name):
        raise MembershipError(
            worded(
                "{name!r:.90} cannot be a federation's name: give one line of 1 to 80 characters.", name=name
            )
        )
    if threshold < 1:
        raise MembershipError(
            worded("{threshold} members cannot sign a release; one at least must.", threshold=threshold)
        )
    invitation = Invitation(secrets.token_hex(16), name, key.public, threshold, releases)
    request = make_request(invitation.federation, member, languages, key)
    request.save(_own_request(home))
    invitation.signed(key).save(home.invitation)
    return invitation


def own_invitation(home: Home, key: SigningKey, current: Roster | None) -> Statement:
    """The invitation to hand out: the one of the founding, or of the federation as it is now.

    Raises:
        MembershipError: this machine founded no federation, or its key is not the coordinator's.
    """
    if not home.invitation.exists():
        raise MembershipError(
            worded(
                "This machine coordinates no federation. Found one with: sse federation init NAME "
                "--threshold M"
            )
        )
    kept = Statement.load(home.invitation, "invitation")
    if current is None:
        read_invitation(kept, key.public.fingerprint)
        return kept
    if key.public.fingerprint != current.coordinator:
        raise MembershipError(
            worded(
                "Only the coordinator of {name}, {name2}, invites.",
                name=current.name,
                name2=current.member(current.coordinator).name,
            )
        )
    releases = str(kept.body.get("releases", ""))
    return Invitation(current.federation, current.name, key.public, current.threshold, releases).signed(key)


def accept(home: Home, statement: Statement, coordinator: str, current: Roster | None) -> Invitation:
    """Keep the invitation that this machine's user accepts.

    Args:
        coordinator: the coordinator's fingerprint, as it was told out of band.
        current: the roster that this machine trusts, if it follows a federation.

    Raises:
        MembershipError: the fingerprint is another, or this machine belongs to another federation.
        StatementError: the coordinator did not sign it.
    """
    invitation = read_invitation(statement, coordinator)
    held = current.federation if current is not None else ""
    if home.invitation.exists():
        held = held or str(Statement.load(home.invitation, "invitation").body.get("federation", ""))
    if held and held != invitation.federation:
        raise MembershipError(
            worded(
                "This machine belongs to another federation than {name}. Nothing was changed. To join "
                "this one too, use another data folder (SSE_DATA_DIR).",
                name=invitation.name,
            )
        )
    statement.save(home.invitation)
    return invitation


def first_roster(
    home: Home,
    key: SigningKey,
    statements: Sequence[Statement],
    *,
    trustee: str | None = None,
    threshold: int | None = None,
) -> Roster:
    """The roster to found the federation with: the coordinator and everybody whose request is given.

    Raises:
        MembershipError: this machine founded no federation, or the roster makes no sense.
        StatementError: a request cannot be used.
    """
    path = _own_request(home)
    if not path.exists():
        raise MembershipError(
            worded(
                "This machine founded no federation and follows none. Found one with: sse federation "
                "init NAME --threshold M; to be a member of one: sse federation join INVITATION"
            )
        )
    invitation = read_invitation(Statement.load(home.invitation, "invitation"), key.public.fingerprint)
    own = read_request(Statement.load(path, "request"))
    alone = Roster(
        invitation.federation, invitation.name, 1, 1, (own.member,), invitation.coordinator.fingerprint
    )  # fmt: skip
    wanted = invitation.threshold if threshold is None else threshold
    return replace(next_roster(alone, statements, trustee=trustee, threshold=wanted), version=1)


def _own_request(home: Home) -> Path:
    return home.workbench / "own-request.json"
