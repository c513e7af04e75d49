"""`sse update`: the newest release of the federation, from a folder, a stick or a server."""

from __future__ import annotations

import json

import click

__all__ = ["update"]


@click.command()
@click.option("--from", "place", required=True, metavar="FOLDER|URL", help="Where the releases are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def update(place: str, as_json: bool) -> None:
    """Get the newest release of your federation and use it.

    It is taken only if enough members signed it, nothing in it was changed, and it continues
    what this machine knows; otherwise the release in use stays in use, and you are told why.
    """
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_roster
    from federation.releases.updating import update as update_it
    from knowledge.embedding import open_embedder
    from knowledge.paths import data_folder
    from knowledge.store import open_library

    home = Home()
    trusted_roster(home)  # told before the library is made, which takes seconds the first time
    done = update_it(home, place, data_folder(), open_library(), open_embedder().fingerprint)
    cards = done.practices
    if as_json:
        told = {
            "before": done.before, "version": done.version, "roster": done.roster.version,
            "practices": len(done.contents.practices) if done.contents else 0, "notes": list(done.notes),
        }  # fmt: skip
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    name = f"Release {done.version} of {done.roster.name}" if done.version else "The shipped index"
    state = "is now in use" if done.version != done.before else "is in use: it is the newest there"
    click.echo(
        f"{name} {state}. {done.roster.threshold} of {len(done.roster.members)} members must sign one."
    )
    if done.roster.version != done.roster_before.version:
        click.echo(f"Roster {done.roster.version}: {', '.join(one.name for one in done.roster.members)}.")
    if cards is not None and (cards.added or cards.replaced or cards.removed):
        click.echo(
            f"Practice cards: {len(cards.added)} new, {len(cards.replaced)} changed, {len(cards.removed)} taken out."
        )
    for note in done.notes:
        click.echo(f"note: {note}", err=True)
