"""Updates: the newest release from a folder, a stick or a server, checked and put into use.

python-tuf's updater checks the metadata, in a copy. Only when the metadata, every file, the
roster, the embedder and the ledger have passed does anything change on this machine; whatever
is refused, the release in use stays in use.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.clock import now as the_time
from federation.clock import stamp
from federation.errors import FederationError, ReleaseError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.releases.contents import Contents, Release, check_names, read_contents
from federation.releases.explaining import explained
from federation.releases.fetching import Source, source_of
from federation.releases.installed import InUse, in_use, install
from federation.releases.metadata import LIMITS, file_of, signed_bytes
from federation.releases.trusted import chain_of, check_chain, keep_roots, trusted_rosters
from federation.statements import read_bounded
from knowledge.files import alone, write_atomically
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Targets
    from tuf.ngclient import Updater

    from federation.practices.installing import Installed
    from knowledge.library import Library

__all__ = ["Updated", "update"]

_AHEAD = timedelta(days=1)  # by which a clock may lie behind the coordinator's


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did.

    Attributes:
        before, version: release in use before and now; 0 is the shipped index.
        roster_before, roster: before and now.
        contents: of the release in use; None where there is none yet.
        practices: what became of its practices.
        notes: what the user should know, sentence by sentence.
    """

    before: int
    version: int
    roster_before: Roster
    roster: Roster
    contents: Contents | None
    practices: Installed | None
    notes: tuple[str, ...] = ()


def update(
    home: Home, place: str, data: Path, library: Library, embedder: str, now: datetime | None = None
) -> Updated:
    """Get the newest release from `place` (a folder or an address) and put it into use.

    Args:
        data: the data folder, whose index is to use it.
        library: the open library in it.
        embedder: fingerprint of the embedder in use.

    Raises:
        ReleaseError: it was refused; the message says why, and nothing changed.
        LibraryError: the disk is full; the release that was in use still is, or the next update ends
            what was begun.
    """
    moment = now or the_time()
    with _one_update(home):
        rosters = trusted_rosters(home)
        _finish(home, data, library, embedder, rosters)
        current = in_use(home)
        source = source_of(place)
        with tempfile.TemporaryDirectory(prefix="sse-update-") as scratch:
            metadata = Path(scratch) / "metadata"
            updater, targets = _refresh(home, metadata, source, moment, current)
            chain = check_chain(chain_of(metadata))
            if targets is None:
                keep_roots(home, chain_of(metadata))
                note = "The federation has not published a release yet: the shipped index stays in use."
                return Updated(0, 0, rosters[-1], chain[-1], None, None, (note,))
            _check_newer(targets, current, source)
            folder = home.releases / str(targets.version)
            if not _is_here(folder, targets):
                _download(home, updater, targets, folder, source, current)
            contents = _read(folder, targets, chain, current, embedder)
            _keep(home, metadata)
        practices = install(home, data, library, contents, chain)
        _drop(home, contents.release.revokes)
        notes = tuple(_notes(contents, practices, current, moment))
        return Updated(
            current.version, contents.release.version, rosters[-1], chain[-1], contents, practices, notes
        )


def _refresh(
    home: Home, metadata: Path, source: Source, now: datetime, current: InUse
) -> tuple[Updater, Targets | None]:
    """Check the metadata of the source in a copy of this machine's; no targets where there is no release."""
    from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
    from tuf.ngclient import Updater, UpdaterConfig

    limits: dict[str, Any] = {f"{kind}_max_length": limit for kind, limit in LIMITS.items()}
    try:
        shutil.copytree(home.metadata, metadata)
        updater = Updater(
            str(metadata), source.metadata, target_base_url=source.targets, fetcher=source.fetcher(),
            config=UpdaterConfig(**limits), bootstrap=chain_of(home.metadata)[0],
        )  # fmt: skip
        updater.refresh()
        found: Targets = file_of(read_bounded(metadata / "targets.json"), "targets").signed
    except (RepositoryError, DownloadError, OSError) as error:
        never = not (home.metadata / "timestamp.json").exists() and current.version == 0
        if never and isinstance(error, DownloadHTTPError) and "timestamp.json" in str(error):
            return updater, None
        raise explained(error, source, now, current.version) from error
    return updater, found


def _check_newer(targets: Targets, current: InUse, source: Source) -> None:
    """Refuse a release older than the one in use, and another one of the same number."""
    check_names(targets)
    if targets.version < current.version:
        raise ReleaseError(
            worded(
                "{name} offers release {version}, and release {version2} is in use: an old copy, or "
                "somebody wants you to go back. Release {version2} stays in use; get a newer copy.",
                name=source.name,
                version=targets.version,
                version2=current.version,
            )
        )
    # The updater does not fetch what it has: another release of the same number would go unseen.
    name = f"metadata/{targets.version}.targets.json"
    offered = file_of(source.read(name, LIMITS["targets"]), "targets")
    if signed_bytes(offered.signed) != signed_bytes(targets):
        raise ReleaseError(
            worded(
                "{name} holds another release {version} than the one that this machine knows: two "
                "coordinators publish, or somebody changed it. Nothing was changed here; compare with "
                "other members.",
                name=source.name,
                version=targets.version,
            )
        )


