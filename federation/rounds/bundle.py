"""Bundles: a member's contribution to a round as one signed file.

    DSSE envelope, type application/vnd.sse.bundle, signed by the member
    └── "SSEB", length of the header (4 bytes, little-endian)
        ├── header: canonical JSON, binds federation, round, base, embedder, mode and member
        └── safetensors: `change` (float32) in an open round, `ciphertext` (uint8) in a sealed one

A stranger may have made the file, so reading goes from outside in: size, envelope, signature by
a member, and only then the header and the numbers. Nothing in it is ever executed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from federation.errors import BundleError, ContributionError, MembershipError, StatementError
from federation.membership.roster import Member, Roster
from federation.rounds.round_file import RoundFile
from federation.statements import Statement
from knowledge.canonical_json import canonical, parse_json
from knowledge.errors import KnowledgeError
from knowledge.signing import Envelope, SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from federation.aggregation import Contribution

    Matrix = NDArray[np.float32]

__all__ = ["LIMIT", "SUFFIX", "Bundle", "read_bundle", "unpack", "write_bundle"]

SUFFIX = ".sse"
FORMAT = 1
LIMIT = 1024 * 1024  # bytes of a whole file, practices included
_TYPE = "application/vnd.sse.bundle"
_MAGIC = b"SSEB"
_LENGTH = struct.Struct("<I")
# Bytes of the numbers, by mode: what a round may cost a member.
_NUMBERS = {"open": 64 * 1024, "sealed": 512 * 1024}
_TENSOR = {"open": ("change", "float32"), "sealed": ("ciphertext", "uint8")}
_MOST_PRACTICES = 20
_FIELDS = {
    "format": int, "federation": str, "round": int, "round_file": str, "base": str, "embedder": str,
    "mode": str, "member": str, "languages": list, "made": str, "practices": list,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was verified for its round.

    Attributes:
        member: who signed it.
        made: when, by the member's clock, ISO 8601.
        change: of an open round, shape (size,), float32, in the form of the round's layout.
        ciphertext: of a sealed round.
        practices: the practice cards in it, signed, as they came; nobody has checked them yet.
        hash: SHA-256 of the signed content, in hex.
        size: of the file, in bytes.
    """

    member: Member
    made: str
    contribution: Contribution | None
    ciphertext: bytes
    practices: tuple[bytes, ...]
    hash: str
    size: int = field(compare=False)


def write_bundle(
    round_file: RoundFile,
    member: Member,
    key: SigningKey,
    numbers: Matrix | bytes,
    made: str,
    practices: Sequence[bytes] = (),
) -> bytes:
    """The file of a contribution.

    Args:
        numbers: the change (size,) in an open round, the ciphertext in a sealed one.
        practices: signed cards that the member agreed to share.

    Raises:
        BundleError: it would be larger than a round takes.
    """
    import numpy as np
    from safetensors.numpy import save

    name, kind = _TENSOR[round_file.mode]
    array = np.frombuffer(numbers, np.uint8) if isinstance(numbers, bytes) else numbers.astype(np.float32)
    if array.dtype != kind:
        raise BundleError(
            worded(
                "A {mode} round takes {kind} numbers, not {dtype}.",
                mode=round_file.mode,
                kind=kind,
                dtype=array.dtype,
            )
        )
    header = {
        "format": FORMAT,
        "federation": round_file.federation,
        "round": round_file.number,
        "round_file": round_file.hash,
        "base": round_file.base,
        "embedder": round_file.embedder,
        "mode": round_file.mode,
        "member": member.fingerprint,
        "languages": list(member.languages),
        "made": made,
        "practices": [base64.b64encode(one).decode("ascii") for one in practices],
    }
    told = canonical(header)
    content = Envelope.sign(
        _MAGIC + _LENGTH.pack(len(told)) + told + save({name: np.ascontiguousarray(array)}), _TYPE, key
    ).to_bytes()
    if len(content) > LIMIT:
        raise BundleError(
            worded(
                "The contribution would be {n_content:,} bytes; a round takes {limit:,}. Share fewer "
                "practices.",
                n_content=len(content),
                limit=LIMIT,
            )
        )
    return content


def read_bundle(content: bytes, roster: Roster, round_file: RoundFile) -> Bundle:
    """Verify and read a bundle for a round.

    Raises:
        BundleError: it is damaged, forged, of a stranger, of another round, federation, base or
            embedder, or its numbers are not of the round's form. The reason is one sentence.
    """
    envelope = _envelope(content)
    signers = envelope.signed_by(roster.keys)
    if not signers or len(envelope.signatures) != 1:
        raise BundleError(
            worded(
                "it is not signed by a member of {name} (roster {version}), or was changed since",
                name=roster.name,
                version=roster.version,
            )
        )
    header, packed = _split(envelope.payload)
    problem = _problem(header, signers[0].fingerprint, roster, round_file)
    if problem:
        raise BundleError(problem)
    member = roster.member(signers[0].fingerprint)
    array = _numbers(packed, round_file.mode)
    contribution = None
    if round_file.mode == "open":
        from federation.aggregation import check

        try:
            contribution = check(member.name, member.languages, array, round_file.settings)
        except ContributionError as error:
            raise BundleError(str(error)) from error
    return Bundle(
        member, header["made"], contribution,
        array.tobytes() if round_file.mode == "sealed" else b"",
        _practices(header["practices"]), hashlib.sha256(envelope.payload).hexdigest(), len(content),
    )  # fmt: skip


