"""Proposals: what members are asked to sign, as the exact bytes of TUF metadata.

A proposed release holds the `targets` part that names its files by hash. A proposed roster holds
the next `root` part, and the `targets` part of the release in use, which its members sign again:
a release must not lose its signatures because somebody who gave one has left.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import ReleaseError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.metadata import (
    GOVERNED,
    check_period,
    file_of,
    root_of,
    root_part,
    roster_of,
    signed_bytes,
    targets_part,
)
from federation.releases.trusted import follows, trusted_roster
from federation.statements import Statement, read_bounded
from knowledge.errors import KnowledgeError
from knowledge.signing import PublicKey, SigningKey
from knowledge.worded import worded

__all__ = ["KIND", "Proposal", "load_proposal", "make_proposal", "propose_root", "read_proposal"]

KIND = "proposal"
_FORMAT = 1
_FIELDS = {"format", "federation", "what", "version", "roster", "root", "targets", "made"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal whose form was checked.

    Attributes:
        what: a roster or a release.
        version: of the roster or of the release.
        federation: id of the federation.
        root, targets: the parts to sign, b"" for one that it does not hold.
        roster: the proposed one; None for a release.
        hash: of the statement; a vote names it.
    """

    what: Literal["roster", "release"]
    version: int
    federation: str
    root: bytes
    targets: bytes
    roster: Roster | None
    hash: str

    @property
    def parts(self) -> dict[str, bytes]:
        """What a yes signs, by kind of metadata."""
        return {kind: part for kind, part in (("root", self.root), ("targets", self.targets)) if part}

    @property
    def name(self) -> str:
        """For messages: "Release 3"."""
        return f"{self.what.capitalize()} {self.version}"


def propose_root(
    home: Home, roster: Roster, key: SigningKey | None = None, now: datetime | None = None
) -> Path:
    """Draft the next roster as a file for members to vote on; it is written to the workbench.

    Args:
        roster: the one to come; its version is one above the trusted one, or 1 at the founding.
        key: of the coordinator, before or after; the one in the member's folder where not given.

    Raises:
        ReleaseError: it does not follow the roster that this machine trusts.
        MembershipError: this machine has no key.
    """
    current = trusted_roster(home) if follows(home) else None
    if current is not None and roster.federation != current.federation:
        raise ReleaseError(
            worded(
                "This roster is of another federation than {name}. Nothing was proposed.", name=current.name
            )
        )
    expected = current.version + 1 if current is not None else 1
    if roster.version != expected:
        raise ReleaseError(
            worded(
                "The next roster of {name} has version {expected}, not {version}. Get the newest roster "
                "first: sse update --from FOLDER",
                name=roster.name,
                expected=expected,
                version=roster.version,
            )
        )
    signing = key or SigningKey.load(home.require_key())
    speaks = {one.coordinator for one in (current, roster) if one is not None}
    if signing.public.fingerprint not in speaks:
        raise ReleaseError(
            worded(
                "Only the coordinator of {name}, the present or the proposed one, proposes a roster. Ask "
                "it to, or propose yourself as coordinator.",
                name=roster.name,
            )
        )
    moment = now or the_time()
    root = signed_bytes(root_of(roster, moment + GOVERNED))
    statement = make_proposal(
        "roster", roster.version, roster.federation, current.version if current else 0, signing,
        root=root, targets=_targets_in_use(home), now=moment,
    )  # fmt: skip
    path = home.workbench / f"roster-{roster.version}.json"
    statement.save(path)
    return path


def make_proposal(
    what: Literal["roster", "release"],
    version: int,
    federation: str,
    roster: int,
    key: SigningKey,
    *,
    root: bytes = b"",
    targets: bytes = b"",
    now: datetime | None = None,
) -> Statement:
    """The statement of a proposal; `roster` is the version of the one that it was made under."""
    body = {
        "format": _FORMAT, "federation": federation, "what": what, "version": version, "roster": roster,
        "root": base64.b64encode(root).decode("ascii"),
        "targets": base64.b64encode(targets).decode("ascii"), "made": stamp(now),
    }  # fmt: skip
    return Statement.sign(KIND, body, key)


