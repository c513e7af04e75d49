from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from federation.errors import JudgementsMissing, PrivacyError
from federation.inputs import Inputs, save_inputs
from federation.leaving import Ledger, preview, readers
from federation.member import contribute
from federation.messages import reply, size_of
from federation.privacy import epsilon
from federation.settings import RoundSettings

Make = Callable[..., Inputs]
BASE = "0" * 64
NOISY = RoundSettings(noise=8.0, cohort=17, rounds=4)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data" / "contributions.jsonl")


def test_every_number_that_leaves_is_listed(inputs: Make) -> None:
    settings = RoundSettings(pairs=True)
    made = inputs(1, ("en", "es"))
    found = preview(made, settings)
    learned = [part for part in found.parts if part.learned]
    assert sum(part.numbers for part in learned) == settings.layout.mask(made.languages).sum()
    assert all(part.bytes == 4 * part.numbers for part in learned)
    start = np.zeros(settings.layout.size, np.float32)
    sent = reply(contribute(made, start, settings), made.languages, start, 10)
    listed = {part.name for part in found.parts}
    assert set(sent.config_records["about"]) | set(sent.metric_records["metrics"]) <= listed
    assert found.message == size_of(sent)
    assert not any("fr" in part.name for part in found.parts)


@pytest.mark.slow
def test_a_whole_run_is_counted_before_it_starts(inputs: Make) -> None:
    found = preview(inputs(1), NOISY)
    assert found.spent.coordinator == pytest.approx(epsilon([4.0] * 4))
    assert found.spent.readers == pytest.approx(epsilon([16.0] * 4))
    assert (found.spent.before, found.earlier, found.refused) == (0.0, 0, "")
    assert found.rounds == 4


def test_what_was_spent_before_is_counted(inputs: Make, ledger: Ledger) -> None:
    for number in (1, 2):
        ledger.charge(NOISY, BASE, number, 1_000)
    found = preview(inputs(1), NOISY, ledger.entries())
    assert found.spent.before == pytest.approx(epsilon([4.0] * 2))
    assert found.spent.coordinator == pytest.approx(epsilon([4.0] * 6))
    assert found.earlier == 2


def test_a_run_over_the_budget_is_refused_before_it_starts(inputs: Make) -> None:
    whole = epsilon([4.0] * 4)
    assert preview(inputs(1), NOISY, budget=whole + 0.01).refused == ""
    assert "over the budget" in preview(inputs(1), NOISY, budget=whole - 0.01).refused


def test_no_noise_is_told_as_no_bound(inputs: Make) -> None:
    told = preview(inputs(1), RoundSettings()).record()
    assert told["spent"] == {"coordinator": None, "readers": None, "delta": 1e-5, "before": 0.0}
    json.dumps(told, allow_nan=False)


def test_the_preview_tells_the_length_before_clipping(inputs: Make) -> None:
    settings = RoundSettings(clip=100.0)
    start = np.zeros(settings.layout.size, np.float32)
    length = float(np.linalg.norm(contribute(inputs(1), start, settings)))
    assert preview(inputs(1), RoundSettings(clip=0.001)).length == pytest.approx(length, rel=1e-5)


def test_a_preview_needs_something_to_contribute(inputs: Make) -> None:
    with pytest.raises(JudgementsMissing):
        preview(inputs(1, ("en",), 2), RoundSettings())


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        (RoundSettings(cohort=10), 9),
        (RoundSettings(cohort=10, hostile=4), 5),
        (RoundSettings(cohort=2), 1),
        (RoundSettings(cohort=1), 1),
        (RoundSettings(cohort=10, pairs=True), 1),
        (RoundSettings(cohort=10, strategy="trimmed-mean"), 1),
        (RoundSettings(cohort=10, strategy="multi-krum"), 1),
    ],
)
def test_readers_bounds_count_on_no_noise_that_may_be_missing(settings: RoundSettings, count: int) -> None:
    assert readers(settings) == count


def test_the_ledger_keeps_every_contribution(ledger: Ledger) -> None:
    assert ledger.entries() == []
    ledger.charge(NOISY, BASE, 1, 1_108)
    cost = ledger.charge(RoundSettings(), "1" * 64, 2, 1_200)
    assert cost.coordinator == math.inf
    one, two = ledger.entries()
    assert (one.base, one.round, one.noise, one.members, one.bytes) == (BASE, 1, 8.0, 16, 1_108)
    assert (two.round, two.noise, two.bytes) == (2, 0.0, 1_200)
    assert one.when <= two.when
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_what_is_refused_is_not_written(ledger: Ledger) -> None:
    ledger.charge(NOISY, BASE, 1, 1_000, budget=epsilon([4.0]) + 0.01)
    with pytest.raises(PrivacyError, match="Nothing was sent"):
        ledger.charge(NOISY, BASE, 2, 1_000, budget=epsilon([4.0]) + 0.01)
    assert len(ledger.entries()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"when": "2026"}', "null", '"x"', "{NOISE}", "{NAN}", "\xff"],
)
def test_a_damaged_ledger_stops_everything(ledger: Ledger, line: str) -> None:
    ledger.charge(NOISY, BASE, 1, 1_000)
    entry = asdict(ledger.entries()[0])
    line = line.replace("{NOISE}", json.dumps(entry | {"noise": -1})).replace(
        "{NAN}", json.dumps(entry | {"noise": math.nan})
    )
    before = ledger.path.read_bytes() + line.encode("latin-1") + b"\n"
    ledger.path.write_bytes(before)
    with pytest.raises(PrivacyError, match="what was spent is not known"):
        ledger.entries()
    with pytest.raises(PrivacyError, match="cannot be read"):
        ledger.charge(NOISY, BASE, 2, 1_000)
    assert ledger.path.read_bytes() == before


def test_contributions_at_once_are_all_kept(ledger: Ledger) -> None:
    def charge(number: int) -> None:
        Ledger(ledger.path).charge(NOISY, BASE, number, 1_000)

    threads = [threading.Thread(target=charge, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.round for entry in ledger.entries()) == list(range(8))


def test_no_text_and_no_number_of_questions_stands_in_what_leaves(inputs: Make, tmp_path: Path) -> None:
    """Whether a member has 12 questions or 13 below the minimum, the same bytes leave."""
    settings = RoundSettings()
    start = np.zeros(settings.layout.size, np.float32)
    made = inputs(1, ("en", "es"))
    few = inputs(4, ("fr",), settings.minimum - 1)

    def sent(one: Inputs) -> list[bytes]:
        from flwr.supercore.inflatable.inflatable_object import get_all_nested_objects

        content = reply(contribute(one, start, settings), one.languages, start, 1)
        return sorted(part.deflate() for part in get_all_nested_objects(content).values())

    languages = ("en", "es", "fr")
    without = Inputs(made.fingerprint, languages, made.examples)
    with_few = Inputs(made.fingerprint, languages, made.examples + few.examples)
    assert sent(without) == sent(with_few)
    assert made.fingerprint.encode() not in b"".join(sent(without))
    save_inputs(tmp_path / "i", with_few)
    assert b"fr" in (tmp_path / "i").read_bytes()  # declared, which is public
