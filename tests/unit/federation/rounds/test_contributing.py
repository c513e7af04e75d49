"""A contribution by file: made once a round, charged once, refused where it cannot count."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from federation.errors import BundleError, JudgementsMissing, PrivacyError, RoundError
from federation.inputs import Inputs
from federation.leaving import Ledger
from federation.membership.home import Home
from federation.membership.roster import Member, Roster
from federation.messages import digest
from federation.rounds.bundle import read_bundle
from federation.rounds.contributing import bundle_name, contribute, made_before
from federation.rounds.round_file import RoundFile
from federation.settings import RoundSettings
from federation.statements import Statement
from knowledge.errors import LibraryError
from knowledge.signing import SigningKey

SETTINGS = RoundSettings(rounds=1, epochs=3, clip=0.02)
KEY, COORDINATOR = SigningKey.generate(), SigningKey.generate()
ROSTER = Roster(
    "ab" * 16, "Rives", 1, 1, (Member("alba", COORDINATOR.public, ()), Member("brume", KEY.public, ("en", "es"))),
    COORDINATOR.public.fingerprint,
)  # fmt: skip
START = np.zeros(SETTINGS.layout.size, np.float32)
CLOSES = datetime(2030, 1, 1, tzinfo=UTC)
Make = Callable[..., bytes]


def round_of(**change: object) -> RoundFile:
    drawn = replace(
        RoundFile("ab" * 16, 1, 1, "open", SETTINGS, 0, digest(START), "invented", CLOSES.isoformat()),
        **change,
    )  # type: ignore[arg-type]
    return RoundFile.read(Statement.read(drawn.signed(COORDINATOR).content, "round"), ROSTER)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "federation")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "contributions.jsonl")


@pytest.fixture
def make(home: Home, ledger: Ledger, inputs: Callable[..., Inputs]) -> Make:
    def made(opened: RoundFile | None = None, **given: object) -> bytes:
        values = {"key": KEY, "inputs": inputs(1), "start": START} | given
        return contribute(
            home, ROSTER, opened or round_of(), values.pop("key"), values.pop("inputs"), values.pop("start"),
            ledger=ledger, **values,
        )  # type: ignore[arg-type]  # fmt: skip

    return made


def test_it_is_made_once_and_charged_once(make: Make, home: Home, ledger: Ledger) -> None:
    first = make()
    bundle = read_bundle(first, ROSTER, round_of())
    assert bundle.member.name == "brume"
    assert bundle.contribution is not None
    assert make() == first
    assert len(ledger.entries()) == 1
    assert made_before(home, ROSTER, round_of()) == first
    assert bundle_name(round_of(), bundle.member) == f"round-1-{KEY.public.fingerprint[:12]}.sse"


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_wrong_by_a_year(make: Make, ledger: Ledger, years: int) -> None:
    """Ahead, the round seems closed, and the message says both dates; behind, it is made, and says so in the bundle."""
    moment = CLOSES - timedelta(days=30) + timedelta(days=365 * years)
    if years > 0:
        with pytest.raises(RoundError, match=r"closed on 2030-01-01.*your clock says 2030-12-02.*correct it"):
            make(now=moment)
        assert ledger.entries() == []
    else:
        assert read_bundle(make(now=moment), ROSTER, round_of()).made.startswith("2028-12")


def test_two_files_of_one_round_are_told(make: Make, ledger: Ledger) -> None:
    """Two coordinators, or one in two minds: a second contribution under one number is refused."""
    make()
    with pytest.raises(RoundError, match="there are two round files"):
        make(round_of(deadline="2031-01-01T00:00:00+00:00"))
    assert len(ledger.entries()) == 1


def test_a_second_file_takes_nothing_that_was_paid_for(make: Make, home: Home, ledger: Ledger) -> None:
    """The machine stopped after the charge and before the bundle got its name; then another file came."""
    first = make()
    bundle = home.round(1) / "bundle.sse"
    bundle.rename(bundle.with_suffix(".pending"))
    with pytest.raises(RoundError, match="there are two round files"):
        make(round_of(deadline="2031-01-01T00:00:00+00:00"))
    assert make() == first
    assert len(ledger.entries()) == 1


def test_a_file_that_was_begun_and_not_paid_for_binds_nobody(make: Make, home: Home, ledger: Ledger) -> None:
    with pytest.raises(PrivacyError, match="budget"):
        make(budget=1.0)
    other = round_of(deadline="2031-01-01T00:00:00+00:00")
    assert read_bundle(make(other), ROSTER, other).member.name == "brume"
    assert len(ledger.entries()) == 1


def test_two_at_once_make_one(make: Make, ledger: Ledger) -> None:
    noisy = round_of(settings=replace(SETTINGS, noise=1.0))
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: make(noisy), range(4)))
    assert len(set(made)) == 1
    assert len(ledger.entries()) == 1


def test_what_cannot_count_is_not_charged(make: Make, ledger: Ledger, inputs: Callable[..., Inputs]) -> None:
    with pytest.raises(RoundError, match="starts from release 0, and another is in use"):
        make(start=START + 1)
    with pytest.raises(RoundError, match="is for the embedder other"):
        make(round_of(embedder="other"))
    with pytest.raises(RoundError, match="alba declared no language"):
        make(key=COORDINATOR)
    with pytest.raises(JudgementsMissing):
        make(inputs=inputs(1, ("en", "es"), 4))
    with pytest.raises(PrivacyError, match="budget"):
        make(budget=1.0)
    assert ledger.entries() == []


def test_a_bundle_that_was_damaged_here_is_told_and_not_replaced(
    make: Make, home: Home, ledger: Ledger
) -> None:
    make()
    path = home.round(1) / "bundle.sse"
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    with pytest.raises(BundleError):
        make()
    path.unlink()
    with pytest.raises(RoundError, match="Restore it from a copy"):
        make()
    assert len(ledger.entries()) == 1


def test_a_folder_that_cannot_be_written_costs_nothing(make: Make, home: Home, ledger: Ledger) -> None:
    home.folder.parent.mkdir(parents=True, exist_ok=True)
    home.folder.write_text("a file in its place")
    with pytest.raises((LibraryError, OSError)):
        make()
    assert ledger.entries() == []
