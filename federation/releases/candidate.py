"""Candidates: what a round gave, as a release that members are asked to sign.

A folder with the files of a release (see `contents`) and the coordinator's proposal, which
holds the hash of each. It goes to the members as it is: on a stick, by mail, from a server.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.comparing import Comparison
from federation.releases.contents import (
    CALIBRATION,
    MANIFEST,
    RELEASE,
    REPORT,
    WEIGHTS,
    Contents,
    Release,
    read_contents,
)
from federation.releases.installed import in_use
from federation.releases.ledger import FILE, LIMIT, Entry, Event, read_ledger
from federation.releases.metadata import GOVERNED, signed_bytes, targets_part
from federation.releases.proposing import Proposal, load_proposal, make_proposal
from federation.releases.publishing import PROPOSAL
from federation.releases.recording import coordinated, record
from federation.releases.regression import check_regression
from federation.releases.repository import Repository
from federation.releases.trusted import trusted_rosters
from federation.releases.withdrawing import affected, check_withdrawn, withdrawals
from federation.settings import RoundSettings
from federation.statements import read_bounded
from knowledge.files import write_atomically
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Targets

    from federation.rounds.joining import RoundResult

__all__ = ["Candidate", "load_candidate", "make_candidate", "manifest"]

_PREFIX = "candidate-"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate whose files are what the coordinator proposed, and make sense."""

    folder: Path
    proposal: Proposal
    contents: Contents


def make_candidate(
    home: Home,
    result: RoundResult,
    embedder: str,
    key: SigningKey,
    *,
    tested: Comparison,
    cards: Sequence[bytes] = (),
    decisions: Sequence[dict[str, Any]] = (),
    override: str = "",
    now: datetime | None = None,
) -> Path:
    """Write the candidate of a round to the workbench; returns its folder, complete or not there.

    Args:
        embedder: fingerprint that the round was for.
        tested: how its weights did on the public test against the release in use.
        cards: signed practice cards that were accepted, all that the release is to hold.
        decisions: about cards, for the report.
        override: why it is proposed although it did worse.

    Raises:
        ReleaseError: it did worse and nothing says why it is proposed; the round starts from a release that
            is no longer the newest; or it holds what a member took back. Nothing was proposed.
    """
    moment = now or the_time()
    roster = coordinated(home, key)
    rosters = trusted_rosters(home)
    check_regression(tested, override)
    check_withdrawn(result, withdrawals(home, result.number, rosters))
    entries = _entries(home, rosters, key, moment)
    revokes = affected(entries, result.number) if result.withdrawn else ()
    newest = Repository(home.repository).version()
    if result.release != newest and newest not in revokes:
        raise ReleaseError(
            worded(
                "Round {number} started from release {release}, and release {newest} was published "
                "since: what that one learned would be lost. Hold a new round.",
                number=result.number,
                release=result.release,
                newest=newest,
            )
        )
    version = _next_version(home, newest)
    release = Release(
        roster.federation, roster.version, version, result.release, embedder, result.number, result.mode,
        result.round_file, stamp(moment), tuple(result.withdrawn), revokes,
    )  # fmt: skip
    ledger = record(home, _events(result, release, tested, override), key, moment)
    files = {
        RELEASE: release.to_bytes(),
        MANIFEST: _text(manifest()),
        REPORT: _text(_report(result, release, tested, override, decisions)),
        FILE: read_bounded(ledger, LIMIT),
    }
    files |= {f"practices/{hashlib.sha256(card).hexdigest()}.json": card for card in cards}
    folder = home.workbench / f"{_PREFIX}{version}"
    making = folder.with_name(f".{folder.name}")
    shutil.rmtree(making, ignore_errors=True)
    for name, content in files.items():
        write_atomically(making / name, content)
    _save_weights(making, result, release)
    targets = _propose(making, release, roster, key, moment)
    read_contents(making, targets, rosters)  # what nobody could install is not proposed
    making.replace(folder)
    return folder


