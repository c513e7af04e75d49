"""A contribution is taken back: the round again without it, the releases that held it revoked."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.errors import ReleaseError, StatementError
from federation.releases.candidate import load_candidate
from federation.releases.installed import in_use, weights_in_use
from federation.releases.ledger import FILE, Entry, Event, read_ledger
from federation.releases.trusted import trusted_rosters
from federation.releases.withdrawing import (
    KIND,
    affected,
    discard,
    keep,
    own_bundle,
    read_withdrawal,
    withdraw,
    withdrawals,
)
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.signing import SigningKey


def _taken(play: Any, number: int = 1, member: int = 1, bundle: str = "") -> Any:
    path = play.folder / f"withdrawal-{number}-{member}.json"
    if not path.exists():
        withdraw(play.roster, number, play.keys[member], bundle).save(path)
    return keep(play.home(0), path, play.keys[0])


def test_a_withdrawal_is_kept_and_in_the_ledger(play: Any) -> None:
    found = _taken(play)
    _taken(play)
    rosters = trusted_rosters(play.home(0))
    assert withdrawals(play.home(0), 1, rosters) == [found]
    assert withdrawals(play.home(0), 11, rosters) == []
    entries = read_ledger((play.home(0).workbench / FILE).read_bytes(), rosters)
    told = [entry.event for entry in entries if entry.event.kind == "withdrawal"]
    assert told == [Event("withdrawal", {"round": 1, "member": "m1"}, found.hash)]


def test_only_members_take_back_and_only_of_their_federation(play: Any) -> None:
    with pytest.raises(StatementError, match="not signed by a member"):
        read_withdrawal(withdraw(play.roster, 1, SigningKey.generate()), [play.roster])
    other = replace(play.roster, federation="cd" * 16)
    with pytest.raises(StatementError, match="for another federation"):
        read_withdrawal(withdraw(other, 1, play.keys[1]), [play.roster])
    body = dict(withdraw(play.roster, 1, play.keys[1]).body)
    for change in ({"round": 0}, {"round": "1"}, {"bundle": "x"}, {"made": 1}, {"more": 1}):
        with pytest.raises(StatementError, match="cannot be read"):
            read_withdrawal(Statement.sign(KIND, {**body, **change}, play.keys[1]), [play.roster])


def test_one_who_left_can_still_take_back(play: Any) -> None:
    second = replace(play.roster, version=2, members=(play.roster.members[0], play.roster.members[2]))
    play.next_roster(second, (0, 2))
    assert _taken(play).member.name == "m1"


@pytest.mark.parametrize("bundle", ["", f"{1:063x}1"])
def test_an_open_round_is_not_released_with_what_was_taken_back(play: Any, bundle: str) -> None:
    _taken(play, bundle=bundle)
    with pytest.raises(ReleaseError, match=r"m1 took back .* Aggregate the round again"):
        play.candidate()
    again = play.result(1, 0, 5e-5, accepted={"m2": "2" * 64}, withdrawn=["m1"])
    found = load_candidate(play.home(0), play.candidate(result=again))
    assert (found.contents.release.withdraws, found.contents.release.revokes) == (("m1",), ())


def test_a_sealed_round_is_discarded_as_a_whole(play: Any) -> None:
    sealed = play.result(1, 0, mode="sealed")
    _taken(play)
    with pytest.raises(ReleaseError, match=r"discarded as a whole.*--discard 1"):
        play.candidate(result=sealed)


def test_a_release_that_held_it_is_revoked_and_leaves_the_machines(play: Any) -> None:
    play.release(1, 0, 1e-4)
    play.release(2, 1, 2e-4)
    follower = play.follower(9)
    _taken(play, 1)
    again = play.result(1, 0, 5e-5, accepted={"m2": "2" * 64}, withdrawn=["m1"])
    play.release(result=again)
    done = play.update(9)
    assert (done.before, done.version) == (2, 3)
    assert done.contents is not None
    assert done.contents.release.revokes == (1, 2)
    assert "Release 2 is revoked: m1 took back a contribution to round 1" in done.notes[0]
    assert not (follower.releases / "2").exists()
    settings = RoundSettings.of(again.settings)
    version, weights = weights_in_use(follower, settings)
    assert version == 3
    assert np.allclose(weights, again.weights, atol=1e-6)
    play.release(3, 3)
    assert play.update(9).version == 4


def test_a_discarded_round_goes_back_to_where_it_started(play: Any) -> None:
    home = play.home(0)
    play.release(1, 0, 1e-4)
    play.release(2, 1, 2e-4, result=play.result(2, 1, 2e-4, mode="sealed"))
    result = play.result(2, 1, 2e-4, mode="sealed")
    with pytest.raises(ReleaseError, match="Nobody took back"):
        discard(home, result, [])
    found = _taken(play, 2)
    out = discard(home, result, [found])
    assert (out.accepted, out.withdrawn, out.practices) == ({}, ["m1"], [])
    play.release(result=out)
    done = play.update(0)
    assert done.contents is not None
    assert (done.version, done.contents.release.revokes) == (3, (2,))
    settings = RoundSettings.of(result.settings)
    assert np.allclose(weights_in_use(home, settings)[1], play.result(1, 0, 1e-4).weights, atol=1e-6)
    shutil.rmtree(home.releases / "1")
    with pytest.raises(ReleaseError, match="Release 1, which round 2 started from, is not here"):
        discard(home, result, [found])


def test_a_first_round_that_is_discarded_leaves_the_shipped_weights(play: Any) -> None:
    result = play.result(1, 0, 1e-4, mode="sealed")
    out = discard(play.home(0), result, [_taken(play)])
    assert not out.weights.any()


def test_what_was_trained_on_from_it_is_affected(play: Any) -> None:
    def released(version: int, base: int, number: int) -> Entry:
        about = {"version": version, "base": base, "round": number, "withdraws": [], "revokes": []}
        return Entry(version, "", 1, Event("release", about), b"")

    chain = [released(1, 0, 1), released(2, 1, 2), released(3, 2, 3), released(4, 1, 2)]
    assert affected(chain, 1) == (1, 2, 3, 4)
    assert affected(chain, 2) == (2, 3, 4)
    assert affected(chain, 3) == (3,)
    assert affected(chain, 9) == ()
    assert affected([Entry(1, "", 1, Event("vote", {}), b"")], 1) == ()


def test_the_hash_of_an_own_bundle_is_found_where_it_is_kept(play: Any, tmp_path: Path) -> None:
    from knowledge.signing import Envelope

    home = play.home(1)
    assert own_bundle(home, 3) == ""
    path = home.round(3) / "bundle.sse"
    path.parent.mkdir(parents=True)
    path.write_bytes(Envelope.sign(b"payload", "application/vnd.sse.bundle", play.keys[1]).to_bytes())
    assert own_bundle(home, 3) == hashlib.sha256(b"payload").hexdigest()


def test_nothing_is_in_use_before_a_release(play: Any) -> None:
    settings = RoundSettings(rounds=1)
    version, weights = weights_in_use(play.home(9), settings)
    assert (version, weights.any(), in_use(play.home(9)).ledger) == (0, False, b"")
    play.home(9).releases.mkdir(parents=True)
    (play.home(9).releases / "current").write_text("7")
    with pytest.raises(ReleaseError, match="names no release that is here"):
        in_use(play.home(9))
