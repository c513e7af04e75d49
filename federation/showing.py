"""Everything that a file of the federation says, for anyone to read; nothing of it is verified."""

from __future__ import annotations

from typing import Any

from federation.errors import StatementError
from federation.statements import LIMIT
from knowledge.canonical_json import parse_json
from knowledge.errors import KnowledgeError
from knowledge.signing import Envelope
from knowledge.worded import worded

__all__ = ["contents_of"]

_OURS = "application/vnd.sse."


def contents_of(content: bytes) -> dict[str, Any]:
    """What a bundle, an invitation, a vote or any other of these files holds, as JSON values.

    Raises:
        StatementError: it is none of them, or damaged.
    """
    from federation.rounds.bundle import unpack

    try:
        envelope = Envelope.from_bytes(content, LIMIT)
    except KnowledgeError as error:
        raise StatementError(
            worded("This is no file of a federation, or it was changed: {error}", error=error)
        ) from error
    if not envelope.payload_type.startswith(_OURS):
        raise StatementError(
            worded(
                "This is signed as {payload_type!r}, which no file of a federation is.",
                payload_type=envelope.payload_type[:80],
            )
        )
    if not envelope.payload_type.endswith("+json"):
        return {"kind": "bundle", **unpack(content)}
    try:
        body = parse_json(envelope.payload, LIMIT)
    except KnowledgeError as error:
        raise StatementError(worded("Its content cannot be read: {error}", error=error)) from error
    kind = envelope.payload_type.removeprefix(_OURS).removesuffix("+json")
    told = {"kind": kind, "signed by": sorted(envelope.signatures), "bytes": len(content)}
    held = body if isinstance(body, dict) else {"content": body}
    # A field that is named like these cannot take their place.
    return told | {name: value for name, value in held.items() if name not in told}
