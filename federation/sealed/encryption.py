"""Encryption of sealed rounds: BFV (Fan and Vercauteren 2012) by TenSEAL, in a process of its own.

Anyone can encrypt under a round's public context and add ciphertexts; who holds the secret
context, the trustee, can open them. Additions are exact, and the bytes of a sum depend neither
on the order of its parts nor on who adds them, so witnesses can compare hashes.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence

from federation.errors import SealedError
from federation.sealed.quantising import MOST_MEMBERS
from federation.sealed.worker import DEGREE, read_parts, write_parts
from knowledge.worded import worded

__all__ = ["CIPHERTEXT_LIMIT", "CONTEXT_LIMIT", "add", "decrypt", "encrypt", "new_keys"]

CONTEXT_LIMIT = 512 * 1024  # bytes; a public context has 134 kB
CIPHERTEXT_LIMIT = 256 * 1024  # bytes; a ciphertext has 89 kB
_SECONDS = 180


def new_keys() -> tuple[bytes, bytes]:
    """Keys for one round: the secret context, which stays with the trustee, and the public one."""
    secret, public = _run("keys", [], "New keys could not be made")
    return secret, public


def encrypt(numbers: Sequence[int], context: bytes) -> bytes:
    """Whole numbers, 4,096 at most, under a public context.

    Raises:
        SealedError: the context is damaged, hostile or of other parameters, or there are too many numbers.
    """
    if not 1 <= len(numbers) <= DEGREE:
        raise SealedError(
            worded(
                "A ciphertext holds 1 to {degree} numbers, not {n_numbers}. Hold an open round.",
                degree=DEGREE,
                n_numbers=len(numbers),
            )
        )
    _bounded(context, CONTEXT_LIMIT, "The round's public context")
    told = json.dumps(list(numbers)).encode()
    (found,) = _run("encrypt", [context, told], "The round's public context cannot be used")
    return found


def add(ciphertexts: Sequence[bytes], context: bytes) -> bytes:
    """The ciphertext of the sum; the same bytes in whatever order they are given.

    Raises:
        SealedError: there is none or too many, one is damaged or hostile, or they hold different counts.
    """
    if not 1 <= len(ciphertexts) <= MOST_MEMBERS:
        raise SealedError(
            worded(
                "{n_ciphertexts} ciphertexts cannot be added, only 1 to {most_members:,}.",
                n_ciphertexts=len(ciphertexts),
                most_members=MOST_MEMBERS,
            )
        )
    _bounded(context, CONTEXT_LIMIT, "The round's public context")
    for one in ciphertexts:
        _bounded(one, CIPHERTEXT_LIMIT, "A ciphertext")
    (found,) = _run("add", [context, *ciphertexts], "The ciphertexts cannot be added")
    return found


def decrypt(ciphertext: bytes, secret: bytes) -> list[int]:
    """The numbers in a ciphertext; they are whole and signed.

    Raises:
        SealedError: the ciphertext is damaged or hostile, or the secret is of another round.
    """
    _bounded(ciphertext, CIPHERTEXT_LIMIT, "The sum")
    (told,) = _run("decrypt", [secret, ciphertext], "The sum cannot be opened")
    found = json.loads(told)
    return [int(one) for one in found]


def _bounded(content: bytes, limit: int, what: str) -> None:
    if not 0 < len(content) <= limit:
        raise SealedError(
            worded(
                "{what} has {n_content:,} bytes, not 1 to {limit:,}. It was not used.",
                what=what,
                n_content=len(content),
                limit=limit,
            )
        )


def _run(task: str, parts: Sequence[bytes], problem: str) -> list[bytes]:
    given = io.BytesIO()
    write_parts(given, parts)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "federation.sealed.worker", task],
            input=given.getvalue(), capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SealedError(worded("{problem}: {error}.", problem=problem, error=error)) from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = told[-1] if told and done.returncode > 0 else f"the process ended with {done.returncode}"
        raise SealedError(
            worded(
                "{problem} ({reason}): the file is damaged, hostile, or of another round.",
                problem=problem,
                reason=reason,
            )
        )
    try:
        return read_parts(done.stdout)
    except ValueError as error:
        raise SealedError(
            worded("{problem}: its process answered with half a message. Try again.", problem=problem)
        ) from error
