"""Round files: signed by the coordinator of this roster, and read as exactly what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import FederationError, RoundError, StatementError
from federation.membership.roster import Member, Roster
from federation.rounds.round_file import RoundFile, load_round
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate() for _ in range(2)]
ROSTER = Roster(
    "ab" * 16, "Rives", 3, 1, tuple(Member(f"m{number}", key.public, ("fr",)) for number, key in enumerate(KEYS)),
    KEYS[0].public.fingerprint, KEYS[1].public.fingerprint,
)  # fmt: skip
ROUND = RoundFile(
    "ab" * 16, 3, 7, "open", RoundSettings(rounds=1, epochs=20, clip=0.02, noise=1.0), 2, "c" * 64, "e5",
    "2099-01-01T00:00:00+00:00",
)  # fmt: skip


def test_a_round_is_read_as_it_was_signed(tmp_path: Path) -> None:
    statement = ROUND.signed(KEYS[0])
    statement.save(tmp_path / "round.json")
    found = load_round(tmp_path / "round.json", ROSTER)
    assert replace(found, hash="") == ROUND
    assert found.hash == statement.hash
    assert found.closes.year == 2099


def test_only_the_coordinator_of_this_federation_and_roster_opens_rounds() -> None:
    """Two coordinators: one that the roster does not name opens nothing."""
    with pytest.raises(StatementError, match="not signed by the coordinator of Rives"):
        RoundFile.read(ROUND.signed(KEYS[1]), ROSTER)
    with pytest.raises(RoundError, match="belongs to another federation"):
        RoundFile.read(replace(ROUND, federation="cd" * 16).signed(KEYS[0]), ROSTER)
    with pytest.raises(RoundError, match="was made for roster 3 of Rives, and you have 4"):
        RoundFile.read(ROUND.signed(KEYS[0]), replace(ROSTER, version=4))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"mode": "other"}, "none of open, sealed"), ({"number": 0}, "number is below 1"),
        ({"settings": RoundSettings(rounds=2)}, "more than one round"), ({"base": "x"}, "base is no digest"),
        ({"deadline": "2099-01-01"}, "no date with a time zone"), ({"deadline": "soon"}, "no date"),
        ({"deadline": "0001-01-01T00:00:00+10:00"}, "no date"),
        ({"mode": "sealed"}, "names its trustee"), ({"trustee": "x"}, "neither trustee nor context"),
        ({"mode": "sealed", "trustee": "t", "context": b"c", "settings": RoundSettings(rounds=1, strategy="multi-krum")},
         "a sum is all that it has"),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_held_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(RoundError, match=told):
        replace(ROUND, **change)


@given(st.data())
def test_a_changed_field_is_refused_or_read_as_it_says(data: st.DataObject) -> None:
    record = ROUND.record()
    name = data.draw(st.sampled_from([*record, "settings.clip", "settings.strategy"]))
    value = data.draw(
        st.none()
        | st.booleans()
        | st.integers(-3, 3)
        | st.text(max_size=5)
        | st.lists(st.integers(0, 3), max_size=2)
    )
    if name.startswith("settings."):
        record["settings"][name.removeprefix("settings.")] = value
    else:
        record[name] = value
    try:
        found = RoundFile.read(Statement.sign("round", record, KEYS[0]), ROSTER)
    except FederationError:
        return
    assert found.record() == record
