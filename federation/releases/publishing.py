"""Publishing: what enough members signed becomes what everybody gets.

Each step can be given again: a publication that was stopped is gone on with, and one that is
complete changes nothing. Votes and releases go into the ledger beside it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from federation.clock import now as the_time
from federation.errors import ReleaseError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.contents import read_contents
from federation.releases.ledger import FILE
from federation.releases.metadata import (
    check_period,
    check_threshold,
    file_of,
    root_part,
    signed_bytes,
    signers,
    targets_part,
)
from federation.releases.proposing import KIND, Proposal, load_proposal
from federation.releases.recording import coordinated, record_votes
from federation.releases.repository import Repository
from federation.releases.trusted import check_chain, follows, keep_roots, trusted_roster, trusted_rosters
from federation.releases.voting import Counted, count
from federation.statements import Statement, read_bounded
from knowledge.signing import PublicKey, SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Targets

__all__ = ["PROPOSAL", "Published", "publish", "refresh"]

PROPOSAL = "proposal.json"


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Attributes:
        proposal: what it was.
        counted: the votes.
        root: fingerprint of the federation's first root, to be told out of band.
    """

    proposal: Proposal
    counted: Counted
    root: str


def publish(
    home: Home,
    path: Path,
    votes: Path,
    key: SigningKey,
    *,
    founder: PublicKey | None = None,
    now: datetime | None = None,
) -> Published:
    """Publish a candidate (a folder) or a proposed roster (a file) that enough members signed.

    Args:
        votes: folder of the members' votes.
        founder: key of the invitation, where the federation's first roster is published.

    Raises:
        ReleaseError: too few members signed, the key is not the coordinator's, or the proposal does
            not follow what is published. What is served stays as it is.
    """
    moment = now or the_time()
    current = trusted_roster(home) if follows(home) else None
    file = path / PROPOSAL if path.is_dir() else path
    current = _before(home, file, current)
    proposal = load_proposal(file, current, founder, moment)
    voters = [one for one in (current, proposal.roster) if one is not None]
    counted = count(votes, proposal, voters)
    if proposal.roster is not None:
        _publish_roster(home, proposal, counted, key, current, moment)
    else:
        assert current is not None
        _publish_release(home, path, proposal, counted, key, current, moment)
    record_votes(home, proposal, counted, key, moment)
    return Published(proposal, counted, hashlib.sha256(Repository(home.repository).roots()[0]).hexdigest())


def refresh(home: Home, key: SigningKey, now: datetime | None = None) -> datetime:
    """Say again which release is the newest, and until when that may be believed; returns that time.

    Raises:
        ReleaseError: there is no release, the key is not the coordinator's, or what members signed ended.
    """
    moment = now or the_time()
    roster = coordinated(home, key)
    repository = Repository(home.repository)
    newest = repository.release()
    if newest is None:
        raise ReleaseError(worded("There is no release yet whose date could be renewed."))
    check_period(f"Release {newest.signed.version}", newest.signed, moment)
    _check_release_holds(newest, roster, {})
    repository.lead_to(newest.signed.version, key, moment)
    renewed = repository.timestamp()
    assert renewed is not None
    return renewed.expires


def _before(home: Home, file: Path, current: Roster | None) -> Roster | None:
    """The roster that a proposal follows: not the trusted one where it is that one, published before."""
    statement = Statement.load(file, KIND)
    if (
        current is None
        or statement.body.get("what") != "roster"
        or statement.body.get("version") != current.version
    ):
        return current
    rosters = trusted_rosters(home)
    return rosters[-2] if len(rosters) > 1 else None


def _publish_roster(
    home: Home, proposal: Proposal, counted: Counted, key: SigningKey, current: Roster | None, now: datetime
) -> None:
    roster = proposal.roster
    assert roster is not None
    if key.public.fingerprint != roster.coordinator:
        raise ReleaseError(
            worded(
                "Only the coordinator of the new roster, {name}, publishes it.",
                name=roster.member(roster.coordinator).name,
            )
        )
    repository = Repository(home.repository)
    chain = repository.roots()
    if len(chain) >= roster.version:
        if signed_bytes(file_of(chain[roster.version - 1], "root").signed) != proposal.root:
            raise ReleaseError(
                worded(
                    "Another roster {version} of {name} was published from this machine. Nothing was changed.",
                    version=roster.version,
                    name=roster.name,
                )
            )
    elif len(chain) != roster.version - 1:
        raise ReleaseError(
            worded(
                "{repository} holds {n_chain} rosters, and roster {version} is to follow. Get the "
                "repository from the coordinator before: its folder, or a stick.",
                repository=home.repository,
                n_chain=len(chain),
                version=roster.version,
            )
        )
    signatures = counted.signatures("root")
    rosters = [one for one in (current, roster) if one is not None]
    for one in rosters:
        try:
            check_threshold(proposal.name, one, proposal.root, signatures)
        except ReleaseError as error:
            raise ReleaseError(worded("{error} {counted}", error=error, counted=counted.told())) from error
    newest = repository.release()
    if newest is not None:
        _sign_again(repository, newest, proposal, counted, rosters)
    root = root_part(proposal.root)
    given = {
        one: made for each in rosters for one, made in signers(proposal.root, signatures, each.keys).items()
    }
    if len(chain) < roster.version:
        repository.put_root(proposal.root, root, given)
    if newest is not None and not repository.led_by(roster):
        repository.lead_to(newest.signed.version, key, now)
    _trust(home, repository)


