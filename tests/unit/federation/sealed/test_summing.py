"""Sums and their witnesses: of this coordinator, of this round, and by members who neither add nor open."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import FederationError, SealedError, StatementError
from federation.membership.roster import Member, Roster
from federation.rounds.round_file import RoundFile
from federation.sealed.summing import Sum, check_witnesses, read_sum, sign_sum, witness
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate() for _ in range(5)]  # the first coordinates, the second is the trustee
PRINTS = [key.public.fingerprint for key in KEYS]
ROSTER = Roster(
    "ab" * 16, "Rives", 1, 2, tuple(Member(f"m{number}", key.public, ("fr",)) for number, key in enumerate(KEYS)),
    PRINTS[0], PRINTS[1],
)  # fmt: skip
ROUND = RoundFile(
    "ab" * 16, 1, 1, "sealed", RoundSettings(rounds=1, cohort=3), 0, "c" * 64, "e5", "2099-01-01T00:00:00+00:00",
    PRINTS[1], b"context", "d" * 64,
)  # fmt: skip
TOTAL = Sum(ROUND.hash, dict.fromkeys(PRINTS[1:], "e" * 64), b"numbers", PRINTS[1])
SIGNED = sign_sum(TOTAL, KEYS[0])


def words(total: Sum, *members: int) -> list[Statement]:
    """That these members added it up, as each of them would sign."""
    body = {"sum": total.hash, "round_file": total.round_file}
    return [Statement.sign("witness", body, KEYS[member]) for member in members]


def test_a_sum_is_read_as_it_was_signed() -> None:
    assert read_sum(SIGNED, ROSTER, ROUND) == replace(TOTAL, hash=SIGNED.hash)


def test_another_coordinators_sum_is_refused() -> None:
    with pytest.raises(StatementError, match="not signed by the coordinator of Rives"):
        read_sum(sign_sum(TOTAL, KEYS[2]), ROSTER, ROUND)
    with pytest.raises(StatementError, match="not signed by the coordinator of Rives"):
        read_sum(SIGNED, replace(ROSTER, coordinator=PRINTS[2]), ROUND)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"round_file": "f" * 64}, "not of this round 1"),
        ({"bundles": dict.fromkeys([*PRINTS, "a" * 64], "e" * 64)}, "1 keys that belong to no member"),
        ({"bundles": dict.fromkeys(PRINTS[2:4], "e" * 64)}, "of 2 members, and round 1 needs 3"),
    ],
)
def test_a_sum_of_other_members_or_another_round_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(SealedError, match=told):
        read_sum(sign_sum(replace(TOTAL, **change), KEYS[0]), ROSTER, ROUND)


@pytest.mark.parametrize("cohort", [1, 2])
def test_one_contribution_is_never_a_sum(cohort: int) -> None:
    alone = replace(TOTAL, bundles={PRINTS[2]: "e" * 64})
    small = replace(ROUND, settings=RoundSettings(rounds=1, cohort=cohort))
    with pytest.raises(SealedError, match="of 1 members, and round 1 needs 2"):
        read_sum(sign_sum(alone, KEYS[0]), ROSTER, small)


@given(
    st.dictionaries(
        st.sampled_from(["round_file", "bundles", "ciphertext"]),
        st.none() | st.integers(-9, 9) | st.text(max_size=4) | st.lists(st.text(max_size=2), max_size=2)
        | st.dictionaries(st.sampled_from(PRINTS), st.none() | st.text(max_size=2), max_size=5),
    )
)  # fmt: skip
def test_a_sum_of_another_form_is_refused(change: dict[str, Any]) -> None:
    body = {
        "round_file": ROUND.hash, "bundles": TOTAL.bundles,
        "ciphertext": base64.b64encode(TOTAL.ciphertext).decode(),
    }  # fmt: skip
    statement = Statement.sign(
        "sum", {key: value for key, value in (body | change).items() if value}, KEYS[0]
    )
    try:
        found = read_sum(statement, ROSTER, ROUND)
    except FederationError:
        return
    assert set(found.bundles) <= set(PRINTS)
    assert len(found.bundles) >= 3


def test_two_others_are_enough() -> None:
    total = read_sum(SIGNED, ROSTER, ROUND)
    assert check_witnesses(total, words(total, 4, 2), ROSTER) == ["m2", "m4"]


@pytest.mark.parametrize("members", [(), (2,), (2, 2), (0, 2), (1, 2), (0, 1)])
def test_coordinator_and_trustee_are_no_witnesses(members: tuple[int, ...]) -> None:
    total = read_sum(SIGNED, ROSTER, ROUND)
    with pytest.raises(SealedError, match="witnesses signed this sum"):
        check_witnesses(total, words(total, *members), ROSTER)


def test_the_trustee_of_the_round_is_no_witness_where_the_roster_names_none() -> None:
    free = replace(ROSTER, trustee="")
    total = read_sum(SIGNED, free, ROUND)
    with pytest.raises(SealedError, match=r"1 witnesses signed this sum \(m2\)"):
        check_witnesses(total, words(total, 1, 2), free)
    with pytest.raises(SealedError, match="neither the coordinator nor the trustee"):
        witness(total, [], ROUND, KEYS[1])


def test_witnesses_of_another_sum_or_round_and_strangers_count_for_nothing() -> None:
    total = read_sum(SIGNED, ROSTER, ROUND)
    stranger = SigningKey.generate()
    given = [
        *words(replace(total, hash="f" * 64), 3), *words(replace(total, round_file="f" * 64), 4),
        Statement.sign("witness", {"sum": total.hash, "round_file": ROUND.hash}, stranger),
        Statement.sign("witness", {}, KEYS[3]), *words(total, 2),
    ]  # fmt: skip
    with pytest.raises(SealedError, match=r"1 witnesses signed this sum \(m2\)"):
        check_witnesses(total, given, ROSTER)
