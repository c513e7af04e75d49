"""Following a federation: its first root is trusted because people told each other its fingerprint."""

from __future__ import annotations

import hashlib

from federation.errors import MembershipError, ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.fetching import source_of
from federation.releases.metadata import LIMITS
from federation.releases.trusted import chain_of, check_chain, follows, keep_roots
from knowledge.worded import worded

__all__ = ["follow", "root_fingerprint"]

_SHORTEST = 16  # hex digits (64 bits) that are compared


def follow(home: Home, place: str, fingerprint: str) -> Roster:
    """Trust a federation from its first root on; returns the first roster. The newest comes with an update.

    Args:
        place: folder or address of its releases.
        fingerprint: SHA-256 of the first root's file, or its first 16 digits or more, as a member told it.

    Raises:
        MembershipError: the fingerprint is another, or this machine follows another federation.
        ReleaseError: there is no root, or it cannot be used.
    """
    told = fingerprint.strip().lower().replace(" ", "").replace(":", "")
    if len(told) < _SHORTEST or not all(char in "0123456789abcdef" for char in told):
        raise MembershipError(
            worded(
                "'{fingerprint}' is no fingerprint: give {shortest} hex digits or more, as a member read "
                "them to you.",
                fingerprint=fingerprint[:80],
                shortest=_SHORTEST,
            )
        )
    if follows(home):
        kept = root_fingerprint(home)
        if kept.startswith(told):
            return check_chain(chain_of(home.metadata))[0]
        raise MembershipError(
            worded(
                "This machine follows another federation already (root {kept}…). Nothing was changed. To "
                "follow this one, use another data folder (SSE_DATA_DIR).",
                kept=kept[:_SHORTEST],
            )
        )
    content = source_of(place).read("metadata/1.root.json", LIMITS["root"])
    found = hashlib.sha256(content).hexdigest()
    if not found.startswith(told):
        raise MembershipError(
            worded(
                "The first root in {place} has the fingerprint {found}…, and you were told {told}…: this "
                "is not the federation that you mean, or somebody changed the file. It is not trusted; "
                "ask the member who told you.",
                place=place,
                found=found[:_SHORTEST],
                told=told[:_SHORTEST],
            )
        )
    roster = check_chain([content])[0]
    if roster.version != 1:
        raise ReleaseError(
            worded(
                "The file 1.root.json in {place} holds roster {version}. It is not trusted.",
                place=place,
                version=roster.version,
            )
        )
    keep_roots(home, [content])
    return roster


def root_fingerprint(home: Home) -> str:
    """SHA-256 of the first root that this machine trusts, in hex, or "" where it follows nothing."""
    chain = chain_of(home.metadata)
    return hashlib.sha256(chain[0]).hexdigest() if chain else ""
