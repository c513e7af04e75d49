"""The process that TenSEAL runs in: it reads strangers' bytes in C++, so it is given nothing to lose.

It is started for one task with limits on memory and time, reads the task from standard input
and answers on standard output. A crash here is an error message there (`federation.sealed.encryption`).

    keys                                 -> secret context, public context
    encrypt   public context, numbers    -> ciphertext
    add       public context, ciphertext, ciphertext, …  -> ciphertext
    decrypt   secret context, ciphertext -> numbers
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from federation.sealed.quantising import PLAIN_MODULUS

__all__ = ["DEGREE", "read_parts", "write_parts"]

DEGREE = 4096  # of the ring; with TenSEAL's default moduli (109 bits) it has 128 bits of security
_LENGTH = struct.Struct("<I")
_MEMORY = 4 * 1024**3
_SECONDS = 120


def write_parts(stream: BinaryIO, parts: Sequence[bytes]) -> None:
    """Write byte strings, each with its length before it."""
    for part in parts:
        stream.write(_LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def read_parts(content: bytes) -> list[bytes]:
    """Read what `write_parts` wrote.

    Raises:
        ValueError: it is cut off.
    """
    parts, at = [], 0
    while at < len(content):
        if len(content) - at < _LENGTH.size:
            raise ValueError("cut off")
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        if length > len(content) - at:
            raise ValueError("cut off")
        parts.append(content[at : at + length])
        at += length
    return parts


def _new() -> Any:
    import tenseal

    return tenseal.context(tenseal.SCHEME_TYPE.BFV, poly_modulus_degree=DEGREE, plain_modulus=PLAIN_MODULUS)


def _keys() -> list[bytes]:
    context = _new()
    keep = {"save_galois_keys": False, "save_relin_keys": False}
    return [
        context.serialize(save_public_key=True, save_secret_key=secret, **keep) for secret in (True, False)
    ]


def _context(content: bytes, *, secret: bool) -> Any:
    """A stranger's context: only with the parameters that this program uses, and with no more keys than due."""
    import tenseal

    own = _new().serialize(
        save_public_key=False, save_secret_key=False, save_galois_keys=False, save_relin_keys=False
    )
    parameters = _first_field(own)
    if not parameters or _first_field(content) != parameters:
        raise ValueError("other encryption parameters than this program uses")
    found = tenseal.context_from(content)
    if found.has_secret_key() != secret or not found.has_public_key():
        raise ValueError("a secret key where none may be" if found.has_secret_key() else "a key is missing")
    return found


def _first_field(content: bytes) -> bytes:
    """The first field of the context's protobuf message: the encryption parameters."""
    if content[:1] != b"\x0a":
        return b""
    length, shift, at = 0, 0, 1
    while at < min(len(content), 6):
        length |= (content[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not content[at - 1] & 0x80:
            return content[at : at + length]
    return b""


def _encrypt(public: bytes, numbers: bytes) -> list[bytes]:
    import tenseal

    return [tenseal.bfv_vector(_context(public, secret=False), json.loads(numbers)).serialize()]


def _add(public: bytes, *ciphertexts: bytes) -> list[bytes]:
    import tenseal

    context = _context(public, secret=False)
    total: Any = None
    size = 0
    for number, one in enumerate(ciphertexts, 1):
        vector = tenseal.bfv_vector_from(context, one)
        if total is None:
            total, size = vector, vector.size()
        elif vector.size() != size:
            raise ValueError(f"ciphertext {number} holds {vector.size()} numbers, the first {size}")
        else:
            total = total + vector
    return [total.serialize()]


def _decrypt(secret: bytes, ciphertext: bytes) -> list[bytes]:
    import tenseal

    return [json.dumps(tenseal.bfv_vector_from(_context(secret, secret=True), ciphertext).decrypt()).encode()]


_TASKS: dict[str, Callable[..., list[bytes]]] = {
    "keys": _keys, "encrypt": _encrypt, "add": _add, "decrypt": _decrypt,
}  # fmt: skip


def main() -> None:
    """Do the one task that is named on the command line."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    try:
        answer = _TASKS[sys.argv[1]](*read_parts(sys.stdin.buffer.read()))
    except Exception as error:
        sys.stderr.write(f"{error}"[:300])
        raise SystemExit(1) from None
    write_parts(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
