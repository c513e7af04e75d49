"""`sse federation init`, `invite`, `admit`, `rekey`, and a member's side of joining."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["admit", "init", "invite", "rekey", "request"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_LANGUAGES = click.option(
    "--lang", "languages", multiple=True, metavar="XX", help="A language of your questions; repeatable."
)
_PASSPHRASE = click.option(
    "--passphrase", is_flag=True, help="Protect your key with a passphrase; it is asked for."
)


@click.command()
@click.argument("name")
@click.option("--threshold", type=click.IntRange(1), required=True, help="How many members sign a release.")
@click.option("--as", "member", required=True, metavar="NAME", help="Your own organisation's name in it.")
@_LANGUAGES
@click.option("--releases", default="", metavar="PLACE", help="Where releases will be, for people to read.")
@_PASSPHRASE
def init(
    name: str, threshold: int, member: str, languages: tuple[str, ...], releases: str, passphrase: bool
) -> None:
    """Coordinator: begin a federation. Nothing is published before members have signed its roster."""
    from federation.commands.own_key import new_key
    from federation.membership.founding import found
    from federation.membership.home import Home

    home = Home()
    key = new_key(home.key, passphrase)
    found(home, name, member, languages, key, threshold=threshold, releases=releases)
    click.echo(
        f"{name} is begun; {member} coordinates it. Your key is in {home.key}: keep a copy in a safe place."
    )
    click.echo("Your fingerprint, which you read to those whom you invite:")
    click.echo(f"  {grouped(key.public.fingerprint)}")
    click.echo("Next: sse federation invite --out FILE, and send or carry that file to them.")


@click.command()
@click.option("--out", type=_FILE, required=True, help="The file to hand out.")
def invite(out: Path) -> None:
    """Coordinator: write the invitation; one file for everybody."""
    from federation.commands.own_key import own_key
    from federation.membership.founding import own_invitation
    from federation.membership.home import Home
    from federation.releases.trusted import follows, trusted_roster

    home = Home()
    key = own_key(home)
    statement = own_invitation(home, key, trusted_roster(home) if follows(home) else None)
    statement.save(out)
    click.echo(f"The invitation is in {out}. It holds no secret. Read your fingerprint to those who get it:")
    click.echo(f"  {grouped(key.public.fingerprint)}")


def request(
    invitation: Path, name: str, languages: tuple[str, ...], coordinator: str, out: Path, passphrase: bool
) -> None:
    """Accept an invitation and write the request to be a member; called by `join`."""
    from federation.commands.own_key import new_key
    from federation.membership.founding import accept
    from federation.membership.home import Home
    from federation.membership.joining import make_request
    from federation.releases.trusted import follows, trusted_roster
    from federation.statements import Statement

    home = Home()
    current = trusted_roster(home) if follows(home) else None
    found = accept(home, Statement.load(invitation, "invitation"), coordinator, current)
    key = new_key(home.key, passphrase)
    make_request(found.federation, name, languages, key).save(out)
    click.echo(
        f"Your request to join {found.name} is in {out}: your name, languages and public key. Give it to the "
        f"coordinator, and read your fingerprint by telephone or face to face:"
    )
    click.echo(f"  {grouped(key.public.fingerprint)}")
    click.echo(f"Your key is in {home.key}: keep a copy in a safe place.")


@click.command()
@click.argument("requests", nargs=-1, type=_FILE)
@click.option("--remove", multiple=True, metavar="NAME", help="A member who leaves; repeatable.")
@click.option("--trustee", metavar="NAME", help="The member who can open the sums of sealed rounds.")
@click.option("--coordinator", metavar="NAME", help="The member who is to coordinate from then on.")
@click.option("--threshold", type=click.IntRange(1), help="How many members sign from then on.")
@click.option("--out", type=_FILE, help="Copy the proposal there, for the members.")
def admit(
    requests: tuple[Path, ...], remove: tuple[str, ...], trustee: str | None, coordinator: str | None,
    threshold: int | None, out: Path | None,
) -> None:  # fmt: skip
    """Coordinator: propose the next roster. It holds when enough members have signed it.

    REQUESTS are the files of those who want to join or to change their key. Compare each
    fingerprint with what its owner reads to you.
    """
    from federation.commands.own_key import own_key
    from federation.commands.showing import founder_of, plain
    from federation.membership.founding import first_roster
    from federation.membership.home import Home
    from federation.membership.joining import next_roster, read_request
    from federation.releases.proposing import load_proposal, propose_root
    from federation.releases.trusted import follows, trusted_roster
    from federation.statements import Statement

    home = Home()
    key = own_key(home)
    statements = [Statement.load(path, "request") for path in requests]
    current = trusted_roster(home) if follows(home) else None
    if current is not None:
        roster = next_roster(
            current, statements, remove=remove, trustee=trustee, coordinator=coordinator, threshold=threshold
        )
    elif remove or coordinator:
        raise click.UsageError("The federation is not founded yet: leave their requests out instead.")
    else:
        roster = first_roster(home, key, statements, trustee=trustee, threshold=threshold)
    path = propose_root(home, roster, key)
    if out is not None:
        Statement.load(path, "proposal").save(out)
    for statement in statements:
        one = read_request(statement)
        changes = " (a new key)" if one.replaces else ""
        click.echo(f"  {plain(one.member.name)}{changes}: {grouped(one.member.fingerprint)}")
    proposal = load_proposal(path, current, founder_of(home))
    click.echo(
        f"{proposal.name}, {roster.threshold} of {len(roster.members)} to sign, is proposed in {out or path}. "
        "Give it to the members; each votes: sse federation vote FILE --yes --out VOTE. Then: "
        f"sse federation publish {path} --votes FOLDER"
    )


@click.command()
@click.option("--out", type=_FILE, required=True, help="The file for the coordinator.")
@_PASSPHRASE
def rekey(out: Path, passphrase: bool) -> None:
    """Ask for a change of your key: a new one is made, and both sign the request.

    The old one signs until members have voted for the new roster and you have got it by
    `sse update`. A key that is lost cannot sign: then join again, and the coordinator proposes a
    roster without the old one.
    """
    from federation.commands.own_key import new_key, own_key
    from federation.membership.home import Home
    from federation.membership.rekeying import new_key_path
    from federation.membership.rekeying import rekey as ask
    from federation.releases.trusted import trusted_roster

    home = Home()
    roster = trusted_roster(home)
    old = own_key(home)
    new = new_key(new_key_path(home), passphrase)
    ask(home, roster, old, new).save(out)
    click.echo(f"Your request is in {out}. Give it to the coordinator, and read your new fingerprint:")
    click.echo(f"  {grouped(new.public.fingerprint)}")


def grouped(fingerprint: str) -> str:
    """In groups of four, as people read it to each other."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))
