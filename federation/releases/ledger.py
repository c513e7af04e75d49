"""The federation's ledger: what happened, entry by entry, in a chain that cannot be rewritten.

One JSON line an entry, each signed by the coordinator of its time and holding the hash of the
one before. The ledger is part of every release, and a member takes no release whose ledger does
not continue the one that it knows: whoever rewrites history is found out by everybody.

    contribution  a bundle was accepted           hash: of the bundle
    rejection     a bundle was not, and why
    candidate     a release was proposed          hash: of the proposal
    vote          a member said yes or no, or why not counted    hash: of the vote
    release       a release was published         hash: of its targets metadata
    roster        who is a member changed         hash: of its root metadata
    withdrawal    a member took a contribution back              hash: of its word
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import LedgerError, StatementError
from federation.membership.roster import Roster
from federation.statements import Statement, read_bounded
from knowledge.files import alone, write_atomically
from knowledge.signing import PublicKey, SigningKey, is_fingerprint
from knowledge.worded import worded

__all__ = ["FILE", "LIMIT", "Entry", "Event", "append", "check_continues", "read_ledger"]

FILE = "ledger.jsonl"
LIMIT = 64 * 2**20  # bytes: some 80,000 entries
KINDS = ("contribution", "rejection", "candidate", "vote", "release", "roster", "withdrawal")
_FIELDS = {"federation", "n", "previous", "when", "kind", "roster", "about", "hash"}
_SLACK = timedelta(days=1)  # between the clocks of two coordinators


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry says.

    Attributes:
        kind: one of KINDS.
        about: details as JSON values; texts and whole numbers.
        hash: SHA-256 of the file that it is about, in hex, or "".
    """

    kind: str
    about: Mapping[str, Any]
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry whose place in the chain and whose signature were checked.

    Attributes:
        number: from 1.
        when: ISO 8601, UTC, by the coordinator's clock.
        roster: version of the roster at the time.
        event: what it says.
        line: as it stands in the file.
    """

    number: int
    when: str
    roster: int
    event: Event
    line: bytes

    def record(self) -> dict[str, Any]:
        """As JSON values, for people and programs."""
        return {
            "n": self.number, "when": self.when, "roster": self.roster, "kind": self.event.kind,
            "about": dict(self.event.about), "hash": self.event.hash,
        }  # fmt: skip


def read_ledger(content: bytes, rosters: Sequence[Roster]) -> list[Entry]:
    """Read a ledger and check all of it: chain, order, and the coordinator's signatures.

    Args:
        rosters: all that this machine trusts, oldest first.

    Raises:
        LedgerError: an entry was changed, left out, put in or signed by somebody else.
    """
    known = {one.version: (one, one.member(one.coordinator).key) for one in rosters}
    lines = content.split(b"\n")
    if lines.pop() != b"":
        raise LedgerError(worded("The ledger ends in the middle of an entry: it was cut. Get it again."))
    found: list[Entry] = []
    previous = ""
    for number, line in enumerate(lines, 1):
        entry, previous = _entry(line, number, previous, known)
        if found and entry.roster < found[-1].roster:
            raise _wrong(number, "goes back to an older roster")
        found.append(entry)
    return found


def check_continues(known: bytes, offered: bytes) -> None:
    """Raise LedgerError unless `offered` begins with all of `known`: history only grows."""
    if offered.startswith(known):
        return
    before, after = known.splitlines(), offered.splitlines()
    same = next(
        (place for place, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    if same == len(after):
        raise LedgerError(
            worded(
                "The ledger that was offered has {n_after} entries, and this machine knows {n_before}: "
                "it was cut, or is an old copy. Nothing was changed here; ask another member what it has.",
                n_after=len(after),
                n_before=len(before),
            )
        )
    raise LedgerError(
        worded(
            "The ledger that was offered differs from the one that this machine knows from entry "
            "{same} on: two histories of one federation exist. Nothing was changed here; compare "
            "ledgers with other members (sse federation ledger) and ask the coordinator.",
            same=same + 1,
        )
    )


def append(
    path: Path, events: Iterable[Event], roster: Roster, key: SigningKey, rosters: Sequence[Roster],
    now: datetime | None = None, *, released: bytes = b"",
) -> list[Entry]:  # fmt: skip
    """Write events to the coordinator's ledger, all or none; what stands in it already is left out.

    An event that is already there (same kind, hash and details) is not written again, so a
    command that was stopped can be given again.

    Args:
        roster: the present one; `key` is its coordinator's.
        rosters: all that this machine trusts, for the entries that are there.
        released: the ledger of the release in use, which a coordinator who is new goes on with.

    Raises:
        LedgerError: the ledger is damaged, is full, the key is not the coordinator's, or the clock
            lies behind the last entry.
    """
    if key.public.fingerprint != roster.coordinator:
        raise LedgerError(worded("Only the coordinator of {name} writes its ledger.", name=roster.name))
    moment = now or the_time()
    when = stamp(moment)
    with alone(path.with_name(f".{path.name}.lock")):
        content = read_bounded(path, LIMIT) if path.exists() else b""
        if released.startswith(content):
            content = released
        entries = read_ledger(content, [*rosters, roster])
        there = {_sameness(one.event) for one in entries}
        if entries and moment < datetime.fromisoformat(entries[-1].when) - _SLACK:
            raise LedgerError(
                worded(
                    "Your clock says {when}, and the last entry of the ledger was made on {when2}. Correct "
                    "the clock, then try again; nothing was written.",
                    when=when,
                    when2=entries[-1].when,
                )
            )
        previous = _hash(entries[-1].line) if entries else ""
        added: list[Entry] = []
        for event in events:
            if _sameness(event) in there:
                continue
            there.add(_sameness(event))
            number = len(entries) + len(added) + 1
            body = {
                "federation": roster.federation, "n": number, "previous": previous, "when": when,
                "kind": event.kind, "roster": roster.version, "about": dict(event.about), "hash": event.hash,
            }  # fmt: skip
            statement = Statement.sign("entry", body, key)
            previous = statement.hash
            added.append(Entry(number, when, roster.version, event, statement.content))
        if added:
            whole = content + b"".join(entry.line + b"\n" for entry in added)
            if len(whole) > LIMIT:
                raise LedgerError(
                    worded(
                        "The ledger {path} would be larger than {limit:,} bytes. Nothing was written.",
                        path=path,
                        limit=LIMIT,
                    )
                )
            write_atomically(path, whole)
        return added


def _entry(
    line: bytes, number: int, previous: str, rosters: Mapping[int, tuple[Roster, PublicKey]]
) -> tuple[Entry, str]:
    try:
        statement = Statement.read(line, "entry", f"Entry {number} of the ledger")
    except StatementError as error:
        raise LedgerError(worded("{error} The ledger was edited or damaged.", error=error)) from error
    body = statement.body
    if set(body) != _FIELDS or not _has_types(body):
        raise _wrong(number, "is not of the form of an entry")
    if body["n"] != number:
        raise _wrong(number, f"says that it is entry {body['n']}: entries were left out or put in")
    if body["previous"] != previous:
        raise _wrong(number, "does not follow from the one before: the chain is broken")
    if body["roster"] not in rosters:
        raise LedgerError(
            worded(
                "Entry {number} of the ledger was made under roster {roster}, which this machine does "
                "not know. Get the newest roster first: sse update --from FOLDER",
                number=number,
                roster=body["roster"],
            )
        )
    roster, key = rosters[body["roster"]]
    if body["federation"] != roster.federation:
        raise _wrong(number, f"belongs to another federation than {roster.name}")
    if statement.envelope.signed_by([key]) == []:
        raise _wrong(number, f"is not signed by the coordinator of roster {roster.version}")
    if len(statement.envelope.signatures) != 1:
        raise _wrong(number, "has a second signature, which is no part of it")
    return Entry(
        number, body["when"], roster.version, Event(body["kind"], body["about"], body["hash"]), line
    ), statement.hash


def _has_types(body: Mapping[str, Any]) -> bool:
    texts = all(isinstance(body[name], str) for name in ("federation", "previous", "when", "kind", "hash"))
    numbers = all(
        isinstance(body[name], int) and not isinstance(body[name], bool) for name in ("n", "roster")
    )
    if not (texts and numbers and isinstance(body["about"], dict) and body["kind"] in KINDS):
        return False
    try:
        dated = datetime.fromisoformat(body["when"]).tzinfo is not None
    except ValueError:
        return False
    return dated and (not body["hash"] or is_fingerprint(body["hash"]))


def _wrong(number: int, told: str) -> LedgerError:
    return LedgerError(
        worded(
            "Entry {number} of the ledger {told}. The ledger was not used; get it again.",
            number=number,
            told=told,
        )
    )


def _hash(line: bytes) -> str:
    return Statement.read(line, "entry").hash


def _sameness(event: Event) -> tuple[str, str, str]:
    return event.kind, event.hash, repr(sorted(event.about.items()))
