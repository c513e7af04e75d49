"""The member's private key, for what is signed from the screen; it blocks, and is not kept longer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from federation.membership.home import Home
    from federation.membership.roster import Member, Roster
    from knowledge.signing import SigningKey

__all__ = ["is_locked", "member_here", "member_key"]


def is_locked(home: Home) -> bool:
    """Whether the key has a passphrase that the environment does not give."""
    from federation.commands.own_key import PASSPHRASE

    if os.environ.get(PASSPHRASE) or not home.key.exists():
        return False
    return b"ENCRYPTED PRIVATE KEY" in home.key.read_bytes()


def member_key(home: Home, passphrase: str = "") -> SigningKey:
    """The private key of the member who sits here; a new one that members voted for is taken into use.

    Raises:
        MembershipError: this machine has none.
        SigningError: it cannot be read, or the passphrase is another.
    """
    from federation.commands.own_key import PASSPHRASE
    from federation.membership.rekeying import settle
    from federation.releases.trusted import follows, trusted_roster
    from knowledge.signing import SigningKey

    path = home.require_key()
    if follows(home):
        settle(home, trusted_roster(home))
    return SigningKey.load(path, passphrase or os.environ.get(PASSPHRASE, ""))


def member_here(home: Home, roster: Roster) -> Member | None:
    """Who this machine is in the roster; None where it has no key of a member, or the key is locked."""
    if not home.key.exists() or is_locked(home):
        return None
    fingerprint = member_key(home).public.fingerprint
    return next((one for one in roster.members if one.fingerprint == fingerprint), None)
