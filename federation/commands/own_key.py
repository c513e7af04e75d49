"""The member's key for a command: its passphrase comes from the environment or from a prompt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from federation.membership.home import Home
    from knowledge.signing import SigningKey

__all__ = ["PASSPHRASE", "own_key"]

PASSPHRASE = "SSE_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable


def own_key(home: Home) -> SigningKey:
    """The private key of the member whose folder this is.

    Raises:
        MembershipError: there is none.
        SigningError: it cannot be read, or the passphrase is another.
    """
    from knowledge.signing import SigningKey

    path = home.require_key()
    given = os.environ.get(PASSPHRASE, "")
    if not given and b"ENCRYPTED PRIVATE KEY" in path.read_bytes():
        given = click.prompt("Passphrase of your key", hide_input=True, err=True)
    return SigningKey.load(path, given)
