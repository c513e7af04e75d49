"""A member's own cards: kept, shared by consent, sent once, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from federation.errors import PracticeError, StatementError
from federation.membership.home import Home
from federation.membership.roster import Roster
from federation.practices.card import Card
from federation.practices.shelf import Shelf
from federation.practices.signed import SignedCard, Withdrawal


def test_a_card_goes_through_its_states(federation: Any, card: Card, home: Home) -> None:
    shelf, roster, key = Shelf(home), federation.roster, federation.keys["alpha"]
    assert shelf.all() == []
    name = shelf.new(replace(card, sources=()))
    assert [(one.name, one.state) for one in shelf.all()] == [("les-jardins-de-la-meuse", "draft")]
    with pytest.raises(PracticeError, match="cannot be shared"):
        shelf.share(name, roster, key)
    shelf.save(name, card)
    assert shelf.get(name).state == "ready"
    assert shelf.waiting(roster) == {}, "nothing is shared without a yes"
    signed = shelf.share(name, roster, key)
    assert shelf.get(name).state == "shared"
    assert shelf.waiting(roster)[name].statement.content == signed.statement.content
    shelf.sent([name], 4)
    shelf.sent([name], 4)
    kept = shelf.get(name)
    assert (kept.state, kept.rounds) == ("sent", (4,))
    assert shelf.waiting(roster) == {}, "a card goes out once"
    request = shelf.withdraw(name, roster, key)
    assert request is not None
    assert Withdrawal.read(request.statement.content, roster).id == signed.id
    assert shelf.get(name).state == "withdrawn"
    assert shelf.share(name, roster, key).id == signed.id
    assert shelf.get(name).state == "shared"


def test_a_mark_is_taken_off_without_a_request(federation: Any, card: Card, home: Home) -> None:
    shelf = Shelf(home)
    name = shelf.new(card)
    shelf.share(name, federation.roster, federation.keys["alpha"])
    assert shelf.withdraw(name, federation.roster, federation.keys["alpha"]) is None
    assert shelf.get(name).state == "ready"


def test_a_changed_card_is_signed_anew_with_a_higher_revision(
    federation: Any, card: Card, home: Home
) -> None:
    shelf, roster, key = Shelf(home), federation.roster, federation.keys["alpha"]
    name = shelf.new(card)
    shelf.share(name, roster, key)
    shelf.save(name, replace(shelf.get(name).card, contact="a@coop.org"))
    with pytest.raises(PracticeError, match="changed after it was signed"):
        shelf.waiting(roster)
    assert shelf.share(name, roster, key).card.revision == 1, "nothing went out yet"
    shelf.sent([name], 1)
    assert shelf.share(name, roster, key).card.revision == 1, "the same words are the same revision"
    shelf.save(name, replace(shelf.get(name).card, contact=""))
    again = shelf.share(name, roster, key)
    assert (again.card.revision, again.id) == (2, SignedCard.sign(card, roster, key).id)


def test_only_marked_cards_are_given(federation: Any, card: Card, home: Home) -> None:
    shelf = Shelf(home)
    first, second = shelf.new(card), shelf.new(replace(card, id="0f" * 16))
    assert (first, second) == ("les-jardins-de-la-meuse", "les-jardins-de-la-meuse-2")
    shelf.share(second, federation.roster, federation.keys["alpha"])
    assert list(shelf.waiting(federation.roster)) == [second]
    with pytest.raises(PracticeError, match="not marked"):
        shelf.waiting(federation.roster, [first])


def test_a_card_whose_key_is_no_members_any_more_is_not_given(
    federation: Any, card: Card, home: Home
) -> None:
    shelf, roster = Shelf(home), federation.roster
    shelf.share(shelf.new(card), roster, federation.keys["alpha"])
    left = [one for one in roster.members if one.name != "alpha"]
    later = Roster(roster.federation, roster.name, 2, 2, tuple(left), roster.coordinator)
    with pytest.raises(StatementError, match="not signed by a member"):
        shelf.waiting(later)


def test_damage_and_wrong_names_are_told(card: Card, home: Home) -> None:
    shelf = Shelf(home)
    name = shelf.new(card)
    with pytest.raises(PracticeError, match="Yours: les-jardins-de-la-meuse"):
        shelf.get("another")
    for bad in ("../x", "", "A B"):
        with pytest.raises(PracticeError, match="no name of a card"):
            shelf.get(bad)
    (home.practices / name / "card.json").write_text("{", "utf-8")
    with pytest.raises(PracticeError, match="cannot be read"):
        shelf.get(name)
