"""The coordinator's queue: what waits, what a decision leaves behind, what the next release holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import federation.practices.signed as signed_module
from federation.errors import PracticeError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.practices.card import Card
from federation.practices.moderation import Queue
from federation.practices.signed import SignedCard, Withdrawal
from knowledge.errors import LibraryError


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`at(minute)`: statements are signed at this minute from now on."""

    def set_to(minute: int) -> None:
        moment = datetime(2026, 1, 1, 12, minute, tzinfo=UTC)
        monkeypatch.setattr(
            signed_module, "stamp", lambda given=None: (given or moment).isoformat(timespec="seconds")
        )

    set_to(0)
    return set_to


def signed(federation: Any, card: Card, name: str = "alpha") -> SignedCard:
    return SignedCard.sign(card, federation.roster, federation.keys[name])


def of(one: SignedCard) -> tuple[str, bytes]:
    return one.member.fingerprint, one.statement.content


def test_a_card_waits_until_a_person_decides(federation: Any, card: Card, home: Home) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    taken = queue.take([of(one)])
    assert (taken.waiting, taken.refused) == ((one.id,), ())
    assert queue.accepted() == [], "nothing is accepted by itself"
    assert queue.take([of(one), of(one)]).known == (one.id, one.id)
    assert [each.id for each in queue.waiting()] == [one.id]
    assert queue.find(one.statement.hash[:8]).id == queue.find(one.id).id == one.id
    decision = queue.decide(one, "accepted", "Figures checked by telephone.", ["x: flagged"])
    assert (decision.member, decision.verdict, decision.flags) == ("alpha", "accepted", ("x: flagged",))
    assert queue.waiting() == []
    assert [each.statement.content for each in queue.accepted()] == [one.statement.content]
    assert queue.take([of(one)]).known == (one.id,), "what was decided does not wait again"
    assert Queue(home, federation.roster).decisions() == [decision]


def test_a_new_coordinator_stands_by_the_cards_in_use(federation: Any, card: Card, home: Home) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    stranger = replace(
        federation.roster, members=tuple(m for m in federation.roster.members if m.name != "alpha")
    )
    Queue(home, stranger).adopt([one.statement.content], 4)
    assert queue.decisions() == [], "a card of somebody who left is not adopted"
    for _ in range(2):
        queue.adopt([one.statement.content, b"no card"], 4)
    (decision,) = queue.decisions()
    assert (decision.verdict, "release 4" in decision.why) == ("accepted", True)
    assert [each.id for each in queue.accepted()] == [one.id]


def test_what_was_rejected_here_is_not_adopted(federation: Any, card: Card, home: Home) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    queue.decide(one, "rejected", "The figure is wrong.")
    queue.adopt([one.statement.content], 4)
    assert queue.accepted() == []


def test_a_rejected_card_stays_out_and_its_reason_is_kept(federation: Any, card: Card, home: Home) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    queue.decide(one, "rejected", "The figures are not in the source.")
    assert queue.accepted() == []
    assert [(each.verdict, each.why) for each in queue.decisions()] == [
        ("rejected", "The figures are not in the source.")
    ]


@pytest.mark.parametrize("why", ["", "  ", "x", "y" * 401, "hidden \u202e text", "bell \x07 rings"])
def test_a_decision_needs_a_reason_that_can_be_shown(
    federation: Any, card: Card, home: Home, why: str
) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    with pytest.raises(PracticeError, match="Say why"):
        queue.decide(one, "accepted", why)
    assert [each.id for each in queue.waiting()] == [one.id]


def test_what_cannot_be_used_is_told_and_stops_no_other(federation: Any, card: Card, home: Home) -> None:
    queue, good = Queue(home, federation.roster), signed(federation, card)
    smuggled = signed(federation, replace(card, id="0f" * 16), "beta").statement.content
    alpha = good.member.fingerprint
    taken = queue.take(
        [("a.json", b"rubbish"), (alpha, smuggled), of(good), ("b.json", good.statement.content[:-1])]
    )
    assert taken.waiting == (good.id,)
    assert [name for name, _ in taken.refused] == ["a.json", alpha, "b.json"]
    assert "another member" in taken.refused[1][1]


