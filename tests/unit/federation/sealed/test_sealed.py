"""Sealed sums: exact, the same for every witness, and opened once for enough members."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import SealedError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.rounds.bundle import Bundle, read_bundle, write_bundle
from federation.rounds.round_file import RoundFile
from federation.sealed.encryption import add, encrypt
from federation.sealed.quantising import LEVELS, MOST_MEMBERS, PLAIN_MODULUS, dequantise, quantise
from federation.sealed.sealing import seal
from federation.sealed.summing import check_witnesses, make_sum, read_sum, sign_sum, witness
from federation.sealed.unsealing import make_context, read_context, unseal
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02, cohort=3)
KEYS = [SigningKey.generate() for _ in range(4)]
ROSTER = Roster(
    "ab" * 16, "Demo", 1, 2, tuple(Member(f"m{n}", key.public, ("fr",)) for n, key in enumerate(KEYS)),
    KEYS[0].public.fingerprint, KEYS[1].public.fingerprint,
)  # fmt: skip


@given(
    st.lists(st.floats(-0.0075, 0.0075, allow_subnormal=False), min_size=7, max_size=7),
    st.integers(1, MOST_MEMBERS),
)
@settings(max_examples=50)
def test_no_sum_overflows_and_fixed_point_is_finer_than_float32(change: list[float], members: int) -> None:
    numbers = quantise(np.array(change, np.float32), SETTINGS)
    assert members * LEVELS < PLAIN_MODULUS // 2
    total = dequantise([members * one for one in numbers], members, SETTINGS)
    np.testing.assert_allclose(total, members * np.array(change), atol=members * 1e-9, rtol=1e-6)


def test_a_sum_beyond_what_members_can_send_is_refused() -> None:
    with pytest.raises(SealedError, match="no honest"):
        dequantise([3 * LEVELS] * 7, 3, SETTINGS)
    with pytest.raises(SealedError, match="no honest"):
        dequantise([4 * LEVELS, *[0] * 6], 3, SETTINGS)


@pytest.mark.slow
def test_a_round_is_added_witnessed_and_opened_once(tmp_path: Path) -> None:
    trustee = Home(tmp_path / "trustee")
    context, maker = read_context(make_context(trustee, KEYS[1]), ROSTER)
    drawn = RoundFile(
        "ab" * 16, 1, 1, "sealed", SETTINGS, 0, "0" * 64, "e5", "2027-01-01T00:00:00+00:00", maker, context
    )
    here = RoundFile.read(Statement.read(drawn.signed(KEYS[0]).content, "round"), ROSTER)
    changes = [np.full(7, 0.001 * (n + 1), np.float32) for n in range(4)]
    bundles: list[Bundle] = []
    for n, key in enumerate(KEYS):
        content = write_bundle(
            here, ROSTER.members[n], key, seal(changes[n], here), "2026-11-23T00:00:00+00:00"
        )
        assert len(content) < 512 * 1024
        bundles.append(read_bundle(content, ROSTER, here))
    with pytest.raises(SealedError, match="needs 3"):
        make_sum(bundles[:2], here)
    statement = sign_sum(make_sum(bundles, here), KEYS[0])
    total = read_sum(statement, ROSTER, here)
    assert make_sum(bundles[::-1], here).ciphertext == total.ciphertext
    signed = [witness(total, bundles, here, KEYS[n]) for n in (2, 3)]
    passed_off = replace(total, ciphertext=bundles[2].ciphertext)
    with pytest.raises(SealedError, match="not the sum"):
        witness(passed_off, bundles, here, KEYS[2])
    for too_few in (
        [],
        signed[:1],
        [signed[0], signed[0]],
        [signed[0], witness(total, bundles, here, KEYS[0])],
    ):
        with pytest.raises(SealedError, match="witnesses signed"):
            check_witnesses(total, too_few, ROSTER)
    opened = unseal(trustee, total, signed, ROSTER, here, KEYS[1])
    mean = dequantise(opened.body["numbers"], 4, SETTINGS) / 4
    np.testing.assert_allclose(mean, np.mean(changes, axis=0), atol=1e-7)
    assert unseal(trustee, total, signed, ROSTER, here, KEYS[1]).body == opened.body
    other = read_sum(sign_sum(make_sum(bundles[:3], here), KEYS[0]), ROSTER, here)
    both = [witness(other, bundles[:3], here, KEYS[n]) for n in (2, 3)]
    with pytest.raises(SealedError, match="Another sum"):
        unseal(trustee, other, both, ROSTER, here, KEYS[1])
    with pytest.raises(SealedError, match="not on this machine"):
        unseal(Home(tmp_path / "other"), total, signed, ROSTER, here, KEYS[1])


@pytest.mark.slow
def test_hostile_bytes_end_a_process_of_their_own(tmp_path: Path) -> None:
    context, _ = read_context(make_context(Home(tmp_path), KEYS[1]), ROSTER)
    good = encrypt([1, 2, 3], context)
    for bad in (b"\x00" * 100, good[: len(good) // 2], bytes(len(good))):
        with pytest.raises(SealedError, match="cannot be added"):
            add([good, bad], context)
    with pytest.raises(SealedError, match="cannot be used"):
        encrypt([1], context[:1000])