def load_candidate(home: Home, folder: Path, now: datetime | None = None) -> Candidate:
    """Read a candidate as a member: everything that can be checked before signing is checked.

    Raises:
        ReleaseError: a file is not what is proposed, it makes no sense, or does not follow what is trusted.
        StatementError: the coordinator did not propose it.
    """
    rosters = trusted_rosters(home)
    if not (folder / PROPOSAL).is_file():
        raise ReleaseError(
            worded(
                "{folder} is no candidate: it holds no {proposal}. Give the folder as you got it.",
                folder=folder,
                proposal=PROPOSAL,
            )
        )
    proposal = load_proposal(folder / PROPOSAL, rosters[-1], now=now or the_time())
    if proposal.what != "release":
        raise ReleaseError(
            worded(
                "{folder} proposes a roster and no release. Give its file to: sse federation vote",
                folder=folder,
            )
        )
    current = in_use(home)
    contents = read_contents(folder, targets_part(proposal.targets), rosters, current.ledger)
    if contents.release.version <= current.version:
        raise ReleaseError(
            worded(
                "Release {version} is in use here, and the candidate is {version2}: it is an old one.",
                version=current.version,
                version2=contents.release.version,
            )
        )
    return Candidate(folder, proposal, contents)


def manifest() -> list[dict[str, str]]:
    """The shipped texts by document and language, with the SHA-256 of each file."""
    from knowledge.corpus.loader import corpus_files

    return [
        {
            "id": path.parent.name,
            "language": path.stem,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in corpus_files()
    ]


def _entries(home: Home, rosters: Sequence[Roster], key: SigningKey, now: datetime) -> list[Entry]:
    path = record(home, [], key, now)
    return read_ledger(read_bounded(path, LIMIT), rosters) if path.exists() else []


def _next_version(home: Home, newest: int) -> int:
    """A number that no candidate had: two of one number could both be signed."""
    used = [path.name.removeprefix(_PREFIX) for path in home.workbench.glob(f"{_PREFIX}*")]
    return max([newest, in_use(home).version, *(int(one) for one in used if one.isdecimal())]) + 1


def _events(result: RoundResult, release: Release, tested: Comparison, override: str) -> list[Event]:
    number = result.number
    events = [
        Event("contribution", {"round": number, "member": name}, bundle)
        for name, bundle in sorted(result.accepted.items())
    ]
    events += [
        Event("rejection", {"round": number, "what": name, "why": why})
        for name, why in sorted(result.rejected.items())
    ]
    told = {
        "version": release.version, "base": release.base, "round": number, "test": tested.verdict,
        "override": override, "withdraws": list(release.withdraws), "revokes": list(release.revokes),
    }  # fmt: skip
    return [*events, Event("candidate", told)]


def _report(
    result: RoundResult,
    release: Release,
    tested: Comparison,
    override: str,
    decisions: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """What everybody may know of the round."""
    from federation.leaving import readers
    from federation.privacy import DELTA, spend

    settings = RoundSettings.of(result.settings)
    spent = spend([], settings.noise, readers(settings), None)
    bounds = {"coordinator": spent.coordinator, "readers": spent.readers}
    epsilon: dict[str, float | None] = {
        name: round(value, 4) if math.isfinite(value) else None for name, value in bounds.items()
    }
    return {
        **result.report(), "epsilon": {**epsilon, "delta": DELTA}, "public_test": tested.record(),
        "override": override, "practice_decisions": list(decisions), "revokes": list(release.revokes),
    }  # fmt: skip


def _save_weights(folder: Path, result: RoundResult, release: Release) -> None:
    """The calibration of the package with what members learned, and the same as weights."""
    from federation.learning import fusion_of
    from federation.weights import save_weights
    from knowledge.calibration import shipped

    settings = RoundSettings.of(result.settings)
    save_weights(folder / WEIGHTS, result.weights, settings)
    fusion = fusion_of(settings.layout.unflatten(result.weights))
    calibration = replace(
        shipped(release.embedder), fingerprint=release.embedder, fusion=fusion, release=release.name
    )
    calibration.save(folder / CALIBRATION)


def _propose(folder: Path, release: Release, roster: Roster, key: SigningKey, now: datetime) -> Targets:
    from tuf.api.metadata import TargetFile, Targets

    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    targets = Targets(
        version=release.version, expires=now + GOVERNED,
        targets={name: TargetFile.from_data(name, content) for name, content in names.items()},
    )  # fmt: skip
    statement = make_proposal(
        "release",
        release.version,
        roster.federation,
        roster.version,
        key,
        targets=signed_bytes(targets),
        now=now,
    )
    statement.save(folder / PROPOSAL)
    return targets


def _text(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True).encode("utf-8")
