"""`sse federation`: its commands by name; each is loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping

import click

from knowledge.lazy_group import LazyGroup

__all__ = ["federation"]

# name -> (module, attribute, help)
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "candidate": ("federation.commands.releases", "candidate", "Coordinator: propose what a round gave as a release."),
    "evaluate": ("federation.commands.releases", "evaluate", "Try a candidate on your own judgements."),
    "join": ("federation.commands.following", "join", "Follow the releases of a federation."),
    "ledger": ("federation.commands.releases", "ledger", "What happened in the federation, entry by entry."),
    "prepare": ("federation.commands.preparing", "prepare", "Write the numbers that training reads."),
    "preview": ("federation.commands.preparing", "preview", "Show what a run would take from you."),
    "publish": ("federation.commands.releases", "publish", "Coordinator: publish what enough members signed."),
    "refresh": ("federation.commands.releases", "refresh", "Coordinator: renew the date of the newest release."),
    "simulate": ("federation.commands.simulate", "simulate", "Play a federation through on one machine."),
    "status": ("federation.commands.following", "status", "Its members, their roles, and the release in use."),
    "vote": ("federation.commands.releases", "vote", "Say yes or no to a candidate or a new roster."),
    "withdraw": ("federation.commands.releases", "withdraw", "Take your contribution to a round back."),
}  # fmt: skip


@click.group(cls=LazyGroup, table=_COMMANDS)
def federation() -> None:
    """Improve the index together; judgements stay with those who made them."""
