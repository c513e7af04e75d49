"""Opening a round: a number is used once, and the file says what members start from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from federation.errors import RoundError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.messages import digest
from federation.rounds.opening import base_of, find_round, next_number, open_round
from federation.settings import RoundSettings
from federation.weights import load_weights
from knowledge.signing import SigningKey

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02)
KEY = SigningKey.generate()
ROSTER = Roster("ab" * 16, "Rives", 1, 1, (Member("alba", KEY.public, ("es",)),), KEY.public.fingerprint)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_numbers_follow_each_other_and_are_used_once(home: Home) -> None:
    for number in (1, 2):
        opened, path = open_round(
            home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=LATER, now=NOW
        )
        assert opened.number == number
        assert find_round(path, [ROSTER]) == (opened, ROSTER)
    with pytest.raises(RoundError, match="opened before, and a number is used once"):
        open_round(home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=LATER, number=2, now=NOW)
    assert open_round(
        home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=LATER, number=9, now=NOW
    )[0].number == 9  # fmt: skip
    assert next_number(home) == 10


def test_without_a_release_members_start_from_zeros(home: Home) -> None:
    opened, _ = open_round(home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=LATER, now=NOW)
    weights = load_weights(base_of(home, opened), SETTINGS)
    assert not np.any(weights)
    assert digest(weights) == opened.base
    assert opened.release == 0


def test_a_deadline_that_is_over_takes_no_number(home: Home) -> None:
    with pytest.raises(RoundError, match="is over: your clock says 2026-11-23"):
        open_round(home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=NOW, now=NOW)
    assert next_number(home) == 1


def test_a_sealed_round_without_its_trustee_takes_no_number(home: Home) -> None:
    with pytest.raises(RoundError, match="names its trustee"):
        open_round(home, ROSTER, KEY, SETTINGS, mode="sealed", embedder="e5", deadline=LATER, now=NOW)
    assert next_number(home) == 1


def test_a_release_that_is_not_here_is_named(home: Home) -> None:
    from dataclasses import replace

    opened, _ = open_round(home, ROSTER, KEY, SETTINGS, mode="open", embedder="e5", deadline=LATER, now=NOW)
    with pytest.raises(RoundError, match="Release 3, which round 1 started from, is not on this machine"):
        base_of(home, replace(opened, release=3))
