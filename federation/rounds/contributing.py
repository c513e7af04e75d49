"""A member's contribution by file: made once a round, kept, and charged to the ledger once.

The bundle is written to the member's folder before the ledger is charged, and gets its name
only after: whenever the machine stops, either nothing was spent, or the bundle that was paid
for is there. A second call gives the same bundle again, never a second one: two contributions
of one member to one round would both be refused, and would cost their privacy twice.
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
from knowledge.files import write_atomically
from knowledge.signing import SigningKey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["bundle_name", "check_round", "contribute", "made_before"]


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
            f"Round {round_file.number} closed on {round_file.deadline}, and your clock says {stamp(moment)}. "
            "Ask the coordinator for the next round; if the clock is wrong, correct it."
        )
    if embedder != round_file.embedder:
        raise RoundError(
            f"Round {round_file.number} is for the embedder {round_file.embedder}, and {embedder} is set here. "
            "Set SSE_EMBEDDER back, or wait for a round for yours."
        )
    if not member.languages:
        raise RoundError(f"{member.name} declared no language in {roster.name}: it has nothing to train.")


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
    kept = home.round(round_file.number) / "round.hash"
    if kept.exists() and kept.read_text("ascii").strip() != round_file.hash:
        raise RoundError(
            f"You contributed to another round {round_file.number} of {roster.name}: there are two round files. "
            "Ask the coordinator which one holds. Nothing was written."
        )
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
        RoundError: the round is over, for another embedder, or starts from other weights.
        JudgementsMissing: no declared language has enough judged questions.
        PrivacyError: the budget does not allow it.
    """
    from federation.member import contribute as train_and_protect
    from federation.messages import digest

    earlier = made_before(home, roster, round_file)
    if earlier is not None:
        return earlier
    member = roster.member(key.public.fingerprint)
    check_round(round_file, roster, member, inputs.fingerprint, now)
    if digest(start) != round_file.base:
        raise RoundError(
            f"Round {round_file.number} starts from release {round_file.release}, and another is in use here. "
            "Get the newest release first: sse update --from FOLDER"
        )
    settings = round_file.settings
    declared = replace(inputs, languages=member.languages)
    made = _path(home, round_file)
    pending = made.with_suffix(".pending")
    if not _charged(ledger, round_file):
        change = train_and_protect(declared, start, settings, seed=round_file.number)
        numbers: Matrix | bytes = change
        if round_file.mode == "sealed":
            from federation.sealed.sealing import seal

            numbers = seal(change, round_file)
        content = write_bundle(round_file, member, key, numbers, stamp(now), practices)
        write_atomically(made.with_name("round.hash"), round_file.hash.encode("ascii"))
        write_atomically(pending, content)
        ledger.charge(settings, _entry_base(round_file), round_file.number, len(content), budget)
    if not pending.exists():
        raise RoundError(
            f"Your ledger says that you contributed to round {round_file.number}, and the bundle is not in "
            f"{made.parent}. Restore it from a copy, or take the contribution back: sse federation withdraw"
        )
    pending.replace(made)
    return made.read_bytes()


def _path(home: Home, round_file: RoundFile) -> Path:
    return home.round(round_file.number) / f"bundle{SUFFIX}"


def _charged(ledger: Ledger, round_file: RoundFile) -> bool:
    return any(one.base == _entry_base(round_file) for one in ledger.entries())


def _entry_base(round_file: RoundFile) -> str:
    """What names a round by file in the ledger: the file, since two rounds may start from one release."""
    return round_file.hash
