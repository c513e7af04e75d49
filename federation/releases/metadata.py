"""TUF metadata of a federation: root, targets, snapshot and timestamp, made and read.

    root       the members' keys and the roster; signed by M of the members before and after it
    targets    the files of a release; signed by M of the members
    snapshot   which targets are current; signed by the coordinator
    timestamp  which snapshot is current, and until when that may be believed; by the coordinator

https://theupdateframework.github.io/specification/. What people sign is the canonical form of
the `signed` part, as bytes; a file is that part with signatures beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from federation.errors import MembershipError, ReleaseError
from federation.membership.roster import Roster
from knowledge.canonical_json import parse_json
from knowledge.errors import KnowledgeError
from knowledge.signing import PublicKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from tuf.api.metadata import Metadata, Root, Signed, Targets

__all__ = [
    "COORDINATED",
    "GOVERNED",
    "LIMITS",
    "Signatures",
    "check_period",
    "check_threshold",
    "file_of",
    "part_of",
    "root_of",
    "root_part",
    "roster_of",
    "signed_bytes",
    "signers",
    "targets_part",
]

Signatures = Mapping[str, bytes]  # by fingerprint of the key
# What members sign holds long: a federation may meet once a year, and one that sleeps for two
# must wake up without a new root of trust. It ends nevertheless, so that keys are looked at.
GOVERNED = timedelta(days=3 * 365)
# What the coordinator signs says "this is the newest". A member that is handed a stick once a
# year can still use it; longer would let somebody hold back a release for longer.
COORDINATED = timedelta(days=365)
# Largest file of each kind in bytes: a root with 1,000 members who all sign has some 800 kB.
LIMITS = {"root": 2 * 2**20, "targets": 2 * 2**20, "snapshot": 2**16, "timestamp": 2**14}
_ROSTER = "x-roster"
_SLACK = timedelta(days=31)  # between two clocks


def root_of(roster: Roster, expires: datetime) -> Root:
    """The root metadata that a roster means: its keys, and who signs what."""
    from securesystemslib.signer import SSlibKey
    from tuf.api.metadata import Role, Root

    keys = {
        key.fingerprint: SSlibKey(key.fingerprint, "ed25519", "ed25519", {"public": key.raw.hex()})
        for key in roster.keys
    }
    governed = sorted(keys)
    roles = {
        "root": Role(list(governed), roster.threshold),
        "targets": Role(list(governed), roster.threshold),
        "snapshot": Role([roster.coordinator], 1),
        "timestamp": Role([roster.coordinator], 1),
    }
    return Root(
        version=roster.version, expires=_whole(expires), keys=dict(keys), roles=roles,
        consistent_snapshot=True, unrecognized_fields={_ROSTER: roster.record()},
    )  # fmt: skip


def roster_of(root: Root) -> Roster:
    """The roster in root metadata, whose keys, roles and thresholds are exactly what it says.

    Raises:
        ReleaseError: they are not: keys could sign that belong to no member.
    """
    try:
        roster = Roster.of(root.unrecognized_fields.get(_ROSTER))
    except MembershipError as error:
        raise ReleaseError(
            worded("The root metadata {version} holds no roster: {error}", version=root.version, error=error)
        ) from error
    if signed_bytes(root_of(roster, root.expires)) != signed_bytes(root):
        raise ReleaseError(
            worded(
                "The root metadata {version} says that roster {version2} of {name} holds, and its keys "
                "or thresholds are others. It was not used; ask the coordinator what it is.",
                version=root.version,
                version2=roster.version,
                name=roster.name,
            )
        )
    return roster


def signed_bytes(signed: Signed) -> bytes:
    """The canonical form of a `signed` part: what is signed."""
    from tuf.api.serialization.json import CanonicalJSONSerializer

    return CanonicalJSONSerializer().serialize(signed)


def part_of(content: bytes, kind: Literal["root", "targets"]) -> Root | Targets:
    """Read a `signed` part that a proposal holds. It must be in its canonical form, byte for byte.

    Raises:
        ReleaseError: it is not, or of another kind.
    """
    from tuf.api.metadata import Root, Targets

    try:
        read = parse_json(content, LIMITS[kind])
        found = Root.from_dict(read) if kind == "root" else Targets.from_dict(read)
        same = signed_bytes(found) == content
    except (KnowledgeError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ReleaseError(
            worded(
                "This is no {kind} metadata ({name__}: {error}). Ask for the proposal again.",
                kind=kind,
                name__=type(error).__name__,
                error=error,
            )
        ) from error
    except Exception as error:  # the serialiser raises an exception of its own over any other
        raise ReleaseError(
            worded("This {kind} metadata cannot be written again: it was not used.", kind=kind)
        ) from error
    if not same:
        raise ReleaseError(
            worded("This {kind} metadata is not in its canonical form: it was not used.", kind=kind)
        )
    return found


def root_part(content: bytes) -> Root:
    """`part_of` for root metadata, its roster checked."""
    from tuf.api.metadata import Root

    found = part_of(content, "root")
    assert isinstance(found, Root)
    roster_of(found)
    return found


def targets_part(content: bytes) -> Targets:
    """`part_of` for targets metadata: files only, nobody else may be given a say in them.

    Raises:
        ReleaseError: also where it delegates.
    """
    from tuf.api.metadata import Targets

    found = part_of(content, "targets")
    assert isinstance(found, Targets)
    if found.delegations is not None:
        raise ReleaseError(
            worded("This targets metadata lets other keys sign. No release does; it was not used.")
        )
    return found


def file_of(content: bytes, kind: str) -> Metadata[Any]:
    """Read a metadata file; no signature is checked here.

    Raises:
        ReleaseError: it is damaged or of another kind.
    """
    from tuf.api.metadata import Metadata
    from tuf.api.serialization import DeserializationError

    try:
        if len(content) > LIMITS[kind]:
            raise ReleaseError(
                worded(
                    "This {kind} metadata has {n_content:,} bytes; it was not read.",
                    kind=kind,
                    n_content=len(content),
                )
            )
        found: Metadata[Any] = Metadata.from_bytes(content)
    except DeserializationError as error:
        raise ReleaseError(
            worded("This {kind} metadata cannot be read: it is damaged. Get the file again.", kind=kind)
        ) from error
    if found.signed.type != kind:
        raise ReleaseError(
            worded(
                "This is {type} metadata and not {kind}. It was not used.", type=found.signed.type, kind=kind
            )
        )
    return found


def signers(content: bytes, signatures: Signatures, keys: Iterable[PublicKey]) -> dict[str, bytes]:
    """Those of `signatures` that one of `keys` made over exactly `content`, by fingerprint."""
    return {
        key.fingerprint: signatures[key.fingerprint]
        for key in keys
        if key.fingerprint in signatures and key.verifies(signatures[key.fingerprint], content)
    }


def check_threshold(what: str, roster: Roster, content: bytes, signatures: Signatures) -> None:
    """Raise ReleaseError unless M of the roster's members signed `content`; `what` names it."""
    signed = signers(content, signatures, roster.keys)
    if len(signed) >= roster.threshold:
        return
    names = sorted(roster.member(one).name for one in signed)
    waiting = sorted(one.name for one in roster.members if one.fingerprint not in signed)
    raise ReleaseError(
        worded(
            "{what} was signed by {n_signed} of the {n_members} members of roster {version}, and "
            "{threshold} must sign. Signed: {names}. Not yet: {waiting}.",
            what=what,
            n_signed=len(signed),
            n_members=len(roster.members),
            version=roster.version,
            threshold=roster.threshold,
            names=", ".join(names) or worded("nobody"),
            waiting=", ".join(waiting),
        )
    )


def check_period(what: str, signed: Signed, now: datetime) -> None:
    """Raise ReleaseError where a proposal has ended already, or would hold longer than any does."""
    if signed.expires <= now:
        raise ReleaseError(
            worded(
                "{what} ended on {expires:%Y-%m-%d}, and your clock says {now:%Y-%m-%d}. If the clock is "
                "wrong, correct it; else ask for a new proposal.",
                what=what,
                expires=signed.expires,
                now=now,
            )
        )
    if signed.expires > now + GOVERNED + _SLACK:
        raise ReleaseError(
            worded(
                "{what} would hold until {expires:%Y-%m-%d}, longer than any does, and your clock says "
                "{now:%Y-%m-%d}. If the clock is wrong, correct it; else the coordinator's is.",
                what=what,
                expires=signed.expires,
                now=now,
            )
        )


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