def read_proposal(
    statement: Statement,
    current: Roster | None,
    founder: PublicKey | None = None,
    now: datetime | None = None,
) -> Proposal:
    """The proposal in a statement, if the coordinator made it and it follows what is trusted.

    Args:
        current: the roster that this machine trusts; None while a federation is founded.
        founder: key of the invitation that this machine accepted; needed where `current` is None.
        now: to refuse a proposal that has ended; not looked at where None.

    Raises:
        ReleaseError: it makes no sense, or does not follow what is trusted.
        StatementError: the coordinator did not sign it.
    """
    body = statement.body
    what, root, targets = _form(body)
    proposed = roster_of(root_part(root)) if root else None
    found = Proposal(what, body["version"], body["federation"], root, targets, proposed, statement.hash)
    if proposed is not None:
        _check_follows(found, proposed, current, founder)
    elif current is None:
        raise ReleaseError(
            worded(
                "{name} cannot be voted on before this machine follows the federation: sse federation "
                "join --from FOLDER --root FINGERPRINT",
                name=found.name,
            )
        )
    elif found.federation != current.federation:
        raise ReleaseError(
            worded(
                "{name} is of another federation than {name2}. It was not used.",
                name=found.name,
                name2=current.name,
            )
        )
    rosters = [one for one in (current, proposed) if one is not None]
    keys = [roster.member(roster.coordinator).key for roster in rosters]
    statement.signed_by(keys, f"the coordinator of {rosters[0].name}")
    if targets:
        part = targets_part(targets)
        if what == "release" and part.version != found.version:
            raise ReleaseError(
                worded(
                    "{name} holds the metadata of release {version}. It was not used.",
                    name=found.name,
                    version=part.version,
                )
            )
        if now is not None:
            check_period(f"{found.name} (its files)", part, now)
    if root and now is not None:
        check_period(found.name, root_part(root), now)
    return found


def load_proposal(
    path: Path, current: Roster | None, founder: PublicKey | None = None, now: datetime | None = None
) -> Proposal:
    """Read a proposal's file; see `read_proposal`."""
    return read_proposal(Statement.load(path, KIND), current, founder, now)


def _form(body: Any) -> tuple[Literal["roster", "release"], bytes, bytes]:
    """What a statement's body proposes, and its two parts."""
    try:
        if set(body) != _FIELDS or body["format"] != _FORMAT:
            raise ReleaseError(
                worded("The proposal was made by another version of this program. Update, then try again.")
            )
        numbers = (body["version"], body["roster"])
        if not all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers):
            raise ValueError("a version is no whole number")
        if not isinstance(body["federation"], str):
            raise TypeError("its federation is no text")
        root = base64.b64decode(body["root"], validate=True)
        targets = base64.b64decode(body["targets"], validate=True)
        what = body["what"]
        if (what, bool(root)) not in (("roster", True), ("release", False)) or not (root or targets):
            raise ValueError("it is neither a roster nor a release")
    except (TypeError, ValueError, KeyError, binascii.Error) as error:
        raise StatementError(
            worded("The proposal cannot be read ({error}). Ask for it again.", error=error)
        ) from error
    return what, root, targets


def _check_follows(
    proposal: Proposal, proposed: Roster, current: Roster | None, founder: PublicKey | None
) -> None:
    if proposed.version != proposal.version or proposed.federation != proposal.federation:
        raise ReleaseError(
            worded("{name} holds another roster than it says. It was not used.", name=proposal.name)
        )
    if current is None:
        if proposed.version != 1:
            raise ReleaseError(
                worded(
                    "{name} of {name2} follows rosters that this machine does not know. Follow the "
                    "federation first: sse federation join --from FOLDER --root FINGERPRINT",
                    name=proposal.name,
                    name2=proposed.name,
                )
            )
        if founder is None or founder.fingerprint != proposed.coordinator:
            raise ReleaseError(
                worded(
                    "The first roster of {name} names a coordinator whose invitation you did not accept. It "
                    "was not used: ask the one who invited you.",
                    name=proposed.name,
                )
            )
    elif proposed.federation != current.federation or proposed.version != current.version + 1:
        raise ReleaseError(
            worded(
                "{name} of {name2} does not follow roster {version} of {name3}. Get the newest roster "
                "(sse update --from FOLDER), or ask for a new proposal.",
                name=proposal.name,
                name2=proposed.name,
                version=current.version,
                name3=current.name,
            )
        )


def _targets_in_use(home: Home) -> bytes:
    """The `targets` part of the newest release that this machine has seen, or b""."""
    path = home.metadata / "targets.json"
    if not path.exists():
        return b""
    try:
        return signed_bytes(file_of(read_bounded(path), "targets").signed)
    except KnowledgeError as error:
        raise ReleaseError(worded("{path} cannot be read: {error}", path=path, error=error)) from error
