"""Invitations, requests, and the rosters that come of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import MembershipError, StatementError
from federation.membership.joining import (
    Invitation,
    make_request,
    next_roster,
    read_invitation,
    read_request,
    record_of,
)
from federation.membership.roster import Member, Roster
from federation.statements import Statement
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate() for _ in range(3)]
NEW = SigningKey.generate()
ID = "ab" * 16
ROSTER = Roster(
    ID, "Rives", 1, 2, tuple(Member(f"m{number}", key.public, ("fr",)) for number, key in enumerate(KEYS)),
    KEYS[0].public.fingerprint, KEYS[1].public.fingerprint,
)  # fmt: skip


def test_an_invitation_is_believed_by_its_fingerprint_alone() -> None:
    made = Invitation(ID, "Rives", KEYS[0].public, 2, "a stick").signed(KEYS[0])
    told = KEYS[0].public.fingerprint
    assert read_invitation(made, told[:16]).releases == "a stick"
    assert (
        read_invitation(made, ":".join(told[place : place + 2] for place in range(0, 64, 2))).name == "Rives"
    )
    for wrong in (told[:15], "not hex at all, this one", KEYS[1].public.fingerprint):
        with pytest.raises(MembershipError):
            read_invitation(made, wrong)
    forged = Invitation(ID, "Rives", KEYS[0].public, 2).signed(KEYS[1])
    with pytest.raises(StatementError, match="not signed by the coordinator"):
        read_invitation(forged, told)


@given(
    st.dictionaries(
        st.sampled_from(["federation", "name", "coordinator", "threshold", "releases"]),
        st.none() | st.integers(0, 9) | st.text(max_size=4),
    )
)
def test_an_invitation_or_request_of_another_form_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(StatementError, match="cannot be read"):
        read_invitation(Statement.sign("invitation", body, KEYS[0]), KEYS[0].public.fingerprint)
    with pytest.raises(StatementError, match="cannot be read"):
        read_request(Statement.sign("request", body, KEYS[0]))


def test_a_request_is_signed_by_the_key_that_it_names() -> None:
    made = make_request(ID, "Nouvelle", ["fr", "es", "fr"], NEW)
    found = read_request(made)
    assert (found.member.name, found.member.languages, found.replaces) == ("Nouvelle", ("es", "fr"), "")
    forged = Statement.sign("request", made.body, KEYS[0])
    with pytest.raises(StatementError, match="not signed by the key that it names"):
        read_request(forged)


@pytest.mark.parametrize(("name", "languages"), [("", ["fr"]), ("a\nb", ["fr"]), ("a", []), ("a", ["xx"])])
def test_a_request_that_no_roster_could_hold_is_not_made(name: str, languages: list[str]) -> None:
    with pytest.raises(MembershipError):
        make_request(ID, name, languages, NEW)


def test_members_join_leave_and_take_roles() -> None:
    after = next_roster(ROSTER, [make_request(ID, "n", ["es"], NEW)], remove=["m2"], threshold=3, trustee="n")
    assert [one.name for one in after.members] == ["m0", "m1", "n"]
    assert (after.version, after.threshold, after.trustee) == (2, 3, NEW.public.fingerprint)
    assert record_of(ROSTER, after) == {
        "joined": ["n"], "left": ["m2"], "threshold": "3 of 3", "coordinator": "m0", "trustee": "n",
    }  # fmt: skip


def test_a_trustee_who_leaves_leaves_the_role() -> None:
    assert next_roster(ROSTER, remove=["m1"]).trustee == ""


def test_a_coordinator_who_leaves_names_another_first() -> None:
    with pytest.raises(MembershipError, match="name another one first"):
        next_roster(ROSTER, remove=["m0"])
    assert next_roster(ROSTER, remove=["m0"], coordinator="m2").coordinator == KEYS[2].public.fingerprint


def test_a_key_is_changed_only_by_both() -> None:
    changed = next_roster(ROSTER, [make_request(ID, "m0", ["fr"], NEW, KEYS[0])])
    assert changed.coordinator == NEW.public.fingerprint
    assert len(changed.members) == 3
    body = make_request(ID, "m0", ["fr"], NEW, KEYS[0]).body
    with pytest.raises(StatementError, match="that it replaces"):
        next_roster(ROSTER, [Statement.sign("request", body, NEW)])


def test_a_key_is_replaced_by_one() -> None:
    """Two would be two votes of one member."""
    both = [make_request(ID, name, ["fr"], SigningKey.generate(), KEYS[2]) for name in ("m2", "m2 too")]
    with pytest.raises(MembershipError, match="m2 would be replaced twice"):
        next_roster(ROSTER, both)
    with pytest.raises(MembershipError, match="replaced and removed"):
        next_roster(ROSTER, both[:1], remove=["m2"])


def test_names_are_taken_once_and_other_federations_are_others() -> None:
    with pytest.raises(MembershipError, match="has a member 'm1' already"):
        next_roster(ROSTER, [make_request(ID, "m1", ["fr"], NEW)])
    with pytest.raises(MembershipError, match="for another federation"):
        next_roster(ROSTER, [make_request("cd" * 16, "n", ["fr"], NEW)])
    with pytest.raises(MembershipError, match="no member 'nobody'"):
        next_roster(ROSTER, remove=["nobody"])
    with pytest.raises(MembershipError, match="would be no member"):
        next_roster(ROSTER, trustee="nobody")
    with pytest.raises(MembershipError, match="2 of 1 members cannot sign"):
        next_roster(replace(ROSTER, trustee=""), remove=["m1", "m2"])
