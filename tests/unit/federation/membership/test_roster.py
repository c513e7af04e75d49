"""Rosters: what makes none, and that a stranger's record is read as exactly what it says."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.errors import MembershipError
from federation.membership.roster import Member, Roster, is_name
from knowledge.canonical_json import canonical
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate().public for _ in range(3)]
ROSTER = Roster(
    "ab" * 16, "Rives", 2, 2, tuple(Member(f"m{number}", key, ("fr", "es")) for number, key in enumerate(KEYS)),
    KEYS[0].fingerprint, KEYS[1].fingerprint,
)  # fmt: skip


def test_a_roster_is_read_as_it_was_written() -> None:
    assert Roster.of(json.loads(canonical(ROSTER.record()))) == ROSTER
    assert ROSTER.keys == tuple(KEYS)
    assert ROSTER.named("m1") == ROSTER.member(KEYS[1].fingerprint) == ROSTER.members[1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"federation": "short"}, "32 hex digits"), ({"name": "two\nlines"}, "single line"),
        ({"version": 0}, "version is below 1"), ({"threshold": 0}, "0 of 3"), ({"threshold": 4}, "4 of 3"),
        ({"members": ()}, "0 members"), ({"coordinator": "cd" * 32}, "coordinator is no member"),
        ({"trustee": "cd" * 32}, "trustee is no member"), ({"trustee": KEYS[0].fingerprint}, "trustee is the coordinator"),
        ({"members": (*ROSTER.members, replace(ROSTER.members[0], key=SigningKey.generate().public))}, "one name"),
        ({"members": (*ROSTER.members, replace(ROSTER.members[0], name="other"))}, "one key"),
        ({"members": (replace(ROSTER.members[0], languages=("xx",)), *ROSTER.members[1:])}, "no index knows"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(MembershipError, match=told):
        replace(ROSTER, **change)


@given(st.data())
def test_a_record_that_lost_or_changed_a_field_is_refused_or_reads_as_it_says(data: st.DataObject) -> None:
    record = copy.deepcopy(ROSTER.record())
    place = data.draw(st.sampled_from([record, *record["members"]]))
    name = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        del place[name]
    else:
        place[name] = data.draw(
            st.none()
            | st.booleans()
            | st.floats()
            | st.text(max_size=5)
            | st.lists(st.text(max_size=3), max_size=2)
        )
    try:
        found = Roster.of(record)
    except MembershipError:
        return
    assert found.record() == record


@pytest.mark.parametrize("record", [None, [], "roster", 3, {}])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(MembershipError, match="cannot be read"):
        Roster.of(record)


def test_who_is_no_member_is_named_with_what_to_do() -> None:
    with pytest.raises(MembershipError, match="sse update"):
        ROSTER.member("cd" * 32)
    with pytest.raises(MembershipError, match="Its members: m0, m1, m2"):
        ROSTER.named("m9")


@pytest.mark.parametrize("name", ["", " a", "a ", "a\nb", "a\u202eb", "x" * 81])
def test_names_are_one_line_that_can_be_shown(name: str) -> None:
    assert not is_name(name)


def test_a_roster_of_one_is_one() -> None:
    alone = Roster("ab" * 16, "Seule", 1, 1, ROSTER.members[:1], KEYS[0].fingerprint)
    assert Roster.of(alone.record()) == alone