def test_a_card_is_found_by_its_beginning_or_not_at_all(federation: Any, card: Card, home: Home) -> None:
    queue = Queue(home, federation.roster)
    queue.take([of(signed(federation, card)), of(signed(federation, replace(card, id="0f" * 16)))])
    for start in ("", "sha", "shared-", "ffffffffffff"):
        with pytest.raises(PracticeError, match="begin with"):
            queue.find(start)


def test_the_highest_accepted_revision_is_released(federation: Any, card: Card, home: Home, at: Any) -> None:
    queue = Queue(home, federation.roster)
    revisions = [replace(card, revision=number, contact=f"r{number}@coop.org") for number in (1, 2, 3)]
    made = []
    for minute, each in enumerate(revisions):
        at(minute)
        made.append(signed(federation, each))
    queue.take([of(one) for one in reversed(made)])
    assert [one.card.revision for one in queue.waiting()] == [1, 2, 3]
    queue.decide(made[0], "accepted", "Good.")
    queue.decide(made[1], "accepted", "Good.")
    queue.decide(made[2], "rejected", "Wrong year.")
    assert [one.card.revision for one in queue.accepted()] == [2]


def test_what_its_member_takes_back_is_left_out_until_it_is_shared_again(
    federation: Any, card: Card, home: Home, at: Any
) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    queue.decide(one, "accepted", "Good.")
    at(1)
    by_beta = Withdrawal.sign(card.id, federation.roster, federation.keys["beta"])
    queue.take([("w.json", by_beta.statement.content)])
    assert len(queue.accepted()) == 1, "only its own member can take a card back"
    request = Withdrawal.sign(card.id, federation.roster, federation.keys["alpha"])
    assert queue.take([("w.json", request.statement.content)]).withdrawn == (one.id,)
    assert queue.accepted() == []
    assert queue.withdrawn()[one.id] == "2026-01-01T12:01:00+00:00"
    assert queue.take([of(one)]).waiting == (), "the old signature does not come back"
    at(2)
    again = signed(federation, card)
    assert queue.take([of(again)]).waiting == (again.id,)
    queue.decide(again, "accepted", "Back again.")
    assert [each.statement.hash for each in queue.accepted()] == [again.statement.hash]


def test_cards_of_a_member_who_left_are_not_released(federation: Any, card: Card, home: Home) -> None:
    one = signed(federation, card)
    queue = Queue(home, federation.roster)
    queue.take([of(one)])
    queue.decide(one, "accepted", "Good.")
    roster = federation.roster
    left = tuple(member for member in roster.members if member.name != "alpha")
    later = Queue(home, Roster(roster.federation, roster.name, 2, 2, left, roster.coordinator))
    assert later.accepted() == []
    assert [each.member for each in later.lapsed()] == ["alpha"], "the coordinator is told"
    assert queue.lapsed() == []


def test_a_decision_that_cannot_be_written_leaves_the_card_waiting(
    federation: Any, card: Card, home: Home
) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    blocked = home.workbench / "practices" / "decisions"
    blocked.write_text("a file where the folder should be", "utf-8")
    with pytest.raises(LibraryError):
        queue.decide(one, "accepted", "Good.")
    blocked.unlink()
    assert [each.id for each in queue.waiting()] == [one.id]
    queue.decide(one, "accepted", "Good.")
    assert len(queue.accepted()) == 1


def test_a_damaged_decision_is_told(federation: Any, card: Card, home: Home) -> None:
    queue, one = Queue(home, federation.roster), signed(federation, card)
    queue.take([of(one)])
    queue.decide(one, "accepted", "Good.")
    path = home.workbench / "practices" / "decisions" / f"{one.statement.hash}.json"
    path.write_text('{"verdict": "accepted"}', "utf-8")
    with pytest.raises(PracticeError, match="cannot be read"):
        queue.decisions()
