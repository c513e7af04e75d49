"""Signed statements: a JSON object of a known kind in a DSSE envelope.

Everything that members hand to each other, a contribution aside, is one: invitation, request,
round file, vote. The kind is signed with the content, so no statement passes for another, and
what is read is told apart from what is believed: `read` checks the form, `signed_by` the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from federation.errors import StatementError
from knowledge.canonical_json import canonical, parse_json
from knowledge.errors import KnowledgeError
from knowledge.files import write_atomically
from knowledge.signing import Envelope, PublicKey, SigningKey
from knowledge.worded import worded

__all__ = ["LIMIT", "Statement", "read_bounded", "shown_name", "text_of", "texts_of"]

LIMIT = 4 * 1024 * 1024  # bytes; a round file with the keys of a sealed round is the largest


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its signatures.

    Attributes:
        kind: what it is, such as `round`.
        body: its content as JSON values.
        envelope: as it was signed.
    """

    kind: str
    body: Mapping[str, Any]
    envelope: Envelope = field(repr=False)

    @classmethod
    def sign(cls, kind: str, body: Mapping[str, Any], *keys: SigningKey) -> Statement:
        """A statement that each of the keys signs."""
        return cls(kind, dict(body), Envelope.sign(canonical(dict(body)), _type(kind), *keys))

    @classmethod
    def read(cls, content: bytes, kind: str, name: str = "The file") -> Statement:
        """Read a statement of a kind; no signature is checked here. `name` names it in an error.

        Raises:
            StatementError: it is too large, damaged, or of another kind.
        """
        try:
            envelope = Envelope.from_bytes(content, LIMIT)
        except KnowledgeError as error:
            raise StatementError(
                worded(
                    "{name} is no signed {kind}: {error} Ask for it again.", name=name, kind=kind, error=error
                )
            ) from error
        if envelope.payload_type != _type(kind):
            raise StatementError(
                worded(
                    "{name} is signed as {payload_type!r} and is no {kind}. Give the right file.",
                    name=name,
                    payload_type=envelope.payload_type[:80],
                    kind=kind,
                )
            )
        try:
            body = parse_json(envelope.payload, LIMIT)
            same = isinstance(body, dict) and canonical(body) == envelope.payload
        except KnowledgeError as error:
            raise StatementError(
                worded("The content of {name} cannot be read: {error}", name=name, error=error)
            ) from error
        if not same:
            raise StatementError(
                worded(
                    "The content of {name} is not written as a {kind} is. It was not used.",
                    name=name,
                    kind=kind,
                )
            )
        return cls(kind, body, envelope)

    @classmethod
    def load(cls, path: Path, kind: str) -> Statement:
        """Read a statement from a file; see `read`.

        Raises:
            StatementError: also where there is no such file.
        """
        return cls.read(read_bounded(path), kind, str(path))

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return self.envelope.to_bytes()

    @property
    def hash(self) -> str:
        """SHA-256 of what was signed, in hex: the same whoever else signs it."""
        return hashlib.sha256(self.envelope.payload).hexdigest()

    def save(self, path: Path) -> None:
        """Write the file, atomically."""
        write_atomically(path, self.content)

    def signed_by(self, keys: Sequence[PublicKey], who: str) -> PublicKey:
        """The first of `keys` that signed this; `who` describes them in an error.

        Raises:
            StatementError: none of them did.
        """
        signers = self.envelope.signed_by(keys)
        if not signers:
            raise StatementError(
                worded(
                    "The {kind} is not signed by {who}. It was not used; ask where the file comes from.",
                    kind=self.kind,
                    who=who,
                )
            )
        return signers[0]


def read_bounded(path: Path, limit: int = LIMIT, name: str = "") -> bytes:
    """The bytes of a file that a stranger may have made.

    Args:
        name: how an error names the file, where the path is not for others to read.

    Raises:
        StatementError: there is none, it cannot be read, or it is larger than `limit` bytes.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise StatementError(
            worded("{name} cannot be read: {strerror}.", name=name or path, strerror=error.strerror or error)
        ) from error
    if len(content) > limit:
        raise StatementError(
            worded(
                "{name} is larger than {limit:,} bytes, which no such file is. It was not read.",
                name=name or path,
                limit=limit,
            )
        )
    return content


def shown_name(path: Path) -> str:
    """A stranger's file name so that a report can hold it and a terminal show it: the rest as escapes."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in path.name
    )


def text_of(value: object) -> str:
    """A field of a stranger's file that must be text; TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def texts_of(value: object) -> tuple[str, ...]:
    """A field of a stranger's file that must be a list of texts; TypeError where it is none."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list")
    return tuple(map(text_of, value))


def _type(kind: str) -> str:
    return f"application/vnd.sse.{kind}+json"
