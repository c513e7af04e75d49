"""The coordinator's repository: metadata and files as any web server or stick can serve them.

    metadata/N.root.json      every root, from the first
    metadata/N.targets.json   files of release N, signed by members
    metadata/N.snapshot.json  which targets are current
    metadata/timestamp.json   which snapshot is current
    targets/HASH.NAME         the files

Every file is new under its own name, but one: `timestamp.json` is replaced last, and what it
does not lead to is not there for anybody. Stopped at any moment, the repository serves what it
served before, or the new release as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from federation.errors import ReleaseError
from federation.membership.roster import Roster
from federation.releases.metadata import COORDINATED, LIMITS, Signatures, file_of, signed_bytes, signers
from federation.statements import read_bounded
from knowledge.files import write_atomically
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

__all__ = ["Repository"]

_TARGETS = "targets.json"


class Repository:
    """A repository in a folder; it need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metadata = folder / "metadata"
        self.targets = folder / "targets"

    def roots(self) -> list[bytes]:
        """All roots, oldest first."""
        found: list[bytes] = []
        while (path := self.metadata / f"{len(found) + 1}.root.json").exists():
            found.append(read_bounded(path, LIMITS["root"]))
        return found

    def timestamp(self) -> Timestamp | None:
        """The timestamp; None before the first release."""
        found: Timestamp | None = self._signed("timestamp.json", "timestamp")
        return found

    def snapshot(self) -> Snapshot | None:
        """The snapshot that the timestamp leads to."""
        timestamp = self.timestamp()
        if timestamp is None:
            return None
        found: Snapshot | None = self._signed(f"{timestamp.snapshot_meta.version}.snapshot.json", "snapshot")
        if found is None:
            raise ReleaseError(
                worded(
                    "{folder} is damaged: its snapshot is missing. Restore it from a copy.",
                    folder=self.folder,
                )
            )
        return found

    def release(self) -> Metadata[Targets] | None:
        """The targets metadata of the newest release; None before the first."""
        snapshot = self.snapshot()
        if snapshot is None:
            return None
        version = snapshot.meta[_TARGETS].version
        found = self.targets_file(version)
        if found is None:
            raise ReleaseError(
                worded(
                    "{folder} is damaged: {version}.targets.json is missing. Restore it.",
                    folder=self.folder,
                    version=version,
                )
            )
        return found

    def version(self) -> int:
        """Of the newest release; 0 before the first."""
        newest = self.release()
        return newest.signed.version if newest is not None else 0

    def targets_file(self, version: int) -> Metadata[Targets] | None:
        """The targets metadata of a release, current or not."""
        path = self.metadata / f"{version}.targets.json"
        return file_of(read_bounded(path, LIMITS["targets"]), "targets") if path.exists() else None

    def put_root(self, part: bytes, root: Root, signatures: Signatures) -> None:
        """Publish a root; an update sees it at once."""
        self._put(f"{root.version}.root.json", _file(root, part, signatures))

    def put_targets(self, targets: Targets, part: bytes, signatures: Signatures) -> None:
        """Write targets metadata; no update sees it before `lead_to` does."""
        self._put(f"{targets.version}.targets.json", _file(targets, part, signatures))

    def put_file(self, name: str, sha256: str, content: bytes) -> None:
        """Write a file of a release under the name that holds its hash."""
        folder, _, last = name.rpartition("/")
        path = self.targets / folder / f"{sha256}.{last}"
        if not path.exists():
            write_atomically(path, content, public=True)

    def lead_to(self, version: int, key: SigningKey, now: datetime) -> None:
        """Make a release the current one: a new snapshot, then the timestamp, which is the switch."""
        from tuf.api.metadata import MetaFile, Snapshot, Timestamp

        before = self.timestamp()
        number = before.snapshot_meta.version + 1 if before is not None else 1
        snapshot = Snapshot(version=number, expires=now + COORDINATED, meta={_TARGETS: MetaFile(version)})
        self._put(f"{number}.snapshot.json", _own(snapshot, key))
        timestamp = Timestamp(
            version=before.version + 1 if before is not None else 1, expires=now + COORDINATED,
            snapshot_meta=MetaFile(number),
        )  # fmt: skip
        self._put("timestamp.json", _own(timestamp, key))

    def led_by(self, roster: Roster) -> bool:
        """Whether the roster's coordinator signed the timestamp; true before there is one."""
        path = self.metadata / "timestamp.json"
        if not path.exists():
            return True
        file = file_of(read_bounded(path, LIMITS["timestamp"]), "timestamp")
        given = {one: bytes.fromhex(each.signature) for one, each in file.signatures.items()}
        key = roster.member(roster.coordinator).key
        return bool(signers(signed_bytes(file.signed), given, [key]))

    def copy_to(self, folder: Path) -> None:
        """Copy all to a stick or a web server's folder, the timestamp last; what is there stays valid.

        Raises:
            ReleaseError: there is nothing to copy, or the copy there is newer than this one.
        """
        if not self.metadata.is_dir():
            raise ReleaseError(
                worded("There is nothing in {folder} to copy: publish something first.", folder=self.folder)
            )
        other = Repository(folder)
        here, there = self.timestamp(), other.timestamp()
        if there is not None and (here is None or there.version > here.version):
            raise ReleaseError(
                worded(
                    "{folder} holds a newer copy (timestamp {version}) than this machine ({version2}). "
                    "Nothing was copied: does another machine publish for this federation too?",
                    folder=folder,
                    version=there.version,
                    version2=here.version if here is not None else worded("none"),
                )
            )
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path.name[0] != "."]
        for path in sorted(files, key=self._turn):
            target = folder / path.relative_to(self.folder)
            content = path.read_bytes()
            if not target.exists() or target.read_bytes() != content:
                write_atomically(target, content, public=True)

    def _turn(self, path: Path) -> tuple[int, str]:
        """When a file is copied: what leads to another comes after it."""
        kinds = ("targets.json", "snapshot.json", "root.json", "timestamp.json")
        place = next((turn for turn, kind in enumerate(kinds, 1) if path.name.endswith(kind)), 0)
        return (place if path.parent == self.metadata else 0), str(path)

    def _signed(self, name: str, kind: str) -> Any:
        path = self.metadata / name
        return file_of(read_bounded(path, LIMITS[kind]), kind).signed if path.exists() else None

    def _put(self, name: str, content: bytes) -> None:
        path = self.metadata / name
        if not path.exists() or path.read_bytes() != content:
            write_atomically(path, content, public=True)


def _own(signed: Snapshot | Timestamp, key: SigningKey) -> bytes:
    """A file that the coordinator alone signs."""
    part = signed_bytes(signed)
    return _file(signed, part, {key.public.fingerprint: key.private.sign(part)})


def _file(signed: Any, part: bytes, signatures: Mapping[str, bytes]) -> bytes:
    """A metadata file; its signed part is `part`, to the byte."""
    from securesystemslib.signer import Signature
    from tuf.api.metadata import Metadata

    assert signed_bytes(signed) == part
    given: Sequence[tuple[str, bytes]] = sorted(signatures.items())
    content: bytes = Metadata(signed, {one: Signature(one, made.hex()) for one, made in given}).to_bytes()
    return content
