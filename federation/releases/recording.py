"""What the coordinator writes into the ledger: every act of the federation, once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from federation.errors import ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.contents import RELEASE, Release
from federation.releases.installed import in_use
from federation.releases.ledger import FILE, Event, append
from federation.releases.metadata import signed_bytes
from federation.releases.proposing import Proposal
from federation.releases.repository import Repository
from federation.releases.trusted import trusted_roster, trusted_rosters
from federation.releases.voting import Counted
from federation.statements import read_bounded
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["coordinated", "record", "record_votes"]


def coordinated(home: Home, key: SigningKey) -> Roster:
    """The trusted roster, if `key` is its coordinator's.

    Raises:
        ReleaseError: it is not.
    """
    roster = trusted_roster(home)
    if key.public.fingerprint != roster.coordinator:
        raise ReleaseError(
            worded(
                "Only the coordinator of {name}, {name2}, does this. To change who that is, members vote "
                "on a roster.",
                name=roster.name,
                name2=roster.member(roster.coordinator).name,
            )
        )
    return roster


def record(home: Home, events: Sequence[Event], key: SigningKey, now: datetime | None = None) -> Path:
    """Write events to the coordinator's ledger; returns its path.

    A release that was published and is not in it, since the machine stopped between the two, is
    written first.

    Raises:
        LedgerError: see `federation.releases.ledger.append`.
        ReleaseError: the key is not the coordinator's.
    """
    roster = coordinated(home, key)
    path = home.workbench / FILE
    append(
        path,
        [*_published(home), *events],
        roster,
        key,
        trusted_rosters(home),
        now,
        released=in_use(home).ledger,
    )
    return path


def record_votes(
    home: Home, proposal: Proposal, counted: Counted, key: SigningKey, now: datetime | None = None
) -> None:
    """Write the votes on a proposal that was published, and a roster, to the ledger; see `record`."""
    events = [
        Event(
            "vote",
            {
                "what": proposal.what, "version": proposal.version, "member": vote.member.name,
                "answer": "yes" if vote.yes else "no", "why": vote.why,
            },
            vote.hash,
        )
        for vote in sorted(counted.votes.values(), key=lambda one: one.member.name)
    ]  # fmt: skip
    events += [
        Event("vote", {"what": proposal.what, "version": proposal.version, "file": name, "not_counted": why})
        for name, why in sorted(counted.rejected.items())
    ]
    roster = proposal.roster
    if roster is not None:
        told = {
            "version": proposal.version, "threshold": roster.threshold,
            "members": [one.name for one in roster.members],
            "coordinator": roster.member(roster.coordinator).name,
            "trustee": roster.member(roster.trustee).name if roster.trustee else "",
        }  # fmt: skip
        events.append(Event("roster", told, hashlib.sha256(proposal.root).hexdigest()))
    record(home, events, key, now)


def _published(home: Home) -> list[Event]:
    """The event of the release that is served, if there is one."""
    repository = Repository(home.repository)
    newest = repository.release()
    if newest is None:
        return []
    sha256 = newest.signed.targets[RELEASE].hashes["sha256"]
    release = Release.of(read_bounded(repository.targets / f"{sha256}.{RELEASE}"))
    about = {
        "version": release.version, "base": release.base, "round": release.round,
        "withdraws": list(release.withdraws), "revokes": list(release.revokes),
    }  # fmt: skip
    return [Event("release", about, hashlib.sha256(signed_bytes(newest.signed)).hexdigest())]
