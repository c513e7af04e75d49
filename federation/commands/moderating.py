"""The coordinator's part of `sse practice`: the cards that came, and the decision about each."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.practices.moderation import Queue, Verdict
    from federation.practices.screening import Flag
    from federation.practices.signed import SignedCard

__all__ = ["LANG", "accept", "language_of", "queue", "reject"]

_FILE = click.Path(path_type=Path, dir_okay=False)
LANG = click.option(
    "--lang", metavar="XX", help="Language to be spoken to in; that of the interface without it."
)


@click.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects.")
@LANG
def queue(files: tuple[Path, ...], as_json: bool, lang: str | None) -> None:
    """Coordinator: the cards that wait for a decision, each whole, with the reasons to look twice.

    FILES are signed cards, or requests to take one back, that did not come in a bundle.
    """
    from federation.practices.showing import card_lines
    from federation.statements import read_bounded

    code, held = language_of(lang), _queue()
    if files:
        taken = held.take((str(path), read_bounded(path)) for path in files)
        for file, reason in taken.refused:
            click.echo(f"refused: {file}: {reason}", err=True)
        for id_ in taken.withdrawn:
            click.echo(f"taken back by its member: {id_}", err=True)
    waiting = held.waiting()
    flags = _flags(waiting)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "id": one.id, "statement": one.statement.hash, "member": one.member.name, "made": one.made,
                "card": one.card.record(), "flags": [asdict(flag) for flag in flags[one.statement.hash]],
            }
            for one in waiting
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in waiting:
        click.secho(f"{one.statement.hash[:12]}  {one.id}  {one.member.name}, {one.made}", bold=True)
        for reason in _told(flags[one.statement.hash], code):
            click.secho(f"  ! {reason}", fg="yellow")
        for line in card_lines(one.card, code):
            click.echo(f"  {line}" if line else "")
        click.echo()
    for lapsed in held.lapsed():
        click.echo(
            f"left out of the next release: {lapsed.title} ({lapsed.member}): its key is no member's any more. "
            "Ask for the card again.",
            err=True,
        )
    click.echo(f"{len(waiting)} cards wait. Decide with: sse practice accept|reject HASH --why WHY", err=True)


@click.command()
@click.argument("hash_", metavar="HASH")
@click.option("--why", required=True, help="The reason; it stands in the report that every member reads.")
def accept(hash_: str, why: str) -> None:
    """Coordinator: take a card into the next release."""
    _decide(hash_, "accepted", why)


@click.command()
@click.argument("hash_", metavar="HASH")
@click.option("--why", required=True, help="The reason; it stands in the report that every member reads.")
def reject(hash_: str, why: str) -> None:
    """Coordinator: leave a card out."""
    _decide(hash_, "rejected", why)


def language_of(given: str | None) -> str:
    """The code that is given, else that of the interface."""
    from knowledge.languages import base, interface_language

    return base(given) if given else interface_language()


def _decide(start: str, verdict: Verdict, why: str) -> None:
    held = _queue()
    signed = held.find(start)
    flags = _told(_flags(held.waiting())[signed.statement.hash], "en")
    decision = held.decide(signed, verdict, why, flags)
    click.echo(f"{decision.verdict}: {decision.id} of {decision.member}, {decision.title}")
    for reason in flags:
        click.echo(f"  flagged: {reason}")


def _told(flags: list[Flag], code: str) -> list[str]:
    from federation.practices.screening import flag_told

    colon = " : " if code == "fr" else ": "
    return [f"{flag.where}{colon}{flag_told(flag, code)}" for flag in flags]


def _flags(waiting: list[SignedCard]) -> dict[str, list[Flag]]:
    """What to look twice at, by the statement's hash: the words of each card, and what it repeats."""
    from federation.practices.duplicates import duplicates, known_of_card, known_of_documents, same_name
    from federation.practices.screening import screen

    if not waiting:
        return {}
    from knowledge.embedding import open_embedder
    from knowledge.store import open_library

    library, embedder = open_library(), open_embedder()
    documents = library.documents()
    held = known_of_documents(documents)
    found: dict[str, list[Flag]] = {}
    for one in waiting:
        card = known_of_card(one.card, one.id)
        others = [known_of_card(other.card, other.id) for other in waiting if other is not one]
        repeated = duplicates(card, [*held, *others], embedder, library)
        found[one.statement.hash] = [*screen(one.card), *same_name(one.card, documents), *repeated]
    return found


def _queue() -> Queue:
    from federation.membership.home import Home
    from federation.practices.moderation import Queue
    from federation.releases.trusted import trusted_roster

    home = Home()
    return Queue(home, trusted_roster(home))
