"""Founding, joining and changing a key, as people call them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from federation.commands import federation
from federation.commands.updating import update
from federation.errors import MembershipError, ReleaseError
from federation.membership.home import Home
from federation.membership.rekeying import new_key_path
from federation.releases.trusted import trusted_roster
from knowledge.signing import SigningKey

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("alba", "init", …)`: as the people of that machine, in the folder of the test."""
    monkeypatch.chdir(tmp_path)

    def run(machine: str, *arguments: object, fails: int = 0, stdin: str = "") -> Result:
        monkeypatch.setenv("SSE_DATA_DIR", str(tmp_path / machine))
        command, given = (update, arguments[1:]) if arguments[0] == "update" else (federation, arguments)
        done = CliRunner().invoke(command, [str(one) for one in given], input=stdin, catch_exceptions=False)
        assert done.exit_code == fails, done.output
        return done

    return run


def home(tmp_path: Path, machine: str) -> Home:
    return Home(tmp_path / machine / "federation")


def fingerprint(told: str) -> str:
    return next(line for line in told.splitlines() if re.fullmatch(r" +([0-9a-f]{4} ?){16}", line)).strip()


@pytest.fixture
def asked(call: Call) -> str:
    """alba began a federation, brume and carvalho ask to join; the coordinator's fingerprint as it is read."""
    told = call("alba", "init", "Rives", "--threshold", 2, "--as", "alba", "--lang", "es").output
    call("alba", "invite", "--out", "invitation.json")
    read = fingerprint(told)
    for name in ("brume", "carvalho"):
        call(name, "join", "invitation.json", "--as", name, "--lang", "fr", "--coordinator", read,
             "--out", f"{name}.json")  # fmt: skip
    return read


@pytest.fixture
def founded(call: Call, asked: str) -> str:
    """The three are members; the fingerprint of the first root."""
    call("alba", "admit", "brume.json", "carvalho.json", "--trustee", "brume", "--out", "roster.json")
    vote(call, "roster.json", "alba", "carvalho")
    told = call("alba", "publish", "roster.json", "--votes", "votes", "--to", "stick").output
    root = re.findall(r"[0-9a-f]{64}", told)[-1]
    for name in ("brume", "carvalho"):
        call(name, "join", "--from", "stick", "--root", root)
    return root


def vote(call: Call, proposal: str, *names: str) -> None:
    Path("votes").mkdir(exist_ok=True)
    for path in Path("votes").iterdir():
        path.unlink()
    for name in names:
        call(name, "vote", proposal, "--yes", "--out", f"votes/{name}.json")


def test_a_federation_is_founded_by_files(call: Call, founded: str, tmp_path: Path) -> None:
    roster = trusted_roster(home(tmp_path, "brume"))
    assert [one.name for one in roster.members] == ["alba", "brume", "carvalho"]
    assert (roster.version, roster.threshold) == (1, 2)
    assert roster.member(roster.coordinator).name == "alba"
    assert roster.member(roster.trustee).name == "brume"
    told = json.loads(call("brume", "status", "--json").output)
    assert told["root"] == founded
    assert told["release"] == 0


def test_a_private_key_is_for_its_owner_alone(asked: str, tmp_path: Path) -> None:
    assert {home(tmp_path, name).key.stat().st_mode & 0o777 for name in ("alba", "brume")} == {0o600}
    assert b"PRIVATE" not in Path("brume.json").read_bytes()


def test_before_the_first_roster_status_says_what_is_missing(call: Call, asked: str) -> None:
    assert "Rives is not founded yet" in call("brume", "status").output
    with pytest.raises(ReleaseError, match="follows no federation yet"):
        call("stranger", "status")


@pytest.mark.parametrize("read", ["0123456789abcdef", "short", ""])
def test_another_coordinator_than_the_one_who_spoke_is_refused(call: Call, asked: str, read: str) -> None:
    arguments = (
        "join",
        "invitation.json",
        "--as",
        "dune",
        "--lang",
        "fr",
        "--coordinator",
        read,
        "--out",
        "d.json",
    )
    if read:
        with pytest.raises(MembershipError):
            call("dune", *arguments)
    else:
        call("dune", *arguments, fails=2)
    assert not Path("d.json").exists()
    assert not Path("dune/federation/member.key").exists()


def test_asking_again_keeps_the_key(call: Call, asked: str) -> None:
    before = Path("brume.json").read_bytes()
    call("brume", "join", "invitation.json", "--as", "brume", "--lang", "fr", "--coordinator", asked,
         "--out", "again.json")  # fmt: skip
    assert Path("again.json").read_bytes() == before


def test_one_machine_belongs_to_one_federation(call: Call, asked: str) -> None:
    read = fingerprint(call("other", "init", "Autres", "--threshold", 1, "--as", "o", "--lang", "fr").output)
    call("other", "invite", "--out", "other.json")
    with pytest.raises(MembershipError, match="another federation than Autres"):
        call(
            "brume",
            "join",
            "other.json",
            "--as",
            "b",
            "--lang",
            "fr",
            "--coordinator",
            read,
            "--out",
            "x.json",
        )
    with pytest.raises(MembershipError, match="belongs to 'Rives' already"):
        call("brume", "init", "Mine", "--threshold", 1, "--as", "b", "--lang", "fr")


