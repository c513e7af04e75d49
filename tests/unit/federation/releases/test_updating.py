"""Updates: what is taken, and that whatever is refused leaves the release in use as it was."""

from __future__ import annotations

import contextlib
import errno
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tuf.ngclient._internal import trusted_metadata_set

from federation.clock import now as the_time
from federation.errors import FederationError, LedgerError, ReleaseError
from federation.membership.home import Home
from federation.practices.card import Card
from federation.practices.signed import SignedCard
from federation.releases import updating
from federation.releases.comparing import Comparison
from federation.releases.contents import CALIBRATION
from federation.releases.installed import in_use
from federation.releases.ledger import FILE, read_ledger
from federation.releases.metadata import GOVERNED, root_of, signed_bytes
from federation.releases.publishing import publish, refresh
from federation.releases.repository import Repository
from federation.releases.trusted import trusted_roster, trusted_rosters
from knowledge.calibration import RELEASED, Calibration, released
from knowledge.errors import LibraryError
from knowledge.library import Library
from knowledge.signing import SigningKey

YEAR = timedelta(days=365)


def _state(home: Any) -> dict[str, bytes]:
    """Everything that an update could change, byte for byte."""
    kept = {
        str(path.relative_to(home.folder)): path.read_bytes()
        for path in sorted(home.folder.rglob("*"))
        if path.is_file() and path.name != ".update.lock"
    }
    calibration = home.folder.parent / RELEASED
    return {**kept, "calibration": calibration.read_bytes() if calibration.exists() else b""}


def _refused(play: Any, machine: int, place: Any, match: str, **given: Any) -> str:
    """The update is refused, explained, and nothing on the machine is other than before."""
    before = _state(play.home(machine))
    with pytest.raises(FederationError, match=match) as caught:
        play.update(machine, place, **given)
    assert _state(play.home(machine)) == before
    return str(caught.value)


def _stick(play: Any, name: str) -> Path:
    """A copy of what is published now."""
    folder: Path = play.folder / name
    shutil.copytree(play.place, folder)
    return folder


def test_a_follower_gets_release_after_release(play: Any) -> None:
    home = play.follower(9)
    assert in_use(home).version == 0
    play.release(1, 0, 1e-4)
    done = play.update(9)
    assert (done.before, done.version, done.notes) == (0, 1, ())
    first = released(home.folder.parent, play.embedder)
    assert first is not None
    assert not first.fusion.neutral
    play.release(2, 1, 2e-4)
    assert play.update(9).version == 2
    second = released(home.folder.parent, play.embedder)
    assert second is not None
    assert abs(second.fusion.shared).max() > abs(first.fusion.shared).max()
    before = _state(home)
    again = play.update(9)
    assert (again.before, again.version) == (2, 2)
    assert _state(home) == before


def test_releases_that_were_missed_are_no_hindrance(play: Any) -> None:
    for number in range(1, 4):
        play.release(number, number - 1)
    home = play.follower(9)
    assert in_use(home).version == 3
    assert [entry.event.about["version"] for entry in _entries(play, home) if entry.event.kind == "release"] == [
        1, 2,
    ]  # fmt: skip


def _entries(play: Any, home: Any) -> list[Any]:
    return read_ledger(in_use(home).ledger, trusted_rosters(home))


def test_before_the_first_release_the_shipped_index_stays(play: Any) -> None:
    home = play.follower(9)
    done = play.update(9)
    assert (done.version, done.contents, done.practices) == (0, None, None)
    assert "not published a release yet" in done.notes[0]
    assert not (home.folder.parent / RELEASED).exists()


def test_a_machine_that_follows_nothing_is_told_how(play: Any) -> None:
    with pytest.raises(ReleaseError, match=r"follows no federation yet.*--root FINGERPRINT"):
        play.update(9)


