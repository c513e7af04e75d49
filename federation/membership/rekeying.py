"""Changing one's key: a request that both keys sign, and the change itself once members voted for it.

Until a roster with the new key is trusted here, the old one signs. Then the new one takes its
place in one step; the old file stays beside it under its fingerprint.
"""

from __future__ import annotations

from pathlib import Path

from federation.errors import MembershipError
from federation.membership.home import Home
from federation.membership.joining import make_request, read_request
from federation.membership.roster import Roster
from federation.statements import Statement
from knowledge.files import write_atomically
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["new_key_path", "rekey", "settle"]


def new_key_path(home: Home) -> Path:
    """Where the key lies that is to take the place of the member's (0600)."""
    return home.folder / "member.key.new"


def rekey(home: Home, roster: Roster, old: SigningKey, new: SigningKey) -> Statement:
    """The request to change the member's key; `new` is the one in `new_key_path`.

    Raises:
        MembershipError: the old key is no member's.
    """
    member = roster.member(old.public.fingerprint)
    statement = make_request(roster.federation, member.name, member.languages, new, old)
    statement.save(_request(home))
    return statement


def settle(home: Home, roster: Roster) -> bool:
    """Use the new key from now on, if the trusted roster holds it; whether it took the other's place.

    Raises:
        MembershipError: the new key is gone.
    """
    path = _request(home)
    if not path.exists():
        return False
    request = read_request(Statement.load(path, "request"))
    if request.member.fingerprint not in {one.fingerprint for one in roster.members}:
        return False
    waiting = new_key_path(home)
    if waiting.exists():
        kept = home.folder / f"member-{request.replaces[:12]}.key"
        if home.key.exists():
            write_atomically(kept, home.key.read_bytes())
        waiting.replace(home.key)
    elif not home.key.exists():
        raise MembershipError(
            worded(
                "{name} has a new key of yours, and it is neither in {waiting} nor in {key}. Restore it "
                "from a copy, or ask for another change: sse federation join INVITATION",
                name=roster.name,
                waiting=waiting,
                key=home.key,
            )
        )
    path.unlink()
    return True


def _request(home: Home) -> Path:
    return home.folder / "rekey.json"
