"""`sse federation round`, `contribute`, `inspect` and `aggregate`: a round by files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.inputs import Inputs
    from federation.membership.roster import Member, Roster
    from federation.practices.signed import SignedCard
    from federation.rounds.joining import RoundResult
    from federation.rounds.round_file import RoundFile

__all__ = ["aggregate", "contribute", "inspect", "round_"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_EPOCHS = 20  # of the one round; with the clipping norms below measured in docs/federation.md
_CLIP, _CLIP_WITH_NOISE = 0.02, 0.01


@click.command("round")
@click.option("--mode", type=click.Choice(["open", "sealed"]), default="open", show_default=True,
              help="Sealed: only the sum of all contributions is ever opened.")  # fmt: skip
@click.option("--deadline", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day (UTC).")
@click.option("--noise", type=click.FloatRange(0), default=0.0, show_default=True,
              help="Each member's noise, in clipping norms.")  # fmt: skip
@click.option("--clip", type=click.FloatRange(0, min_open=True),
              help="Longest contribution (L2 norm); 0.02, or 0.01 with noise.")  # fmt: skip
@click.option("--cohort", type=click.IntRange(1), help="Fewest members.")
@click.option("--minimum", type=click.IntRange(1), help="Judged questions that a language needs.")
@click.option("--strategy", type=click.Choice(["clipped-mean", "trimmed-mean", "multi-krum"]),
              default="clipped-mean", show_default=True)  # fmt: skip
@click.option("--hostile", type=click.IntRange(0), default=0, show_default=True,
              help="How many hostile members the strategy is to withstand.")  # fmt: skip
@click.option("--context", type=_FILE, help="The trustee's file, for a sealed round.")
@click.option("--number", type=click.IntRange(1), help="Of the round; the next one where not given.")
@click.option("--out", type=_FILE, required=True, help="The file to hand out.")
def round_(
    mode: str, deadline: datetime, noise: float, clip: float | None, cohort: int | None, minimum: int | None,
    strategy: str, hostile: int, context: Path | None, number: int | None, out: Path,
) -> None:  # fmt: skip
    """Coordinator: open a round, from the release in use here."""
    from datetime import UTC, timedelta

    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.releases.recording import coordinated
    from federation.rounds.opening import open_round
    from federation.sealed.unsealing import read_context
    from federation.settings import RoundSettings
    from federation.statements import Statement
    from knowledge.embedding import open_embedder

    if (mode == "sealed") != (context is not None):
        raise click.UsageError("A sealed round, and no other, needs the trustee's --context FILE.")
    home = Home()
    key = own_key(home)
    roster = coordinated(home, key)
    public, trustee = read_context(Statement.load(context, "context"), roster) if context else (b"", "")
    given: dict[str, Any] = {"cohort": cohort, "minimum": minimum}
    settings = RoundSettings(
        rounds=1, epochs=_EPOCHS, clip=clip or (_CLIP_WITH_NOISE if noise else _CLIP), noise=noise,
        strategy=strategy, hostile=hostile, **{name: one for name, one in given.items() if one is not None},
    )  # fmt: skip
    ends = deadline.replace(tzinfo=UTC) + timedelta(days=1) - timedelta(seconds=1)
    opened, path = open_round(
        home, roster, key, settings, mode="sealed" if context else "open", embedder=open_embedder().fingerprint,
        deadline=ends, context=public, trustee=trustee, number=number,
    )  # fmt: skip
    Statement.load(path, "round").save(out)
    click.echo(
        f"Round {opened.number} ({mode}) is open until {opened.deadline}, from release {opened.release}; "
        f"{settings.cohort} members at least. Its file is {out}: give it to the members."
    )


@click.command()
@click.argument("round_file", metavar="ROUND_FILE", type=_FILE)
@click.option("--out", type=_FILE, help="The bundle to write; a name in this folder where not given.")
@click.option("--dry-run", is_flag=True, help="Show what would leave; write and charge nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before it is written.")
@click.option("--generated", is_flag=True, help="With judgements that no person made.")
@click.option("--practice", "names", multiple=True, metavar="NAME", help="Only these cards of those marked.")
@click.option("--no-practices", is_flag=True, help="Leave marked practice cards out.")
@click.option("--lang", metavar="XX", help="Language of the labels of practice cards.")
def contribute(
    round_file: Path, out: Path | None, dry_run: bool, yes: bool, generated: bool, names: tuple[str, ...],
    no_practices: bool, lang: str | None,
) -> None:  # fmt: skip
    """Write your contribution to a round as a file, after showing all that it holds.

    Your questions and passages stay here: what leaves is a change of weights, clipped and noised
    as the round says. Given again, the same file is written again; nothing is spent twice.
    """
    from federation.commands.own_key import own_key
    from federation.leaving import default_ledger
    from federation.membership.home import Home
    from federation.practices.shelf import Shelf
    from federation.releases.installed import weights_in_use
    from federation.releases.trusted import trusted_roster
    from federation.rounds.contributing import bundle_name, made_before
    from federation.rounds.contributing import contribute as make
    from federation.rounds.round_file import load_round
    from knowledge.files import write_atomically
    from knowledge.settings import load

    home = Home()
    home.require_key()
    roster = trusted_roster(home)
    opened = load_round(round_file, roster)
    key = own_key(home)
    member = roster.member(key.public.fingerprint)
    target = out or Path(bundle_name(opened, member))
    earlier = made_before(home, roster, opened)
    if earlier is not None and not dry_run:
        write_atomically(target, earlier)
        click.echo(f"You contributed to round {opened.number} before: the same file is in {target}.")
        return
    cards = {} if no_practices else Shelf(home).waiting(roster, names)
    shared = [one.statement.content for one in cards.values()]
    inputs, refused = _show(roster, opened, member, cards, generated, lang)
    if dry_run:
        click.echo("Nothing was written.")
        return
    if refused:
        from federation.errors import PrivacyError

        raise PrivacyError(refused)
    if not yes:
        click.confirm(f"Write it to {target}?", abort=True, err=True)
    content = make(
        home, roster, opened, key, inputs, weights_in_use(home, opened.settings)[1], ledger=default_ledger(),
        budget=load().budget, practices=shared,
    )  # fmt: skip
    write_atomically(target, content)
    Shelf(home).sent(list(cards), opened.number)
    click.echo(
        f"Your contribution to round {opened.number} is in {target} ({len(content):,} bytes). Give it to the "
        f"coordinator until {opened.deadline}. What it holds: sse federation inspect {target}"
    )


@click.command()
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--round", "round_file", type=_FILE, help="Also say whether this round would accept it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, every number included.")
def inspect(path: Path, round_file: Path | None, as_json: bool) -> None:
    """Show everything in a bundle, or in any other file of the federation, whoever made it."""
    import json

    from federation.commands.showing import plain
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_rosters
    from federation.rounds.bundle import read_bundle
    from federation.rounds.opening import find_round
    from federation.showing import contents_of
    from federation.statements import read_bounded

    content = read_bounded(path)
    told = contents_of(content)
    if as_json:
        click.echo(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        for name, value in told.items():
            shown = (
                f"{len(value):,} numbers, from {min(value):.3g} to {max(value):.3g}"
                if name == "change"
                else value
            )
            click.echo(f"{name:14} {plain(shown)}")
    if round_file is not None:
        opened, roster = find_round(round_file, trusted_rosters(Home()))
        bundle = read_bundle(content, roster, opened)
        click.echo(f"{bundle.member.name} signed it; round {opened.number} accepts it.", err=True)
    else:
        click.echo("Nothing of this was verified; give --round FILE for that.", err=True)


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--round", "round_file", type=_FILE, required=True, help="The round's file.")
@click.option("--unsealed", type=_FILE, help="Sealed round: the sum that the trustee opened.")
@click.option("--out", type=_FILE, help="Sealed round: the sum to write, for witnesses and trustee.")
@click.option("--instead", is_flag=True, help="Sealed round: replace a sum that nobody was given.")
def aggregate(folder: Path, round_file: Path, unsealed: Path | None, out: Path | None, instead: bool) -> None:
    """Coordinator: verify the bundles in a folder and join them.

    A bundle that cannot be used stops no other; each has its reason. A sealed round gives a sum
    first (--out); give it to the witnesses and the trustee, then come back with --unsealed.
    """
    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.practices.moderation import Queue
    from federation.releases.recording import coordinated
    from federation.releases.trusted import trusted_rosters
    from federation.rounds.aggregating import aggregate_open, aggregate_sealed, collected_for, sum_for
    from federation.rounds.joining import save_result
    from federation.rounds.opening import find_round

    home = Home()
    key = own_key(home)
    current = coordinated(home, key)
    rosters = trusted_rosters(home)
    opened, roster = find_round(round_file, rosters)
    found, withdrawn = collected_for(home, folder, opened, roster, rosters)
    for name, why in found.rejected.items():
        click.echo(f"  refused  {name}: {why}")
    for bundle in found.bundles:
        click.echo(f"  accepted {bundle.member.name} ({bundle.size:,} bytes, {bundle.hash[:16]}…)")
    if opened.mode == "sealed" and unsealed is None:
        if out is None:
            raise click.UsageError("A sealed round gives a sum first. Say where to write it: --out FILE.")
        statement = sum_for(home, found, opened, key, instead)
        statement.save(out)
        click.echo(
            f"The sum of {len(found.bundles)} contributions is in {out}. Two members who are neither coordinator "
            "nor trustee add it up again (sse federation witness), the trustee opens it (sse federation unseal)."
        )
        return
    if opened.mode == "sealed" and unsealed is not None:
        result = aggregate_sealed(home, found, unsealed, roster, opened)
    else:
        result = aggregate_open(home, found, opened, withdrawn)
    kept = save_result(home, result)
    _told(result)
    taken = Queue(home, current).take(result.practices)
    if taken.waiting or taken.refused:
        click.echo(f"Practice cards: {len(taken.waiting)} wait for your decision (sse practice queue).")
    for one, why in taken.refused:
        click.echo(f"  refused  card of {one[:16]}: {why}")
    click.echo(f"The result is in {kept}. Propose it: sse federation candidate --round {opened.number}")


def _told(result: RoundResult) -> None:
    """What became of the numbers themselves, once they were joined."""
    for name, why in result.shortened.items():
        click.echo(f"  shortened {name}: {why}")
    click.echo(
        f"Round {result.number}: {len(result.accepted)} contributions, {result.size:,} bytes, joined into new weights."
    )


def _show(
    roster: Roster,
    opened: RoundFile,
    member: Member,
    cards: dict[str, SignedCard],
    generated: bool,
    lang: str | None,
) -> tuple[Inputs, str]:
    """Show what would leave; the inputs of training, and why nothing may leave, or ""."""
    from federation.commands.moderating import language_of
    from federation.commands.preparing import show_leaving
    from federation.examples import examples_of
    from federation.inputs import Inputs
    from federation.leaving import default_ledger
    from federation.practices.showing import card_lines
    from federation.rounds.contributing import check_round
    from federation.rounds.previewing import preview_bundle
    from knowledge.commands import open_retriever
    from knowledge.judgements import Judgements
    from knowledge.settings import load
    from knowledge.store import open_library

    retriever = open_retriever()
    check_round(opened, roster, member, retriever.embedder.fingerprint)
    kept = Judgements(open_library()).all(generated=generated)
    examples = examples_of(retriever, kept)
    inputs = Inputs(retriever.embedder.fingerprint, member.languages, tuple(examples))
    shared = [one.statement.content for one in cards.values()]
    found = preview_bundle(
        inputs, opened, member, practices=shared, earlier=default_ledger().entries(), budget=load().budget
    )
    show_leaving(found)
    code = language_of(lang)
    for name, one in cards.items():
        click.secho(f"practice card {name}, as everybody will read it:", bold=True)
        for line in card_lines(one.card, code):
            click.echo(f"  {line}" if line else "")
    return inputs, found.refused
