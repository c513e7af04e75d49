"""Taking a contribution back: the member's signed word, and what the coordinator does about it.

An open round is aggregated again without the member. A sealed round is discarded and held
again: the difference of two sums would show what the member who left had sent. Releases that
held the contribution, and all that were trained on from them, are revoked by the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import ReleaseError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.releases.contents import WEIGHTS
from federation.releases.ledger import Entry, Event
from federation.releases.recording import record
from federation.releases.trusted import trusted_rosters
from federation.statements import Statement, read_bounded
from knowledge.signing import SigningKey, is_fingerprint
from knowledge.worded import worded

if TYPE_CHECKING:
    from federation.rounds.joining import RoundResult

__all__ = [
    "KIND",
    "Withdrawal",
    "affected",
    "check_withdrawn",
    "discard",
    "keep",
    "own_bundle",
    "withdraw",
    "withdrawals",
]

KIND = "withdrawal"
_FIELDS = {"federation", "round", "bundle", "made"}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A member's word that its contribution to a round is taken back.

    Attributes:
        member: who signed it; `bundle` is the hash of what it had contributed, or "".
        hash: of the statement.
    """

    member: Member
    round: int
    bundle: str
    made: str
    hash: str


def withdraw(
    roster: Roster, number: int, key: SigningKey, bundle: str = "", now: datetime | None = None
) -> Statement:
    """The statement by which a member takes its contribution to a round back.

    Args:
        bundle: hash of the contribution, where the member still has it.
    """
    body = {
        "federation": roster.federation, "round": number, "bundle": bundle, "made": stamp(now or the_time()),
    }  # fmt: skip
    return Statement.sign(KIND, body, key)


def read_withdrawal(statement: Statement, rosters: Sequence[Roster]) -> Withdrawal:
    """The withdrawal in a statement; one who has left the federation since may take back too.

    Raises:
        StatementError: no member signed it, or it makes no sense.
    """
    members = {one.fingerprint: one for roster in rosters for one in roster.members}
    signer = statement.signed_by([one.key for one in members.values()], f"a member of {rosters[-1].name}")
    body = statement.body
    number, bundle, made = body.get("round"), body.get("bundle"), body.get("made")
    if (
        set(body) != _FIELDS or body["federation"] != rosters[-1].federation or not isinstance(made, str)
        or not isinstance(number, int) or isinstance(number, bool) or number < 1
        or not isinstance(bundle, str) or (bundle and not is_fingerprint(bundle))
    ):  # fmt: skip
        raise StatementError(
            worded("The withdrawal cannot be read, or is for another federation. Ask for it again.")
        )
    return Withdrawal(members[signer.fingerprint], number, bundle, made, statement.hash)


def keep(home: Home, path: Path, key: SigningKey, now: datetime | None = None) -> Withdrawal:
    """Take a withdrawal at the coordinator; from now on its round is not released with it.

    Raises:
        StatementError: no member signed it.
        ReleaseError: the key is not the coordinator's.
    """
    statement = Statement.load(path, KIND)
    found = read_withdrawal(statement, trusted_rosters(home))
    event = Event("withdrawal", {"round": found.round, "member": found.member.name}, found.hash)
    record(home, [event], key, now)
    statement.save(_folder(home) / f"{found.round}-{found.member.fingerprint}.json")
    return found


def withdrawals(home: Home, number: int, rosters: Sequence[Roster]) -> list[Withdrawal]:
    """What was taken back from a round, by member."""
    paths = sorted(_folder(home).glob(f"{number}-*.json"))
    return [read_withdrawal(Statement.load(path, KIND), rosters) for path in paths]


def check_withdrawn(result: RoundResult, taken_back: Iterable[Withdrawal]) -> None:
    """Raise ReleaseError where a round still holds what was taken back."""
    names = sorted(
        one.member.name
        for one in taken_back
        if one.member.name in result.accepted or (one.bundle and one.bundle in result.accepted.values())
    )
    if not names:
        return
    told = worded(
        "{names} took back a contribution to round {number}, and this result holds it.",
        names=", ".join(names),
        number=result.number,
    )
    if result.mode == "sealed":
        raise ReleaseError(
            worded(
                "{told} A sealed round is discarded as a whole and held again under a new number: the "
                "difference of two sums would show what was in it. If it was released: sse federation "
                "candidate --discard {number}",
                told=told,
                number=result.number,
            )
        )
    raise ReleaseError(
        worded("{told} Aggregate the round again: sse federation aggregate FOLDER --round FILE", told=told)
    )


def discard(home: Home, result: RoundResult, taken_back: Sequence[Withdrawal]) -> RoundResult:
    """A result that takes a whole round out again: the weights that it had started from.

    Raises:
        ReleaseError: nobody took anything back, or the release that it started from is not here.
    """
    import numpy as np

    from federation.settings import RoundSettings
    from federation.weights import load_weights

    if not taken_back:
        raise ReleaseError(
            worded(
                "Nobody took back a contribution to round {number}; there is no reason to discard it. "
                "Give the member's word first: sse federation withdraw --take FILE",
                number=result.number,
            )
        )
    settings = RoundSettings.of(result.settings)
    weights = np.zeros(settings.layout.size, np.float32)
    if result.release:
        path = home.releases / str(result.release) / WEIGHTS
        if not path.exists():
            raise ReleaseError(
                worded(
                    "Release {release}, which round {number} started from, is not here.",
                    release=result.release,
                    number=result.number,
                )
            )
        weights = load_weights(path, settings)
    names = sorted({one.member.name for one in taken_back})
    rejected = dict.fromkeys(
        sorted(result.accepted), "the round was discarded: a contribution was taken back"
    )
    return replace(
        result, weights=weights, accepted={}, rejected=rejected, shortened={}, size=0, withdrawn=names,
        practices=[],
    )  # fmt: skip


def own_bundle(home: Home, number: int) -> str:
    """Hash of the bundle that this member made for a round, "" where it is not kept."""
    from federation.rounds.bundle import LIMIT, SUFFIX
    from knowledge.signing import Envelope

    path = home.round(number) / f"bundle{SUFFIX}"
    if not path.exists():
        return ""
    return hashlib.sha256(Envelope.from_bytes(read_bounded(path, LIMIT), LIMIT).payload).hexdigest()


def affected(entries: Iterable[Entry], number: int) -> tuple[int, ...]:
    """The releases that hold what a round gave: made of it, or trained on from such a one."""
    found: set[int] = set()
    for entry in entries:
        about = entry.event.about
        if entry.event.kind == "release" and (about["base"] in found or about["round"] == number):
            found.add(about["version"])
    return tuple(sorted(found))


def _folder(home: Home) -> Path:
    return home.workbench / "withdrawals"
