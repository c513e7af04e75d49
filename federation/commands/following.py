"""`sse federation join` and `status`: follow a federation's releases, and see what is in use."""

from __future__ import annotations

import json

import click

__all__ = ["join", "status"]


@click.command()
@click.option("--from", "place", required=True, metavar="FOLDER|URL", help="Where the releases are.")
@click.option(
    "--root", "fingerprint", required=True, metavar="FINGERPRINT",
    help="Of the first root, as a member told it to you; 16 digits or more.",
)  # fmt: skip
def join(place: str, fingerprint: str) -> None:
    """Follow a federation's releases from now on; no key is made, and nothing is sent.

    Compare the fingerprint by telephone or face to face: whoever can change the files can
    change what is written beside them.
    """
    from federation.membership.home import Home
    from federation.releases.following import follow

    roster = follow(Home(), place, fingerprint)
    click.echo(
        f"This machine follows {roster.name}: {roster.threshold} of {len(roster.members)} members sign a release. "
        f"Get the newest one with: sse update --from {place}"
    )


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(as_json: bool) -> None:
    """The federation that this machine follows, its members and roles, and the release in use."""
    from federation.membership.home import Home
    from federation.releases.following import root_fingerprint
    from federation.releases.installed import in_use
    from federation.releases.trusted import trusted_roster

    home = Home()
    roster = trusted_roster(home)
    release = in_use(home).version
    if as_json:
        told = {"roster": roster.record(), "root": root_fingerprint(home), "release": release}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    click.secho(f"{roster.name}, roster {roster.version}", bold=True)
    for member in roster.members:
        roles = [
            role
            for role, fingerprint in (("coordinator", roster.coordinator), ("trustee", roster.trustee))
            if fingerprint == member.fingerprint
        ]
        named = f" ({', '.join(roles)})" if roles else ""
        click.echo(f"  {member.fingerprint[:16]}…  {' '.join(member.languages):12} {member.name}{named}")
    click.echo(
        f"{roster.threshold} of {len(roster.members)} sign a release; first root {root_fingerprint(home)}"
    )
    click.echo(f"in use: {f'release {release}' if release else 'the shipped index, no release yet'}")
