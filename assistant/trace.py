"""A signed trace: the whole record of an answer, in an envelope that shows any change.

The payload is canonical JSON (RFC 8785) of a `Trace`; the envelope is DSSE with an Ed25519
signature (`knowledge.signing`). The public key travels inside, so that anyone can check the
signature; whose key it is, the file cannot prove (`assistant.known_keys`). The format is
described in docs/traces.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Answer
from assistant.errors import TraceError
from assistant.export.mark import Mark, mark_of
from assistant.redaction import has_own, without_own
from knowledge.canonical_json import MAX_BYTES, canonical, parse_json
from knowledge.errors import SigningError
from knowledge.signing import Envelope, PublicKey, SigningKey
from knowledge.worded import worded

__all__ = ["PAYLOAD_TYPE", "Opened", "Signer", "Trace", "make_trace", "my_key", "open_trace", "read_file"]

PAYLOAD_TYPE = "application/vnd.sse-assistant.trace+json;v=1"
_TYPE = re.compile(r"application/vnd\.sse-assistant\.trace\+json;v=([0-9]{1,6})")
_KEY = "keys/signing.pem"


class Signer(BaseModel):
    """Whose signature the envelope has: the key, not the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    public_key: str


class Trace(BaseModel):
    """The payload.

    Attributes:
        schema_version: 1.
        made: when it was signed (ISO 8601, UTC).
        own_text: whether texts of own documents were `removed` (their hashes stand in their
            place) or `included`; `none` where the record holds none.
        ai: how AI had a part in the text, for machines and people.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    made: str
    signer: Signer
    own_text: Literal["none", "removed", "included"]
    ai: Mark
    record: Answer


@dataclass(frozen=True, slots=True)
class Opened:
    """A trace that was read, and whether its signature holds for the key that it names."""

    trace: Trace
    signed: bool


def my_key(folder: Path) -> SigningKey:
    """The user's own signing key in the data folder; made on first use.

    Raises:
        SigningError, LibraryError: it is damaged, or cannot be read or made.
    """
    return SigningKey.open(folder / _KEY)


def make_trace(answer: Answer, key: SigningKey, *, include_own: bool = False) -> bytes:
    """The signed trace of a record, as the bytes of its file.

    Args:
        include_own: leave texts of own documents in.

    Raises:
        SigningError: the record holds what JSON cannot say.
    """
    own = has_own(answer)
    record = answer if include_own else without_own(answer)
    trace = Trace(
        schema_version=1,
        made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        signer=Signer(fingerprint=key.public.fingerprint, public_key=key.public.pem),
        own_text=("included" if include_own else "removed") if own else "none",
        ai=mark_of(record),
        record=record,
    )
    payload = canonical(trace.model_dump(mode="json"))
    return Envelope.sign(payload, PAYLOAD_TYPE, key).to_bytes()


def open_trace(content: bytes) -> Opened:
    """Read a trace strictly, and check its signature against the key that it names.

    Raises:
        TraceError: it is no trace, of another version, or was changed so that it can no
            longer be read. `opened.signed` tells of a change that leaves it readable.
    """
    try:
        envelope = Envelope.from_bytes(content)
    except SigningError as error:
        raise TraceError(
            worded("This is no signed trace, or it was changed or cut short. {error}", error=error)
        ) from error
    _check_type(envelope.payload_type)
    try:
        parse_json(envelope.payload, in_canonical_form=True)
        trace = Trace.model_validate_json(envelope.payload)
        key = PublicKey.from_pem(trace.signer.public_key, "The public key in the trace")
    except SigningError as error:
        raise TraceError(worded("The trace cannot be read: {error}", error=error)) from error
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "payload"
        raise TraceError(
            worded(
                "The trace cannot be read: {where}: {msg}. It was changed, or a newer version of the "
                "assistant made it: read it with that one.",
                where=where,
                msg=first["msg"],
            )
        ) from error
    named = key.fingerprint == trace.signer.fingerprint
    return Opened(trace, named and envelope.signed_by([key]) == [key] and len(envelope.signatures) == 1)


def read_file(path: Path) -> bytes:
    """The bytes of a trace's file, if it is not too large for one.

    Raises:
        TraceError: it cannot be read or is too large.
    """
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise TraceError(
                worded(
                    "{path} has {st_size:,} bytes; a trace has {max_bytes:,} at most. Give the trace's file.",
                    path=path,
                    st_size=path.stat().st_size,
                    max_bytes=MAX_BYTES,
                )
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TraceError(
            worded(
                "{path} cannot be read: {strerror}. Give the file of a trace (made by: sse export ID "
                "--trace FILE).",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error


def _check_type(payload_type: str) -> None:
    if payload_type == PAYLOAD_TYPE:
        return
    version = _TYPE.fullmatch(payload_type)
    if version:
        raise TraceError(
            worded(
                "The trace has the version {version}; this version of the assistant reads 1. Read it "
                "with the version that made it.",
                version=version[1],
            )
        )
    raise TraceError(
        worded(
            "This is a signed file, but no trace: its type is '{payload_type!s}'.",
            payload_type=payload_type[:80],
        )
    )
