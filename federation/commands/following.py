"""`sse federation join` and `status`: ask to be a member, follow the releases, see what is in use."""

from __future__ import annotations

import json
from pathlib import Path

import click

__all__ = ["join", "status"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("invitation", required=False, type=_FILE)
@click.option("--as", "name", metavar="NAME", help="Member: your organisation's name.")
@click.option(
    "--lang",
    "languages",
    multiple=True,
    metavar="XX",
    help="Member: a language of your questions; repeatable.",
)
@click.option("--coordinator", metavar="FINGERPRINT", help="Member: as the coordinator read it to you.")
@click.option("--out", type=_FILE, help="Member: the request that you give to the coordinator.")
@click.option(
    "--passphrase", is_flag=True, help="Member: protect your key with a passphrase; it is asked for."
)
@click.option("--from", "place", metavar="FOLDER|URL", help="Follow: where the releases are.")
@click.option(
    "--root", "fingerprint", metavar="FINGERPRINT",
    help="Follow: of the first root, as a member told it to you; 16 digits or more.",
)  # fmt: skip
def join(
    invitation: Path | None, name: str | None, languages: tuple[str, ...], coordinator: str | None,
    out: Path | None, passphrase: bool, place: str | None, fingerprint: str | None,
) -> None:  # fmt: skip
    """Ask to be a member (INVITATION), or follow the releases (--from, --root).

    A member does both: the request first, and, once the roster is published, the releases.
    Following alone makes no key and sends nothing. Compare fingerprints by telephone or face
    to face: whoever can change the files can change what is written beside them.
    """
    if invitation is not None:
        if not (name and languages and coordinator and out):
            raise click.UsageError(
                "A member says: sse federation join INVITATION --as NAME --lang XX --coordinator FINGERPRINT --out FILE"
            )
        from federation.commands.membership import request

        request(invitation, name, languages, coordinator, out, passphrase)
        return
    if not (place and fingerprint):
        raise click.UsageError("Give an INVITATION, or where to follow: --from FOLDER|URL --root FINGERPRINT")
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
    from federation.commands.showing import plain
    from federation.membership.home import Home
    from federation.releases.following import root_fingerprint
    from federation.releases.installed import in_use
    from federation.releases.trusted import follows, trusted_roster
    from federation.statements import Statement

    home = Home()
    if not follows(home) and home.invitation.exists() and not as_json:
        name = plain(Statement.load(home.invitation, "invitation").body.get("name", ""))
        click.echo(
            f"{name} is not founded yet, or this machine does not follow it. When its first roster is published, ask "
            "a member for the fingerprint of its root, then: sse federation join --from FOLDER --root FINGERPRINT"
        )
        return
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
