"""A member's own cards: drafts, cards that are ready, and what was shared of them.

One folder a card in `Home.practices`, named by a slug that people type:

    card.json        the card, complete or not; written after every answer
    signed.json      signed and marked for the next contribution
    sent/N.json      what went out with round N
    withdrawn.json   the request to take it back
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from federation.errors import PracticeError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.practices.card import Card, slug
from federation.practices.checking import problems
from federation.practices.signed import SignedCard, Withdrawal
from federation.statements import read_bounded
from knowledge.canonical_json import parse_json
from knowledge.errors import KnowledgeError
from knowledge.files import write_atomically
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["Kept", "Shelf", "State"]

State = Literal["draft", "ready", "shared", "sent", "withdrawn"]
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LIMIT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A card of the shelf. `rounds` are those that it went out with."""

    name: str
    card: Card
    state: State
    rounds: tuple[int, ...] = ()


class Shelf:
    """The cards in a member's folder."""

    def __init__(self, home: Home) -> None:
        self._folder = home.practices

    def all(self) -> list[Kept]:
        """Every card, by name."""
        if not self._folder.is_dir():
            return []
        return [self.get(path.parent.name) for path in sorted(self._folder.glob("*/card.json"))]

    def get(self, name: str) -> Kept:
        """The card of this name.

        Raises:
            PracticeError: there is none, or its file is damaged.
        """
        path = self._path(name, "card.json")
        if not path.exists():
            known = ", ".join(one.parent.name for one in sorted(self._folder.glob("*/card.json"))) or worded(
                "none"
            )
            raise PracticeError(
                worded(
                    "You have no practice card '{name}'. Yours: {known}. See: sse practice list",
                    name=name,
                    known=known,
                )
            )
        try:
            card = Card.of(parse_json(read_bounded(path, _LIMIT), _LIMIT), str(path))
        except KnowledgeError as error:
            raise PracticeError(
                worded("{path} cannot be read: {error} Restore it from a copy.", path=path, error=error)
            ) from error
        rounds = tuple(
            sorted(int(one.stem) for one in self._path(name, "sent").glob("*.json") if one.stem.isdigit())
        )
        return Kept(name, card, self._state(name, card, rounds), rounds)

    def new(self, card: Card) -> str:
        """Put a card on the shelf under a new name."""
        taken = [one.name for one in self._folder.iterdir()] if self._folder.is_dir() else []
        name = slug(card.organisation, taken)
        self.save(name, card)
        return name

    def save(self, name: str, card: Card) -> None:
        """Keep a card as it stands now; it is not shared by that."""
        content = json.dumps(card.record(), ensure_ascii=False, indent=1)
        write_atomically(self._path(name, "card.json"), content.encode("utf-8"))

    def share(self, name: str, roster: Roster, key: SigningKey) -> SignedCard:
        """Sign a card and mark it for the next contribution.

        A card that was shared before gets a higher revision, if it says something else now.

        Raises:
            PracticeError: it cannot be shared as it is.
        """
        kept = self.get(name)
        earlier = self._latest_sent(name)
        card = kept.card
        if earlier is not None and replace(card, revision=earlier.revision) != earlier:
            card = replace(card, revision=earlier.revision + 1)
        elif earlier is not None:
            card = replace(card, revision=earlier.revision)
        signed = SignedCard.sign(card, roster, key)
        self.save(name, card)
        signed.statement.save(self._path(name, "signed.json"))
        self._path(name, "withdrawn.json").unlink(missing_ok=True)
        return signed

    def waiting(self, roster: Roster, names: Sequence[str] = ()) -> dict[str, SignedCard]:
        """The cards that are marked for the next contribution (of `names`, where given), by name.

        Raises:
            PracticeError: a name is not marked, or a marked card was edited since it was signed.
            StatementError: a marked card was damaged, or its key is no member's any more.
        """
        marked = [path.parent.name for path in sorted(self._folder.glob("*/signed.json"))]
        for name in names:
            if name not in marked:
                raise PracticeError(
                    worded(
                        "The card '{name}' is not marked to be shared. First: sse practice share {name}",
                        name=name,
                    )
                )
        found: dict[str, SignedCard] = {}
        for name in names or marked:
            path = self._path(name, "signed.json")
            signed = SignedCard.read(read_bounded(path), roster, str(path))
            if signed.card != self.get(name).card:
                raise PracticeError(
                    worded(
                        "The card '{name}' was changed after it was signed. Share it again: sse practice share "
                        "{name}",
                        name=name,
                    )
                )
            found[name] = signed
        return found

    def sent(self, names: Sequence[str], number: int) -> None:
        """Note that these cards went out with a round; their mark is taken off. Doing it twice is no harm."""
        for name in names:
            marked = self._path(name, "signed.json")
            if marked.exists():
                write_atomically(self._path(name, f"sent/{number}.json"), marked.read_bytes())
                marked.unlink()

    def withdraw(self, name: str, roster: Roster, key: SigningKey) -> Withdrawal | None:
        """Take a card back: its mark is taken off; what went out needs the request that comes back.

        Returns None where nothing of it ever left.
        """
        kept = self.get(name)
        self._path(name, "signed.json").unlink(missing_ok=True)
        if not kept.rounds:
            return None
        request = Withdrawal.sign(kept.card.id, roster, key)
        request.statement.save(self._path(name, "withdrawn.json"))
        return request

    def _state(self, name: str, card: Card, rounds: Sequence[int]) -> State:
        if self._path(name, "withdrawn.json").exists():
            return "withdrawn"
        if self._path(name, "signed.json").exists():
            return "shared"
        if rounds:
            return "sent"
        return "draft" if problems(card) else "ready"

    def _latest_sent(self, name: str) -> Card | None:
        """The last card that went out, whoever may verify it now."""
        from federation.practices.signed import KIND
        from federation.statements import Statement

        paths = sorted(self._path(name, "sent").glob("*.json"), key=lambda one: int(one.stem))
        return Card.of(Statement.load(paths[-1], KIND).body["card"]) if paths else None

    def _path(self, name: str, file: str) -> Path:
        if not _NAME.fullmatch(name):
            raise PracticeError(
                worded("'{name}' is no name of a card: small letters, digits and hyphens.", name=name)
            )
        return self._folder / name / file
