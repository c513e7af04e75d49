"""Releases as people call them: `sse federation vote | publish | ledger | …` and `sse update`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from federation.commands import federation
from federation.commands.showing import plain
from federation.commands.updating import update
from federation.errors import LedgerError, MembershipError, ReleaseError
from federation.learning import COMMON
from federation.membership.joining import Invitation
from federation.releases.proposing import propose_root
from federation.rounds.joining import save_result
from federation.settings import RoundSettings
from knowledge.embedding import E5Embedder
from knowledge.errors import SigningError
from knowledge.judgements import Judgement, Judgements
from knowledge.signing import Envelope
from knowledge.store import open_library

Call = Callable[..., Result]


def _give_key(play: Any, machine: int, passphrase: str = "") -> None:
    path = play.home(machine).key
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    path.write_bytes(play.keys[machine].private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, kept))


@pytest.fixture
def call(play: Any, e5: E5Embedder, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call(machine, "vote", …)` as the member of that machine; an error of ours is raised as it is."""
    play.embedder = e5.fingerprint
    for machine in range(3):
        _give_key(play, machine)

    def run(machine: int, *arguments: object, fails: int = 0, stdin: str = "") -> Result:
        monkeypatch.setenv("SSE_DATA_DIR", str(play.home(machine).folder.parent))
        command = update if arguments[0] == "update" else federation
        given = [str(one) for one in (arguments[1:] if command is update else arguments)]
        done = CliRunner().invoke(command, given, input=stdin, catch_exceptions=False)
        assert done.exit_code == fails, done.output
        return done

    return run


def _votes(play: Any) -> Path:
    folder: Path = play.folder / "stick"
    folder.mkdir(exist_ok=True)
    return folder


def test_a_candidate_is_voted_on_published_and_used(play: Any, call: Call) -> None:
    folder = play.candidate(embedder=play.embedder)
    play.follower(1)
    shown = call(1, "vote", folder).output
    assert "contributed            m1" in shown
    assert "x.sse: it is damaged" in shown
    assert "Nothing was signed" in shown
    told = call(1, "vote", folder, "--yes", "--why", "Good", "--out", _votes(play) / "m1.json").output
    assert "Your yes to Release 1" in told
    with pytest.raises(ReleaseError, match="by 1 of the 3"):
        call(0, "publish", folder, "--votes", _votes(play))
    call(0, "vote", folder, "--yes", "--out", _votes(play) / "m0.json")
    call(1, "vote", folder, "--no", "--why", "I changed my mind", "--out", play.folder / "late.json")
    told = call(0, "publish", folder, "--votes", _votes(play), "--to", play.folder / "usb").output
    assert "Release 1 is published" in told
    assert play.root in told
    done = json.loads(call(1, "update", "--from", play.folder / "usb", "--json").stdout)
    assert done == {"before": 0, "version": 1, "roster": 1, "practices": 0, "notes": []}
    assert "is in use: it is the newest there" in call(1, "update", "--from", play.folder / "usb").output
    assert "Release 1 of Réseau d'essai is now in use" in call(0, "update", "--from", play.place).output
    assert "may be believed until" in call(0, "refresh", "--to", play.folder / "usb").output


def test_a_roster_is_shown_with_its_fingerprints(play: Any, call: Call) -> None:
    second = replace(play.roster, version=2, threshold=1)
    path = propose_root(play.home(0), second, play.keys[0])
    shown = call(0, "vote", path).output
    assert f"m2 ({play.keys[2].public.fingerprint[:16]}…, en)" in shown
    assert "must sign              1 of 3" in shown
    for machine in (0, 1):
        play.proposal(machine, path)
        call(machine, "vote", path, "--yes", "--out", _votes(play) / f"{machine}.json")
    assert "Roster 2 is published" in call(0, "publish", path, "--votes", _votes(play)).output
    assert "Roster 2: m0, m1, m2" in call(1, "update", "--from", play.place).output


