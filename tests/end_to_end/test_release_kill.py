"""Killed (kill -9) at every step of a publication and of an update, and with no room on the disk.

A child process kills itself before or after the nth time that a file gets its name. Whatever
the step: what is served is the old release or the new one as a whole, what is in use likewise,
and giving the command again ends what was begun.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.releases.candidate import load_candidate, make_candidate
from federation.releases.comparing import Comparison
from federation.releases.contents import CALIBRATION
from federation.releases.following import follow
from federation.releases.installed import in_use
from federation.releases.ledger import FILE, read_ledger
from federation.releases.proposing import load_proposal, propose_root
from federation.releases.publishing import publish
from federation.releases.trusted import follows, trusted_roster, trusted_rosters
from federation.releases.updating import update
from federation.releases.voting import cast
from federation.rounds.joining import RoundResult
from federation.settings import RoundSettings
from knowledge.calibration import RELEASED
from knowledge.library import Library
from knowledge.signing import SigningKey

EMBEDDER = "invented-1"
REPOSITORY = Path(__file__).parents[2]
KILL = Path(__file__).with_name("kill_itself.py")
MOST = 40  # steps that are tried; the loop ends where the command ends by itself

CHILD = """
import pathlib, sys
from federation.membership.home import Home
from federation.releases.publishing import publish
from federation.releases.updating import update
from knowledge.library import Library
from knowledge.signing import SigningKey

what, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if what == "publish":
    key = SigningKey.load(folder / "0" / "federation" / "member.key")
    home = Home(folder / "0" / "federation")
    publish(home, home.workbench / "candidate-2", folder / "votes-2", key)
else:
    home = Home(folder / "9" / "federation")
    update(home, sys.argv[3], folder / "9", Library(folder / "9" / "library.sqlite3"), "invented-1")
print("ended")
"""


def _update(folder: Path, machine: str, place: Path) -> int:
    data = folder / machine
    library = Library(data / "library.sqlite3")
    try:
        return update(Home(data / "federation"), str(place), data, library, EMBEDDER).version
    finally:
        library.close()


def _vote(folder: Path, path: Path, keys: list[SigningKey], name: str, root: str = "") -> Path:
    votes = folder / name
    for member in (0, 1):
        home = Home(folder / str(member) / "federation")
        if root and not follows(home):
            follow(home, str(folder / "0" / "federation" / "repository"), root)
        if path.is_dir():
            proposal = load_candidate(home, path).proposal
        else:
            current = trusted_roster(home) if follows(home) else None
            proposal = load_proposal(path, current, keys[0].public)
        cast(home, proposal, keys[member], yes=True).save(votes / f"{member}.json")
    return votes


def _candidate(home: Home, key: SigningKey, number: int) -> Path:
    settings = RoundSettings(rounds=1)
    result = RoundResult(
        number, "open", "c" * 64, "b" * 64, number - 1, np.full(settings.layout.size, number * 1e-4, np.float32),
        {"m1": f"{number:064x}"}, {}, {}, 1000, settings.record(),
    )  # fmt: skip
    return make_candidate(home, result, EMBEDDER, key, tested=Comparison(215, 0.8, 0.8, 0.0, -0.1, 0.1))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release 1 is in use at the coordinator (0) and a follower (9); release 2 has its votes."""
    folder = tmp_path_factory.mktemp("prepared")
    coordinator = Home(folder / "0" / "federation")
    keys = [SigningKey.open(Home(folder / str(member) / "federation").key) for member in (0, 1)]
    members = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(keys))
    roster = Roster("ab" * 16, "Essai", 1, 2, members, keys[0].public.fingerprint)
    path = propose_root(coordinator, roster, keys[0])
    root = publish(
        coordinator, path, _vote(folder, path, keys, "votes-0"), keys[0], founder=keys[0].public
    ).root
    for number in (1, 2):
        path = _candidate(coordinator, keys[0], number)
        votes = _vote(folder, path, keys, f"votes-{number}", root)
        if number == 1:
            publish(coordinator, path, votes, keys[0])
            _update(folder, "0", coordinator.repository)
    follow(Home(folder / "9" / "federation"), str(coordinator.repository), root)
    _update(folder, "9", coordinator.repository)
    return folder


