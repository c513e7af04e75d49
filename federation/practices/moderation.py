"""The coordinator's queue: shared cards wait for a person, who accepts or rejects each with a reason.

In `home.workbench/practices/`:

    waiting/HASH.json      a signed card as it came
    decided/HASH.json      the same, once it was decided
    decisions/HASH.json    the decision: which card, whose, the verdict, why, when, what was flagged
    withdrawn/HASH.json    a member's signed request to take a card back

HASH is that of the statement. Every file is written whole or not at all; a decision stands once
its file does, and cards are only moved after it, so a stop between the two loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from federation.clock import stamp
from federation.errors import FederationError, PracticeError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.practices.card import tidy
from federation.practices.checking import text_problem
from federation.practices.signed import SignedCard, Withdrawal
from federation.statements import Statement, read_bounded
from knowledge.canonical_json import parse_json
from knowledge.errors import KnowledgeError
from knowledge.files import write_atomically
from knowledge.worded import worded

__all__ = ["Decision", "Queue", "Taken", "Verdict"]

Verdict = Literal["accepted", "rejected"]
_LIMIT = 64 * 1024
_LEAST, _MOST = 3, 400  # characters of a reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one signed card; it goes into the release's report."""

    statement: str
    id: str
    revision: int
    member: str
    title: str
    verdict: Verdict
    why: str
    when: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of statements that came in: how many wait now, were known, and why others were refused."""

    waiting: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


class Queue:
    """The queue in a coordinator's folder."""

    def __init__(self, home: Home, roster: Roster) -> None:
        self._folder = home.workbench / "practices"
        self._roster = roster

    def take(self, contents: Iterable[tuple[str, bytes]]) -> Taken:
        """Take signed cards and requests to take one back; what cannot be used stops no other.

        Args:
            contents: `(name, bytes)`: a file's name, or the fingerprint of the member whose
                bundle held it. A card in another member's bundle is refused.
        """
        waiting: list[str] = []
        known: list[str] = []
        withdrawn: list[str] = []
        refused: list[tuple[str, str]] = []
        for name, content in contents:
            try:
                try:
                    signed = SignedCard.read(content, self._roster, name)
                except FederationError:
                    request = self._withdrawal(content, name)
                    if request is None:
                        raise
                    request.statement.save(self._path("withdrawn", request.statement.hash))
                    withdrawn.append(request.id)
                    continue
                if name in {one.fingerprint for one in self._roster.members} - {signed.member.fingerprint}:
                    raise PracticeError(
                        worded("it came in the bundle of another member than the one who signed it")
                    )
            except FederationError as error:
                refused.append((name, str(error)))
                continue
            if self._is_known(signed):
                known.append(signed.id)
                continue
            signed.statement.save(self._path("waiting", signed.statement.hash))
            waiting.append(signed.id)
        return Taken(tuple(waiting), tuple(known), tuple(withdrawn), tuple(refused))

    def adopt(self, contents: Iterable[bytes], version: int) -> None:
        """Stand by the cards of the release in use that this queue knows nothing of.

        They were accepted by an earlier coordinator; a card of somebody who left is not adopted.
        """
        for content in contents:
            try:
                signed = SignedCard.read(content, self._roster, f"A card of release {version}")
            except FederationError:
                continue
            if not self._is_known(signed):
                self.decide(signed, "accepted", f"It stands in release {version}, which members signed.")

    def waiting(self) -> list[SignedCard]:
        """The cards that nobody decided yet, in the order in which they were made."""
        decided = {path.stem for path in self._files("decisions")}
        found = [one for one in self._read("waiting") if one.statement.hash not in decided]
        return sorted(found, key=lambda one: (one.made, one.statement.hash))

    def find(self, start: str) -> SignedCard:
        """The waiting card whose document's id or statement's hash begins like this.

        Raises:
            PracticeError: none does, or several do.
        """
        found = [
            one
            for one in self.waiting()
            if len(start) >= 4 and (one.statement.hash.startswith(start) or one.id.startswith(start))
        ]
        if len(found) != 1:
            many = worded("{count} cards", count=len(found)) if found else worded("No card")
            raise PracticeError(
                worded(
                    "{many} of the queue begin with '{start}'. See: sse practice queue",
                    many=many,
                    start=start,
                )
            )
        return found[0]

    def decide(self, signed: SignedCard, verdict: Verdict, why: str, flags: Sequence[str] = ()) -> Decision:
        """Accept or reject a waiting card. The reason stands in the release's report for everybody.

        Raises:
            PracticeError: the reason is missing, too long, or cannot be shown.
        """
        why = tidy(why)
        hidden = text_problem(why + "." * _LEAST, "contact")
        if not _LEAST <= len(why) <= _MOST or (hidden and hidden[0] == "hidden"):
            raise PracticeError(
                worded(
                    "Say why in {least} to {most} plain characters (--why): it is read by every member. "
                    "Nothing was decided.",
                    least=_LEAST,
                    most=_MOST,
                )
            )
        title = next(iter(signed.card.texts.values())).title
        decision = Decision(
            signed.statement.hash, signed.id, signed.card.revision, signed.member.name, title,
            verdict, why, stamp(), tuple(flags),
        )  # fmt: skip
        content = json.dumps(asdict(decision), ensure_ascii=False, indent=1)
        # The card first: a decision without its card would be a promise that cannot be kept.
        signed.statement.save(self._path("decided", signed.statement.hash))
        write_atomically(self._path("decisions", signed.statement.hash), content.encode("utf-8"))
        self._path("waiting", signed.statement.hash).unlink(missing_ok=True)
        return decision

    def decisions(self) -> list[Decision]:
        """Every decision, in the order in which they were made."""
        found: list[Decision] = []
        for path in self._files("decisions"):
            try:
                record = parse_json(read_bounded(path, _LIMIT), _LIMIT)
                found.append(Decision(**{**record, "flags": tuple(record["flags"])}))
            except (KnowledgeError, TypeError, KeyError) as error:
                raise PracticeError(
                    worded(
                        "The decision {path} cannot be read: {error}. Restore it from a copy.",
                        path=path,
                        error=error,
                    )
                ) from error
        return sorted(found, key=lambda one: (one.when, one.statement))

    def accepted(self) -> list[SignedCard]:
        """What the next release holds: of each accepted card the highest revision, by id.

        Left out are cards that were taken back, and those of members who are members no more.
        """
        accepted = {one.statement for one in self.decisions() if one.verdict == "accepted"}
        gone = self.withdrawn()
        newest: dict[str, SignedCard] = {}
        for one in self._read("decided"):
            if one.statement.hash not in accepted or one.made <= gone.get(one.id, ""):
                continue
            held = newest.get(one.id)
            if held is None or (held.card.revision, held.made) < (one.card.revision, one.made):
                newest[one.id] = one
        return [newest[id_] for id_ in sorted(newest)]

    def lapsed(self) -> list[Decision]:
        """Accepted cards that cannot be released any more: no member of today's roster has the key.

        Their member left, or has a new key and should share the card again.
        """
        readable = {one.statement.hash for one in self._read("decided")}
        return [
            one for one in self.decisions() if one.verdict == "accepted" and one.statement not in readable
        ]

    def withdrawn(self) -> dict[str, str]:
        """The cards that their members took back, with the time of the last request, by id."""
        found: dict[str, str] = {}
        for path in self._files("withdrawn"):
            try:
                request = Withdrawal.read(read_bounded(path), self._roster, str(path))
            except FederationError:
                continue
            made = str(request.statement.body["made"])
            found[request.id] = max(made, found.get(request.id, ""))
        return found

    def _withdrawal(self, content: bytes, name: str) -> Withdrawal | None:
        """The request in `content`, where it is one at all; a bad one raises."""
        from federation.practices.signed import WITHDRAWAL

        try:
            Statement.read(content, WITHDRAWAL, name)
        except FederationError:
            return None
        return Withdrawal.read(content, self._roster, name)

    def _is_known(self, signed: SignedCard) -> bool:
        """Whether it waits or was decided, under this signature or as the same revision of the same words."""
        if any(self._path(kind, signed.statement.hash).exists() for kind in ("waiting", "decided")):
            return True
        gone = self.withdrawn().get(signed.id, "")
        return any(
            one.id == signed.id and one.card == signed.card and one.made > gone
            for kind in ("waiting", "decided")
            for one in self._read(kind)
        )

    def _read(self, kind: str) -> list[SignedCard]:
        """The cards of a folder that a member of today's roster signed."""
        found: list[SignedCard] = []
        for path in self._files(kind):
            try:
                found.append(SignedCard.read(read_bounded(path), self._roster, str(path)))
            except FederationError:
                continue  # a member who left, or a damaged file: not ours to publish
        return found

    def _files(self, kind: str) -> list[Path]:
        return sorted((self._folder / kind).glob("*.json"))

    def _path(self, kind: str, name: str) -> Path:
        return self._folder / kind / f"{name}.json"
