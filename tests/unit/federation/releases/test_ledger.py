"""The ledger: it grows, and nothing in it can be changed, left out or put in unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.clock import now as the_time
from federation.errors import LedgerError
from federation.membership.roster import Roster
from federation.releases.ledger import Entry, Event, append, check_continues, read_ledger
from federation.statements import Statement
from knowledge.signing import SigningKey

KEYS = [SigningKey.generate() for _ in range(3)]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Roster, bytes]:
    """A roster, and a ledger of five entries under it."""
    from federation.membership.roster import Member

    members = tuple(Member(f"m{number}", key.public, ("en",)) for number, key in enumerate(KEYS))
    roster = Roster("ab" * 16, "Essai", 1, 2, members, KEYS[0].public.fingerprint)
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    append(path, [_event(number) for number in range(3)], roster, KEYS[0], [])
    append(path, [_event(number) for number in range(5)], roster, KEYS[0], [])
    return roster, path.read_bytes()


def _event(number: int) -> Event:
    return Event("contribution", {"round": 1, "member": f"member {number}"}, f"{number:064x}")


def test_entries_are_read_as_they_were_written_and_stand_once(one: tuple[Roster, bytes]) -> None:
    roster, content = one
    entries = read_ledger(content, [roster])
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.event for entry in entries] == [_event(number) for number in range(5)]
    assert entries[0].record()["about"] == {"round": 1, "member": "member 0"}
    assert read_ledger(b"", [roster]) == []


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_every_changed_byte_is_found(one: tuple[Roster, bytes], place: int, flip: int) -> None:
    roster, content = one
    changed = bytearray(content)
    changed[place % len(content)] ^= flip
    with pytest.raises(LedgerError):
        read_ledger(bytes(changed), [roster])
    with pytest.raises(LedgerError):
        check_continues(content, bytes(changed))


@pytest.mark.parametrize(
    ("edit", "match"),
    [
        (lambda lines: lines[:1] + lines[2:], "entries were left out or put in"),
        (lambda lines: lines[:2] + lines[1:], "entries were left out or put in"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "entries were left out or put in"),
        (lambda lines: [*lines[:4], lines[4][:-5]], "no signed entry"),
        (lambda lines: [*lines, b""], "no signed entry"),
    ],
)
def test_lines_left_out_put_in_or_moved_are_found(
    one: tuple[Roster, bytes], edit: Callable[[list[bytes]], list[bytes]], match: str
) -> None:
    roster, content = one
    edited = b"\n".join(edit(content.splitlines())) + b"\n"
    with pytest.raises(LedgerError, match=match):
        read_ledger(edited, [roster])


def test_a_ledger_cut_inside_an_entry_says_so(one: tuple[Roster, bytes]) -> None:
    roster, content = one
    with pytest.raises(LedgerError, match="ends in the middle"):
        read_ledger(content[:-1], [roster])


def _signed(under: Roster, key: SigningKey, **change: Any) -> bytes:
    body = {
        "federation": under.federation, "n": 1, "previous": "", "when": "2026-01-01T00:00:00+00:00",
        "kind": "vote", "roster": under.version, "about": {}, "hash": "",
    } | change  # fmt: skip
    return Statement.sign("entry", body, key).content + b"\n"


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"previous": "a" * 64}, "the chain is broken"),
        ({"roster": 2}, "under roster 2, which this machine does not know"),
        ({"federation": "cd" * 16}, "belongs to another federation"),
        ({"kind": "gossip"}, "not of the form"),
        ({"when": "2026-01-01T00:00:00"}, "not of the form"),
        ({"when": "soon"}, "not of the form"),
        ({"about": []}, "not of the form"),
        ({"hash": "abc"}, "not of the form"),
        ({"n": True}, "not of the form"),
        ({"extra": 1}, "not of the form"),
    ],
)
def test_an_entry_of_another_form_is_refused(
    one: tuple[Roster, bytes], change: dict[str, Any], match: str
) -> None:
    with pytest.raises(LedgerError, match=match):
        read_ledger(_signed(one[0], KEYS[0], **change), [one[0]])


def test_only_the_coordinator_of_the_time_signs(one: tuple[Roster, bytes]) -> None:
    roster, _ = one
    assert len(read_ledger(_signed(roster, KEYS[0]), [roster])) == 1
    with pytest.raises(LedgerError, match="not signed by the coordinator of roster 1"):
        read_ledger(_signed(roster, KEYS[1]), [roster])
    second = replace(roster, version=2, coordinator=KEYS[1].public.fingerprint)
    assert len(read_ledger(_signed(second, KEYS[1]), [roster, second])) == 1
    with pytest.raises(LedgerError, match="not signed by the coordinator of roster 2"):
        read_ledger(_signed(second, KEYS[0]), [roster, second])


def test_a_new_coordinator_goes_on_with_the_chain(one: tuple[Roster, bytes], tmp_path: Path) -> None:
    roster, content = one
    second = replace(roster, version=2, coordinator=KEYS[1].public.fingerprint)
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="Only the coordinator"):
        append(path, [_event(9)], second, KEYS[0], [roster])
    (added,) = append(path, [_event(9)], second, KEYS[1], [roster])
    assert (added.number, added.roster) == (6, 2)
    check_continues(content, path.read_bytes())
    line = _signed(roster, KEYS[0], n=7, previous=Statement.read(added.line, "entry").hash)
    with pytest.raises(LedgerError, match="goes back to an older roster"):
        read_ledger(path.read_bytes() + line, [roster, second])


def test_a_fork_and_a_cut_are_told_apart(one: tuple[Roster, bytes]) -> None:
    _, content = one
    lines = content.splitlines(keepends=True)
    check_continues(content, content)
    check_continues(b"", content)
    with pytest.raises(LedgerError, match="has 3 entries, and this machine knows 5: it was cut"):
        check_continues(content, b"".join(lines[:3]))
    with pytest.raises(LedgerError, match="from entry 4 on: two histories"):
        check_continues(content, b"".join([*lines[:3], lines[4], lines[3]]))


def test_a_clock_behind_the_last_entry_writes_nothing(one: tuple[Roster, bytes], tmp_path: Path) -> None:
    roster, content = one
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"Your clock says .* Correct the clock"):
        append(path, [_event(8)], roster, KEYS[0], [], the_time() - timedelta(days=400))
    assert path.read_bytes() == content


def test_a_damaged_ledger_is_not_continued(one: tuple[Roster, bytes], tmp_path: Path) -> None:
    roster, content = one
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content[:-40])
    with pytest.raises(LedgerError, match="cut"):
        append(path, [_event(8)], roster, KEYS[0], [])
    assert path.read_bytes() == content[:-40]


def test_a_second_signature_is_no_part_of_an_entry(one: tuple[Roster, bytes]) -> None:
    roster, _ = one
    body = Statement.read(_signed(roster, KEYS[0]).strip(), "entry").body
    both = Statement.sign("entry", body, KEYS[0], KEYS[1]).content + b"\n"
    with pytest.raises(LedgerError, match="second signature"):
        read_ledger(both, [roster])


def test_an_entry_is_plain_values() -> None:
    entry = Entry(1, "2026-01-01T00:00:00+00:00", 1, Event("vote", {"member": "m"}, ""), b"")
    assert entry.record()["kind"] == "vote"
