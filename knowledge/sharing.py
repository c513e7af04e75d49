"""Who shared a practice card: what stands as its status, and is shown with every quote of it.

A card that a member of a federation shared is that member's word. Its status names the
member, the key that signed it and the release that brought it; a shipped card has another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PREFIX", "Shared", "shared_of"]

PREFIX = "shared-"  # of the id of every shared card, and of nothing that ships
_STATUS = re.compile(r"Shared by (?P<name>.+), key (?P<key>[0-9a-f]{64}), release (?P<release>[1-9]\d{0,8})")
_SHORT = 16  # hex digits of a fingerprint that are shown


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a shared card came from.

    Attributes:
        name: the member's, as the roster has it.
        key: fingerprint of the key that signed the card.
        release: the release that brought the card here.
    """

    name: str
    key: str
    release: int

    @property
    def status(self) -> str:
        """What stands in `Document.status`, and `shared_of` reads."""
        return f"Shared by {self.name}, key {self.key}, release {self.release}"

    @property
    def short_key(self) -> str:
        """The part of the fingerprint that is shown."""
        return self.key[:_SHORT]


def shared_of(status: str) -> Shared | None:
    """Read `Shared.status`; None for any other status."""
    match = _STATUS.fullmatch(status)
    return Shared(match["name"], match["key"], int(match["release"])) if match else None
