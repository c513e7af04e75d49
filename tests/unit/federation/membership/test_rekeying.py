"""Changing a key: the new one takes its place in one step, when members voted for it, and never before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from federation.errors import MembershipError
from federation.membership.home import Home
from federation.membership.joining import next_roster, read_request
from federation.membership.rekeying import new_key_path, rekey, settle
from federation.membership.roster import Member, Roster
from knowledge.signing import SigningKey


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    SigningKey.open(made.key)
    SigningKey.open(new_key_path(made))
    return made


@pytest.fixture
def roster(home: Home) -> Roster:
    key = SigningKey.load(home.key).public
    return Roster("ab" * 16, "Rives", 1, 1, (Member("alba", key, ("es",)),), key.fingerprint)


def keys(home: Home) -> tuple[SigningKey, SigningKey]:
    return SigningKey.load(home.key), SigningKey.load(new_key_path(home))


def test_both_keys_sign_and_the_roster_moves_the_roles(home: Home, roster: Roster) -> None:
    old, new = keys(home)
    statement = rekey(home, roster, old, new)
    request = read_request(statement)
    assert (request.member.name, request.replaces) == ("alba", old.public.fingerprint)
    after = next_roster(roster, [statement])
    assert after.coordinator == after.members[0].fingerprint == new.public.fingerprint


def test_the_key_changes_only_when_the_roster_holds_the_new_one(home: Home, roster: Roster) -> None:
    assert not settle(home, roster)
    old, new = keys(home)
    statement = rekey(home, roster, old, new)
    assert not settle(home, roster)
    assert SigningKey.load(home.key).public == old.public
    after = next_roster(roster, [statement])
    assert settle(home, after)
    assert SigningKey.load(home.key).public == new.public
    assert not new_key_path(home).exists()
    (kept,) = home.folder.glob("member-*.key")
    assert SigningKey.load(kept).public == old.public
    assert {path.stat().st_mode & 0o777 for path in (kept, home.key)} == {0o600}
    assert not settle(home, after)


def test_stopped_between_the_two_renames_it_goes_on(home: Home, roster: Roster) -> None:
    old, new = keys(home)
    after = next_roster(roster, [rekey(home, roster, old, new)])
    new_key_path(home).replace(home.key)  # as if the machine had stopped before the note was removed
    assert settle(home, after)
    assert SigningKey.load(home.key).public == new.public


def test_both_keys_gone_is_said(home: Home, roster: Roster) -> None:
    after = next_roster(roster, [rekey(home, roster, *keys(home))])
    home.key.unlink()
    new_key_path(home).unlink()
    with pytest.raises(MembershipError, match="Restore it"):
        settle(home, after)


def test_a_stranger_asks_for_nothing(home: Home, roster: Roster) -> None:
    _, new = keys(home)
    with pytest.raises(MembershipError, match="belongs to no member"):
        rekey(home, replace(roster, name="Other"), SigningKey.generate(), new)
