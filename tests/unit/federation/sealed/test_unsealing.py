"""The trustee: whose keys a round takes, what is opened once, and what a coordinator makes of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.errors import RoundError, SealedError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.messages import digest
from federation.rounds.bundle import Bundle
from federation.rounds.joining import RoundResult
from federation.rounds.round_file import RoundFile
from federation.sealed.quantising import LEVELS, quantise
from federation.sealed.summing import Sum
from federation.sealed.unsealing import join_sealed, read_context, unseal
from federation.settings import RoundSettings
from federation.statements import Statement
from federation.weights import save_weights
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02, cohort=3)
SIZE = SETTINGS.layout.size
KEYS = [SigningKey.generate() for _ in range(4)]  # the first coordinates, the second is the trustee
PRINTS = [key.public.fingerprint for key in KEYS]
MEMBERS = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(KEYS))
ROSTER = Roster("ab" * 16, "Rives", 1, 2, MEMBERS, PRINTS[0], PRINTS[1])
START = np.zeros(SIZE, np.float32)
ROUND = RoundFile(
    "ab" * 16, 1, 1, "sealed", SETTINGS, 0, digest(START), "e5", "2099-01-01T00:00:00+00:00", PRINTS[1], b"context",
    "d" * 64,
)  # fmt: skip
BUNDLES = [Bundle(one, "2026-11-23T00:00:00+00:00", None, b"c", (), "e" * 64, 9) for one in MEMBERS]
TOTAL = Sum(ROUND.hash, dict.fromkeys(PRINTS, "e" * 64), b"numbers", PRINTS[1], "f" * 64)
NUMBERS = [4 * one for one in quantise(np.full(SIZE, 0.003, np.float32), SETTINGS)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.safetensors"
    save_weights(path, START, SETTINGS)
    return path


def joined(base: Path, member: int = 1, **change: Any) -> RoundResult:
    body = {"sum": TOTAL.hash, "round_file": ROUND.hash, "members": 4, "numbers": NUMBERS} | change
    opened = Statement.sign("unsealed", body, KEYS[member])
    return join_sealed(BUNDLES, {"x.sse": "damaged"}, TOTAL, opened, ROSTER, ROUND, base)


def test_the_opened_sum_becomes_the_mean(base: Path) -> None:
    result = joined(base)
    np.testing.assert_allclose(result.weights, 0.003, atol=1e-7)
    assert (sorted(result.accepted), result.rejected) == (["m0", "m1", "m2", "m3"], {"x.sse": "damaged"})


@pytest.mark.parametrize("member", [0, 2])
def test_only_the_rounds_trustee_opens_it(base: Path, member: int) -> None:
    with pytest.raises(StatementError, match="not signed by the round's trustee"):
        joined(base, member)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sum": "0" * 64}, "of other bundles"), ({"round_file": "0" * 64}, "of other bundles"),
        ({"numbers": None}, "no whole numbers"), ({"numbers": [True] * SIZE}, "no whole numbers"),
        ({"numbers": [0.5] * SIZE}, "no whole numbers"), ({"numbers": NUMBERS[1:]}, "numbers; contributions"),
        ({"numbers": [4 * LEVELS + 1, *NUMBERS[1:]]}, "no honest"), ({"numbers": [4 * LEVELS] * SIZE}, "no honest"),
        ({"numbers": [-(2**53) + 1] * SIZE}, "no honest"),
    ],
)  # fmt: skip
def test_numbers_that_no_round_gives_are_refused(base: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(SealedError, match=told):
        joined(base, **change)


@given(numbers=st.lists(st.integers(-2 * LEVELS, 2 * LEVELS), min_size=SIZE, max_size=SIZE))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_trustee_signs_the_weights_move_no_further_than_the_norm(
    base: Path, numbers: list[int]
) -> None:
    try:
        moved = joined(base, numbers=numbers).weights
    except SealedError:
        return
    assert float(np.linalg.norm(moved)) <= SETTINGS.clip * 1.001


def test_other_bundles_or_weights_than_those_of_the_sum_are_refused(base: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    save_weights(other, START + 0.001, SETTINGS)
    with pytest.raises(RoundError, match="these are other weights"):
        joined(other)
    body = {"sum": TOTAL.hash, "round_file": ROUND.hash, "members": 4, "numbers": NUMBERS}
    opened = Statement.sign("unsealed", body, KEYS[1])
    changed = [*BUNDLES[1:], replace(BUNDLES[0], hash="1" * 64)]
    for bundles in (BUNDLES[1:], changed):
        with pytest.raises(SealedError, match="of other bundles"):
            join_sealed(bundles, {}, TOTAL, opened, ROSTER, ROUND, base)


def test_keys_of_a_round_are_by_a_member_who_does_not_add() -> None:
    body = {"context": "AAAA"}
    assert read_context(Statement.sign("context", body, KEYS[1]), ROSTER) == (b"\0\0\0", PRINTS[1])
    free = replace(ROSTER, trustee="")
    assert read_context(Statement.sign("context", body, KEYS[2]), free)[1] == PRINTS[2]
    with pytest.raises(SealedError, match="The coordinator cannot be the trustee"):
        read_context(Statement.sign("context", body, KEYS[0]), free)
    with pytest.raises(SealedError, match="The trustee of Rives is m1"):
        read_context(Statement.sign("context", body, KEYS[2]), ROSTER)
    with pytest.raises(StatementError, match="not signed by a member of Rives"):
        read_context(Statement.sign("context", body, SigningKey.generate()), ROSTER)
    for broken in ({}, {"context": None}, {"context": 3}, {"context": "é"}, {"context": "A"}):
        with pytest.raises(SealedError, match="no encryption context"):
            read_context(Statement.sign("context", broken, KEYS[1]), ROSTER)


def test_a_roster_of_one_holds_no_sealed_round() -> None:
    alone = replace(ROSTER, members=MEMBERS[:1], threshold=1, trustee="")
    with pytest.raises(SealedError, match="Ask another member"):
        read_context(Statement.sign("context", {"context": "AAAA"}, KEYS[0]), alone)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"sum": ', b"{}", b"\xff"])
def test_a_record_of_openings_that_was_damaged_opens_nothing(tmp_path: Path, content: bytes) -> None:
    home = Home(tmp_path)
    folder = home.folder / "sealed" / hashlib.sha256(ROUND.context).hexdigest()
    folder.mkdir(parents=True)
    (folder / "secret").write_bytes(b"it is not come to")
    (folder / "opened.json").write_bytes(content)
    body = {"sum": TOTAL.hash, "round_file": ROUND.hash}
    witnesses = [Statement.sign("witness", body, KEYS[member]) for member in (2, 3)]
    with pytest.raises(SealedError, match=r"what was opened is not known\. Nothing was opened"):
        unseal(home, TOTAL, witnesses, ROSTER, ROUND, KEYS[1])
    assert (folder / "opened.json").read_bytes() == content
