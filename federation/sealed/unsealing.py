"""The trustee: keys for one round, and one sum opened with them.

What the trustee opened is written down before it is opened, so that no second sum of a round is
ever opened, whenever the machine stops: the difference of two sums would show who is missing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from federation.clock import stamp
from federation.errors import SealedError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.rounds.joining import RoundResult, result_of
from federation.sealed.encryption import decrypt, new_keys
from federation.sealed.quantising import dequantise
from federation.sealed.summing import Sum, check_witnesses
from federation.statements import Statement
from knowledge.files import alone, write_atomically
from knowledge.paths import make_private
from knowledge.signing import SigningKey
from knowledge.worded import worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from federation.rounds.bundle import Bundle
    from federation.rounds.round_file import RoundFile

__all__ = ["join_sealed", "make_context", "read_context", "unseal"]


def make_context(home: Home, key: SigningKey) -> Statement:
    """Keys for one sealed round: the secret stays in this folder (0600), the public part is signed.

    Raises:
        LibraryError: the secret cannot be written.
    """
    secret, public = new_keys()
    folder = _folder(home, public)
    make_private(folder)
    write_atomically(folder / "secret", secret)
    return Statement.sign("context", {"context": base64.b64encode(public).decode("ascii")}, key)


def read_context(statement: Statement, roster: Roster) -> tuple[bytes, str]:
    """The public context and the fingerprint of the member who made it.

    Raises:
        StatementError: no member signed it.
        SealedError: it is the coordinator's, or cannot be read.
    """
    key = statement.signed_by(roster.keys, f"a member of {roster.name}")
    if key.fingerprint == roster.coordinator:
        raise SealedError(
            worded("The coordinator cannot be the trustee: who adds may not open. Ask another member.")
        )
    if roster.trustee and key.fingerprint != roster.trustee:
        raise SealedError(
            worded(
                "The trustee of {name} is {name2}; another member made these keys.",
                name=roster.name,
                name2=roster.member(roster.trustee).name,
            )
        )
    try:
        return base64.b64decode(statement.body["context"], validate=True), key.fingerprint
    except (KeyError, TypeError, binascii.Error, ValueError) as error:
        raise SealedError(
            worded("The trustee's file holds no encryption context. Ask for it again.")
        ) from error


def unseal(
    home: Home,
    total: Sum,
    witnesses: Sequence[Statement],
    roster: Roster,
    round_file: RoundFile,
    key: SigningKey,
) -> Statement:
    """Open the sum of a round.

    Raises:
        SealedError: these are not the round's keys, too few witnesses signed, another sum of this
            round was opened before, or the sum cannot be opened.
    """
    folder = _folder(home, round_file.context)
    try:
        secret = (folder / "secret").read_bytes()
    except OSError as error:
        raise SealedError(
            worded(
                "The secret of round {number} is not on this machine ({folder}). Only the trustee who "
                "made it can open the sum; without it the round must be held again.",
                number=round_file.number,
                folder=folder,
            )
        ) from error
    check_witnesses(total, witnesses, roster)
    _claim(folder / "opened.json", total, round_file)
    numbers = decrypt(total.ciphertext, secret)
    dequantise(numbers, len(total.bundles), round_file.settings)
    return Statement.sign(
        "unsealed",
        {"sum": total.hash, "round_file": round_file.hash, "members": len(total.bundles), "numbers": numbers},
        key,
    )


def join_sealed(
    bundles: Sequence[Bundle],
    rejected: Mapping[str, str],
    total: Sum,
    unsealed: Statement,
    roster: Roster,
    round_file: RoundFile,
    base: Path,
) -> RoundResult:
    """The result of a sealed round, from the sum that the trustee opened.

    Args:
        bundles: the accepted ones, as the coordinator read them.
        base: file of the weights that the round started from.

    Raises:
        StatementError: the trustee did not sign the opened sum.
        SealedError: it is of another sum, or larger than honest contributions can make it.
        RoundError: `base` is not what the round started from.
    """
    from collections import Counter

    from federation.aggregation import less_noise
    from federation.errors import RoundError
    from federation.messages import digest
    from federation.weights import load_weights

    unsealed.signed_by([roster.member(round_file.trustee).key], "the round's trustee")
    body, settings = unsealed.body, round_file.settings
    counted = {bundle.member.fingerprint: bundle.hash for bundle in bundles}
    if body.get("sum") != total.hash or body.get("round_file") != round_file.hash or counted != total.bundles:
        raise SealedError(
            worded("The opened sum is of other bundles than these. Give the files of one round.")
        )
    start = load_weights(base, settings)
    if digest(start) != round_file.base:
        raise RoundError(
            worded(
                "Round {number} started from release {release}, and these are other weights.",
                number=round_file.number,
                release=round_file.release,
            )
        )
    numbers = body.get("numbers")
    if not isinstance(numbers, list) or not all(type(one) is int for one in numbers):
        raise SealedError(worded("The opened sum holds no whole numbers. Ask the trustee for it again."))
    speaking = Counter(code for bundle in bundles for code in set(bundle.member.languages))
    mean = settings.layout.average(dequantise(numbers, len(bundles), settings), len(bundles), speaking)
    if settings.noise:
        mean = less_noise(mean, len(bundles), speaking, settings)
    return result_of(round_file, bundles, rejected, start + mean)


def _folder(home: Home, public: bytes) -> Path:
    return home.folder / "sealed" / hashlib.sha256(public).hexdigest()


def _claim(path: Path, total: Sum, round_file: RoundFile) -> None:
    """Write down which sum is opened; refuse another one. One process at a time."""
    with alone(path.with_name(".opened.lock")):
        if not path.exists():
            told = {"sum": total.hash, "round_file": round_file.hash, "when": stamp()}
            write_atomically(path, json.dumps(told).encode())
            return
        try:
            opened = json.loads(path.read_text("utf-8"))["sum"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SealedError(
                worded("{path} is damaged, so what was opened is not known. Nothing was opened.", path=path)
            ) from error
    if opened != total.hash:
        raise SealedError(
            worded(
                "Another sum of round {number} was opened before, and two sums would show who is missing "
                "in one of them. Nothing was opened; hold the round again with new keys.",
                number=round_file.number,
            )
        )
