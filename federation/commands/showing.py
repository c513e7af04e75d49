"""What a proposal says, for the one who is asked to sign it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.membership.home import Home
    from federation.releases.proposing import Proposal
    from knowledge.signing import PublicKey

__all__ = ["founder_of", "plain", "show_proposal"]


def show_proposal(home: Home, path: Path) -> Proposal:
    """The checked proposal, after telling what it is."""
    from federation.clock import now
    from federation.membership.joining import record_of
    from federation.releases.candidate import load_candidate
    from federation.releases.proposing import load_proposal
    from federation.releases.trusted import follows, trusted_roster

    if path.is_dir():
        found = load_candidate(home, path)
        release, report = found.contents.release, found.contents.report
        told: dict[str, Any] = {
            "release": release.version, "starts from": release.base, "round": f"{release.round} ({release.mode})",
            "contributed": ", ".join(sorted(report.get("accepted", {}))) or "nobody",
            "left out": "; ".join(f"{name}: {why}" for name, why in report.get("rejected", {}).items()) or "nobody",
            "practice cards": len(found.contents.practices),
            "public test": f"{report.get('public_test', {}).get('verdict', 'not held')}",
            "proposed nevertheless": report.get("override", ""),
            "taken back by": ", ".join(release.withdraws),
            "revokes": ", ".join(map(str, release.revokes)),
        }  # fmt: skip
        proposal = found.proposal
    else:
        current = trusted_roster(home) if follows(home) else None
        proposal = load_proposal(path, current, founder_of(home), now())
        roster = proposal.roster
        assert roster is not None
        told = {"federation": roster.name, "roster": roster.version}
        told |= record_of(current, roster) if current is not None else {}
        told["members"] = [
            f"{one.name} ({one.fingerprint[:16]}…, {' '.join(one.languages)})" for one in roster.members
        ]
        told["must sign"] = f"{roster.threshold} of {len(roster.members)}"
        told["coordinator"] = roster.member(roster.coordinator).name
    for name, value in told.items():
        if value not in ("", []):
            click.echo(f"{name:22} {plain(value)}")
    click.echo(f"{'proposal':22} {proposal.hash}")
    return proposal


def founder_of(home: Home) -> PublicKey | None:
    """The key of the invitation that this machine accepted."""
    from federation.statements import Statement
    from knowledge.signing import PublicKey

    if not home.invitation.exists():
        return None
    body = Statement.load(home.invitation, "invitation").body
    return PublicKey(bytes.fromhex(str(body["coordinator"])))


def plain(value: object) -> str:
    """A value for the terminal: a stranger's text in it cannot move the cursor or turn the line around."""
    told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(char if char.isprintable() else "\ufffd" for char in told)
