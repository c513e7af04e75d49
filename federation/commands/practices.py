"""`sse practice`: write a card, share it, take it back. What coordinators do is in `moderating`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from federation.commands.moderating import LANG, accept, language_of, queue, reject
from knowledge.worded import worded

if TYPE_CHECKING:
    from federation.membership.home import Home
    from federation.membership.roster import Roster
    from federation.practices.card import Card
    from federation.practices.shelf import Shelf
    from knowledge.signing import SigningKey

__all__ = ["practice"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST_FILE = 256 * 1024  # bytes of a card's file


@click.group()
def practice() -> None:
    """Cards of good practice: write one, share it with the federation, take it back."""


practice.add_command(queue)
practice.add_command(accept)
practice.add_command(reject)


@practice.command()
@click.option(
    "--from", "source", type=_FILE, help="A card as .toml or .json (docs/practices.md), no questions."
)
@click.option("--resume", metavar="NAME", help="Go on with this draft, or change a card.")
@LANG
def new(source: Path | None, resume: str | None, lang: str | None) -> None:
    """Write a card by answering questions. Nothing leaves this machine."""
    from federation.practices.card import Card
    from federation.practices.checking import text_problem
    from federation.practices.dialogue import Dialogue, Terminal
    from federation.practices.wording import word

    shelf, code = _shelf(), language_of(lang)
    if source is not None:
        card = _read(source)
        if resume:
            from dataclasses import replace

            kept = shelf.get(resume).card
            shelf.save(resume, replace(card, id=kept.id, revision=kept.revision))
        name = resume or shelf.new(card)
        _report(name, card, code)
        return
    name = resume or ""
    if not name:
        begun = [one.name for one in shelf.all() if one.state == "draft"]
        name = begun[-1] if begun else ""
    card = shelf.get(name).card if name else Card()
    click.echo(word("intro", code))
    if name:
        click.echo(word("resumed", code, name=name))

    def keep(now: Card) -> None:
        nonlocal name
        if name:
            shelf.save(name, now)
        elif text_problem(now.organisation, "organisation") is None:
            name = shelf.new(now)

    terminal = Terminal(
        ask=lambda question, stands: click.prompt(question, default=stands, show_default=bool(stands)),
        confirm=lambda question, stands: click.confirm(question, default=stands),
        tell=click.echo,
    )
    try:
        Dialogue(terminal, code, keep, card).run()
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo()
        if name:
            click.echo(word("kept", code, name=name))
        raise click.Abort from None
    click.echo(word("done", code, name=name))


@practice.command()
@click.argument("name", metavar="NAME|FILE")
@LANG
def check(name: str, lang: str | None) -> None:
    """Show a card, and say what is to be mended before it can be shared. Exits with 1 where something is."""
    path = Path(name)
    card = _read(path) if path.suffix in (".toml", ".json") else _shelf().get(name).card
    _report(name, card, language_of(lang))


@practice.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects.")
def list_(as_json: bool) -> None:
    """Your cards: draft, ready, shared (marked for the next contribution), sent or withdrawn."""
    rows = [
        {
            "name": one.name, "state": one.state, "rounds": list(one.rounds), "revision": one.card.revision,
            "organisation": one.card.organisation, "languages": " ".join(one.card.languages),
        }
        for one in _shelf().all()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"{row['name']:<34} {row['state']:<10} {row['languages']!s:<20} {row['organisation']}")
    click.echo(f"{len(rows)} cards", err=True)


@practice.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@LANG
def share(name: str, yes: bool, lang: str | None) -> None:
    """Sign a card and mark it for your next contribution, which shows it again and asks again."""
    from federation.practices.showing import card_lines
    from federation.practices.wording import word

    shelf, code = _shelf(), language_of(lang)
    kept = shelf.get(name)
    _report(name, kept.card, code, quiet=True)
    for line in card_lines(kept.card, code):
        click.echo(line)
    if not yes and not click.confirm(word("share_ask", code)):
        click.echo("Nothing was marked.")
        return
    roster, key = _member()
    signed = shelf.share(name, roster, key)
    click.echo(
        f"{name} is signed by {signed.member.name} ({signed.member.fingerprint[:16]}…) and goes with your next "
        f"contribution: {len(signed.statement.content):,} bytes. Change your mind with: sse practice withdraw {name}"
    )


@practice.command()
@click.argument("name")
@click.option("--out", type=_FILE, help="Where to write the request for the coordinator.")
def withdraw(name: str, out: Path | None) -> None:
    """Take a card back: unmark it, and where it went out already, write the request for the coordinator."""
    roster, key = _member()
    shelf = _shelf()
    if shelf.get(name).rounds and out is None:
        out = Path(f"withdraw-{name}.json")
    request = shelf.withdraw(name, roster, key)
    if request is None or out is None:
        click.echo(f"{name} is not shared any more. It had not left this machine.")
        return
    request.statement.save(out)
    click.echo(
        f"The request to take {name} back is in {out}. Hand it to the coordinator of {roster.name}: the next "
        "release leaves the card out, and updating removes it from every library."
    )


def _report(name: str, card: Card, code: str, *, quiet: bool = False) -> None:
    """Show a card and what is wrong with it; exits with 1 where something is."""
    from federation.practices.checking import problems
    from federation.practices.screening import flag_told, screen
    from federation.practices.showing import card_lines
    from federation.practices.wording import told, word

    found = problems(card)
    if not quiet:
        for line in card_lines(card, code):
            click.echo(line)
        click.echo()
    for one in found:
        click.secho(told(one, code), fg="red")
    for flag in screen(card):
        click.secho(word("seen_by_coordinator", code, reason=flag_told(flag, code)), fg="yellow")
    if found:
        raise SystemExit(1)
    if not quiet:
        click.echo(word("good", code, name=name))


def _read(path: Path) -> Card:
    """A card from a file that a person or a script wrote."""
    from federation.errors import PracticeError
    from federation.practices.card import Card
    from federation.statements import read_bounded
    from knowledge.canonical_json import parse_json

    content = read_bounded(path, _MOST_FILE)
    try:
        if path.suffix == ".json":
            return Card.of(parse_json(content, _MOST_FILE), str(path))
        return Card.of(tomllib.loads(content.decode("utf-8-sig")), str(path))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise PracticeError(
            worded("{path} is no TOML file in UTF-8: {error}. See docs/practices.md.", path=path, error=error)
        ) from error


def _home() -> Home:
    from federation.membership.home import Home

    return Home()


def _shelf() -> Shelf:
    from federation.practices.shelf import Shelf

    return Shelf(_home())


def _member() -> tuple[Roster, SigningKey]:
    """The trusted roster, and the key of the member who sits here."""
    from federation.commands.own_key import own_key
    from federation.releases.trusted import trusted_roster

    home = _home()
    return trusted_roster(home), own_key(home)
