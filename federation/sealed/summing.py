"""The sum of a sealed round: made by the coordinator, made again by witnesses, opened by the trustee.

The coordinator could pass one member's ciphertext off as the sum. So members other than
coordinator and trustee add the bundles up themselves and sign the sum's hash, and the trustee
opens nothing that two of them did not sign.

    sum       by the coordinator: members, hashes of their bundles, ciphertext
    witness   by a member: hash of the sum that it added up itself
    unsealed  by the trustee: the numbers
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from federation.errors import SealedError, StatementError
from federation.membership.roster import Roster
from federation.rounds.bundle import Bundle
from federation.rounds.round_file import RoundFile
from federation.sealed.encryption import add
from federation.statements import Statement
from knowledge.signing import SigningKey
from knowledge.worded import worded

__all__ = ["WITNESSES", "Sum", "check_witnesses", "make_sum", "read_sum", "sign_sum", "witness"]

WITNESSES = 2


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum before it is opened.

    Attributes:
        round_file: hash of the round file.
        bundles: hash of each bundle in it, by the member's fingerprint.
        ciphertext: of the sum.
        trustee: fingerprint of the round's trustee, from the round file.
        hash: of the statement.
    """

    round_file: str
    bundles: dict[str, str]
    ciphertext: bytes
    trustee: str
    hash: str = ""


def make_sum(bundles: Sequence[Bundle], round_file: RoundFile) -> Sum:
    """Add up the accepted bundles of a round.

    Raises:
        SealedError: fewer than the round's smallest cohort, or a ciphertext cannot be used.
    """
    cohort = max(round_file.settings.cohort, 2)
    if len(bundles) < cohort:
        raise SealedError(
            worded(
                "{n_bundles} contributions can be used, and round {number} needs {cohort}: the sum of "
                "fewer would say too much about each. Wait for more members.",
                n_bundles=len(bundles),
                number=round_file.number,
                cohort=cohort,
            )
        )
    ordered = sorted(bundles, key=lambda one: one.member.fingerprint)
    total = add([one.ciphertext for one in ordered], round_file.context)
    return Sum(
        round_file.hash, {one.member.fingerprint: one.hash for one in ordered}, total, round_file.trustee
    )


def sign_sum(total: Sum, key: SigningKey) -> Statement:
    """The sum as the coordinator hands it on."""
    return Statement.sign("sum", _record(total), key)


def read_sum(statement: Statement, roster: Roster, round_file: RoundFile) -> Sum:
    """The sum in a statement that the coordinator signed.

    Raises:
        StatementError: the coordinator did not sign it.
        SealedError: it is of another round, or of too few or unknown members.
    """
    statement.signed_by([roster.member(roster.coordinator).key], f"the coordinator of {roster.name}")
    body = statement.body
    try:
        bundles = {str(member): str(digest) for member, digest in body["bundles"].items()}
        ciphertext = base64.b64decode(body["ciphertext"], validate=True)
        found = Sum(str(body["round_file"]), bundles, ciphertext, round_file.trustee, statement.hash)
    except (KeyError, TypeError, AttributeError, binascii.Error, ValueError) as error:
        raise SealedError(
            worded("The sum cannot be read ({name__}). Ask for it again.", name__=type(error).__name__)
        ) from error
    if found.round_file != round_file.hash or round_file.mode != "sealed":
        raise SealedError(
            worded("The sum is not of this round {number}. Give the right files.", number=round_file.number)
        )
    strangers = set(bundles) - {member.fingerprint for member in roster.members}
    if strangers:
        raise SealedError(
            worded(
                "The sum counts {n_strangers} keys that belong to no member of {name}.",
                n_strangers=len(strangers),
                name=roster.name,
            )
        )
    if len(bundles) < max(round_file.settings.cohort, 2):
        raise SealedError(
            worded(
                "The sum is of {n_bundles} members, and round {number} needs {cohort}. It may not be opened.",
                n_bundles=len(bundles),
                number=round_file.number,
                cohort=max(round_file.settings.cohort, 2),
            )
        )
    return found


def witness(total: Sum, bundles: Sequence[Bundle], round_file: RoundFile, key: SigningKey) -> Statement:
    """Add the bundles up again, and sign the sum if it is the same.

    Args:
        bundles: as the witness read and verified them itself.

    Raises:
        SealedError: the coordinator's sum is not that of these bundles, or the trustee asks.
    """
    if key.public.fingerprint == round_file.trustee:
        raise SealedError(worded("A witness is neither the coordinator nor the trustee. Ask another member."))
    own = make_sum(bundles, round_file)
    if own.bundles != total.bundles:
        more = len(set(own.bundles) - set(total.bundles))
        fewer = len(set(total.bundles) - set(own.bundles))
        raise SealedError(
            worded(
                "The sum counts other bundles than your folder holds ({more} of yours are missing in it, "
                "{fewer} of its are missing here, or one differs). Do not sign; compare the folders with "
                "the coordinator.",
                more=more,
                fewer=fewer,
            )
        )
    if own.ciphertext != total.ciphertext:
        raise SealedError(
            worded(
                "The coordinator's sum is not the sum of these bundles. It was not signed: tell the "
                "other members."
            )
        )
    return Statement.sign("witness", {"sum": total.hash, "round_file": round_file.hash}, key)


def check_witnesses(total: Sum, statements: Sequence[Statement], roster: Roster) -> list[str]:
    """The names of the witnesses, if they are enough.

    Raises:
        SealedError: fewer than two members other than coordinator and trustee signed this sum.
    """
    apart = {roster.coordinator, roster.trustee, total.trustee}
    others = [member for member in roster.members if member.fingerprint not in apart]
    found: set[str] = set()
    for one in statements:
        if one.body.get("sum") != total.hash or one.body.get("round_file") != total.round_file:
            continue
        try:
            key = one.signed_by([member.key for member in others], "a witness")
        except StatementError:
            continue
        found.add(roster.member(key.fingerprint).name)
    if len(found) < WITNESSES:
        raise SealedError(
            worded(
                "{n_found} witnesses signed this sum ({found}), and {witnesses} must, who are neither "
                "coordinator nor trustee. Nothing was opened.",
                n_found=len(found),
                found=", ".join(sorted(found)) or worded("nobody"),
                witnesses=WITNESSES,
            )
        )
    return sorted(found)


def _record(total: Sum) -> dict[str, Any]:
    return {
        "round_file": total.round_file,
        "bundles": total.bundles,
        "ciphertext": base64.b64encode(total.ciphertext).decode("ascii"),
    }