def _sign_again(
    repository: Repository,
    newest: Metadata[Targets],
    proposal: Proposal,
    counted: Counted,
    rosters: list[Roster],
) -> None:
    """Add the voters' signatures to the release in use, so that it holds under the new roster too."""
    part = signed_bytes(newest.signed)
    added = counted.signatures("targets") if proposal.targets == part else {}
    given = {one: bytes.fromhex(each.signature) for one, each in newest.signatures.items()}
    try:
        _check_release_holds(newest, rosters[-1], added)
    except ReleaseError as error:
        raise ReleaseError(
            f"{error} A release was published since this roster was proposed: propose the roster again."
            if proposal.targets != part
            else f"{error} {counted.told()}"
        ) from error
    kept = {
        one: made
        for signatures in (given, added)
        for each in rosters
        for one, made in signers(part, signatures, each.keys).items()
    }
    # Whoever signed before any of these rosters stays too: what is published never gets fewer.
    repository.put_targets(newest.signed, part, given | kept)


def _check_release_holds(newest: Metadata[Targets], roster: Roster, added: dict[str, bytes]) -> None:
    given = {one: bytes.fromhex(each.signature) for one, each in newest.signatures.items()}
    check_threshold(f"Release {newest.signed.version}", roster, signed_bytes(newest.signed), given | added)


def _publish_release(
    home: Home, folder: Path, proposal: Proposal, counted: Counted, key: SigningKey, roster: Roster, now: datetime
) -> None:  # fmt: skip
    coordinated(home, key)
    if not folder.is_dir():
        raise ReleaseError(
            worded(
                "{folder} is no folder of a candidate. Give the folder that holds {proposal}.",
                folder=folder,
                proposal=PROPOSAL,
            )
        )
    repository = Repository(home.repository)
    targets = targets_part(proposal.targets)
    newest = repository.version()
    if newest > proposal.version:
        raise ReleaseError(
            worded(
                "Release {newest} was published already; {name} comes too late.",
                newest=newest,
                name=proposal.name,
            )
        )
    published = repository.release()
    if (
        newest == proposal.version
        and published is not None
        and signed_bytes(published.signed) == proposal.targets
    ):
        return
    if newest == proposal.version:
        raise ReleaseError(
            worded(
                "Another release {newest} was published from this machine. Nothing was changed.",
                newest=newest,
            )
        )
    try:
        check_threshold(proposal.name, roster, proposal.targets, counted.signatures("targets"))
    except ReleaseError as error:
        raise ReleaseError(worded("{error} {counted}", error=error, counted=counted.told())) from error
    contents = read_contents(folder, targets, trusted_rosters(home))
    _check_base(contents.release.base, contents.release.revokes, newest, proposal)
    mine = home.workbench / FILE
    if not mine.exists() or not read_bounded(mine).startswith(contents.ledger):
        raise ReleaseError(
            worded(
                "The ledger of {name} is not a part of this machine's ledger: was it proposed on another "
                "machine? Publish there, or bring the workbench here. Nothing was published.",
                name=proposal.name,
            )
        )
    for name, file in targets.targets.items():
        content = read_bounded(folder / name, file.length)
        repository.put_file(name, file.hashes["sha256"], content)
    signatures = signers(proposal.targets, counted.signatures("targets"), roster.keys)
    repository.put_targets(targets, proposal.targets, signatures)
    repository.lead_to(targets.version, key, now)


def _check_base(base: int, revokes: tuple[int, ...], newest: int, proposal: Proposal) -> None:
    """A release starts from the newest one, or from one before that it revokes."""
    if base == newest or newest in revokes:
        return
    raise ReleaseError(
        worded(
            "{name} starts from release {base}, and release {newest} was published since: what that "
            "one learned would be lost. Hold a new round. Nothing was published.",
            name=proposal.name,
            base=base,
            newest=newest,
        )
    )


def _trust(home: Home, repository: Repository) -> None:
    """The coordinator's machine trusts what it published."""
    chain = repository.roots()
    check_chain(chain)
    keep_roots(home, chain)
