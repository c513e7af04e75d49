"""The member's key for a command: its passphrase comes from the environment or from a prompt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from federation.membership.home import Home
    from knowledge.signing import SigningKey

__all__ = ["PASSPHRASE", "load_key", "new_key", "own_key"]

PASSPHRASE = "SSE_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable


def own_key(home: Home) -> SigningKey:
    """The private key of the member whose folder this is.

    Raises:
        MembershipError: there is none.
        SigningError: it cannot be read, or the passphrase is another.
    """
    from federation.membership.rekeying import settle
    from federation.releases.trusted import follows, trusted_roster

    if follows(home) and settle(home, trusted_roster(home)):
        click.echo("Members voted for your new key: it signs from now on.", err=True)
    return load_key(home.require_key())


def new_key(path: Path, ask: bool) -> SigningKey:
    """The private key in `path`; a new one where there is none.

    Args:
        ask: for a passphrase that protects a new key; the one in the environment is taken without.

    Raises:
        SigningError: it cannot be read or written, or the passphrase is another.
    """
    from knowledge.signing import SigningKey

    if path.exists():
        return load_key(path)
    given = os.environ.get(PASSPHRASE, "")
    if ask and not given:
        given = click.prompt("A passphrase for your key", hide_input=True, confirmation_prompt=True, err=True)
    return SigningKey.open(path, given)


def load_key(path: Path) -> SigningKey:
    """The private key in `path`; its passphrase is asked for where it has one.

    Raises:
        SigningError: it cannot be read, or the passphrase is another.
    """
    from knowledge.signing import SigningKey

    given = os.environ.get(PASSPHRASE, "")
    if not given and path.exists() and b"ENCRYPTED PRIVATE KEY" in path.read_bytes():
        given = click.prompt("Passphrase of your key", hide_input=True, err=True)
    return SigningKey.load(path, given)
