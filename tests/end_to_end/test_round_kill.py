"""Killed (kill -9) at every step of a round by file, and with no room on the disk.

Whatever the step: a contribution is charged once and is there once, a round's result is whole or
absent, a sealed round is opened to one sum; and giving the command again ends what was begun.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.clock import now, stamp
from federation.errors import RoundError, SealedError
from federation.inputs import Inputs, save_inputs
from federation.learning import Example
from federation.leaving import Ledger
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.rounds.aggregating import aggregate_open, aggregate_sealed, collected_for, sum_for
from federation.rounds.bundle import read_bundle, write_bundle
from federation.rounds.joining import load_result, save_result
from federation.rounds.opening import find_round, open_round
from federation.sealed.sealing import seal
from federation.sealed.summing import read_sum, witness
from federation.sealed.unsealing import make_context, read_context, unseal
from federation.settings import RoundSettings
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS
from knowledge.signing import SigningKey

pytestmark = pytest.mark.slow  # a process for each step

KILL = Path(__file__).with_name("kill_itself.py")
MOST = 30  # steps that are tried; the loop ends where the command ends by itself
SETTINGS = RoundSettings(rounds=1, epochs=3, clip=0.02, cohort=2)
KEYS = [SigningKey.generate() for _ in range(4)]
PEOPLE = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(KEYS))
ROSTER = Roster("ab" * 16, "Essai", 1, 2, PEOPLE, PEOPLE[0].fingerprint, PEOPLE[1].fingerprint)

# What the child does; KEY is the hex of the private key of the one who acts.
SCRIPT = """
import json, sys
from pathlib import Path
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from federation.inputs import load_inputs
from federation.leaving import Ledger
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.rounds.aggregating import aggregate_open, aggregate_sealed, collected_for, sum_for
from federation.rounds.contributing import contribute
from federation.rounds.joining import save_result
from federation.rounds.opening import find_round
from federation.sealed.summing import read_sum
from federation.sealed.unsealing import unseal
from federation.statements import Statement
from knowledge.signing import SigningKey

what, folder, secret = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
roster = Roster.of(json.loads((folder / "roster.json").read_text()))
opened, _ = find_round(folder / "round.json", [roster])
if what == "contribute":
    start = np.zeros(opened.settings.layout.size, np.float32)
    inputs = load_inputs(folder / "inputs.safetensors")
    contribute(Home(folder / "member"), roster, opened, key, inputs, start, ledger=Ledger(folder / "ledger.jsonl"))
elif what == "unseal":
    total = read_sum(Statement.load(folder / "sum.json", "sum"), roster, opened)
    witnesses = [Statement.load(folder / f"witness-{n}.json", "witness") for n in (2, 3)]
    unseal(Home(folder / "trustee"), total, witnesses, roster, opened, key).save(folder / "opened.json")
else:
    home = Home(folder / "coordinator")
    found, withdrawn = collected_for(home, folder / "bundles", opened, roster, [roster])
    if what == "open":
        save_result(home, aggregate_open(home, found, opened, withdrawn))
    else:
        sum_for(home, found, opened, key).save(folder / "again.json")
