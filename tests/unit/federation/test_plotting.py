from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from federation.errors import FederationError
from federation.plotting import plot_rounds
from federation.simulate import Simulation


@pytest.fixture
def result() -> Simulation:
    rows = [
        {"system": "untrained", "group": group, "ndcg@10": 0.8}
        for group in ("contributors", "non_contributors")
    ]
    rounds = [{"contributors": 0.8 + n / 100, "non_contributors": 0.79 + n / 100} for n in range(4)]
    return Simulation(rows=rows, by_round=rounds)


@pytest.mark.slow
def test_a_picture_is_written_by_the_ending_of_its_name(result: Simulation, tmp_path: Path) -> None:
    plot_rounds(result, tmp_path / "rounds.png")
    plot_rounds(result, tmp_path / "rounds.svg")
    assert (tmp_path / "rounds.png").read_bytes().startswith(b"\x89PNG")
    root = ElementTree.parse(tmp_path / "rounds.svg").getroot()
    assert root.tag.endswith("svg")


def test_a_group_that_is_not_there_is_left_out(result: Simulation, tmp_path: Path) -> None:
    for one in result.by_round:
        del one["non_contributors"]
    plot_rounds(result, tmp_path / "rounds.svg")
    text = (tmp_path / "rounds.svg").read_text()
    assert "contributors" in text
    assert "who gave nothing" not in text


@pytest.mark.parametrize("name", ["rounds.xyz", "missing/rounds.png"])
def test_a_file_that_cannot_be_written_is_said(result: Simulation, tmp_path: Path, name: str) -> None:
    with pytest.raises(FederationError, match=r"cannot be written.*ends in \.png or \.svg"):
        plot_rounds(result, tmp_path / name)
