"""Signatures: Ed25519 key files, fingerprints and DSSE envelopes.

What is signed is bytes under a payload type, in a DSSE envelope (securesystemslib): the type
is signed with the bytes, so a file of one kind never passes for another, and the envelope is
canonical JSON, so no byte of it can change unnoticed. Nothing here decides whom to trust: a
caller brings the keys that it knows.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.canonical_json import MAX_BYTES, canonical, parse_json
from knowledge.errors import SigningError
from knowledge.paths import make_private
from knowledge.worded import worded

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["Envelope", "PublicKey", "SigningKey", "is_fingerprint"]

_MAX_SIGNATURES = 64
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64
# SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410).
_DER_PREFIX = bytes.fromhex("302a300506032b6570032100")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key. `raw` is its 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != _KEY_BYTES:
            raise SigningError(
                worded(
                    "An Ed25519 public key has {key_bytes} bytes, not {n_raw}. Ask its owner for it again.",
                    key_bytes=_KEY_BYTES,
                    n_raw=len(self.raw),
                )
            )

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its DER form in hex, as `openssl pkey -pubin -outform DER | sha256sum` prints it."""
        return hashlib.sha256(_DER_PREFIX + self.raw).hexdigest()

    @property
    def pem(self) -> str:
        """The key as text (SubjectPublicKeyInfo), as other tools read it."""
        body = base64.b64encode(_DER_PREFIX + self.raw).decode("ascii")
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    @classmethod
    def from_pem(cls, text: str | bytes, name: str = "the key") -> PublicKey:
        """Read a public key; `name` names it in an error.

        Raises:
            SigningError: it is no Ed25519 public key.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        content = text.encode("utf-8", "replace") if isinstance(text, str) else text
        try:
            key = load_pem_public_key(content)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise SigningError(
                worded("{name} is no public key in PEM form. Ask its owner for it again.", name=name)
            ) from error
        if not isinstance(key, Ed25519PublicKey):
            raise SigningError(worded("{name} is no Ed25519 key, and no other kind is used here.", name=name))
        return cls(key.public_bytes_raw())

    def verifies(self, signature: bytes, content: bytes) -> bool:
        """Whether `signature` is this key's, of exactly this content."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, content)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key pair; `private` stays out of every text that shows it."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The half that others may have."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key that is kept nowhere."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def open(cls, path: Path, passphrase: str = "") -> SigningKey:
        """The key in `path`, made there where there is none: for this user alone (0600), never overwritten.

        Args:
            passphrase: that the file is encrypted with; none where empty.

        Raises:
            SigningError: the file is damaged, no Ed25519 key, has another passphrase, or cannot be
                read or written.
            LibraryError: its folder cannot be made.
        """
        if not path.exists():
            _create(path, passphrase)
        return cls.load(path, passphrase)

    @classmethod
    def load(cls, path: Path, passphrase: str = "") -> SigningKey:
        """The key in `path`.

        Raises:
            SigningError: there is none, it is damaged or cannot be read, or has another passphrase.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            content = path.read_bytes()
            encrypted = b"ENCRYPTED PRIVATE KEY" in content
            if encrypted and not passphrase:
                raise SigningError(
                    worded("The signing key {path} has a passphrase. Give it to use the key.", path=path)
                )
            key = load_pem_private_key(content, passphrase.encode() if encrypted else None)
        except OSError as error:
            raise SigningError(
                worded(
                    "The signing key {path} cannot be read: {strerror}. Make it readable for you.",
                    path=path,
                    strerror=error.strerror or error,
                )
            ) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            told = worded("is damaged, or has another passphrase") if encrypted else worded("is damaged")
            raise SigningError(
                worded(
                    "The signing key {path} {told}. Put it back from a copy, or move it away: a new key is "
                    "then made, and others must get to know it anew.",
                    path=path,
                    told=told,
                )
            ) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise SigningError(
                worded(
                    "The signing key {path} is no Ed25519 key. Move it away: a new one is made.", path=path
                )
            )
        return cls(key)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A DSSE envelope: `payload` of a type, and signatures by the fingerprint of their key.

    https://github.com/secure-systems-lab/dsse: what is signed is the pre-authentication
    encoding of type and payload.
    """

    payload: bytes
    payload_type: str
    signatures: dict[str, bytes]

    @classmethod
    def sign(cls, payload: bytes, payload_type: str, *keys: SigningKey) -> Envelope:
        """Sign `payload` with each of the keys."""
        from securesystemslib.dsse import Envelope as Dsse

        signed = Dsse(payload, payload_type, {}).pae()
        return cls(payload, payload_type, {key.public.fingerprint: key.private.sign(signed) for key in keys})

    def signed_by(self, keys: Sequence[PublicKey]) -> list[PublicKey]:
        """Those of `keys` that signed this envelope: their signature is in it and holds."""
        from securesystemslib.dsse import Envelope as Dsse

        signed = Dsse(self.payload, self.payload_type, {}).pae()
        by_fingerprint = {key.fingerprint: key for key in keys}
        return [
            key
            for fingerprint, key in by_fingerprint.items()
            if fingerprint in self.signatures and key.verifies(self.signatures[fingerprint], signed)
        ]

    def to_bytes(self) -> bytes:
        """The envelope as canonical JSON."""
        signatures = [
            {"keyid": fingerprint, "sig": base64.b64encode(signature).decode("ascii")}
            for fingerprint, signature in sorted(self.signatures.items())
        ]
        payload = base64.b64encode(self.payload).decode("ascii")
        return canonical({"payload": payload, "payloadType": self.payload_type, "signatures": signatures})

    @classmethod
    def from_bytes(cls, content: bytes, limit: int = MAX_BYTES) -> Envelope:
        """Read an envelope. No signature is checked here.

        Raises:
            SigningError: it is too large, or differs from what `to_bytes` writes by as much as a byte.
        """
        from securesystemslib.dsse import Envelope as Dsse
        from securesystemslib.exceptions import FormatError

        read = parse_json(content, limit)
        try:
            envelope = Dsse.from_dict(read)
            signatures = {each.keyid: bytes.fromhex(each.signature) for each in envelope.signatures.values()}
            found = cls(envelope.payload, envelope.payload_type, signatures)
            same = isinstance(found.payload_type, str) and found.to_bytes() == content
        except (FormatError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise SigningError(
                worded("It is JSON, but no DSSE envelope (payload, payloadType, signatures).")
            ) from error
        if not same:
            raise SigningError(worded("It is a DSSE envelope, but was not written as one is: it was edited."))
        if not 1 <= len(signatures) <= _MAX_SIGNATURES:
            raise SigningError(
                worded(
                    "It has {n_signatures} signatures, not 1 to {max_signatures}.",
                    n_signatures=len(signatures),
                    max_signatures=_MAX_SIGNATURES,
                )
            )
        if not all(is_fingerprint(key) and len(sig) == _SIGNATURE_BYTES for key, sig in signatures.items()):
            raise SigningError(
                worded("One of its signatures is no Ed25519 signature with the fingerprint of its key.")
            )
        return found


def is_fingerprint(text: str) -> bool:
    """Whether `text` is a fingerprint as this module writes it: 64 hex digits in lower case."""
    return len(text) == 64 and all(char in "0123456789abcdef" for char in text)


def _create(path: Path, passphrase: str = "") -> None:
    """A new key in `path`, whole or not at all; one that another process made meanwhile stays."""
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = SigningKey.generate().private
    kept = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept)
    make_private(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # fails where the name is taken, unlike a rename
        except FileExistsError:
            pass
        except OSError:  # a file system without links (a USB stick)
            if not path.exists():
                temporary.replace(path)
    except OSError as error:
        raise SigningError(
            worded(
                "The signing key {path} cannot be made: {strerror}. Nothing was signed. Check that the "
                "disk is not full and that you can write there.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
