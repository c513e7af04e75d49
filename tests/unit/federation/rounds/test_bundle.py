"""Bundles: what was signed is read, and nothing else is; and a folder of them becomes weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import BundleError, GridError
from federation.membership.roster import Member, Roster
from federation.messages import digest
from federation.rounds.bundle import read_bundle, unpack, write_bundle
from federation.rounds.collecting import collect
from federation.rounds.joining import join_open
from federation.rounds.round_file import RoundFile
from federation.settings import RoundSettings
from federation.statements import Statement
from federation.weights import load_weights, save_weights
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02)
KEYS = [SigningKey.generate() for _ in range(3)]
ROSTER = Roster(
    "ab" * 16, "Demo", 1, 2, tuple(Member(f"m{n}", key.public, ("fr",)) for n, key in enumerate(KEYS)),
    KEYS[0].public.fingerprint,
)  # fmt: skip
MADE = "2026-11-23T00:00:00+00:00"
CHANGE = np.array([0.01, -0.002, 0, 0, 0.003, 0, 0.001], np.float32)


def round_of(base: str = digest(np.zeros(7, np.float32))) -> RoundFile:
    drawn = RoundFile("ab" * 16, 1, 1, "open", SETTINGS, 0, base, "e5", "2027-01-01T00:00:00+00:00")
    return RoundFile.read(Statement.read(drawn.signed(KEYS[0]).content, "round"), ROSTER)


ROUND = round_of()
BUNDLE = write_bundle(ROUND, ROSTER.members[1], KEYS[1], CHANGE, MADE)


def test_what_a_member_wrote_is_read() -> None:
    found = read_bundle(BUNDLE, ROSTER, ROUND)
    assert found.member.name == "m1"
    assert found.contribution is not None
    np.testing.assert_array_equal(found.contribution.vector, CHANGE)
    assert unpack(BUNDLE)["change"] == CHANGE.tolist()
    assert len(BUNDLE) < 64 * 1024


@given(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255))
def test_every_changed_byte_is_refused(place: int, by: int) -> None:
    changed = bytearray(BUNDLE)
    changed[place] ^= by
    with pytest.raises(BundleError):
        read_bundle(bytes(changed), ROSTER, ROUND)


@given(st.integers(0, len(BUNDLE) - 1))
def test_a_truncated_one_is_refused(length: int) -> None:
    with pytest.raises(BundleError):
        read_bundle(BUNDLE[:length], ROSTER, ROUND)


@given(st.binary(max_size=200))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(BundleError):
        read_bundle(content, ROSTER, ROUND)


def test_a_stranger_a_stale_base_and_poison_are_refused() -> None:
    stranger = SigningKey.generate()
    for content, reason in (
        (write_bundle(ROUND, ROSTER.members[1], stranger, CHANGE, MADE), "not signed by a member"),
        (write_bundle(ROUND, ROSTER.members[2], KEYS[1], CHANGE, MADE), "another member"),
        (write_bundle(replace(ROUND, base="0" * 64), ROSTER.members[1], KEYS[1], CHANGE, MADE), "stale"),
        (write_bundle(replace(ROUND, number=2), ROSTER.members[1], KEYS[1], CHANGE, MADE), "for round 2"),
        (write_bundle(ROUND, ROSTER.members[1], KEYS[1], CHANGE * np.float32(np.nan), MADE), "finite"),
        (write_bundle(ROUND, ROSTER.members[1], KEYS[1], CHANGE * 1000, MADE), "beyond all"),
        (write_bundle(ROUND, ROSTER.members[1], KEYS[1], CHANGE[:5], MADE), "shape"),
    ):
        with pytest.raises(BundleError, match=reason):
            read_bundle(content, ROSTER, ROUND)


def test_a_folder_of_bundles_becomes_weights(tmp_path: Path) -> None:
    save_weights(tmp_path / "base", np.full(7, 0.01, np.float32), SETTINGS)
    start = load_weights(tmp_path / "base", SETTINGS)
    here = round_of(digest(start))
    sticks = tmp_path / "sticks"
    sticks.mkdir()
    one, two = (write_bundle(here, ROSTER.members[n], KEYS[n], CHANGE, MADE) for n in (0, 1))
    (sticks / "a.sse").write_bytes(one)
    with pytest.raises(GridError):
        join_open(collect(sticks, ROSTER, here), here, tmp_path / "base")
    (sticks / "b.sse").write_bytes(two)
    (sticks / "b again.sse").write_bytes(two)
    (sticks / "torn.sse").write_bytes(two[:100])
    for name, change in (("c.sse", CHANGE), ("d.sse", -CHANGE)):
        (sticks / name).write_bytes(write_bundle(here, ROSTER.members[2], KEYS[2], change, MADE))
    collected = collect(sticks, ROSTER, here)
    assert set(collected.rejected) == {"torn.sse", "c.sse", "d.sse"}
    found = join_open(collected, here, tmp_path / "base")
    assert set(found.accepted) == {"m0", "m1"}
    np.testing.assert_allclose(found.weights, start + CHANGE, atol=1e-6)
