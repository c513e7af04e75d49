"""A member's contribution by file: made once a round, kept, and charged to the ledger once.

The bundle is written to the member's folder before the ledger is charged, and gets its name
only after: whenever the machine stops, either nothing was spent, or the bundle that was paid
for is there. A second call gives the same bundle again, never a second one, and two processes
take turns: two contributions of one member to one round would both be refused, and would cost
their privacy twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import RoundError
from federation.inputs import Inputs
from federation.leaving import Ledger
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.rounds.bundle import SUFFIX, read_bundle, write_bundle
from federation.rounds.round_file import RoundFile
from federation.statements import read_bounded
from knowledge.files import alone, write_atomically
from knowledge.paths import make_private
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["bundle_name", "check_round", "contribute", "made_before"]

_HASH = "round.hash"


def bundle_name(round_file: RoundFile, member: Member) -> str:
    """A file name that tells a coordinator's folder what it holds."""
    return f"round-{round_file.number}-{member.fingerprint[:12]}{SUFFIX}"


def check_round(
    round_file: RoundFile, roster: Roster, member: Member, embedder: str, now: datetime | None = None
) -> None:
    """Raise RoundError where this member cannot take part in this round now."""
    moment = now or the_time()
    if moment > round_file.closes:
        raise RoundError(
            worded(
                "Round {number} closed on {deadline}, and your clock says {stamp}. Ask the coordinator "
                "for the next round; if the clock is wrong, correct it.",
                number=round_file.number,
                deadline=round_file.deadline,
                stamp=stamp(moment),
            )
        )
    if embedder != round_file.embedder:
        raise RoundError(
            worded(
                "Round {number} is for the embedder {embedder}, and {embedder2} is set here. Set "
                "SSE_EMBEDDER back, or wait for a round for yours.",
                number=round_file.number,
                embedder=round_file.embedder,
                embedder2=embedder,
            )
        )
    if not member.languages:
        raise RoundError(
            worded(
                "{name} declared no language in {name2}: it has nothing to train.",
                name=member.name,
                name2=roster.name,
            )
        )


def made_before(home: Home, roster: Roster, round_file: RoundFile) -> bytes | None:
    """The bundle that this member made for this round, or None.

    Raises:
        RoundError: it contributed to another round of this number.
        BundleError: the bundle kept here was damaged.
    """
    path = _path(home, round_file)
    if not path.exists():
        return None
    content = read_bounded(path)
    if _begun(home, round_file) not in ("", round_file.hash):
        raise _two_files(round_file, roster)
    read_bundle(content, roster, round_file)
    return content


def contribute(
    home: Home,
    roster: Roster,
    round_file: RoundFile,
    key: SigningKey,
    inputs: Inputs,
    start: Matrix,
    *,
    ledger: Ledger,
    budget: float | None = None,
    practices: Sequence[bytes] = (),
    now: datetime | None = None,
) -> bytes:
    """This member's bundle for a round; the one that was made before, where there is one.

    Args:
        inputs: from the member's own judgements.
        start: the weights of the release that the round starts from, shape (size,).
        ledger: is charged before the bundle can leave.
        budget: of epsilon against the coordinator.
        practices: signed cards to share with it.

    Raises:
        RoundError: the round is over, for another embedder, starts from other weights, or another
            file of its number was contributed to.
        JudgementsMissing: no declared language has enough judged questions.
        PrivacyError: the budget does not allow it.
    """
    from federation.messages import digest

    earlier = made_before(home, roster, round_file)
    if earlier is not None:
        return earlier
    member = roster.member(key.public.fingerprint)
    check_round(round_file, roster, member, inputs.fingerprint, now)
    if digest(start) != round_file.base:
        raise RoundError(
            worded(
                "Round {number} starts from release {release}, and another is in use here. Get the "
                "newest release first: sse update --from FOLDER",
                number=round_file.number,
                release=round_file.release,
            )
        )
    make_private(home.round(round_file.number))
    with alone(home.round(round_file.number) / ".contribute.lock"):
        earlier = made_before(home, roster, round_file)  # by another process, meanwhile
        if earlier is not None:
            return earlier
        begun = _begun(home, round_file)
        if begun != round_file.hash and _charged(ledger, begun):
            raise _two_files(round_file, roster)
        declared = replace(inputs, languages=member.languages)
        return _made(home, round_file, member, key, declared, start, ledger, budget, practices, stamp(now))


def _made(
    home: Home, round_file: RoundFile, member: Member, key: SigningKey, inputs: Inputs, start: Matrix,
    ledger: Ledger, budget: float | None, practices: Sequence[bytes], when: str,
) -> bytes:  # fmt: skip
    """The bundle, made and charged, or the one that was charged before the machine stopped."""
    from federation.member import contribute as train_and_protect

    settings = round_file.settings
    made = _path(home, round_file)
    pending = made.with_suffix(".pending")
    if not _charged(ledger, round_file.hash):
        change = train_and_protect(inputs, start, settings, seed=round_file.number)
        numbers: Matrix | bytes = change
        if round_file.mode == "sealed":
            from federation.sealed.sealing import seal

            numbers = seal(change, round_file)
        content = write_bundle(round_file, member, key, numbers, when, practices)
        write_atomically(made.with_name(_HASH), round_file.hash.encode("ascii"))
        write_atomically(pending, content)
        ledger.charge(settings, round_file.hash, round_file.number, len(content), budget)
    if not pending.exists():
        raise RoundError(
            worded(
                "Your ledger says that you contributed to round {number}, and the bundle is not in "
                "{parent}. Restore it from a copy, or take the contribution back: sse federation withdraw",
                number=round_file.number,
                parent=made.parent,
            )
        )
    pending.replace(made)
    return made.read_bytes()


def _path(home: Home, round_file: RoundFile) -> Path:
    return home.round(round_file.number) / f"bundle{SUFFIX}"


def _begun(home: Home, round_file: RoundFile) -> str:
    """Hash of the round file of this number that a contribution was begun for, or ""."""
    path = home.round(round_file.number) / _HASH
    return path.read_text("utf-8", "replace").strip() if path.exists() else ""


def _charged(ledger: Ledger, round_hash: str) -> bool:
    """The ledger names a round by its file: two rounds may start from one release."""
    return any(one.base == round_hash for one in ledger.entries())


def _two_files(round_file: RoundFile, roster: Roster) -> RoundError:
    return RoundError(
        worded(
            "You contributed to another round {number} of {name}: there are two round files. Ask the "
            "coordinator which one holds. Nothing was written.",
            number=round_file.number,
            name=roster.name,
        )
    )
