"""The files of a release: which there may be, and that they are what the release says they are.

release.json             version, base, embedder, round, what it withdraws and revokes
calibration.safetensors  what the index uses
weights.safetensors      the same as members train it further
practices/HASH.json      shared practice cards, each signed by its member
manifest.json            the shipped texts that it was measured on
report.json              who was accepted, who was not and why, epsilon, the regression test
ledger.jsonl             what happened until then
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.errors import FederationError, ReleaseError
from federation.membership.roster import Roster
from federation.releases import ledger as chain
from federation.releases.ledger import Entry
from federation.statements import read_bounded
from knowledge.canonical_json import canonical, parse_json
from knowledge.errors import KnowledgeError
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Targets

    from knowledge.calibration import Calibration

__all__ = [
    "CALIBRATION",
    "MANIFEST",
    "RELEASE",
    "REPORT",
    "WEIGHTS",
    "Contents",
    "Release",
    "check_names",
    "read_contents",
]

RELEASE = "release.json"
CALIBRATION = "calibration.safetensors"
WEIGHTS = "weights.safetensors"
MANIFEST = "manifest.json"
REPORT = "report.json"
PRACTICES = "practices"
# Largest size in bytes. The calibration has the mean vectors of six languages; a report names
# every member of a round.
LIMITS = {
    RELEASE: 64 * 2**10, CALIBRATION: 4 * 2**20, WEIGHTS: 2**20, MANIFEST: 2 * 2**20, REPORT: 4 * 2**20,
    chain.FILE: chain.LIMIT,
}  # fmt: skip
_PRACTICE = re.compile(rf"{PRACTICES}/[0-9a-f]{{64}}\.json")
_PRACTICE_LIMIT = 64 * 2**10
_MOST_PRACTICES = 2000
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Release:
    """What a release says of itself.

    Attributes:
        federation, roster: id, and version of the roster that it was made under.
        version: from 1; a number is used once, and one that was not adopted is left out.
        base: the release that its round started from; 0 for the shipped index.
        embedder: fingerprint that the calibration fits.
        round, mode, round_file: of the round, the last the hash of its file.
        created: ISO 8601, UTC, by the coordinator's clock.
        withdraws: names of the members whose contribution to its round was taken back.
        revokes: versions that held what was taken back; nobody should use them.
    """

    federation: str
    roster: int
    version: int
    base: int
    embedder: str
    round: int
    mode: str
    round_file: str
    created: str
    withdraws: tuple[str, ...] = ()
    revokes: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What records of answers say: the number, and the federation's id."""
        return f"{self.version} ({self.federation[:8]})"

    def to_bytes(self) -> bytes:
        """The file."""
        return canonical({"format": _FORMAT, **{name: _json(value) for name, value in asdict(self).items()}})

    @classmethod
    def of(cls, content: bytes) -> Release:
        """From the file.

        Raises:
            ReleaseError: it is not of that form.
        """
        try:
            body = parse_json(content, LIMITS[RELEASE], in_canonical_form=True)
            if not isinstance(body, dict) or body.pop("format", None) != _FORMAT:
                raise ValueError("it was made by another version of this program")
            if set(body) != {one.name for one in fields(cls)}:
                raise ValueError("its fields are others")
            for one in fields(cls):
                wanted: Any = {"str": str, "int": int}.get(str(one.type), list)
                if not isinstance(body[one.name], wanted) or isinstance(body[one.name], bool):
                    raise ValueError(f"{one.name} is no {wanted.__name__}")
            inside = [(one, str) for one in body["withdraws"]] + [(one, int) for one in body["revokes"]]
            if not all(isinstance(one, wanted) for one, wanted in inside):
                raise ValueError("a list in it holds what does not belong there")
            body |= {name: tuple(body[name]) for name in ("withdraws", "revokes")}
            return cls(**body)
        except (KnowledgeError, ValueError, TypeError) as error:
            raise ReleaseError(
                worded(
                    "{release} cannot be read ({error}). Update this program, or get it again.",
                    release=RELEASE,
                    error=error,
                )
            ) from error


@dataclass(frozen=True, slots=True)
class Contents:
    """A release whose files were checked against its metadata and against each other.

    Attributes:
        ledger: its bytes; the chain holds.
        entries: the same, read.
        practices: file name and bytes of each card; whose they are is checked where they are used.
    """

    release: Release
    calibration: Calibration
    report: Mapping[str, Any]
    ledger: bytes
    entries: list[Entry]
    practices: list[tuple[str, bytes]]