def _is_here(folder: Path, targets: Targets) -> bool:
    """Whether the files of a release are in place, from an update that was stopped."""
    from tuf.api.exceptions import LengthOrHashMismatchError

    try:
        for name, file in targets.targets.items():
            file.verify_length_and_hashes(read_bounded(folder / name, file.length))
    except (StatementError, LengthOrHashMismatchError):
        return False
    return True


def _download(
    home: Home, updater: Updater, targets: Targets, folder: Path, source: Source, current: InUse
) -> None:
    from tuf.api.exceptions import DownloadError, RepositoryError

    arriving = home.releases / f".{targets.version}"
    try:
        shutil.rmtree(arriving, ignore_errors=True)
        for name, file in sorted(targets.targets.items()):
            target = arriving / name
            target.parent.mkdir(parents=True, exist_ok=True)
            updater.download_target(file, str(target))
        shutil.rmtree(folder, ignore_errors=True)  # a damaged one
        arriving.replace(folder)
    except (RepositoryError, DownloadError, OSError) as error:
        shutil.rmtree(arriving, ignore_errors=True)
        raise explained(error, source, the_time(), current.version) from error


def _read(folder: Path, targets: Targets, rosters: list[Roster], current: InUse, embedder: str) -> Contents:
    """The release in a folder, which goes again where it cannot be used."""
    try:
        contents = read_contents(folder, targets, rosters, current.ledger)
        _check_embedder(contents.release, embedder)
        return contents
    except FederationError as error:
        if folder != current.folder:
            shutil.rmtree(folder, ignore_errors=True)
        kind = type(error) if isinstance(error, ReleaseError) else ReleaseError
        raise kind(f"{error} {_stays(current.version)}") from error


def _check_embedder(release: Release, embedder: str) -> None:
    if release.embedder != embedder:
        raise ReleaseError(
            worded(
                "Release {version} is for the embedder {embedder}, and {embedder2} is set here: its "
                "numbers would mean nothing. Set SSE_EMBEDDER back, or wait for a release for yours.",
                version=release.version,
                embedder=release.embedder,
                embedder2=embedder,
            )
        )


def _keep(home: Home, metadata: Path) -> None:
    """Trust the metadata that was checked: roots first, then what stands on them."""
    keep_roots(home, chain_of(metadata))
    for kind in ("targets", "snapshot", "timestamp"):
        content = read_bounded(metadata / f"{kind}.json", LIMITS[kind])
        path = home.metadata / f"{kind}.json"
        if not path.exists() or path.read_bytes() != content:
            write_atomically(path, content)


def _finish(home: Home, data: Path, library: Library, embedder: str, rosters: list[Roster]) -> None:
    """End an update that was stopped after everything had been checked."""
    path = home.metadata / "targets.json"
    if not path.exists():
        return
    targets: Targets = file_of(read_bounded(path), "targets").signed
    current = in_use(home)
    folder = home.releases / str(targets.version)
    if targets.version <= current.version or not _is_here(folder, targets):
        return
    contents = read_contents(folder, targets, rosters, current.ledger)
    if contents.release.embedder == embedder:
        install(home, data, library, contents, rosters)


def _drop(home: Home, revoked: tuple[int, ...]) -> None:
    for version in revoked:
        shutil.rmtree(home.releases / str(version), ignore_errors=True)


def _notes(contents: Contents, practices: Installed, current: InUse, now: datetime) -> Iterator[str]:
    release = contents.release
    if datetime.fromisoformat(release.created) > now + _AHEAD:
        yield (
            f"Your clock says {stamp(now)}, and release {release.version} was made on {release.created}. With a clock "
            "that lies behind, a copy that is too old is not noticed: correct it."
        )
    if current.version in release.revokes:
        names = ", ".join(release.withdraws) or "a member"
        yield (
            f"Release {current.version} is revoked: {names} took back a contribution to round {release.round}. "
            "Its files were removed from this machine."
        )
    override = contents.report.get("override")
    if override and current.version != release.version:
        yield (
            f"Release {release.version} did worse than the one before on the public test, and was published "
            f"nevertheless: {str(override)[:400]}"
        )
    for name, why in practices.refused:
        yield f"A practice card was not installed ({name}): {why}"


def _stays(version: int) -> str:
    return f"Release {version} stays in use." if version else "The shipped index stays in use."


@contextmanager
def _one_update(home: Home) -> Iterator[None]:
    """One update at a time: python-tuf asks for it."""
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(alone(home.folder / ".update.lock", wait=False))
        except OSError as error:
            raise ReleaseError(
                worded("Another update runs on this machine. Wait for it, then try again.")
            ) from error
        yield
