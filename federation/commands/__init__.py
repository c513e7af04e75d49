"""`sse federation`: its commands by name; each is loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping

import click

from knowledge.lazy_group import LazyGroup

__all__ = ["federation"]

# name -> (module, attribute, help)
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "admit": ("federation.commands.membership", "admit", "Coordinator: propose the next roster."),
    "aggregate": ("federation.commands.rounds", "aggregate", "Coordinator: verify bundles and join them."),
    "candidate": ("federation.commands.releases", "candidate", "Coordinator: propose what a round gave as a release."),
    "contribute": ("federation.commands.rounds", "contribute", "Write your contribution to a round as a file."),
    "evaluate": ("federation.commands.releases", "evaluate", "Try a candidate on your own judgements."),
    "init": ("federation.commands.membership", "init", "Coordinator: begin a federation."),
    "inspect": ("federation.commands.rounds", "inspect", "Show everything in a bundle or another file."),
    "invite": ("federation.commands.membership", "invite", "Coordinator: write the invitation."),
    "join": ("federation.commands.following", "join", "Ask to be a member, or follow the releases."),
    "ledger": ("federation.commands.releases", "ledger", "What happened in the federation, entry by entry."),
    "prepare": ("federation.commands.preparing", "prepare", "Write the numbers that training reads."),
    "preview": ("federation.commands.preparing", "preview", "Show what a run would take from you."),
    "publish": ("federation.commands.releases", "publish", "Coordinator: publish what enough members signed."),
    "refresh": ("federation.commands.releases", "refresh", "Coordinator: renew the date of the newest release."),
    "rekey": ("federation.commands.membership", "rekey", "Ask for a change of your key."),
    "round": ("federation.commands.rounds", "round_", "Coordinator: open a round."),
    "simulate": ("federation.commands.simulate", "simulate", "Play a federation through on one machine."),
    "status": ("federation.commands.following", "status", "Its members, their roles, and the release in use."),
    "trustee": ("federation.commands.sealed", "trustee", "Trustee: make the keys of a sealed round."),
    "unseal": ("federation.commands.sealed", "unseal", "Trustee: open the sum of a sealed round."),
    "vote": ("federation.commands.releases", "vote", "Say yes or no to a candidate or a new roster."),
    "withdraw": ("federation.commands.releases", "withdraw", "Take your contribution to a round back."),
    "witness": ("federation.commands.sealed", "witness", "Add a sealed round up again, and sign its sum."),
}  # fmt: skip


@click.group(cls=LazyGroup, table=_COMMANDS)
def federation() -> None:
    """Improve the index together; judgements stay with those who made them."""