def check_names(targets: Targets) -> None:
    """Raise ReleaseError where metadata names a file that no release has, leaves one out, or is too large."""
    missing = sorted(set(LIMITS) - set(targets.targets))
    if missing:
        raise ReleaseError(
            worded(
                "Release {version} lacks {missing}. It was not used.",
                version=targets.version,
                missing=", ".join(missing),
            )
        )
    practices = 0
    for name, file in targets.targets.items():
        practice = _PRACTICE.fullmatch(name) is not None
        practices += practice
        limit = _PRACTICE_LIMIT if practice else LIMITS.get(name, -1)
        if limit < 0 or set(file.hashes) != {"sha256"}:
            raise ReleaseError(
                worded(
                    "Release {version} has a file {name!r} that no release has. It was not used.",
                    version=targets.version,
                    name=name[:80],
                )
            )
        if file.length > limit or practices > _MOST_PRACTICES:
            raise ReleaseError(
                worded(
                    "Release {version} is too large ({name}). It was not used.",
                    version=targets.version,
                    name=name,
                )
            )


def read_contents(folder: Path, targets: Targets, rosters: Sequence[Roster], known: bytes = b"") -> Contents:
    """Check the files of a release and read them.

    Args:
        folder: that holds them under their names.
        targets: the metadata that names them by hash.
        rosters: all that this machine trusts, oldest first.
        known: the ledger of the release in use, which this one must continue.

    Raises:
        ReleaseError: a file is missing, changed or makes no sense; LedgerError where it is the ledger.
    """
    check_names(targets)
    files = {name: _checked(folder, name, targets) for name in sorted(targets.targets)}
    release = Release.of(files[RELEASE])
    if release.version != targets.version:
        raise ReleaseError(
            worded(
                "Release {version} says that it is release {version2}. It was not used.",
                version=targets.version,
                version2=release.version,
            )
        )
    if release.federation != rosters[-1].federation:
        raise ReleaseError(
            worded("Release {version} is of another federation. It was not used.", version=release.version)
        )
    chain.check_continues(known, files[chain.FILE])
    entries = chain.read_ledger(files[chain.FILE], rosters)
    report = _report(files[REPORT])
    practices = [(name, content) for name, content in files.items() if name.startswith(PRACTICES)]
    for name, content in practices:
        if hashlib.sha256(content).hexdigest() != Path(name).stem:
            raise ReleaseError(
                worded(
                    "{name} of release {version} is not named by its content.",
                    name=name,
                    version=release.version,
                )
            )
    return Contents(release, _calibration(folder, release), report, files[chain.FILE], entries, practices)


def _checked(folder: Path, name: str, targets: Targets) -> bytes:
    from tuf.api.exceptions import LengthOrHashMismatchError

    content = read_bounded(folder / name, targets.targets[name].length)
    try:
        targets.targets[name].verify_length_and_hashes(content)
    except LengthOrHashMismatchError as error:
        raise ReleaseError(
            worded(
                "{name} of release {version} is not the file that members signed: it was changed or "
                "damaged. It was not used; get the release from another place.",
                name=name,
                version=targets.version,
            )
        ) from error
    return content


def _calibration(folder: Path, release: Release) -> Calibration:
    """The calibration, which must be made of the weights beside it."""
    import numpy as np

    from federation.learning import fusion_of
    from knowledge.calibration import Calibration
    from knowledge.files import read_tensors

    try:
        calibration = Calibration.load(folder / CALIBRATION)
        fusion = fusion_of(read_tensors(folder / WEIGHTS)[0])
    except (KnowledgeError, FederationError, KeyError, ValueError, IndexError) as error:
        raise ReleaseError(
            worded("Release {version} cannot be used: {error}", version=release.version, error=error)
        ) from error
    if calibration.fingerprint != release.embedder:
        raise ReleaseError(
            worded(
                "Release {version} says that it is for the embedder {embedder}, and its calibration is "
                "for {fingerprint}. It was not used.",
                version=release.version,
                embedder=release.embedder,
                fingerprint=calibration.fingerprint or worded("none"),
            )
        )
    if calibration.release != release.name:
        raise ReleaseError(
            worded(
                "The calibration of release {version} names another release. It was not used.",
                version=release.version,
            )
        )
    if not all(
        np.array_equal(getattr(calibration.fusion, name), getattr(fusion, name))
        for name in ("shared", "pairs")
    ):
        raise ReleaseError(
            worded(
                "The calibration of release {version} is not made of its weights. It was not used.",
                version=release.version,
            )
        )
    return calibration


def _report(content: bytes) -> Mapping[str, Any]:
    try:
        found = parse_json(content, LIMITS[REPORT])
        if not isinstance(found, dict):
            raise ReleaseError(worded("{report} is no report. The release was not used.", report=REPORT))
    except KnowledgeError as error:
        raise ReleaseError(worded("{report} cannot be read: {error}", report=REPORT, error=error)) from error
    return found


def _json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