def test_a_founding_member_votes_by_its_invitation(
    founding: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    play = founding()
    home = play.home(7)
    invitation = Invitation(play.roster.federation, play.roster.name, play.keys[0].public, 2)
    invitation.signed(play.keys[0]).save(home.invitation)
    home.key.write_bytes(
        play.keys[1].private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    path = propose_root(play.home(0), play.roster, play.keys[0])
    monkeypatch.setenv("SSE_DATA_DIR", str(home.folder.parent))
    done = CliRunner().invoke(
        federation, ["vote", str(path), "--yes", "--out", str(tmp_path / "vote.json")], catch_exceptions=False
    )
    assert "Your yes to Roster 1" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("publish",), "Say what to publish"), (("publish", "x"), "Say where the votes are"),
        (("withdraw",), "Say which round"), (("candidate",), "Say which round"),
        (("candidate", "--round", 1, "--discard", 1), "Say which round"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for(call: Call, arguments: tuple[object, ...], told: str) -> None:
    assert told in call(0, *arguments, fails=2).output


def test_a_vote_says_where_it_goes(play: Any, call: Call) -> None:
    assert "--out FILE" in call(0, "vote", play.candidate(embedder=play.embedder), "--yes", fails=2).output


def test_the_ledger_is_checked_and_shown(play: Any, call: Call) -> None:
    play.release(1, 0, embedder=play.embedder)
    play.follower(1)
    assert "6 entries: the chain holds" in call(1, "ledger", "--verify").output
    lines = [json.loads(line) for line in call(0, "ledger", "--json").stdout.splitlines()]
    assert [one["n"] for one in lines] == list(range(1, 10))
    shown = call(0, "ledger").output
    assert "contribution  member m1, round 1" in shown
    path = play.home(0).workbench / "ledger.jsonl"
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    with pytest.raises(LedgerError):
        call(0, "ledger", "--verify")


def test_an_empty_ledger_says_so(play: Any, call: Call) -> None:
    play.follower(1)
    assert call(1, "ledger").output == "The ledger is empty.\n"


def test_a_contribution_is_taken_back(play: Any, call: Call) -> None:
    play.follower(1)
    path = play.home(1).round(1) / "bundle.sse"
    path.parent.mkdir(parents=True)
    path.write_bytes(Envelope.sign(b"payload", "application/vnd.sse.bundle", play.keys[1]).to_bytes())
    call(1, "withdraw", "--round", 1, "--out", play.folder / "back.json")
    told = call(0, "withdraw", "--take", play.folder / "back.json").output
    assert "m1 takes back its contribution to round 1" in told
    assert "withdrawal" in call(0, "ledger").output


def test_a_key_with_a_passphrase_asks_for_it(play: Any, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    _give_key(play, 1, "open sesame")
    play.follower(1)
    asked = ("withdraw", "--round", 1, "--out", play.folder / "back.json")
    assert "Passphrase" in call(1, *asked, stdin="open sesame\n").output
    with pytest.raises(SigningError, match="another passphrase"):
        call(1, *asked, stdin="wrong\n")
    monkeypatch.setenv("SSE_KEY_PASSPHRASE", "open sesame")
    assert "Written to" in call(1, *asked).output


def test_a_strangers_text_cannot_move_the_cursor() -> None:
    assert plain("a\x1b[2Jb\u202ec\r\n") == "a\ufffd[2Jb\ufffdc\ufffd\ufffd"
    assert plain(["x", 3]) == "x, 3"


@pytest.mark.slow
def test_a_round_becomes_a_candidate_and_is_measured(play: Any, call: Call) -> None:
    save_result(play.home(0), play.result(1, 0, 1e-5))
    told = call(0, "candidate", "--round", 1).output
    assert "Public test, 215 of them" in told
    assert "Candidate 1 written to" in told
    folder = play.home(0).workbench / "candidate-1"
    play.follower(1)
    call(1, "vote", folder)  # the library of machine 1 is made below, in its own folder
    kept = Judgements(open_library())
    documents = [one for one in open_library().documents() if one.language == "en"][:12]
    kept.add(
        Judgement(f"What does {one.short_title} say?", "en", one.id, one.provisions[0].pinpoint, "", True)
        for one in documents
    )
    out = play.folder / "verdict.json"
    told = call(1, "evaluate", folder, "--out", out, stdin="n\n", fails=1).output
    assert "12 of them: nDCG@10" in told
    assert '"judgements": "at least 10"' in told
    assert not out.exists()
    assert "Written to" in call(1, "evaluate", folder, "--out", out, "--yes").output
    assert out.exists()


@pytest.mark.slow
def test_a_harmful_round_is_held_back_and_can_be_overridden(play: Any, call: Call) -> None:
    common = np.zeros(COMMON, np.float32)
    common[1] = -1  # the evidence of words, turned around
    weights = RoundSettings(rounds=1).layout.flatten({"common": common})
    save_result(play.home(0), replace(play.result(1, 0), weights=weights))
    with pytest.raises(ReleaseError, match="worse than the release in use"):
        call(0, "candidate", "--round", 1)
    assert "worse" in call(0, "candidate", "--round", 1, "--override", "We want to see it").output


def test_a_key_that_is_not_there_is_told(play: Any, call: Call) -> None:
    play.home(1).key.unlink()
    play.follower(1)
    with pytest.raises(MembershipError, match="no member of a federation"):
        call(1, "withdraw", "--round", 1, "--out", play.folder / "x.json")


def test_a_machine_joins_and_sees_what_it_follows(play: Any, call: Call) -> None:
    play.release()
    with pytest.raises(ReleaseError, match="follows no federation"):
        call(7, "status")
    with pytest.raises(MembershipError, match="you were told"):
        call(7, "join", "--from", play.place, "--root", "0" * 64)
    told = call(7, "join", "--from", play.place, "--root", play.root)
    assert "2 of 3 members sign a release" in told.output
    seen = json.loads(call(7, "status", "--json").output)
    assert seen["root"] == play.root
    assert seen["release"] == 0
    assert seen["roster"]["name"] == play.roster.name
    play.update(7)
    shown = call(7, "status").output
    assert "in use: release 1" in shown
    assert "m0 (coordinator)" in shown
