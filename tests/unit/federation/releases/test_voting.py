"""Votes: whose, over which bytes, and how often."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from federation.clock import now as the_time
from federation.errors import ReleaseError, StatementError
from federation.releases.proposing import Proposal, load_proposal
from federation.releases.publishing import publish
from federation.releases.voting import KIND, cast, count, read_vote
from federation.statements import Statement
from knowledge.signing import SigningKey


@pytest.fixture
def proposal(play: Any) -> Proposal:
    found = play.proposal(0, play.candidate())
    assert isinstance(found, Proposal)
    return found


def _reasons(play: Any, proposal: Proposal, *votes: Statement) -> dict[str, str]:
    folder: Path = play.folder / "counted"
    for number, vote in enumerate(votes):
        vote.save(folder / f"{number}.json")
    return count(folder, proposal, [play.roster]).rejected


def test_a_yes_signs_the_bytes_and_a_no_signs_nothing(play: Any, proposal: Proposal) -> None:
    yes = read_vote(cast(play.home(1), proposal, play.keys[1], yes=True), proposal, [play.roster])
    assert (yes.member.name, yes.yes, set(yes.signatures)) == ("m1", True, {"targets"})
    assert play.keys[1].public.verifies(yes.signatures["targets"], proposal.targets)
    no = read_vote(
        cast(play.home(2), proposal, play.keys[2], yes=False, why="Too soon"), proposal, [play.roster]
    )
    assert (no.yes, no.why, no.signatures) == (False, "Too soon", {})


def test_a_signature_over_other_bytes_is_not_counted(play: Any, proposal: Proposal) -> None:
    vote = cast(play.home(1), proposal, play.keys[1], yes=True)
    body = {**vote.body, "signatures": {"targets": play.keys[1].private.sign(b"something else").hex()}}
    forged = Statement.sign(KIND, body, play.keys[1])
    missing = Statement.sign(KIND, {**body, "signatures": {}}, play.keys[1])
    told = _reasons(play, proposal, forged, missing)
    assert len(told) == 2
    assert all("over other bytes, or missing" in why for why in told.values())


def test_a_stranger_is_not_counted(play: Any, proposal: Proposal) -> None:
    vote = cast(play.home(5), proposal, SigningKey.generate(), yes=True)
    assert "a stranger, or one who left" in _reasons(play, proposal, vote)["0.json"]


def test_a_vote_signed_in_anothers_name_is_not_counted(play: Any, proposal: Proposal) -> None:
    """m1's signature over the targets, in an envelope of m2: a vote is its signer's own."""
    vote = cast(play.home(1), proposal, play.keys[1], yes=True)
    moved = Statement.sign(KIND, dict(vote.body), play.keys[2])
    assert "over other bytes" in _reasons(play, proposal, moved)["0.json"]


def test_a_vote_on_another_proposal_is_not_counted(play: Any, proposal: Proposal) -> None:
    vote = cast(play.home(1), proposal, play.keys[1], yes=True)
    other = load_proposal(play.candidate(2, 0, 2e-4) / "proposal.json", play.roster)
    assert "another proposal (release 1" in _reasons(play, other, vote)["0.json"]


def test_what_is_no_vote_stops_no_other(play: Any, proposal: Proposal) -> None:
    folder = play.folder / "counted"
    vote = cast(play.home(1), proposal, play.keys[1], yes=True)
    vote.save(folder / "good.json")
    (folder / "junk.json").write_bytes(b"{}")
    (folder / "notes.txt").write_bytes(b"not looked at")
    Statement.sign("request", dict(vote.body), play.keys[1]).save(folder / "request.json")
    Statement.sign(KIND, {**vote.body, "why": "\x1b[2J"}, play.keys[1]).save(folder / "hostile.json")
    counted = count(folder, proposal, [play.roster])
    assert [one.member.name for one in counted.votes.values()] == ["m1"]
    assert sorted(counted.rejected) == ["hostile.json", "junk.json", "request.json"]
    with pytest.raises(ReleaseError, match="cannot be read"):
        count(play.folder / "nowhere", proposal, [play.roster])


def test_a_name_that_is_no_text_and_a_pipe_stop_nothing(play: Any) -> None:
    """What was not counted stands in the ledger, by its name."""
    path = play.candidate()
    votes = play.vote(path, (0, 1))
    Path(os.fsdecode(os.fsencode(votes) + b"/caf\xe9.json")).write_bytes(b"{}")
    os.mkfifo(votes / "pipe.json")
    done = publish(play.home(0), path, votes, play.keys[0])
    assert sorted(done.counted.rejected) == [r"caf\udce9.json", "pipe.json"]
    assert play.update(0).version == 1
    with (votes / "large.json").open("wb") as file:
        file.truncate(5_000_000)
    told = count(votes, load_proposal(path / "proposal.json", play.roster), [play.roster]).rejected
    assert str(votes) not in " ".join(told.values()), "the ledger is for everybody, the folder's place is not"


def test_the_last_word_counts(play: Any, proposal: Proposal) -> None:
    now = the_time()
    no = cast(play.home(1), proposal, play.keys[1], yes=False, now=now)
    yes = cast(play.home(1), proposal, play.keys[1], yes=True, now=now + timedelta(hours=1))
    folder = play.folder / "counted"
    yes.save(folder / "a.json")
    no.save(folder / "b.json")
    (vote,) = count(folder, proposal, [play.roster]).votes.values()
    assert vote.yes


def test_nobody_signs_two_of_one_number_unawares(play: Any, proposal: Proposal) -> None:
    other = Proposal(**{**{name: getattr(proposal, name) for name in Proposal.__slots__}, "hash": "f" * 64})
    cast(play.home(1), proposal, play.keys[1], yes=True)
    cast(play.home(1), proposal, play.keys[1], yes=True)
    with pytest.raises(ReleaseError, match="You signed another proposal for Release 1 before"):
        cast(play.home(1), other, play.keys[1], yes=True)
    cast(play.home(1), other, play.keys[1], yes=True, instead=True)


@pytest.mark.parametrize("why", ["two\nlines", "x" * 401, "\u202eturned"], ids=["lines", "long", "turned"])
def test_a_reason_is_one_line(play: Any, proposal: Proposal, why: str) -> None:
    with pytest.raises(ReleaseError, match="one line of 400"):
        cast(play.home(1), proposal, play.keys[1], yes=False, why=why)
    assert not (play.home(1).votes / "release-1.json").exists()


def test_a_vote_of_another_form_is_refused(play: Any, proposal: Proposal) -> None:
    vote = cast(play.home(1), proposal, play.keys[1], yes=True)
    for change in (
        {"answer": "perhaps"}, {"made": "yesterday"}, {"signatures": {"targets": "xyz"}}, {"signatures": []},
        {"extra": 1}, {"why": 3},
    ):  # fmt: skip
        with pytest.raises(StatementError, match="cannot be read as a vote"):
            read_vote(Statement.sign(KIND, {**vote.body, **change}, play.keys[1]), proposal, [play.roster])
