"""A coordinator's folder: one bundle that cannot be used stops no other, and each has its reason."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from federation.errors import RoundError
from federation.membership.roster import Member, Roster
from federation.rounds.bundle import write_bundle
from federation.rounds.collecting import collect
from federation.rounds.round_file import RoundFile
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=20, clip=0.02)
KEYS = [SigningKey.generate() for _ in range(4)]
PEOPLE = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(KEYS))
ROSTER = Roster("ab" * 16, "Rives", 1, 1, PEOPLE[:3], PEOPLE[0].fingerprint)
MADE = "2029-06-01T00:00:00+00:00"


def opened(number: int = 1, base: str = "c" * 64) -> RoundFile:
    drawn = RoundFile("ab" * 16, 1, number, "open", SETTINGS, 0, base, "e5", "2030-01-01T00:00:00+00:00")
    return RoundFile.read(Statement.read(drawn.signed(KEYS[0]).content, "round"), ROSTER)


def put(
    folder: Path, name: str, member: int, value: float = 0.001, made: str = MADE, **other: RoundFile
) -> Path:
    change = np.full(SETTINGS.layout.size, value, np.float32)
    content = write_bundle(other.get("of", opened()), PEOPLE[member], KEYS[member], change, made)
    path = folder / f"{name}.sse"
    path.write_bytes(content)
    return path


def test_what_can_be_used_is_and_the_rest_has_a_reason(tmp_path: Path) -> None:
    first = put(tmp_path, "a", 0)
    put(tmp_path, "b", 1)
    shutil.copy(first, tmp_path / "again.sse")  # the same bundle twice counts once
    (tmp_path / "cut.sse").write_bytes(first.read_bytes()[:-40])
    (tmp_path / "empty.sse").write_bytes(b"")
    with (tmp_path / "huge.sse").open("wb") as file:
        file.truncate(2_000_000)
    (tmp_path / "notes.txt").write_text("left alone")
    (tmp_path / "folder.sse").mkdir()
    put(tmp_path, "stranger", 3)
    put(tmp_path, "poison", 2, 1e6)
    put(tmp_path, "late", 2, made="2030-02-01T00:00:00+00:00")
    put(tmp_path, "no-date", 2, made="yesterday")
    put(tmp_path, "nan", 2, float("nan"))
    put(tmp_path, "stale", 2, of=opened(base="d" * 64))
    put(tmp_path, "other-round", 2, of=opened(2))
    found = collect(tmp_path, ROSTER, opened())
    assert sorted(bundle.member.name for bundle in found.bundles) == ["m0", "m1"]
    told = {
        "cut": "no bundle", "empty": "no bundle", "huge": "larger than", "folder": "cannot be read",
        "stranger": "not signed by a member", "poison": "beyond all that an honest member sends",
        "late": "after the round closed", "no-date": "does not say when", "nan": "finite", "stale": "it is stale",
        "other-round": "it is for round 2",
    }  # fmt: skip
    assert set(found.rejected) == {f"{name}.sse" for name in told}
    for name, reason in told.items():
        assert reason in found.rejected[f"{name}.sse"], name
    assert str(tmp_path) not in str(found.rejected), "the report is for everybody, the folder's place is not"


def test_two_different_bundles_of_one_member_are_both_refused(tmp_path: Path) -> None:
    put(tmp_path, "a", 0)
    put(tmp_path, "b", 0, 0.002)
    put(tmp_path, "c", 1)
    found = collect(tmp_path, ROSTER, opened())
    assert [bundle.member.name for bundle in found.bundles] == ["m1"]
    assert set(found.rejected) == {"a.sse", "b.sse"}
    assert "m0 gave 2 different bundles" in found.rejected["a.sse"]


def test_a_roster_of_one_has_one_bundle(tmp_path: Path) -> None:
    put(tmp_path, "a", 0)
    alone = replace(ROSTER, members=PEOPLE[:1])
    assert len(collect(tmp_path, alone, opened()).bundles) == 1


def test_who_withdrew_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a", 0)
    found = collect(tmp_path, ROSTER, opened(), frozenset({PEOPLE[0].fingerprint}))
    assert (found.bundles, found.rejected) == ([], {"a.sse": "its member withdrew it"})


def test_a_name_that_is_no_text_or_turns_the_terminal_stops_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a", 0)
    for name in (b"caf\xe9.sse", b"\x1b[2J.sse"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_bytes(name)  # noqa: PTH118
    found = collect(tmp_path, ROSTER, opened())
    assert [bundle.member.name for bundle in found.bundles] == ["m0"]
    assert set(found.rejected) == {r"caf\udce9.sse", r"\x1b[2J.sse"}
    json.dumps(found.rejected, ensure_ascii=False).encode()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path, "a", 0)
    os.mkfifo(tmp_path / "pipe.sse")
    found = collect(tmp_path, ROSTER, opened())
    assert len(found.bundles) == 1
    assert found.rejected == {"pipe.sse": "it is no file, so it cannot be read"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RoundError, match="cannot be read"):
        collect(tmp_path / "none", ROSTER, opened())