def test_an_old_copy_is_refused_as_a_rollback(play: Any) -> None:
    play.release(1, 0)
    old = _stick(play, "old")
    play.follower(9, old)
    play.release(2, 1)
    play.update(9)
    told = _refused(play, 9, old, "older metadata than this machine has seen")
    assert "Release 2 stays in use" in told
    assert "get a newer copy" in told


def test_an_old_release_is_refused_on_a_machine_that_trusts_anew(play: Any) -> None:
    play.release(1, 0)
    old = _stick(play, "old")
    play.release(2, 1)
    home = play.follower(9)
    for name in ("timestamp", "snapshot", "targets"):
        (home.metadata / f"{name}.json").unlink()
    _refused(play, 9, old, "offers release 1, and release 2 is in use")


def test_a_copy_whose_time_is_over_is_refused_and_says_both_dates(play: Any) -> None:
    play.follower(9)
    made = the_time() - 2 * YEAR
    path = play.candidate(1, 0, now=the_time())
    votes = play.vote(path, (0, 1))
    publish(play.home(0), path, votes, play.keys[0])
    Repository(play.home(0).repository).lead_to(1, play.keys[0], made)
    told = _refused(play, 9, None, "ended on")
    assert f"ended on {made + YEAR:%Y-%m-%d}" in told
    assert f"your clock says {the_time():%Y-%m-%d}" in told
    assert "The shipped index stays in use" in told
    refresh(play.home(0), play.keys[0])
    assert play.update(9).version == 1


@pytest.mark.parametrize("years", [2, 4])
def test_a_clock_that_is_years_ahead_is_named(play: Any, monkeypatch: pytest.MonkeyPatch, years: int) -> None:
    """To a clock that is ahead what is valid has ended: the timestamp, after three years the root too."""
    play.release(1, 0)
    play.follower(9)
    ahead = the_time() + years * YEAR
    clock = SimpleNamespace(datetime=SimpleNamespace(now=lambda _zone: ahead), timezone=timezone)
    monkeypatch.setattr(trusted_metadata_set, "datetime", clock)  # python-tuf's own clock
    told = _refused(play, 9, None, "ended", now=ahead)
    assert f"your clock says {ahead:%Y-%m-%d}" in told
    assert "If the clock is wrong, correct it" in told
    assert "Release 1 stays in use" in told
    if years == 2:
        assert f"ended on {the_time() + YEAR:%Y-%m-%d}" in told
    monkeypatch.undo()
    assert play.update(9).version == 1


def test_a_clock_that_lies_behind_is_told_and_the_release_is_taken(play: Any) -> None:
    play.follower(9)
    play.release(1, 0)
    behind = the_time() - YEAR
    done = play.update(9, now=behind)
    assert done.version == 1
    (note,) = done.notes
    assert f"Your clock says {behind:%Y-%m-%d}" in note
    assert f"made on {the_time():%Y-%m-%d}" in note