print("ended")
"""


def _child(what: str, folder: Path, step: int, when: str, member: int) -> Any:
    script = folder / "script.py"
    script.write_text(SCRIPT, "utf-8")
    secret = KEYS[member].private.private_bytes_raw().hex()
    return subprocess.run(
        [sys.executable, str(KILL), str(step), when, str(script), what, str(folder), secret],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def _stopped(what: str, source: Path, folder: Path, when: str, member: int, least: int) -> Iterator[Path]:
    """A copy of the prepared machines for each step at which the command was killed."""
    for step in range(MOST):
        copy = folder / f"{when}-{step}"
        shutil.copytree(source, copy)
        done = _child(what, copy, step, when, member)
        if done.returncode == 0:
            assert done.stdout.endswith("ended\n")
            assert step >= least, "the command was killed at as many steps as it has"
            return
        assert done.returncode == -signal.SIGKILL, done.stderr
        yield copy
        shutil.rmtree(copy)
    pytest.fail(f"the command had not ended by itself after {MOST} steps")


def _prepare(folder: Path, context: bytes = b"", trustee: str = "") -> Path:
    import json

    home = Home(folder / "coordinator")
    opened, path = open_round(
        home, ROSTER, KEYS[0], SETTINGS, mode="sealed" if context else "open", embedder="invented",
        deadline=now() + timedelta(days=9), context=context, trustee=trustee,
    )  # fmt: skip
    shutil.copy(path, folder / "round.json")
    (folder / "roster.json").write_text(json.dumps(ROSTER.record()), "utf-8")
    (folder / "bundles").mkdir()
    for number, key in enumerate(KEYS):
        change = np.full(SETTINGS.layout.size, 0.001 * (number + 1), np.float32)
        numbers = seal(change, opened) if context else change
        content = write_bundle(opened, PEOPLE[number], key, numbers, stamp())
        (folder / "bundles" / f"{number}.sse").write_bytes(content)
    return folder


def _judge(folder: Path) -> None:
    """What a member trains on, prepared."""
    drawn = np.random.default_rng(0)
    examples = []
    for _ in range(8):
        channels = drawn.normal(0, 0.05, (10, len(CHANNELS))).astype(np.float32)
        right = np.arange(10) == drawn.integers(10)
        channels[right, CHANNELS.index("words")] += 0.1
        examples.append(Example(0, channels[:, 0].copy(), channels, np.zeros(10, np.int64), right))
    language = next(iter(LANGUAGE_ROWS))
    save_inputs(folder / "inputs.safetensors", Inputs("invented", (language,), tuple(examples)))


@pytest.fixture(scope="module")
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = _prepare(tmp_path_factory.mktemp("open"))
    _judge(folder)
    return folder


@pytest.fixture(scope="module")
def sealed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    context, trustee = read_context(make_context(Home(folder / "trustee"), KEYS[1]), ROSTER)
    _prepare(folder, context, trustee)
    _judge(folder)
    opened, _ = find_round(folder / "round.json", [ROSTER])
    home = Home(folder / "coordinator")
    found, _ = collected_for(home, folder / "bundles", opened, ROSTER, [ROSTER])
    statement = sum_for(home, found, opened, KEYS[0])
    statement.save(folder / "sum.json")
    total = read_sum(statement, ROSTER, opened)
    for number in (2, 3):
        witness(total, found.bundles, opened, KEYS[number]).save(folder / f"witness-{number}.json")
    return folder


@pytest.fixture(params=["open", "sealed"])
def either_folder(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(f"{request.param}_folder")
    return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_contribution_that_is_killed_is_charged_once_and_there_once(
    either_folder: Path, tmp_path: Path, when: str
) -> None:
    charged = set()
    for copy in _stopped("contribute", either_folder, tmp_path, when, 2, 3):
        opened, _ = find_round(copy / "round.json", [ROSTER])
        ledger, kept = Ledger(copy / "ledger.jsonl"), copy / "member" / "rounds" / "1"
        charged.add(len(ledger.entries()))
        waiting = kept / "bundle.pending"
        before = waiting.read_bytes() if ledger.entries() and waiting.exists() else None
        assert _child("contribute", copy, 10**9, "full", 2).returncode == 0
        bundle = kept / "bundle.sse"
        assert read_bundle(bundle.read_bytes(), ROSTER, opened).member.name == "m2"
        assert before in (None, bundle.read_bytes()), "what was paid for is what leaves"
        assert len(ledger.entries()) == 1
        first = bundle.read_bytes()
        assert _child("contribute", copy, 10**9, "full", 2).returncode == 0
        assert bundle.read_bytes() == first
    assert charged == {0, 1}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_result_that_is_killed_is_whole_or_absent(open_folder: Path, tmp_path: Path, when: str) -> None:
    opened, _ = find_round(open_folder / "round.json", [ROSTER])
    expected = np.full(SETTINGS.layout.size, 0.0025, np.float32)
    for copy in _stopped("open", open_folder, tmp_path, when, 0, 3):
        home = Home(copy / "coordinator")
        if (home.workbench / "round-1" / "result.json").exists():
            np.testing.assert_allclose(load_result(home, 1).weights, expected, rtol=1e-4)
        else:
            with pytest.raises(RoundError, match="Aggregate it"):
                load_result(home, 1)
        found, withdrawn = collected_for(home, copy / "bundles", opened, ROSTER, [ROSTER])
        save_result(home, aggregate_open(home, found, opened, withdrawn))
        np.testing.assert_allclose(load_result(home, 1).weights, expected, rtol=1e-4)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sum_that_is_killed_is_made_again_as_the_same(
    sealed_folder: Path, tmp_path: Path, when: str
) -> None:
    """Whoever witnessed the first one has witnessed the second."""
    first = (sealed_folder / "sum.json").read_bytes()
    kept = Path("coordinator", "workbench", "round-1", "sum.json")
    for copy in _stopped("sum", sealed_folder, tmp_path, when, 0, 2):
        for path in (copy / kept, copy / "again.json"):
            assert not path.exists() or path.read_bytes() == first
        (copy / kept).unlink()
        assert _child("sum", copy, 10**9, "full", 0).returncode == 0
        assert (copy / kept).read_bytes() == first == (copy / "again.json").read_bytes()


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_opening_that_is_killed_opens_this_sum_again_and_no_other(
    sealed_folder: Path, tmp_path: Path, when: str
) -> None:
    opened, _ = find_round(sealed_folder / "round.json", [ROSTER])
    home = Home(sealed_folder / "coordinator")
    found, _ = collected_for(home, sealed_folder / "bundles", opened, ROSTER, [ROSTER])
    found.bundles.pop()
    claimed = set()
    for copy in _stopped("unseal", sealed_folder, tmp_path, when, 1, 1):
        trustee = Home(copy / "trustee")
        claims = list((trustee.folder / "sealed").glob("*/opened.json"))
        claimed.add(len(claims))
        if claims:
            fewer = read_sum(
                sum_for(Home(copy / "coordinator"), found, opened, KEYS[0], True), ROSTER, opened
            )
            signed = [witness(fewer, found.bundles, opened, KEYS[number]) for number in (2, 3)]
            with pytest.raises(SealedError, match="Another sum"):
                unseal(trustee, fewer, signed, ROSTER, opened, KEYS[1])
        assert _child("unseal", copy, 10**9, "full", 1).returncode == 0
        whole, _ = collected_for(home, copy / "bundles", opened, ROSTER, [ROSTER])
        shutil.copy(sealed_folder / "sum.json", copy / "coordinator" / "workbench" / "round-1" / "sum.json")
        result = aggregate_sealed(Home(copy / "coordinator"), whole, copy / "opened.json", ROSTER, opened)
        np.testing.assert_allclose(result.weights, 0.0025, atol=1e-6)
    assert 1 in claimed


@pytest.mark.parametrize(
    ("what", "member", "room"),
    [
        ("contribute", 2, 0),
        ("contribute", 2, 100),
        ("open", 0, 0),
        ("open", 0, 200),
        ("sealed contribute", 2, 0),
        ("sealed contribute", 2, 50_000),
        ("sum", 0, 0),
        ("sum", 0, 50_000),
        ("unseal", 1, 0),
    ],
)
def test_no_room_on_the_disk_is_told_and_nothing_is_half(
    open_folder: Path, sealed_folder: Path, tmp_path: Path, what: str, member: int, room: int
) -> None:
    copy = tmp_path / "copy"
    source = open_folder if what in ("contribute", "open") else sealed_folder
    what = what.removeprefix("sealed ")
    shutil.copytree(source, copy)
    kept = copy / "coordinator" / "workbench" / "round-1" / "sum.json"
    kept.unlink(missing_ok=True)
    done = _child(what, copy, room, "full", member)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert not (copy / "opened.json").exists()
    assert not kept.exists()
    assert not (copy / "again.json").exists()
    assert not (copy / "member" / "rounds" / "1" / "bundle.sse").exists()
    assert not (copy / "coordinator" / "workbench" / "round-1" / "result.json").exists()
    assert Ledger(copy / "ledger.jsonl").entries() == []
    assert _child(what, copy, 10**9, "full", member).returncode == 0


def test_two_processes_open_one_sum(sealed_folder: Path, tmp_path: Path) -> None:
    """Each of two trustees' processes has its own sum: one of them is refused."""
    copy = tmp_path / "copy"
    shutil.copytree(sealed_folder, copy)
    opened, _ = find_round(copy / "round.json", [ROSTER])
    home = Home(copy / "coordinator")
    found, _ = collected_for(home, copy / "bundles", opened, ROSTER, [ROSTER])
    other = tmp_path / "other"
    shutil.copytree(copy, other)
    shutil.rmtree(other / "trustee")
    (other / "trustee").symlink_to(copy / "trustee")
    found.bundles.pop()
    fewer = sum_for(Home(other / "coordinator"), found, opened, KEYS[0], True)
    fewer.save(other / "sum.json")
    for number in (2, 3):
        signed = witness(read_sum(fewer, ROSTER, opened), found.bundles, opened, KEYS[number])
        signed.save(other / f"witness-{number}.json")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    secret = KEYS[1].private.private_bytes_raw().hex()
    running = [
        subprocess.Popen([sys.executable, str(script), "unseal", str(folder), secret], stderr=subprocess.PIPE)
        for folder in (copy, other)
    ]
    told = [one.communicate(timeout=120)[1].decode() for one in running]
    assert sorted(one.returncode for one in running) == [0, 1]
    assert sum("Another sum" in one for one in told) == 1
