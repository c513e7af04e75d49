"""Proposals: who makes them, what they follow, and that nothing else is read as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from federation.errors import FederationError, MembershipError, ReleaseError, StatementError
from federation.releases.proposing import KIND, load_proposal, make_proposal, propose_root, read_proposal
from federation.statements import Statement
from knowledge.signing import SigningKey


def test_the_first_roster_is_the_founders(founding: Callable[..., Any]) -> None:
    play = founding()
    path = propose_root(play.home(0), play.roster, play.keys[0])
    found = load_proposal(path, None, play.keys[0].public)
    assert (found.name, found.roster, set(found.parts)) == ("Roster 1", play.roster, {"root"})
    for founder in (None, play.keys[1].public):
        with pytest.raises(ReleaseError, match="whose invitation you did not accept"):
            load_proposal(path, None, founder)


def test_the_member_key_is_used_where_none_is_given(founding: Callable[..., Any]) -> None:
    play = founding()
    with pytest.raises(MembershipError, match="no member of a federation"):
        propose_root(play.home(0), play.roster)
    key = SigningKey.open(play.home(0).key)
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        propose_root(play.home(0), play.roster)
    members = (replace(play.roster.members[0], key=key.public), *play.roster.members[1:])
    mine = replace(play.roster, members=members, coordinator=key.public.fingerprint)
    assert propose_root(play.home(0), mine).exists()


@pytest.mark.parametrize("version", [1, 3])
def test_a_roster_follows_the_one_before(play: Any, version: int) -> None:
    with pytest.raises(ReleaseError, match=f"has version 2, not {version}"):
        propose_root(play.home(0), replace(play.roster, version=version), play.keys[0])


def test_a_roster_of_another_federation_is_not_proposed(play: Any) -> None:
    with pytest.raises(ReleaseError, match="another federation"):
        propose_root(play.home(0), replace(play.roster, version=2, federation="cd" * 16), play.keys[0])


def test_a_founding_is_version_one(founding: Callable[..., Any]) -> None:
    play = founding()
    with pytest.raises(ReleaseError, match="has version 1, not 2"):
        propose_root(play.home(0), replace(play.roster, version=2), play.keys[0])


def test_members_can_choose_another_coordinator(play: Any) -> None:
    second = replace(play.roster, version=2, coordinator=play.keys[1].public.fingerprint)
    with pytest.raises(ReleaseError, match="Only the coordinator"):
        propose_root(play.home(0), second, play.keys[2])
    path = propose_root(play.home(0), second, play.keys[1])
    assert load_proposal(path, play.roster).roster == second


def test_a_roster_brings_the_release_in_use_to_be_signed_again(play: Any) -> None:
    play.release(1, 0)
    path = propose_root(play.home(0), replace(play.roster, version=2), play.keys[0])
    assert set(load_proposal(path, play.roster).parts) == {"root", "targets"}


def test_a_proposal_that_the_coordinator_did_not_sign_is_refused(play: Any) -> None:
    path = play.candidate() / "proposal.json"
    body = Statement.load(path, KIND).body
    with pytest.raises(StatementError, match="not signed by the coordinator"):
        read_proposal(Statement.sign(KIND, body, play.keys[1]), play.roster)


def test_a_release_needs_a_roster_that_is_trusted(play: Any) -> None:
    statement = Statement.load(play.candidate() / "proposal.json", KIND)
    with pytest.raises(ReleaseError, match="before this machine follows"):
        read_proposal(statement, None, play.keys[0].public)
    with pytest.raises(ReleaseError, match="of another federation"):
        read_proposal(statement, replace(play.roster, federation="cd" * 16))


def test_a_roster_proposed_to_a_machine_that_is_behind_says_so(play: Any) -> None:
    play.next_roster(replace(play.roster, version=2), (0, 1))
    path = propose_root(play.home(0), replace(play.roster, version=3), play.keys[0])
    with pytest.raises(ReleaseError, match="does not follow roster 1"):
        load_proposal(path, play.roster)
    with pytest.raises(ReleaseError, match="rosters that this machine does not know"):
        load_proposal(path, None, play.keys[0].public)


def test_the_numbers_of_statement_and_metadata_agree(play: Any) -> None:
    targets = load_proposal(play.candidate() / "proposal.json", play.roster).targets
    lying = make_proposal("release", 7, play.roster.federation, 1, play.keys[0], targets=targets)
    with pytest.raises(ReleaseError, match="Release 7 holds the metadata of release 1"):
        read_proposal(lying, play.roster)
    root = load_proposal(
        propose_root(play.home(0), replace(play.roster, version=2), play.keys[0]), play.roster
    ).root
    lying = make_proposal("roster", 3, play.roster.federation, 1, play.keys[0], root=root)
    with pytest.raises(ReleaseError, match="holds another roster than it says"):
        read_proposal(lying, play.roster)


@pytest.mark.parametrize(
    "change",
    [
        {"what": "coup"}, {"what": "roster"}, {"version": "1"}, {"version": -1}, {"version": True}, {"targets": "!"},
        {"targets": ""}, {"federation": 3}, {"format": 2}, {"more": 1}, {"root": "e30="}, {"targets": "e30="},
    ],
)  # fmt: skip
def test_what_is_no_proposal_is_refused(play: Any, change: dict[str, Any]) -> None:
    body = Statement.load(play.candidate() / "proposal.json", KIND).body
    with pytest.raises(FederationError):
        read_proposal(Statement.sign(KIND, {**body, **change}, play.keys[0]), play.roster)