def _child(what: str, folder: Path, step: int, when: str, place: Path) -> Any:
    script = folder / "script.py"
    script.write_text(CHILD, "utf-8")
    return subprocess.run(
        [sys.executable, str(KILL), str(step), when, str(script), what, str(folder), str(place)],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def _stopped(what: str, prepared: Path, folder: Path, when: str) -> Iterator[tuple[int, Path, Path]]:
    """A copy of the prepared machines for each step at which the command was killed."""
    source = prepared
    if what == "update":
        source = folder / "source"
        shutil.copytree(prepared, source)
        home = Home(source / "0" / "federation")
        publish(home, home.workbench / "candidate-2", source / "votes-2", SigningKey.load(home.key))
    for step in range(MOST):
        copy = folder / f"{when}-{step}"
        shutil.copytree(source, copy)
        place = copy / "0" / "federation" / "repository"
        done = _child(what, copy, step, when, place)
        if done.returncode == 0:
            assert done.stdout == "ended\n"
            assert step > 5, "the command was killed at more than a few steps"
            return
        assert done.returncode == -signal.SIGKILL, done.stderr
        yield step, copy, place
        shutil.rmtree(copy)
    pytest.fail(f"the command had not ended by itself after {MOST} steps")


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_publication_that_is_killed_serves_a_whole_release(
    prepared: Path, tmp_path: Path, when: str
) -> None:
    versions = []
    for _, copy, place in _stopped("publish", prepared, tmp_path, when):
        versions.append(_update(copy, "9", place))
        home = Home(copy / "0" / "federation")
        for _ in range(2):
            publish(home, home.workbench / "candidate-2", copy / "votes-2", SigningKey.load(home.key))
        assert _update(copy, "9", place) == 2
        entries = read_ledger((home.workbench / FILE).read_bytes(), trusted_rosters(home))
        released = [one.event.about["version"] for one in entries if one.event.kind == "release"]
        assert released == [1, 2]
    assert versions == sorted(versions)
    assert set(versions) == {1, 2}


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_update_that_is_killed_leaves_a_whole_release_in_use(
    prepared: Path, tmp_path: Path, when: str
) -> None:
    seen = set()
    for _, copy, place in _stopped("update", prepared, tmp_path, when):
        home = Home(copy / "9" / "federation")
        version = in_use(home).version
        seen.add(version)
        assert trusted_roster(home).version == 1
        calibration = (copy / "9" / RELEASED).read_bytes()
        whole = [(home.releases / str(one) / CALIBRATION) for one in (1, 2)]
        assert calibration in [path.read_bytes() for path in whole if path.exists()]
        assert _update(copy, "9", place) == 2
        assert (copy / "9" / RELEASED).read_bytes() == (home.releases / "2" / CALIBRATION).read_bytes()
        assert not (home.releases / ".2").exists()
    assert 1 in seen


@pytest.mark.slow
@pytest.mark.parametrize("what", ["publish", "update"])
@pytest.mark.parametrize("limit", [0, 500, 3000])
def test_no_room_on_the_disk_is_told_and_leaves_what_was(
    prepared: Path, tmp_path: Path, what: str, limit: int
) -> None:
    """No file may grow beyond the limit, as on a disk that is full (or a quota that is used up)."""
    copy = tmp_path / "copy"
    shutil.copytree(prepared, copy)
    home = Home(copy / "0" / "federation")
    if what == "update":
        publish(home, home.workbench / "candidate-2", copy / "votes-2", SigningKey.load(home.key))
    done = _child(what, copy, limit, "full", home.repository)
    assert done.returncode == 1
    assert "File too large" in done.stderr or "disk I/O error" in done.stderr
    assert in_use(Home(copy / "9" / "federation")).version == 1
    if what == "publish":
        assert _update(copy, "9", home.repository) == 1
        publish(home, home.workbench / "candidate-2", copy / "votes-2", SigningKey.load(home.key))
    assert _update(copy, "9", home.repository) == 2
