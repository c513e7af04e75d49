"""The result of a round: the mean of what was accepted, kept whole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from federation.errors import RoundError
from federation.membership.home import Home
from federation.rounds.joining import RoundResult, load_result, result_folder, save_result
from federation.settings import RoundSettings
from knowledge.errors import LibraryError

SETTINGS = RoundSettings(rounds=1)
CARD = b'{"a":1}'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def result(value: float = 0.005) -> RoundResult:
    return RoundResult(
        3, "open", "a" * 64, "b" * 64, 2, np.full(SETTINGS.layout.size, value, np.float32), {"m0": "c" * 64},
        {"x.sse": "damaged"}, {"m0": "too long"}, 900, SETTINGS.record(), [("d" * 64, CARD)], ["m9"],
    )  # fmt: skip


def test_a_result_is_read_as_it_was_kept(home: Home) -> None:
    save_result(home, result())
    found = load_result(home, 3)
    np.testing.assert_allclose(found.weights, result().weights, rtol=1e-5)  # kept as names and scales
    assert found.report() == result().report()
    assert found.practices == [("d" * 64, CARD)]
    save_result(home, result(0.0025))
    assert load_result(home, 3).weights[0] == pytest.approx(0.0025)


def test_a_report_holds_no_weights_and_no_cards() -> None:
    told = result().report()
    assert "weights" not in told
    assert told["practices"] == 1
    json.dumps(told)


@pytest.mark.parametrize("file", ["result.json", "weights.safetensors", "practices"])
def test_half_a_result_is_none(home: Home, file: str) -> None:
    save_result(home, result())
    path = result_folder(home, 3) / file
    if path.is_dir():
        for one in path.iterdir():
            one.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(RoundError, match="There is no result of round 3"):
        load_result(home, 3)


def test_a_round_that_was_not_aggregated_here_says_how(home: Home) -> None:
    with pytest.raises(RoundError, match="sse federation aggregate"):
        load_result(home, 1)


def test_what_cannot_be_written_leaves_the_earlier_result(home: Home) -> None:
    save_result(home, result())
    folder = result_folder(home, 3)
    (folder / "practices").rename(folder / "moved")
    (folder / "practices").write_text("a file in its place")
    with pytest.raises(LibraryError):
        save_result(home, result(0.0025))
    (folder / "practices").unlink()
    (folder / "moved").rename(folder / "practices")
    assert load_result(home, 3).weights[0] == pytest.approx(0.005)
