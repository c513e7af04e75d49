"""`sse federation`: its commands by name; each is loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping

import click

from knowledge.lazy_group import LazyGroup

__all__ = ["federation"]

# name -> (module, attribute, help)
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "admit": ("federation.commands.membership", "admit", "Coordinator: propose who is a member, and in which role."),
    "aggregate": ("federation.commands.rounds", "aggregate", "Coordinator: join the contributions of a round."),
    "candidate": ("federation.commands.releases", "candidate", "Coordinator: propose what a round gave as a release."),
    "contribute": ("federation.commands.rounds", "contribute", "Write your contribution to a round to a file."),
    "evaluate": ("federation.commands.releases", "evaluate", "Try a candidate on your own judgements."),
    "init": ("federation.commands.membership", "init", "Found a federation; you are its coordinator."),
    "inspect": ("federation.commands.rounds", "inspect", "Show everything that a file holds."),
    "invite": ("federation.commands.membership", "invite", "Coordinator: write the invitation for members."),
    "join": ("federation.commands.membership", "join", "Ask to be a member, or follow the releases."),
    "ledger": ("federation.commands.releases", "ledger", "What happened in the federation, entry by entry."),
    "prepare": ("federation.commands.preparing", "prepare", "Write the numbers that training reads."),
    "preview": ("federation.commands.preparing", "preview", "Show what a run would take from you."),
    "publish": ("federation.commands.releases", "publish", "Coordinator: publish what enough members signed."),
    "refresh": ("federation.commands.releases", "refresh", "Coordinator: renew the date of the newest release."),
    "round": ("federation.commands.rounds", "round_", "Coordinator: open a round."),
    "simulate": ("federation.commands.simulate", "simulate", "Play a federation through on one machine."),
    "status": ("federation.commands.membership", "status", "Your federation, its members, and what you did."),
    "trustee": ("federation.commands.sealed", "trustee", "Trustee: make the keys of a sealed round."),
    "unseal": ("federation.commands.sealed", "unseal", "Trustee: open the sum of a sealed round."),
    "vote": ("federation.commands.releases", "vote", "Say yes or no to a candidate or a new roster."),
    "withdraw": ("federation.commands.releases", "withdraw", "Take your contribution to a round back."),
    "witness": ("federation.commands.sealed", "witness", "Add a sealed round's bundles up again, and sign."),
}  # fmt: skip


@click.group(cls=LazyGroup, table=_COMMANDS)
def federation() -> None:
    """Improve the index together; judgements stay with those who made them."""
