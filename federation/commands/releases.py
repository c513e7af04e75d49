"""Releases from the members' side and the coordinator's: propose, measure, vote, publish, look back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from federation.commands.showing import founder_of, plain, show_proposal
from knowledge.worded import worded

if TYPE_CHECKING:
    from federation.membership.home import Home
    from federation.releases.comparing import Comparison
    from federation.rounds.joining import RoundResult
    from knowledge.fusion import Fusion

__all__ = ["candidate", "evaluate", "ledger", "publish", "refresh", "vote", "withdraw"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_ANY = click.Path(path_type=Path)


@click.command()
@click.option("--round", "number", type=click.IntRange(1), help="The round that it is made of.")
@click.option("--discard", type=click.IntRange(1), metavar="N", help="Instead: take round N out again.")
@click.option("--override", default="", metavar="WHY", help="Propose it although it did worse; all read why.")
def candidate(number: int | None, discard: int | None, override: str) -> None:
    """Coordinator: propose what a round gave as a release.

    It is measured on the public test questions first. Give the folder that is written to the
    members: they measure it on their own judgements, and vote.
    """
    from federation.commands.own_key import own_key
    from federation.learning import fusion_of
    from federation.membership.home import Home
    from federation.practices.moderation import Queue
    from federation.releases.candidate import make_candidate
    from federation.releases.installed import in_use
    from federation.releases.recording import coordinated
    from federation.releases.regression import public_items, regression
    from federation.settings import RoundSettings
    from knowledge.commands import open_retriever

    if (number is None) == (discard is None):
        raise click.UsageError("Say which round: --round N, or --discard N to take one out again.")
    home = Home()
    key = own_key(home)
    roster = coordinated(home, key)
    result = _result(home, number or 0, discard or 0)
    retriever = open_retriever()
    weights = RoundSettings.of(result.settings).layout.unflatten(result.weights)
    click.echo("Measuring on the public test questions…", err=True)
    tested = regression(public_items(retriever), _fusion_in_use(home), fusion_of(weights))
    queue = Queue(home, roster)
    current = in_use(home)
    queue.adopt(current.practices, current.version)
    folder = make_candidate(
        home, result, retriever.embedder.fingerprint, key, tested=tested, override=override,
        cards=[one.statement.content for one in queue.accepted()],
        decisions=[asdict(one) for one in queue.decisions()],
    )  # fmt: skip
    click.echo(f"Public test, {_told(tested)}")
    click.echo(
        f"Candidate {folder.name.rpartition('-')[2]} written to {folder}. Give the folder to the members."
    )


@click.command()
@click.argument("folder", metavar="CANDIDATE", type=_FOLDER)
@click.option("--out", type=_FILE, help="Write the signed verdict to this file, after asking.")
@click.option("--yes", is_flag=True, help="Do not ask before it is written.")
@click.option("--generated", is_flag=True, help="With judgements that no person made.")
def evaluate(folder: Path, out: Path | None, yes: bool, generated: bool) -> None:
    """Try a candidate on your own judgements. Nothing leaves but what you write with --out."""
    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.releases.candidate import load_candidate
    from federation.releases.evaluating import evaluate as measure
    from federation.releases.evaluating import verdict
    from knowledge.commands import open_retriever
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    home = Home()
    found = load_candidate(home, folder)
    retriever = open_retriever()
    _same_embedder(found.contents.release.embedder, retriever.embedder.fingerprint)
    kept = Judgements(open_library()).all(generated=generated)
    measured = measure(retriever, kept, _fusion_in_use(home), found.contents.calibration.fusion)
    click.echo(f"Your questions, {_told(measured)}")
    if out is None:
        return
    statement = verdict(measured, found.proposal, own_key(home))
    click.echo("This leaves, signed with your key:")
    click.echo(json.dumps(dict(statement.body), indent=2, sort_keys=True))
    if not yes:
        click.confirm(f"Write it to {out}?", abort=True, err=True)
    statement.save(out)
    click.echo(f"Written to {out}.")


@click.command()
@click.argument("path", metavar="CANDIDATE|PROPOSAL", type=_ANY)
@click.option("--yes/--no", "answer", default=None, help="Your vote; a yes is your signature.")
@click.option("--why", default="", help="Your reason, in a line; everybody reads it.")
@click.option("--out", type=_FILE, help="The file to write; give it to the coordinator.")
@click.option("--instead", is_flag=True, help="Sign although you signed another one of this number before.")
@click.option("--new-key", is_flag=True, help="With the key that `rekey` made, where all members must sign.")
def vote(path: Path, answer: bool | None, why: str, out: Path | None, instead: bool, new_key: bool) -> None:
    """Say yes or no to a candidate (a folder) or a new roster (a file).

    Without --yes or --no it is shown, and nothing is signed.
    """
    from federation.commands.own_key import load_key, own_key
    from federation.membership.home import Home
    from federation.membership.rekeying import new_key_path
    from federation.releases.voting import cast

    home = Home()
    proposal = show_proposal(home, path)
    if answer is None:
        click.echo("Nothing was signed. Vote with --yes or --no, and --out FILE.")
        return
    if out is None:
        raise click.UsageError("Say where the vote is written: --out FILE.")
    key = load_key(new_key_path(home)) if new_key else own_key(home)
    statement = cast(home, proposal, key, yes=answer, why=why, instead=instead)
    statement.save(out)
    click.echo(f"Your {statement.body['answer']} to {proposal.name} is in {out}. Give it to the coordinator.")


@click.command()
@click.argument("path", metavar="[CANDIDATE|PROPOSAL]", type=_ANY, required=False)
@click.option("--votes", type=_FOLDER, help="Folder of the members' votes.")
@click.option("--to", "target", type=_FOLDER, help="Copy all that is published there: a stick, a web server.")
@click.option("--new-key", is_flag=True, help="With the key that `rekey` made: the coordinator's own change.")
def publish(path: Path | None, votes: Path | None, target: Path | None, new_key: bool) -> None:
    """Coordinator: publish what enough members signed.

    With --to alone, what is published already is copied.
    """
    from federation.commands.own_key import load_key, own_key
    from federation.membership.home import Home
    from federation.membership.rekeying import new_key_path
    from federation.releases.publishing import publish as publish_it
    from federation.releases.repository import Repository

    home = Home()
    if path is None and target is None:
        raise click.UsageError("Say what to publish, with --votes FOLDER, or where to copy it: --to FOLDER.")
    if path is not None:
        if votes is None:
            raise click.UsageError("Say where the votes are: --votes FOLDER.")
        key = load_key(new_key_path(home)) if new_key else own_key(home)
        done = publish_it(home, path, votes, key, founder=founder_of(home))
        click.echo(f"{done.proposal.name} is published in {home.repository}. {done.counted.told()}")
        click.echo(f"Fingerprint of the first root, to be told face to face or by telephone: {done.root}")
        if done.proposal.what == "release":
            click.echo(f"Use it here too: sse update --from {home.repository}")
    if target is not None:
        Repository(home.repository).copy_to(target)
        click.echo(f"Copied to {target}. Members get it with: sse update --from {target}")


@click.command()
@click.option("--to", "target", type=_FOLDER, help="Copy all that is published there too.")
def refresh(target: Path | None) -> None:
    """Coordinator: say again which release is the newest, for another year."""
    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.releases.publishing import refresh as renew
    from federation.releases.repository import Repository

    home = Home()
    until = renew(home, own_key(home))
    click.echo(f"Renewed: it may be believed until {until:%Y-%m-%d}.")
    if target is not None:
        Repository(home.repository).copy_to(target)
        click.echo(f"Copied to {target}.")


@click.command()
@click.option("--verify", is_flag=True, help="Check every entry, and say only whether all hold.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an entry.")
def ledger(verify: bool, as_json: bool) -> None:
    """What happened in the federation, entry by entry; each is checked before it is shown.

    At the coordinator, what was not released yet is shown too.
    """
    from federation.membership.home import Home
    from federation.releases.installed import in_use
    from federation.releases.ledger import FILE, LIMIT, check_continues, read_ledger
    from federation.releases.trusted import trusted_rosters
    from federation.statements import read_bounded

    home = Home()
    rosters = trusted_rosters(home)
    content = in_use(home).ledger
    mine = home.workbench / FILE
    if mine.exists():
        kept = read_bounded(mine, LIMIT)
        check_continues(content, kept)
        content = kept
    entries = read_ledger(content, rosters)
    if verify:
        click.echo(f"{len(entries)} entries: the chain holds, and the coordinator signed each of them.")
        return
    for entry in entries:
        if as_json:
            click.echo(json.dumps(entry.record(), ensure_ascii=False, sort_keys=True))
            continue
        about = ", ".join(
            f"{name} {plain(value)}" for name, value in entry.event.about.items() if value != ""
        )
        click.echo(
            f"{entry.number:5}  {entry.when}  {entry.event.kind:12}  {about}  {entry.event.hash[:16]}".rstrip()
        )
    if not entries and not as_json:
        click.echo("The ledger is empty.")


@click.command()
@click.option("--round", "number", type=click.IntRange(1), help="The round whose contribution you take back.")
@click.option("--out", type=_FILE, help="The file to write; give it to the coordinator.")
@click.option("--take", type=_FILE, help="Coordinator: take a member's file.")
def withdraw(number: int | None, out: Path | None, take: Path | None) -> None:
    """Take your contribution to a round back.

    What was in a release that members have already stays on their machines until they update;
    the next release is made without it and revokes those that held it. Epsilon that was spent
    stays spent.
    """
    from federation.commands.own_key import own_key
    from federation.membership.home import Home
    from federation.releases.trusted import trusted_roster
    from federation.releases.withdrawing import keep, own_bundle
    from federation.releases.withdrawing import withdraw as take_back

    home = Home()
    if take is not None:
        found = keep(home, take, own_key(home))
        click.echo(
            f"{found.member.name} takes back its contribution to round {found.round}. An open round: aggregate it "
            f"again, then sse federation candidate --round {found.round}. A sealed one, or without its bundles: "
            f"sse federation candidate --discard {found.round}"
        )
        return
    if number is None or out is None:
        raise click.UsageError("Say which round, and where to write: --round N --out FILE.")
    statement = take_back(trusted_roster(home), number, own_key(home), own_bundle(home, number))
    statement.save(out)
    click.echo(f"Written to {out}. Give it to the coordinator.")


def _result(home: Home, number: int, discarded: int) -> RoundResult:
    from federation.releases.trusted import trusted_rosters
    from federation.releases.withdrawing import discard, withdrawals
    from federation.rounds.joining import load_result

    if number:
        return load_result(home, number)
    return discard(home, load_result(home, discarded), withdrawals(home, discarded, trusted_rosters(home)))


def _fusion_in_use(home: Home) -> Fusion:
    from federation.releases.contents import CALIBRATION
    from federation.releases.installed import in_use
    from knowledge.calibration import Calibration
    from knowledge.fusion import Fusion

    current = in_use(home)
    return Calibration.load(current.folder / CALIBRATION).fusion if current.folder is not None else Fusion()


def _same_embedder(wanted: str, here: str) -> None:
    from federation.errors import ReleaseError

    if wanted != here:
        raise ReleaseError(
            worded(
                "The candidate is for the embedder {wanted}, and {here} is set here. Set SSE_EMBEDDER "
                "back to try it.",
                wanted=wanted,
                here=here,
            )
        )


def _told(found: Comparison) -> str:
    return (
        f"{found.questions} of them: nDCG@10 {found.before:.3f} with the release in use, {found.after:.3f} with the "
        f"candidate, {100 * found.gain:+.1f} points (95 %: {100 * found.low:+.1f} to {100 * found.high:+.1f}): "
        f"{found.verdict}."
    )
