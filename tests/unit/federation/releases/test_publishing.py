"""Publishing: only what enough members signed, as a whole or not at all, and again without harm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from federation.clock import now as the_time
from federation.errors import FederationError, LedgerError, ReleaseError, RoundError
from federation.membership.roster import Member
from federation.releases.candidate import make_candidate
from federation.releases.comparing import Comparison
from federation.releases.installed import in_use
from federation.releases.ledger import FILE, read_ledger
from federation.releases.proposing import load_proposal, propose_root
from federation.releases.publishing import publish, refresh
from federation.releases.repository import Repository
from federation.releases.trusted import trusted_roster, trusted_rosters
from federation.releases.voting import cast
from federation.rounds.opening import next_number, open_round
from federation.settings import RoundSettings
from knowledge.errors import LibraryError
from knowledge.signing import SigningKey


def _served(play: Any) -> dict[str, bytes]:
    folder = Path(play.place)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _ledger(play: Any) -> list[tuple[str, dict[str, Any]]]:
    home = play.home(0)
    entries = read_ledger((home.workbench / FILE).read_bytes(), trusted_rosters(home))
    return [(entry.event.kind, dict(entry.event.about)) for entry in entries]


def test_founding_gives_a_fingerprint_and_the_first_entries(founding: Callable[..., Any]) -> None:
    play = founding()
    done = play.found()
    assert done.proposal.name == "Roster 1"
    assert done.counted.told() == "Yes: m0, m1."
    assert [kind for kind, _ in _ledger(play)] == ["vote", "vote", "roster"]
    assert sorted(_served(play)) == ["metadata/1.root.json"]
    assert (Path(play.place) / "metadata" / "1.root.json").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("voters", "match"),
    [
        ((), "by 0 of the 3"),
        ((1,), r"by 1 of the 3 .* 2 must sign\. Signed: m1\. Not yet: m0, m2\. Yes: m1\."),
    ],
)
def test_too_few_votes_publish_nothing(play: Any, voters: tuple[int, ...], match: str) -> None:
    path = play.candidate()
    before = _served(play)
    with pytest.raises(ReleaseError, match=match):
        play.publish(path, voters)
    assert _served(play) == before
    assert play.publish(path, (0, 1)).proposal.version == 1, "with the votes that were missing it is"


def test_a_no_is_no_signature(play: Any) -> None:
    path = play.candidate()
    votes = play.vote(path, (0,))
    play.vote(path, (1,), yes=False)
    with pytest.raises(ReleaseError, match=r"Yes: m0\. No: m1\."):
        publish(play.home(0), path, votes, play.keys[0])


def test_the_same_member_twice_counts_once(play: Any) -> None:
    path = play.candidate()
    votes = play.vote(path, (1,))
    shutil.copy(votes / "1.json", votes / "again.json")
    with pytest.raises(ReleaseError, match="by 1 of the 3"):
        publish(play.home(0), path, votes, play.keys[0])


def test_votes_and_releases_are_in_the_ledger_once(play: Any) -> None:
    path = play.release(1, 0)
    publish(play.home(0), path, play.folder / f"votes-{path.stem}", play.keys[0])
    told = [(kind, about.get("version"), about.get("member")) for kind, about in _ledger(play)]
    assert told[3:] == [
        ("contribution", None, "m1"), ("rejection", None, None), ("candidate", 1, None),
        ("release", 1, None), ("vote", 1, "m0"), ("vote", 1, "m1"),
    ]  # fmt: skip


def test_publishing_again_changes_nothing(play: Any) -> None:
    path = play.release(1, 0)
    before = _served(play)
    publish(play.home(0), path, play.folder / f"votes-{path.stem}", play.keys[0])
    assert _served(play) == before


def test_a_release_that_the_ledger_missed_is_written_by_the_next_act(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from federation.releases import publishing

    path = play.candidate()

    def stop(*_given: object, **_other: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "record_votes", stop)
    with pytest.raises(KeyboardInterrupt):
        play.publish(path)
    monkeypatch.undo()
    assert "release" not in [kind for kind, _ in _ledger(play)]
    play.update(0)
    play.candidate(2, 1)
    assert ("release", 1) in [(kind, about.get("version")) for kind, about in _ledger(play)]


def test_only_the_coordinator_publishes(play: Any) -> None:
    path = play.candidate()
    with pytest.raises(ReleaseError, match=r"Only the coordinator of Réseau d'essai, m0, does this"):
        play.publish(path, key=play.keys[1])
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        refresh(play.home(0), play.keys[1])


def test_a_candidate_that_was_overtaken_is_not_published(play: Any) -> None:
    first, second = play.candidate(1, 0), play.candidate(2, 0, 2e-4)
    play.publish(second)
    with pytest.raises(ReleaseError, match=r"Release 2 was published already; Release 1 comes too late"):
        publish(play.home(0), first, play.vote(second, ()), play.keys[0])


def test_what_a_release_in_between_learned_is_not_lost(play: Any) -> None:
    play.candidate(1, 0)
    second = play.candidate(2, 0, 2e-4)
    votes = play.vote(second, (0, 1))
    first = play.home(0).workbench / "candidate-1"
    play.publish(first)
    with pytest.raises(ReleaseError, match="starts from release 0, and release 1 was published since"):
        publish(play.home(0), second, votes, play.keys[0])


def test_a_candidate_of_another_machine_is_not_published(play: Any) -> None:
    path = play.candidate()
    votes = play.vote(path, (0, 1))
    (play.home(0).workbench / FILE).unlink()
    with pytest.raises(ReleaseError, match="was it proposed on another machine"):
        publish(play.home(0), path, votes, play.keys[0])


def test_a_file_changed_after_the_votes_is_not_published(play: Any) -> None:
    path = play.candidate()
    votes = play.vote(path, (0, 1))
    content = (path / "weights.safetensors").read_bytes()
    (path / "weights.safetensors").write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    before = _served(play)
    with pytest.raises(
        ReleaseError, match=r"weights\.safetensors of release 1 is not the file that members signed"
    ):
        publish(play.home(0), path, votes, play.keys[0])
    assert _served(play) == before


@pytest.mark.parametrize("allowed", range(12))
@pytest.mark.slow
def test_a_full_disk_publishes_nothing_half(play: Any, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    import errno

    import knowledge.files as files

    play.release(1, 0)
    follower = play.follower(9)
    path = play.candidate(2, 1, 2e-4)
    votes = play.vote(path, (0, 1))
    whole, left = files.os.fdopen, [allowed]

    def fdopen(*given: Any, **other: Any) -> Any:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        return whole(*given, **other)

    monkeypatch.setattr(files.os, "fdopen", fdopen)
    # Six files, two of them known already, the targets, the snapshot; then the switch; then the ledger.
    try:
        publish(play.home(0), path, votes, play.keys[0])
        failed = False
    except LibraryError:
        failed = True
    monkeypatch.undo()
    assert failed == (allowed < 9)
    version = play.update(9).version
    assert version == (2 if allowed >= 8 else 1)
    assert in_use(follower).version == version
    publish(play.home(0), path, votes, play.keys[0])
    assert play.update(9).version == 2
    assert [about["version"] for kind, about in _ledger(play) if kind == "release"] == [1, 2]


def test_a_member_joins_and_one_leaves_by_vote(play: Any, roster: Callable[..., Any]) -> None:
    play.release(1, 0)
    play.follower(9)
    new = SigningKey.generate()
    play.keys.append(new)
    members = (play.roster.members[0], play.roster.members[2], Member("m3", new.public, ("fr",)))
    second = replace(play.roster, version=2, members=members)
    with pytest.raises(ReleaseError, match="Roster 2 was signed by 1 of the 3 members of roster 2"):
        play.next_roster(second, (0, 1))
    play.next_roster(second, (2,))
    assert trusted_roster(play.home(0)) == second
    done = play.update(9)
    assert (done.roster_before.version, done.roster.version, done.version) == (1, 2, 1)
    path = play.candidate(2, 1)
    with pytest.raises(FederationError, match="a stranger, or one who left"):
        play.publish(path, (1,))
    play.publish(path, (0, 3))
    assert play.update(9).version == 2


def test_a_release_keeps_its_signatures_when_a_signer_leaves(play: Any) -> None:
    """m1 signed release 1 and leaves; m2 signs it again with the roster."""
    play.release(1, 0)
    second = replace(play.roster, version=2, members=(play.roster.members[0], play.roster.members[2]))
    play.next_roster(second, (0, 2))
    signed = Repository(Path(play.place)).release()
    assert signed is not None
    assert len(signed.signatures) == 3
    assert play.follower(9).metadata.exists()
    assert play.update(9).version == 1


def test_a_roster_that_a_release_overtook_is_proposed_again(play: Any) -> None:
    play.release(1, 0)
    second = replace(play.roster, version=2, members=(play.roster.members[0], play.roster.members[2]))
    path = propose_root(play.home(0), second, play.keys[0])
    votes = play.vote(path, (0, 2))
    play.release(2, 1)
    with pytest.raises(ReleaseError, match="propose the roster again"):
        publish(play.home(0), path, votes, play.keys[0])
    assert trusted_roster(play.home(0)).version == 1
    shutil.rmtree(play.home(0).votes)
    shutil.rmtree(play.home(2).votes)
    path.unlink()
    play.next_roster(second, (0, 2))
    assert play.follower(9).metadata.exists()
    assert play.update(9).version == 2


def test_the_coordinator_changes_its_key_by_vote(play: Any) -> None:
    play.release(1, 0)
    play.follower(9)
    new = SigningKey.generate()
    members = (Member("m0", new.public, ("en",)), *play.roster.members[1:])
    second = replace(play.roster, version=2, members=members, coordinator=new.public.fingerprint)
    path = propose_root(play.home(0), second, play.keys[0])
    votes = play.vote(path, (1, 2))
    with pytest.raises(ReleaseError, match="Only the coordinator of the new roster, m0, publishes it"):
        publish(play.home(0), path, votes, play.keys[0])
    publish(play.home(0), path, votes, new)
    assert play.update(9).roster.version == 2
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        refresh(play.home(0), play.keys[0])
    play.keys[0] = new
    play.release(2, 1)
    assert play.update(9).version == 2
    publish(play.home(0), path, votes, new)
    assert play.update(9).version == 2, "the roster's publication given again changes nothing"


def test_a_threshold_that_rises_needs_both_sides(play: Any) -> None:
    second = replace(play.roster, version=2, threshold=3)
    with pytest.raises(ReleaseError, match="2 of the 3 members of roster 2, and 3 must sign"):
        play.next_roster(second, (0, 1))
    play.next_roster(second, (2,))
    assert trusted_roster(play.home(0)).threshold == 3


def test_a_threshold_that_falls_needs_those_who_held_before(play: Any) -> None:
    """One signature is enough for the roster to come, and not for the one that holds."""
    before = _served(play)
    with pytest.raises(ReleaseError, match="1 of the 3 members of roster 1, and 2 must sign"):
        play.next_roster(replace(play.roster, version=2, threshold=1), (0,))
    assert _served(play) == before
    assert trusted_roster(play.home(0)).version == 1


def test_two_rosters_of_one_number_are_not_both_published(play: Any) -> None:
    play.next_roster(replace(play.roster, version=2, threshold=1), (0, 1))
    home = play.home(0)
    (home.metadata / "root_history" / "2.root.json").unlink()  # this machine forgot
    path = propose_root(home, replace(play.roster, version=2, name="Other"), play.keys[0])
    votes = play.folder / "again"
    for member in (0, 1):
        vote = cast(
            play.home(member), load_proposal(path, play.roster), play.keys[member], yes=True, instead=True
        )
        vote.save(votes / f"{member}.json")
    with pytest.raises(ReleaseError, match=r"Another roster 2 .* was published from this machine"):
        publish(home, path, votes, play.keys[0])


def test_a_coordinators_clock_that_lies_behind_is_refused(play: Any) -> None:
    play.release(1, 0)
    behind = the_time() - timedelta(days=365)
    before = _served(play)
    with pytest.raises(LedgerError, match=f"Your clock says {behind:%Y-%m-%d}.*Correct the clock"):
        play.candidate(2, 1, now=behind)
    with pytest.raises(ReleaseError, match="longer than any does"):
        refresh(play.home(0), play.keys[0], behind)
    assert _served(play) == before


def test_a_coordinators_clock_that_is_ahead_is_noticed_by_voters(play: Any) -> None:
    path = play.candidate(1, 0, now=the_time() + timedelta(days=365))
    with pytest.raises(ReleaseError, match=r"would hold until .* your clock says"):
        play.vote(path, (1,))


def test_a_federation_of_one_is_one(founding: Callable[..., Any]) -> None:
    play = founding(1, 1)
    play.found()
    path = play.candidate(result=play.result(1, 0, accepted={"m0": "1" * 64}))
    play.publish(path, (0,))
    assert play.update(0).version == 1
    play.follower(5)
    assert in_use(play.home(5)).version == 1


def test_refreshing_before_a_release_says_that_there_is_none(play: Any) -> None:
    with pytest.raises(ReleaseError, match="no release yet"):
        refresh(play.home(0), play.keys[0])


def test_a_copy_on_a_stick_serves_as_the_original_does(play: Any) -> None:
    play.release(1, 0)
    stick = play.folder / "stick"
    Repository(Path(play.place)).copy_to(stick)
    play.follower(9, stick)
    play.release(2, 1)
    Repository(Path(play.place)).copy_to(stick)
    assert play.update(9, stick).version == 2
    with pytest.raises(ReleaseError, match="nothing in"):
        Repository(play.folder / "nowhere").copy_to(stick)


def test_another_coordinator_goes_on_from_what_was_published(play: Any) -> None:
    play.release(1, 0)
    for machine in (1, 2):
        play.follower(machine)
    shutil.copytree(play.home(0).repository, play.home(1).repository)
    later = replace(play.roster, version=2, coordinator=play.keys[1].public.fingerprint)
    path = propose_root(play.home(1), later, play.keys[1])
    votes = play.vote(path, (1, 2))
    publish(play.home(1), path, votes, play.keys[1])
    assert next_number(play.home(1)) == 2
    with pytest.raises(RoundError, match="Round 1 was held before"):
        open_round(
            play.home(1), later, play.keys[1], RoundSettings(rounds=1), mode="open", embedder="e5",
            deadline=the_time() + timedelta(days=3), number=1,
        )  # fmt: skip
    same = Comparison(215, 0.8, 0.81, 0.01, -0.01, 0.02)
    candidate = make_candidate(play.home(1), play.result(2, 1), play.embedder, play.keys[1], tested=same)
    play.update(2, play.home(1).repository)
    votes = play.vote(candidate, (1, 2), name="second")
    publish(play.home(1), candidate, votes, play.keys[1])
    done = play.update(2, play.home(1).repository)
    assert done.version == 2
    kept = in_use(play.home(2)).ledger
    entries = read_ledger(kept, trusted_rosters(play.home(2)))
    assert {entry.roster for entry in entries} == {1, 2}
