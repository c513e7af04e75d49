"""Aggregating at the coordinator: a folder of bundles becomes the result of its round."""

from __future__ import annotations

from collections.abc import Sequence
from logging import ERROR, getLogger
from pathlib import Path

from federation.errors import SealedError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.rounds.collecting import Collected, collect
from federation.rounds.joining import RoundResult, join_open, result_folder
from federation.rounds.opening import base_of
from federation.rounds.round_file import RoundFile
from federation.statements import Statement
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["aggregate_open", "aggregate_sealed", "collected_for", "sum_for"]

_SUM = "sum.json"


def collected_for(
    home: Home, folder: Path, round_file: RoundFile, roster: Roster, rosters: Sequence[Roster]
) -> tuple[Collected, list[str]]:
    """The bundles of a round in a folder, and the names of those who took theirs back.

    Args:
        roster: the one that the round was opened under; `rosters` are all that this machine trusts.

    Members who are members no more are left out; one who changed its key since is not.

    Raises:
        RoundError: the folder cannot be read.
    """
    from federation.releases.withdrawing import withdrawals

    taken_back = withdrawals(home, round_file.number, rosters)
    names = {one.member.name for one in taken_back}
    left_out = {one.fingerprint for one in roster.members if one.name in names}
    found = collect(folder, roster, round_file, frozenset(left_out))
    staying = {one.name for one in rosters[-1].members}
    for bundle in [one for one in found.bundles if one.member.name not in staying]:
        found.bundles.remove(bundle)
        found.rejected[bundle.member.name] = f"it is no member of {rosters[-1].name} any more"
    return found, sorted(names)


def aggregate_open(
    home: Home, found: Collected, round_file: RoundFile, withdrawn: Sequence[str] = ()
) -> RoundResult:
    """The result of an open round; see `federation.rounds.joining.join_open`."""
    import flwr.serverapp  # noqa: F401 - its import sets the level of its log

    log = getLogger("flwr")
    level = log.level
    log.setLevel(ERROR)  # what it tells is the progress over a network
    try:
        return join_open(found, round_file, base_of(home, round_file), withdrawn)
    finally:
        log.setLevel(level)


def sum_for(
    home: Home, found: Collected, round_file: RoundFile, key: SigningKey, instead: bool = False
) -> Statement:
    """The signed sum of a sealed round; the coordinator keeps it until the trustee has opened it.

    Args:
        instead: replace a sum that was made before of other bundles.

    Raises:
        SealedError: too few bundles, a ciphertext cannot be used, or a sum was made before of
            other bundles: the trustee opens one sum of a round, and only the one kept here can
            then be used.
    """
    from federation.sealed.summing import make_sum, sign_sum

    statement = sign_sum(make_sum(found.bundles, round_file), key)
    path = result_folder(home, round_file.number) / _SUM
    if path.exists() and not instead:
        before, now = Statement.load(path, "sum").body["bundles"], statement.body["bundles"]
        if before != now:
            raise SealedError(
                worded(
                    "A sum of round {number} was made here before, of {before} contributions; the folder holds "
                    "{now}, or others. Was the first one given to witnesses or to the trustee? Then go on with "
                    "it: what came late waits for the next round. If nobody has it yet, add --instead. Nothing "
                    "was written.",
                    number=round_file.number,
                    before=len(before),
                    now=len(now),
                )
            )
    statement.save(path)
    return statement


def aggregate_sealed(
    home: Home, found: Collected, unsealed: Path, roster: Roster, round_file: RoundFile
) -> RoundResult:
    """The result of a sealed round, once the trustee has opened its sum.

    Raises:
        SealedError: no sum was made here, the folder lacks a bundle that is in it, or the opened
            numbers are not of it.
    """
    from federation.sealed.summing import read_sum
    from federation.sealed.unsealing import join_sealed

    path = result_folder(home, round_file.number) / _SUM
    if not path.exists():
        raise SealedError(
            worded(
                "No sum of round {number} was made on this machine. Make it first: sse federation "
                "aggregate FOLDER --round FILE --out SUM",
                number=round_file.number,
            )
        )
    total = read_sum(Statement.load(path, "sum"), roster, round_file)
    counted = [one for one in found.bundles if one.member.fingerprint in total.bundles]
    rejected = dict(found.rejected)
    for one in found.bundles:
        if one not in counted:
            rejected[one.member.name] = "it came after the sum was made"
    opened = Statement.load(unsealed, "unsealed")
    return join_sealed(counted, rejected, total, opened, roster, round_file, base_of(home, round_file))