def unpack(content: bytes) -> dict[str, Any]:
    """Everything that a bundle says, as JSON values, whoever made it; nothing of it is verified.

    Raises:
        BundleError: it is no bundle.
    """
    envelope = _envelope(content)
    header, packed = _split(envelope.payload)
    told: dict[str, Any] = {
        "signed by": sorted(envelope.signatures), "bytes": len(content),
        **{name: value for name, value in header.items() if name != "practices"},
    }  # fmt: skip
    mode = header.get("mode")
    if mode in _TENSOR:
        array = _numbers(packed, mode)
        told[_TENSOR[mode][0]] = array.tolist() if mode == "open" else f"{array.nbytes:,} encrypted bytes"
    told["practices"] = [_told(one) for one in _practices(header.get("practices", []))]
    return told


def _envelope(content: bytes) -> Envelope:
    try:
        envelope = Envelope.from_bytes(content, LIMIT)
    except KnowledgeError as error:
        raise BundleError(worded("it is no bundle, or was changed: {error}", error=error)) from error
    if envelope.payload_type != _TYPE:
        raise BundleError(
            worded(
                "it is signed as {payload_type!r} and is no bundle", payload_type=envelope.payload_type[:80]
            )
        )
    return envelope


def _split(payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, its form checked, and the packed numbers."""
    start = len(_MAGIC) + _LENGTH.size
    if len(payload) < start or not payload.startswith(_MAGIC):
        raise BundleError(worded("its content does not begin as that of a bundle"))
    (length,) = _LENGTH.unpack_from(payload, len(_MAGIC))
    if length > len(payload) - start:
        raise BundleError(worded("its header is cut off"))
    try:
        header = parse_json(payload[start : start + length], LIMIT, in_canonical_form=True)
    except KnowledgeError as error:
        raise BundleError(worded("its header cannot be read: {error}", error=error)) from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise BundleError(worded("it was made by another version of this program"))
    wrong = [
        name
        for name, kind in _FIELDS.items()
        if not isinstance(header.get(name), kind) or isinstance(header[name], bool)
    ]
    if wrong or set(header) != set(_FIELDS):
        raise BundleError(
            worded(
                "its header lacks {wrong}",
                wrong=", ".join(wrong) or worded("nothing, and has more than it should"),
            )
        )
    return header, payload[start + length :]


def _problem(header: Mapping[str, Any], signer: str, roster: Roster, round_file: RoundFile) -> str:
    """Why a bundle is not for this round, or ""."""
    try:
        languages = list(roster.member(signer).languages)
    except MembershipError as error:
        return str(error)
    checks = {
        "it names another member than the one who signed it": header["member"] == signer,
        "it is of another federation": header["federation"] == roster.federation == round_file.federation,
        f"it is for round {header['round']}, and this is round {round_file.number}": (
            header["round"] == round_file.number
        ),
        "it started from other weights than this round's: it is stale": header["base"] == round_file.base,
        "it was made for another file of this round": header["round_file"] == round_file.hash,
        "its numbers belong to another embedder": header["embedder"] == round_file.embedder,
        f"it is {header['mode'][:10]}, and the round is {round_file.mode}": header["mode"] == round_file.mode,
        "it declares other languages than the roster": header["languages"] == languages,
    }
    return next((told for told, holds in checks.items() if not holds), "")


def _numbers(packed: bytes, mode: str) -> Any:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    name, kind = _TENSOR[mode]
    if len(packed) > _NUMBERS[mode]:
        raise BundleError(
            worded(
                "its numbers take {n_packed:,} bytes; {numbers:,} are allowed",
                n_packed=len(packed),
                numbers=_NUMBERS[mode],
            )
        )
    try:
        tensors = load(packed)
    except (SafetensorError, ValueError, KeyError, OverflowError, TypeError) as error:
        raise BundleError(
            worded("its numbers cannot be read ({name__})", name__=type(error).__name__)
        ) from error
    if set(tensors) != {name}:
        raise BundleError(
            worded("it holds {n_tensors} arrays and not '{name}' alone", n_tensors=len(tensors), name=name)
        )
    array = tensors[name]
    if array.dtype != kind or array.ndim != 1:
        raise BundleError(
            worded(
                "'{name}' is {dtype} of {ndim} dimensions, not a vector of {kind}",
                name=name,
                dtype=array.dtype,
                ndim=array.ndim,
                kind=kind,
            )
        )
    return array


def _practices(encoded: Sequence[object]) -> tuple[bytes, ...]:
    if len(encoded) > _MOST_PRACTICES:
        raise BundleError(
            worded(
                "it holds {n_encoded} practices; {most_practices} are allowed",
                n_encoded=len(encoded),
                most_practices=_MOST_PRACTICES,
            )
        )
    try:
        return tuple(base64.b64decode(str(one), validate=True) for one in encoded)
    except (binascii.Error, ValueError) as error:
        raise BundleError(worded("a practice in it cannot be read")) from error


def _told(practice: bytes) -> Any:
    try:
        return dict(Statement.read(practice, "practice").body)
    except StatementError as error:
        return f"unreadable: {error}"
