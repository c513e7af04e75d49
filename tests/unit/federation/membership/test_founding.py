"""Founding: who may begin, what stands in the first roster, and whose invitation is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from federation.errors import MembershipError, StatementError
from federation.membership.founding import accept, first_roster, found, own_invitation
from federation.membership.home import Home
from federation.membership.joining import Invitation, make_request
from knowledge.signing import SigningKey


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_the_first_roster_has_the_coordinator_and_everybody_who_asked(home: Home, key: SigningKey) -> None:
    begun = found(home, "Rives", "alba", ["es"], key, threshold=2, releases="https://rives.example.org")
    other = SigningKey.generate()
    roster = first_roster(
        home, key, [make_request(begun.federation, "brume", ["fr"], other)], trustee="brume"
    )
    assert [one.name for one in roster.members] == ["alba", "brume"]
    assert (roster.version, roster.threshold, roster.name) == (1, 2, "Rives")
    assert roster.coordinator == key.public.fingerprint
    assert roster.trustee == other.public.fingerprint
    assert first_roster(home, key, [], threshold=1).threshold == 1


def test_a_request_for_another_federation_is_refused(home: Home, key: SigningKey) -> None:
    found(home, "Rives", "alba", ["es"], key, threshold=1)
    with pytest.raises(MembershipError, match="for another federation"):
        first_roster(home, key, [make_request("cd" * 16, "brume", ["fr"], SigningKey.generate())])


def test_two_foundings_in_one_folder_are_refused(home: Home, key: SigningKey) -> None:
    found(home, "Rives", "alba", ["es"], key, threshold=1)
    before = home.invitation.read_bytes()
    with pytest.raises(MembershipError, match="belongs to 'Rives' already"):
        found(home, "Other", "alba", ["es"], key, threshold=1)
    assert home.invitation.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "threshold", "told"), [("two\nlines", 1, "one line"), ("Rives", 0, "one at least")]
)
def test_what_cannot_be_a_federation_leaves_nothing(
    home: Home, key: SigningKey, name: str, threshold: int, told: str
) -> None:
    with pytest.raises(MembershipError, match=told):
        found(home, name, "alba", ["es"], key, threshold=threshold)
    assert not home.invitation.exists()


def test_who_did_not_begin_founds_nothing(home: Home, key: SigningKey) -> None:
    with pytest.raises(MembershipError, match="founded no federation"):
        first_roster(home, key, [])
    with pytest.raises(MembershipError, match="coordinates no federation"):
        own_invitation(home, key, None)


def test_another_key_neither_invites_nor_founds(home: Home, key: SigningKey) -> None:
    found(home, "Rives", "alba", ["es"], key, threshold=1)
    for act in (
        lambda: own_invitation(home, SigningKey.generate(), None),
        lambda: first_roster(home, SigningKey.generate(), []),
    ):
        with pytest.raises(MembershipError, match="not from the coordinator"):
            act()


def test_an_invitation_is_kept_if_the_fingerprint_is_the_one_that_was_told(
    home: Home, key: SigningKey
) -> None:
    statement = Invitation("ab" * 16, "Rives", key.public, 2).signed(key)
    with pytest.raises(MembershipError, match="not from the coordinator"):
        accept(home, statement, SigningKey.generate().public.fingerprint, None)
    assert not home.invitation.exists()
    told = key.public.fingerprint
    read = " ".join(told[place : place + 4] for place in range(0, 32, 4)).upper()
    assert accept(home, statement, read, None).name == "Rives"
    assert home.invitation.exists()


def test_an_invitation_that_its_coordinator_did_not_sign_is_refused(home: Home, key: SigningKey) -> None:
    forged = Invitation("ab" * 16, "Rives", key.public, 2).signed(SigningKey.generate())
    with pytest.raises(StatementError, match="not signed by the coordinator"):
        accept(home, forged, key.public.fingerprint, None)
