"""Which bundles the coordinator joins: not of those who left or took theirs back; a changed key is no leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from federation.clock import stamp
from federation.errors import GridError, SealedError
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.releases.withdrawing import withdraw
from federation.rounds.aggregating import aggregate_open, aggregate_sealed, collected_for, sum_for
from federation.rounds.bundle import write_bundle
from federation.rounds.opening import open_round
from federation.rounds.round_file import RoundFile
from federation.sealed.sealing import seal
from federation.sealed.unsealing import make_context, read_context
from federation.settings import RoundSettings
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02, cohort=2)
KEYS = [SigningKey.generate() for _ in range(4)]
MEMBERS = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(KEYS))
ROSTER = Roster("ab" * 16, "Rives", 1, 1, MEMBERS, MEMBERS[0].fingerprint)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def opened(home: Home) -> RoundFile:
    ends = datetime.now(UTC) + timedelta(days=30)
    return open_round(home, ROSTER, KEYS[0], SETTINGS, mode="open", embedder="e5", deadline=ends)[0]


@pytest.fixture
def folder(tmp_path: Path, opened: RoundFile) -> Path:
    made = tmp_path / "bundles"
    made.mkdir()
    for number, key in enumerate(KEYS):
        change = np.full(SETTINGS.layout.size, 0.001 * (number + 1), np.float32)
        content = write_bundle(opened, MEMBERS[number], key, change, stamp())
        (made / f"{number}.sse").write_bytes(content)
    return made


def test_the_mean_of_all_is_joined(home: Home, folder: Path, opened: RoundFile) -> None:
    found, withdrawn = collected_for(home, folder, opened, ROSTER, [ROSTER])
    result = aggregate_open(home, found, opened, withdrawn)
    np.testing.assert_allclose(result.weights, 0.0025, rtol=1e-4)
    assert sorted(result.accepted) == ["m0", "m1", "m2", "m3"]


def test_a_member_who_left_is_left_out_and_one_with_a_new_key_is_not(
    home: Home, folder: Path, opened: RoundFile
) -> None:
    renewed = replace(MEMBERS[1], key=SigningKey.generate().public)
    later = replace(ROSTER, version=2, members=(MEMBERS[0], renewed, MEMBERS[2]))
    found, _ = collected_for(home, folder, opened, ROSTER, [ROSTER, later])
    assert sorted(one.member.name for one in found.bundles) == ["m0", "m1", "m2"]
    assert found.rejected == {"m3": "it is no member of Rives any more"}


def test_what_was_taken_back_is_left_out(home: Home, folder: Path, opened: RoundFile) -> None:
    word = withdraw(ROSTER, opened.number, KEYS[2])
    word.save(home.workbench / "withdrawals" / f"{opened.number}-{MEMBERS[2].fingerprint}.json")
    found, withdrawn = collected_for(home, folder, opened, ROSTER, [ROSTER])
    assert withdrawn == ["m2"]
    assert found.rejected == {"2.sse": "its member withdrew it"}
    result = aggregate_open(home, found, opened, withdrawn)
    np.testing.assert_allclose(result.weights, 0.007 / 3, rtol=1e-4)
    assert result.withdrawn == ["m2"]


def test_fewer_than_the_cohort_are_not_joined(home: Home, folder: Path, opened: RoundFile) -> None:
    for number in (1, 2, 3):
        (folder / f"{number}.sse").unlink()
    found, withdrawn = collected_for(home, folder, opened, ROSTER, [ROSTER])
    with pytest.raises(GridError):
        aggregate_open(home, found, opened, withdrawn)


def test_what_was_never_added_up_is_not_opened(home: Home, folder: Path, opened: RoundFile) -> None:
    found, _ = collected_for(home, folder, opened, ROSTER, [ROSTER])
    with pytest.raises(SealedError, match="No sum of round 1 was made"):
        aggregate_sealed(home, found, folder / "opened.json", ROSTER, opened)


@pytest.mark.slow
def test_a_second_sum_of_other_bundles_is_made_only_where_nobody_has_the_first(
    home: Home, tmp_path: Path
) -> None:
    roster = replace(ROSTER, trustee=MEMBERS[1].fingerprint)
    context, maker = read_context(make_context(Home(tmp_path / "trustee"), KEYS[1]), roster)
    opened, _ = open_round(
        home, roster, KEYS[0], SETTINGS, mode="sealed", embedder="e5",
        deadline=datetime.now(UTC) + timedelta(days=30), context=context, trustee=maker,
    )  # fmt: skip
    folder = tmp_path / "sealed"
    folder.mkdir()

    def arrives(number: int) -> None:
        change = seal(np.full(SETTINGS.layout.size, 0.001, np.float32), opened)
        content = write_bundle(opened, MEMBERS[number], KEYS[number], change, stamp())
        (folder / f"{number}.sse").write_bytes(content)

    arrives(2)
    arrives(3)
    first = sum_for(home, collected_for(home, folder, opened, roster, [roster])[0], opened, KEYS[0])
    again = sum_for(home, collected_for(home, folder, opened, roster, [roster])[0], opened, KEYS[0])
    assert again.body["bundles"] == first.body["bundles"]
    arrives(0)
    late, _ = collected_for(home, folder, opened, roster, [roster])
    kept = next(home.folder.rglob("sum.json"))
    before = kept.read_bytes()
    with pytest.raises(SealedError, match="made here before, of 2 contributions"):
        sum_for(home, late, opened, KEYS[0])
    assert kept.read_bytes() == before
    assert len(sum_for(home, late, opened, KEYS[0], instead=True).body["bundles"]) == 3
    assert kept.read_bytes() != before
