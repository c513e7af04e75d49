"""Entries of the ledger, releases and what leaves, as sentences."""

from __future__ import annotations

from typing import Any

import pytest

from federation.leaving import Leaving, Part
from federation.privacy import Spent
from federation.releases.contents import Release
from federation.releases.ledger import KINDS, Entry, Event
from tui import i18n
from tui.federated.base import bound, day, grouped
from tui.federated.fields import leaving_lines
from tui.federated.ledger import sentence
from tui.federated.releases import release_lines


def entry(kind: str, **about: Any) -> Entry:
    return Entry(1, "2026-11-23T09:00:00+00:00", 1, Event(kind, about), b"")


@pytest.mark.parametrize(
    ("kind", "about", "told"),
    [
        ("contribution", {"round": 3, "member": "alba"}, "alba contributed to round 3."),
        ("rejection", {"round": 3, "what": "x.sse", "why": "it is old"},
         "x.sse was left out of round 3: it is old"),
        ("vote", {"what": "roster", "version": 2, "member": "alba", "answer": "no", "why": "too soon"},
         "alba said no to roster 2. Reason: too soon"),
        ("vote", {"what": "release", "version": 2, "file": "v.json", "not_counted": "a stranger's"},
         "The vote v.json on release 2 was not counted: a stranger's"),
        ("candidate", {"version": 4, "round": 3, "test": "worse", "override": "we need it", "revokes": [2]},
         "Release 4 was proposed, from round 3; on the public test: worse than the release before it. It was "
         "proposed nevertheless: we need it It revokes: 2"),
        ("roster", {"version": 2, "members": ["alba", "brume"], "threshold": 2},
         "Roster 2: alba, brume; 2 must sign."),
    ],
)  # fmt: skip
def test_an_entry_is_told_in_a_sentence(kind: str, about: dict[str, Any], told: str) -> None:
    assert sentence(entry(kind, **about)) == told


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
@pytest.mark.parametrize("kind", [*KINDS, "of a later version"])
def test_an_entry_with_nothing_in_it_breaks_nothing(kind: str, language: str) -> None:
    i18n.use(language)
    assert sentence(entry(kind))


def test_braces_in_a_members_text_are_shown_as_they_are() -> None:
    assert sentence(entry("contribution", round=1, member="{why} {0}")) == "{why} {0} contributed to round 1."


def test_a_release_tells_all_that_its_report_holds_and_bears_a_report_of_another_form() -> None:
    release = Release(
        "ab" * 16, 1, 3, 2, "e5", 4, "sealed", "c" * 64, "2026-11-23T09:00:00+00:00", ("dune",), (2,)
    )
    report = {
        "accepted": {"brume": "1", "alba": "2"}, "rejected": {"x.sse": "it is old"}, "shortened": {"alba": "too long"},
        "public_test": {"verdict": "worse"}, "override": "we need it",
        "epsilon": {"coordinator": 8.25, "readers": None},
    }  # fmt: skip
    told = "\n".join(release_lines(release, report, 1))
    for said in (
        "Release 3, made on 23 November 2026 from round 4 (sealed mode), which started from release 2.",
        "Contributed: alba, brume", "Left out: x.sse: it is old", "Shortened: alba: too long",
        "worse than the release before it", "It was proposed nevertheless: we need it", "8.25 against the coordinator",
        "without a bound", "1 practice card is in it.", "Made without: dune", "It revokes: 2",
    ):  # fmt: skip
        assert said in told
    told = "\n".join(release_lines(release, {"accepted": ["alba"], "epsilon": "none", "public_test": 3}, 0))
    assert "Contributed: nobody" in told
    assert "On the public test: not held." in told


def test_every_field_and_what_it_costs_are_told() -> None:
    parts = (
        Part("common", 7, 28, True, "weights"),
        Part("tomorrow", 0, 5, False, "a field of a later version"),
    )
    found = Leaving(
        parts, 930, 1, 0.02, 0.05, 0.5, Spent(12.5, float("inf"), 1e-5, 3.0), 1, 8.0, "Over the budget."
    )
    told = "\n".join(map(str, leaving_lines(found)))
    for said in (
        "• common (7 numbers, size: 28 bytes): change of the index's seven weights",
        "• tomorrow (size: 5 bytes): a field of a later version",
        "In all, as a file: 930 bytes", "a length of 0.05, and is shortened to 0.02.", "standard deviation 0.01",
        "12.5 against the coordinator, without a bound", "Over the budget.",
    ):  # fmt: skip
        assert said in told


def test_bounds_days_and_fingerprints() -> None:
    assert [bound(one) for one in (None, float("inf"), 3.14159)] == [
        "none set", "without a bound (a contribution had no noise)", "3.14",
    ]  # fmt: skip
    assert [day("2026-11-23T09:00:00+00:00"), day("yesterday")] == ["23 November 2026", "yesterday"]
    assert grouped("0123456789abcdef0123") == "0123 4567 89ab cdef"
