"""A small federation in folders: members with keys, a coordinator, sticks for votes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.releases.candidate import load_candidate, make_candidate
from federation.releases.comparing import Comparison
from federation.releases.following import follow
from federation.releases.proposing import Proposal, load_proposal, propose_root
from federation.releases.publishing import Published, publish
from federation.releases.repository import Repository
from federation.releases.trusted import follows, trusted_roster
from federation.releases.updating import Updated, update
from federation.releases.voting import cast
from federation.rounds.joining import RoundResult
from federation.settings import RoundSettings
from knowledge.library import Library
from knowledge.signing import SigningKey

EMBEDDER = "invented-1"
SETTINGS = RoundSettings(rounds=1, epochs=20)
SAME = Comparison(215, 0.8, 0.81, 0.01, -0.01, 0.02)


class Play:
    """A federation of members m0, m1 …; m0 is the coordinator. Machine n has the folder `home(n)`."""

    embedder = EMBEDDER

    def __init__(self, folder: Path, members: int = 3, threshold: int = 2) -> None:
        self.folder = folder
        self.keys = [SigningKey.generate() for _ in range(members)]
        self.roster = roster_of(self.keys, threshold)
        self.root = ""

    @property
    def place(self) -> str:
        return str(self.home(0).repository)

    def home(self, number: int) -> Home:
        return Home(self.folder / f"machine-{number}" / "federation")

    def found(self, now: datetime | None = None) -> Published:
        path = propose_root(self.home(0), self.roster, self.keys[0], now)
        votes = self.vote(path, range(self.roster.threshold))
        done = publish(self.home(0), path, votes, self.keys[0], founder=self.keys[0].public, now=now)
        self.root = done.root
        return done

    def proposal(self, machine: int, path: Path, now: datetime | None = None) -> Proposal:
        """The proposal as a member's machine reads it, which knows the newest roster."""
        home = self.home(machine)
        if self.root and not follows(home):
            follow(home, self.place, self.root)
        if follows(home) and trusted_roster(home).version < len(Repository(Path(self.place)).roots()):
            self.update(machine)
        if path.is_dir():
            return load_candidate(home, path, now).proposal
        current = trusted_roster(home) if follows(home) else None
        return load_proposal(path, current, self.keys[0].public, now)

    def vote(
        self,
        path: Path,
        members: Sequence[int],
        *,
        yes: bool = True,
        now: datetime | None = None,
        name: str = "",
    ) -> Path:
        folder = self.folder / f"votes-{name or path.stem}"
        folder.mkdir(exist_ok=True)
        for member in members:
            proposal = self.proposal(member, path, now)
            vote = cast(self.home(member), proposal, self.keys[member], yes=yes, why="", now=now)
            vote.save(folder / f"{member}.json")
        return folder

    def result(self, number: int, release: int, weight: float = 1e-4, **other: Any) -> RoundResult:
        values = {
            "mode": "open", "round_file": f"{number:064x}", "base": "b" * 64,
            "accepted": {"m1": f"{number:063x}1"}, "rejected": {"x.sse": "it is damaged"}, "shortened": {},
            "size": 1000, "settings": SETTINGS.record(),
        } | other  # fmt: skip
        weights = np.full(SETTINGS.layout.size, weight, np.float32)
        return RoundResult(number=number, release=release, weights=weights, **values)

    def candidate(self, number: int = 1, release: int = 0, weight: float = 1e-4, **given: Any) -> Path:
        result = given.pop("result", None) or self.result(number, release, weight)
        return make_candidate(
            self.home(0), result, given.pop("embedder", self.embedder), self.keys[0],
            tested=given.pop("tested", SAME), **given,
        )  # fmt: skip

    def publish(
        self,
        path: Path,
        voters: Sequence[int] = (0, 1),
        now: datetime | None = None,
        key: SigningKey | None = None,
    ) -> Published:
        return publish(self.home(0), path, self.vote(path, voters, now=now), key or self.keys[0], now=now)

    def release(self, number: int = 1, base: int = 0, weight: float = 1e-4, **given: Any) -> Path:
        """A round's candidate, voted on and published; the coordinator's machine uses it."""
        path = self.candidate(number, base, weight, **given)
        self.publish(path, now=given.get("now"))
        self.update(0)
        return path

    def update(self, machine: int, place: str | Path | None = None, **given: Any) -> Updated:
        home = self.home(machine)
        home.folder.mkdir(parents=True, exist_ok=True)
        return update(
            home, str(place or self.place), home.folder.parent, given.pop("library", None) or Library(None),
            given.pop("embedder", self.embedder), **given,
        )  # fmt: skip

    def next_roster(
        self,
        roster: Roster,
        voters: Sequence[int],
        key: SigningKey | None = None,
        now: datetime | None = None,
    ) -> Published:
        """Propose a roster (once: one of another second is another proposal), let members vote, publish it."""
        path = self.home(0).workbench / f"roster-{roster.version}.json"
        if not path.exists():
            propose_root(self.home(0), roster, key or self.keys[0], now)
        votes = self.vote(path, voters, now=now)
        return publish(self.home(0), path, votes, key or self.keys[0], now=now)

    def follower(self, machine: int, place: str | Path | None = None) -> Home:
        """A machine that follows the releases and is up to date."""
        follow(self.home(machine), str(place or self.place), self.root)
        self.update(machine, place)
        return self.home(machine)


def roster_of(keys: Sequence[SigningKey], threshold: int, **other: Any) -> Roster:
    """A roster of m0, m1 …; m0 coordinates."""
    members = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(keys))
    values = {
        "federation": "ab" * 16, "name": "Réseau d'essai", "version": 1, "threshold": threshold,
        "members": members, "coordinator": keys[0].public.fingerprint,
    } | other  # fmt: skip
    return Roster(**values)


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Three members, two of whom must sign; founded."""
    made = Play(tmp_path)
    made.found()
    return made


@pytest.fixture
def roster() -> Callable[..., Roster]:
    """`roster(keys, threshold, **fields)`."""
    return roster_of


@pytest.fixture
def founding(tmp_path: Path) -> Callable[..., Play]:
    """`founding(members, threshold)`: a federation that is not founded yet."""
    return lambda members=3, threshold=2: Play(tmp_path, members, threshold)