def test_a_federation_of_one(call: Call, tmp_path: Path) -> None:
    call("alba", "init", "Seule", "--threshold", 1, "--as", "alba", "--lang", "es")
    call("alba", "admit", "--out", "roster.json")
    vote(call, "roster.json", "alba")
    call("alba", "publish", "roster.json", "--votes", "votes")
    assert trusted_roster(home(tmp_path, "alba")).threshold == 1


def test_more_signatures_than_members_cannot_be_asked_for(call: Call) -> None:
    call("alba", "init", "Rives", "--threshold", 2, "--as", "alba", "--lang", "es")
    with pytest.raises(MembershipError, match="2 of 1 members cannot sign"):
        call("alba", "admit")


def test_a_member_changes_its_key_by_vote(call: Call, founded: str, tmp_path: Path) -> None:
    at = home(tmp_path, "brume")
    old = SigningKey.load(at.key).public.fingerprint
    told = call("brume", "rekey", "--out", "rekey.json").output
    new = SigningKey.load(new_key_path(at)).public.fingerprint
    assert fingerprint(told).replace(" ", "") == new
    assert "a new key" in call("alba", "admit", "rekey.json", "--out", "roster-2.json").output
    # Until the roster holds the new key, the old one signs; and it may vote for the change.
    vote(call, "roster-2.json", "alba", "carvalho")
    assert SigningKey.load(at.key).public.fingerprint == old
    call("alba", "publish", "roster-2.json", "--votes", "votes", "--to", "stick")
    call("brume", "update", "--from", "stick")
    assert "your new key" in call("brume", "withdraw", "--round", 1, "--out", "w.json").output
    assert SigningKey.load(at.key).public.fingerprint == new
    assert SigningKey.load(at.folder / f"member-{old[:12]}.key").public.fingerprint == old
    assert not new_key_path(at).exists()
    assert trusted_roster(at).trustee == new


def test_members_who_all_must_sign_change_a_key_with_both(call: Call, tmp_path: Path) -> None:
    call("alba", "init", "Rives", "--threshold", 1, "--as", "alba", "--lang", "es")
    call("alba", "admit", "--out", "roster.json")
    vote(call, "roster.json", "alba")
    call("alba", "publish", "roster.json", "--votes", "votes")
    call("alba", "rekey", "--out", "rekey.json")
    call("alba", "admit", "rekey.json", "--out", "roster-2.json")
    vote(call, "roster-2.json", "alba")
    with pytest.raises(ReleaseError, match="0 of the 1 members of roster 2"):
        call("alba", "publish", "roster-2.json", "--votes", "votes", "--new-key")
    call("alba", "vote", "roster-2.json", "--yes", "--new-key", "--out", "votes/new.json")
    call("alba", "publish", "roster-2.json", "--votes", "votes", "--new-key")
    assert trusted_roster(home(tmp_path, "alba")).version == 2


def test_a_lost_key_is_replaced_by_joining_again(
    call: Call, founded: str, asked: str, tmp_path: Path
) -> None:
    home(tmp_path, "brume").key.unlink()
    call("alba", "invite", "--out", "invitation-2.json")
    call("brume", "join", "invitation-2.json", "--as", "brume", "--lang", "fr", "--coordinator", asked,
         "--out", "brume-2.json")  # fmt: skip
    call(
        "alba",
        "admit",
        "brume-2.json",
        "--remove",
        "brume",
        "--trustee",
        "carvalho",
        "--out",
        "roster-2.json",
    )
    vote(call, "roster-2.json", "alba", "carvalho")
    call("alba", "publish", "roster-2.json", "--votes", "votes", "--to", "stick")
    call("brume", "update", "--from", "stick")
    roster = trusted_roster(home(tmp_path, "brume"))
    key = SigningKey.load(home(tmp_path, "brume").key).public.fingerprint
    assert roster.named("brume").fingerprint == key


def test_a_passphrase_protects_the_key(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    call("alba", "init", "Rives", "--threshold", 1, "--as", "alba", "--lang", "es", "--passphrase",
         stdin="olive branch\nolive branch\n")  # fmt: skip
    assert b"ENCRYPTED" in home(tmp_path, "alba").key.read_bytes()
    monkeypatch.setenv("SSE_KEY_PASSPHRASE", "olive branch")
    call("alba", "invite", "--out", "invitation.json")


def test_only_the_coordinator_invites(call: Call, founded: str) -> None:
    with pytest.raises(MembershipError, match="Only the coordinator of Rives, alba"):
        call("brume", "invite", "--out", "i.json")
    with pytest.raises(MembershipError, match="no key"):
        call("stranger", "invite", "--out", "i.json")


def test_what_is_missing_is_asked_for(call: Call, asked: str) -> None:
    assert "--coordinator FINGERPRINT" in call("dune", "join", "invitation.json", fails=2).output
    assert "Give an INVITATION" in call("dune", "join", fails=2).output
    assert "not founded yet" in call("alba", "admit", "--remove", "brume", fails=2).output