@pytest.mark.slow
@pytest.mark.parametrize("name", ["calibration.safetensors", "ledger.jsonl", "release.json", "report.json"])
@pytest.mark.parametrize("change", ["flipped", "cut", "longer", "gone"])
def test_a_file_that_was_tampered_with_is_refused(play: Any, name: str, change: str) -> None:
    play.release(1, 0)
    play.follower(9)
    play.release(2, 1, 2e-4)
    stick = _stick(play, "stick")
    newest = {file.hashes["sha256"] for file in Repository(stick).release().signed.targets.values()}  # type: ignore[union-attr]
    (path,) = [one for one in (stick / "targets").glob(f"*.{name}") if one.name.split(".")[0] in newest]
    content = bytearray(path.read_bytes())
    if change == "flipped":
        content[len(content) // 2] ^= 1
    changed = {"cut": content[:-1], "longer": content + b" "}.get(change, content)
    path.unlink()
    if change != "gone":
        path.write_bytes(changed)
    told = _refused(play, 9, stick, "is not the one that members signed|is not complete")
    assert "Release 1 stays in use" in told
    assert play.update(9).version == 2


@pytest.mark.parametrize("name", ["timestamp.json", "2.snapshot.json", "2.targets.json"])
def test_metadata_that_was_tampered_with_is_refused(play: Any, name: str) -> None:
    play.release(1, 0)
    play.follower(9)
    play.release(2, 1)
    stick = _stick(play, "stick")
    path = stick / "metadata" / name
    path.write_bytes(path.read_bytes().replace(b'"version":2', b'"version":7'))
    _refused(play, 9, stick, "too few signatures")
    path.write_bytes(path.read_bytes()[:-20])
    _refused(play, 9, stick, "cannot be used")
    path.unlink()
    _refused(play, 9, stick, "is not complete")


def test_too_few_signatures_are_refused(play: Any) -> None:
    play.release(1, 0)
    play.follower(9)
    play.release(2, 1)
    stick = _stick(play, "stick")
    path = stick / "metadata" / "2.targets.json"
    content = json.loads(path.read_bytes())
    content["signatures"] = content["signatures"][:1]
    path.write_text(json.dumps(content))
    told = _refused(play, 9, stick, "too few signatures")
    assert "1/2" in told


def test_one_signature_twice_is_not_two(play: Any) -> None:
    play.release(1, 0)
    play.follower(9)
    play.release(2, 1)
    stick = _stick(play, "stick")
    path = stick / "metadata" / "2.targets.json"
    content = json.loads(path.read_bytes())
    content["signatures"][1] = content["signatures"][0]
    path.write_text(json.dumps(content))
    _refused(play, 9, stick, "cannot be used|too few")


def test_another_embedder_is_refused(play: Any) -> None:
    play.follower(9)
    play.release(1, 0)
    told = _refused(
        play, 9, None, "is for the embedder invented-1, and other-2 is set here", embedder="other-2"
    )
    assert "The shipped index stays in use" in told
    assert play.update(9).version == 1


def test_a_forked_ledger_is_refused(founding: Callable[..., Any]) -> None:
    """The coordinator signs another history, and enough members sign a release on it."""
    play = founding()
    play.found()
    play.follower(9)
    twin = play.folder / "twin"
    shutil.copytree(play.home(0).folder, twin)
    play.release(1, 0)
    play.update(9)
    shutil.rmtree(play.home(0).folder)
    shutil.copytree(twin, play.home(0).folder)
    shutil.rmtree(play.home(1).votes)  # this member does not remember what it signed
    play.release(4, 0, 3e-4)
    told = _refused(play, 9, None, "another release 1 than the one that this machine knows")
    assert "two coordinators" in told
    play.release(5, 1, 4e-4)
    with pytest.raises(LedgerError, match="differs from the one that this machine knows from entry"):
        play.update(9)
    assert in_use(play.home(9)).version == 1
    assert "Release 1 stays in use" in _refused(play, 9, None, "two histories")


def test_two_machines_of_one_coordinator_are_noticed(play: Any) -> None:
    """A second machine with the same key publishes with an older counter."""
    play.release(1, 0)
    play.follower(9)
    second = play.folder / "second"
    shutil.copytree(play.home(0).folder, second)
    for _ in range(3):
        refresh(play.home(0), play.keys[0])
    play.update(9)
    refresh(Home(second), play.keys[0])
    _refused(play, 9, second / "repository", "older metadata")
    with pytest.raises(ReleaseError, match=r"holds a newer copy.*another machine publish"):
        Repository(second / "repository").copy_to(Path(play.place))


def test_a_chain_of_roots_that_is_broken_is_refused(play: Any, roster: Callable[..., Any]) -> None:
    play.release(1, 0)
    play.follower(9)
    strangers = [SigningKey.generate() for _ in range(3)]
    forged = roster(strangers, 2, version=2)
    root = root_of(forged, the_time() + GOVERNED)
    part = signed_bytes(root)
    stick = _stick(play, "stick")
    signatures = {key.public.fingerprint: key.private.sign(part) for key in strangers}
    Repository(stick).put_root(part, root, signatures)
    told = _refused(play, 9, stick, "too few signatures")
    assert "0/2" in told
    assert trusted_roster(play.home(9)).version == 1


def test_a_root_whose_keys_are_not_its_roster_is_refused(play: Any) -> None:
    """Enough members signed it, and still no machine takes it."""
    play.release(1, 0)
    play.follower(9)
    named = replace(play.roster, version=2)
    root = root_of(named, the_time() + GOVERNED)
    root.roles["targets"].threshold = 1
    part = signed_bytes(root)
    stick = _stick(play, "stick")
    signatures = {key.public.fingerprint: key.private.sign(part) for key in play.keys}
    Repository(stick).put_root(part, root, signatures)
    _refused(play, 9, stick, "its keys or thresholds are others")


def test_an_update_that_was_stopped_is_ended_by_the_next(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    play.release(1, 0)
    home = play.follower(9)
    play.release(2, 1, 2e-4)

    def stop(*_given: object, **_other: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(updating, "install", stop)
    with pytest.raises(KeyboardInterrupt):
        play.update(9)
    monkeypatch.undo()
    assert in_use(home).version == 1
    gone = play.folder / "empty"
    gone.mkdir()
    with pytest.raises(ReleaseError, match="is not complete"):
        play.update(9, gone)
    assert in_use(home).version == 2, "what was verified is installed even where the source is gone"
    assert (home.folder.parent / RELEASED).read_bytes() == (home.releases / "2" / CALIBRATION).read_bytes()


@pytest.mark.parametrize("allowed", range(14))
@pytest.mark.slow
def test_a_full_disk_at_any_write_leaves_a_whole_release(
    play: Any, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    """The nth write raises ENOSPC: three of metadata, the calibration, the note of what is in use."""
    play.release(1, 0)
    home = play.follower(9)
    play.release(2, 1, 2e-4)
    import knowledge.files as files

    whole = files.os.fdopen
    left = [allowed]

    def fdopen(*given: Any, **other: Any) -> Any:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        return whole(*given, **other)

    monkeypatch.setattr(files.os, "fdopen", fdopen)
    with contextlib.ExitStack() as stack:
        if allowed < 5:
            stack.enter_context(pytest.raises(LibraryError, match="No space left"))
        play.update(9)
    monkeypatch.undo()
    calibration = (home.folder.parent / RELEASED).read_bytes()
    assert calibration in [(home.releases / str(one) / CALIBRATION).read_bytes() for one in (1, 2) if
                           (home.releases / str(one)).is_dir()]  # fmt: skip
    assert Calibration.load(home.folder.parent / RELEASED).fingerprint == play.embedder
    assert in_use(home).version == (2 if allowed >= 5 else 1)
    assert play.update(9).version == 2


def test_a_damaged_file_of_the_release_in_use_is_fetched_again(play: Any) -> None:
    play.release(1, 0)
    home = play.follower(9)
    path = home.releases / "1" / "report.json"
    path.write_bytes(b"{}")
    (home.folder.parent / RELEASED).unlink()
    assert play.update(9).version == 1
    assert path.read_bytes() != b"{}"
    assert released(home.folder.parent, play.embedder) is not None


def test_a_candidate_that_did_worse_says_so_after_installing(play: Any) -> None:
    play.follower(9)
    worse = Comparison(215, 0.8, 0.7, -0.1, -0.2, -0.05)
    play.release(1, 0, tested=worse, override="the test is wrong about Portuguese")
    (note,) = play.update(9).notes
    assert "did worse" in note
    assert "the test is wrong about Portuguese" in note


def test_two_updates_at_once_are_one_too_many(play: Any) -> None:
    fcntl = pytest.importorskip("fcntl")
    home = play.follower(9)
    with (home.folder / ".update.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match="Another update runs"):
            play.update(9)


def test_a_member_list_of_one_works(founding: Callable[..., Any]) -> None:
    play = founding(1, 1)
    play.found()
    home = play.follower(9)
    play.candidate(1, 0)
    path = play.home(0).workbench / "candidate-1"
    play.publish(path, voters=(0,))
    assert play.update(9).version == 1
    assert (in_use(home).folder / FILE).exists()


def _card(**change: Any) -> Card:
    record: dict[str, Any] = {
        "organisation": "Les Jardins", "country": "BE", "kind": "cooperative", "themes": ["food"],
        "sources": ["https://jardins.example.org/report"],
        "results": [{"year": 2024, "source": "https://jardins.example.org/report"}],
        "text": {
            "en": {
                "title": "A short supply chain held by its gardeners",
                "activity": "The gardeners and the families decide together on prices at the start of each season "
                            "and pay for the harvest in advance, so that nobody carries a bad year alone.",
                "results": ["The cooperative delivers 320 baskets a week to 290 families."],
            },
        },
    }  # fmt: skip
    return Card.of(record | change)


def test_practices_come_with_a_release_and_go_with_the_next(play: Any, tmp_path: Path) -> None:
    signed = SignedCard.sign(_card(), play.roster, play.keys[1])
    play.release(1, 0, cards=[signed.statement.content])
    library = Library(tmp_path / "library.sqlite3")
    play.follower(9, None)
    done = play.update(9, library=library)
    assert done.practices is not None
    assert done.practices.added == (signed.id,)
    (document,) = library.documents()
    assert document.status == f"Shared by m1, key {play.keys[1].public.fingerprint}, release 1"
    play.release(2, 1)
    gone = play.update(9, library=library).practices
    assert gone is not None
    assert gone.removed == (signed.id,)
    assert library.documents() == []
    library.close()


def test_a_card_that_no_member_signed_stays_out_and_the_rest_comes(play: Any) -> None:
    stranger = SigningKey.generate()
    members = (play.roster.members[0], replace(play.roster.members[1], key=stranger.public))
    forged = SignedCard.sign(_card(), replace(play.roster, members=members), stranger)
    play.release(1, 0, cards=[forged.statement.content])
    play.follower(9)
    done = play.update(9)
    assert done.version == 1
    assert any("A practice card was not installed" in note for note in done.notes)


def _outcome(play: Any, place: Path) -> tuple[int, str]:
    """The release in use after an update, and what was said if it was refused."""
    try:
        return play.update(9, place).version, ""
    except ReleaseError as error:
        return in_use(play.home(9)).version, str(error)


@pytest.mark.slow
def test_no_changed_byte_anywhere_in_a_copy_gets_in(play: Any) -> None:
    """A byte of one file at a time: the update is refused, or what it installs is what was signed."""
    play.release(1, 0)
    home = play.follower(9)
    play.release(2, 1, 2e-4)
    stick = _stick(play, "stick")
    kept = play.folder / "kept"
    shutil.copytree(home.folder.parent, kept)
    drawn = random.Random(7)
    paths = sorted(path for path in stick.rglob("*") if path.is_file())
    outcomes = set()
    for _ in range(40):
        path = drawn.choice(paths)
        content = path.read_bytes()
        changed = bytearray(content)
        changed[drawn.randrange(len(content))] ^= drawn.randrange(1, 256)
        path.write_bytes(changed)
        version, told = _outcome(play, stick)
        outcomes.add(version)
        assert version == 2 or any(
            one in told for one in ("stays in use", "Nothing was changed", "was not used")
        )
        assert in_use(home).version == version
        path.write_bytes(content)
        shutil.rmtree(home.folder.parent)
        shutil.copytree(kept, home.folder.parent)
    assert outcomes == {1, 2}, "bytes of the release before do not matter, those of the newest do"
