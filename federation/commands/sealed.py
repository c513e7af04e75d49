"""`sse federation trustee`, `witness` and `unseal`: who opens the sum of a sealed round, and when."""

from __future__ import annotations

from pathlib import Path

import click

from knowledge.worded import worded

__all__ = ["trustee", "unseal", "witness"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_ROUND = click.option("--round", "round_file", type=_FILE, required=True, help="The round's file.")


@click.command()
@click.option("--out", type=_FILE, required=True, help="The file for the coordinator.")
def trustee(out: Path) -> None:
    """Trustee: make keys for one sealed round. The secret one stays on this machine."""
    from federation.commands.own_key import own_key
    from federation.errors import SealedError
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_roster
    from federation.sealed.unsealing import make_context, read_context

    home = Home()
    key = own_key(home)
    roster = trusted_roster(home)
    roster.member(key.public.fingerprint)
    if roster.trustee not in ("", key.public.fingerprint):
        raise SealedError(
            worded(
                "The trustee of {name} is {name2}. To change who that is, members vote on a roster.",
                name=roster.name,
                name2=roster.member(roster.trustee).name,
            )
        )
    statement = make_context(home, key)
    read_context(statement, roster)
    statement.save(out)
    click.echo(
        f"The public keys for one round are in {out}: give the file to the coordinator. The secret is in "
        f"{home.folder / 'sealed'}: without it the round cannot be opened."
    )


@click.command()
@click.argument("total", metavar="SUM", type=_FILE)
@click.option("--bundles", type=_FOLDER, required=True, help="The folder with all members' bundles.")
@_ROUND
@click.option("--out", type=_FILE, required=True, help="The file for the trustee.")
def witness(total: Path, bundles: Path, round_file: Path, out: Path) -> None:
    """Add the bundles of a sealed round up yourself, and sign the coordinator's sum if it is the same."""
    from federation.commands.own_key import own_key
    from federation.errors import SealedError
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_roster
    from federation.rounds.collecting import collect
    from federation.rounds.round_file import load_round
    from federation.sealed.summing import read_sum
    from federation.sealed.summing import witness as sign
    from federation.statements import Statement

    home = Home()
    key = own_key(home)
    roster = trusted_roster(home)
    own = roster.member(key.public.fingerprint)
    if own.fingerprint in (roster.coordinator, roster.trustee):
        raise SealedError(worded("A witness is neither the coordinator nor the trustee. Ask another member."))
    opened = load_round(round_file, roster)
    found = read_sum(Statement.load(total, "sum"), roster, opened)
    collected = collect(bundles, roster, opened)
    for name, why in collected.rejected.items():
        click.echo(f"  refused  {name}: {why}", err=True)
    counted = [one for one in collected.bundles if one.member.fingerprint in found.bundles]
    left = [one.member.name for one in collected.bundles if one not in counted]
    sign(found, counted, opened, key).save(out)
    click.echo(
        f"The sum is that of {len(counted)} bundles; your signature is in {out}. Give it to the trustee."
    )
    if left:
        click.echo(f"Not in the sum, although in your folder: {', '.join(left)}. Ask the coordinator why.")
    if own.fingerprint not in found.bundles:
        click.echo("Your own contribution is not in it.")


@click.command()
@click.argument("total", metavar="SUM", type=_FILE)
@click.argument("witnesses", nargs=-1, required=True, type=_FILE)
@_ROUND
@click.option("--out", type=_FILE, required=True, help="The file for the coordinator.")
def unseal(total: Path, witnesses: tuple[Path, ...], round_file: Path, out: Path) -> None:
    """Trustee: open the sum of a sealed round, once two witnesses have signed it; one sum a round."""
    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_roster
    from federation.rounds.round_file import load_round
    from federation.sealed.summing import check_witnesses, read_sum
    from federation.sealed.unsealing import unseal as open_it
    from federation.statements import Statement

    home = Home()
    key = own_key(home)
    roster = trusted_roster(home)
    opened = load_round(round_file, roster)
    found = read_sum(Statement.load(total, "sum"), roster, opened)
    statements = [Statement.load(path, "witness") for path in witnesses]
    names = check_witnesses(found, statements, roster)
    open_it(home, found, statements, roster, opened, key).save(out)
    click.echo(
        f"The sum of {len(found.bundles)} contributions, witnessed by {', '.join(names)}, is open in {out}. "
        "Give it to the coordinator. No other sum of this round will be opened here."
    )
