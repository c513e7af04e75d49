"""One server app over four grids gives the same weights; that over a SuperLink is an end-to-end test."""

from __future__ import annotations

import gc
import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from federation.aggregation import Contribution
from federation.errors import ContributionError, GridError
from federation.inputs import Inputs, save_inputs
from federation.member import contribute
from federation.messages import digest
from federation.settings import STRATEGIES, RoundSettings
from federation.weights import load_weights, save_weights

Make = Callable[..., Inputs]
TOLERANCE = 1e-6  # of a weight, between grids: floats may be added up in another order


@pytest.fixture
def members(inputs: Make) -> dict[str, Inputs]:
    return {f"m{number}": inputs(number, ("en", "es", "fr")[: number % 3 + 1], 18) for number in range(6)}


def over(grid: Any, folder: Path, settings: RoundSettings, **files: str) -> np.ndarray:
    """The weights after the server app's run over a grid."""
    from federation.grids import run
    from federation.server_app import app

    out = folder / "out.safetensors"
    run(app, grid, {**settings.record(), "out": str(out), **files})
    return load_weights(out, settings)


def local(members: dict[str, Inputs], folder: Path, settings: RoundSettings, **files: str) -> np.ndarray:
    from federation.client_app import app
    from federation.grids import LocalGrid

    return over(LocalGrid(app, members), folder, settings, **files)


def files_of(
    members: dict[str, Inputs], start: np.ndarray, settings: RoundSettings, number: int = 1
) -> list[Contribution]:
    return [
        Contribution(name, one.languages, contribute(one, start, settings, seed=number))
        for name, one in members.items()
    ]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("pairs", [False, True])
def test_files_give_what_a_cohort_in_one_process_gives(
    members: dict[str, Inputs], tmp_path: Path, strategy: str, pairs: bool
) -> None:
    from federation.grids import FileGrid

    settings = RoundSettings(rounds=1, epochs=10, strategy=strategy, hostile=1, pairs=pairs)
    start = np.zeros(settings.layout.size, np.float32)
    made = files_of(members, start, settings)
    grid = FileGrid(made, dict.fromkeys(members, digest(start)), dict.fromkeys(members, 1))
    found = over(grid, tmp_path, settings)
    assert found.any()
    assert np.array_equal(found, local(members, tmp_path, settings))


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="Flower's simulation engine needs Ray: pip install 'sse-assistant[simulation]'",
)
@pytest.mark.filterwarnings("default")  # what Ray warns of is not ours
@pytest.mark.slow
def test_flowers_simulation_engine_gives_the_same(members: dict[str, Inputs], tmp_path: Path) -> None:
    from flwr.app import Context, Message
    from flwr.clientapp import ClientApp
    from flwr.serverapp import Grid, ServerApp
    from flwr.simulation import run_simulation

    from federation.client_app import app as client
    from federation.server_app import app as server

    settings = RoundSettings(rounds=2, cohort=len(members))
    for place, one in enumerate(members.values()):
        save_inputs(tmp_path / f"{place}.safetensors", one)
    folder = str(tmp_path)
    virtual = ClientApp()

    @virtual.train()
    def train(message: Message, context: Context) -> Message:
        place = context.node_config["partition-id"]
        context.node_config.update(inputs=f"{folder}/{place}.safetensors", ledger=f"{folder}/{place}.jsonl")
        return client(message, context)

    coordinator = ServerApp()

    @coordinator.main()
    def main(grid: Grid, context: Context) -> None:
        context.run_config = {**settings.record(), "out": f"{folder}/engine.safetensors"}
        server(grid, context)

    run_simulation(coordinator, virtual, len(members))
    found = load_weights(tmp_path / "engine.safetensors", settings)
    assert found == pytest.approx(local(members, tmp_path, settings), abs=TOLERANCE)


def test_a_run_goes_on_from_the_weights_of_an_earlier_one(members: dict[str, Inputs], tmp_path: Path) -> None:
    one = RoundSettings(rounds=1)
    base = tmp_path / "base.safetensors"
    first = local(members, tmp_path, one)
    save_weights(base, first, one)
    second = local(members, tmp_path, one, base=str(base))
    assert not np.array_equal(first, second)
    # The order of a member's examples is drawn by round; all of its questions fit one batch here.
    assert second == pytest.approx(local(members, tmp_path, RoundSettings(rounds=2)), abs=1e-5)


def test_the_report_says_what_became_of_every_member(members: dict[str, Inputs], tmp_path: Path) -> None:
    from federation.grids import FileGrid

    settings = RoundSettings(rounds=1)
    start = np.zeros(settings.layout.size, np.float32)
    made = files_of(members, start, settings)
    made[1] = Contribution("m1", made[1].languages, made[1].vector * np.float32(np.nan))
    bases = dict.fromkeys(members, digest(start)) | {"m2": digest(start + 1)}
    numbers = dict.fromkeys(members, 1) | {"m3": 2}
    over(FileGrid(made, bases, numbers), tmp_path, settings)
    (report,) = json.loads((tmp_path / "out.report.json").read_text())
    assert report["accepted"] == ["m0", "m4", "m5"]
    assert "not finite" in report["rejected"]["m1"]
    assert "stale" in report["rejected"]["m2"]
    assert "answers round 2" in report["rejected"]["m3"]


def test_files_are_for_one_round(members: dict[str, Inputs], tmp_path: Path) -> None:
    from federation.grids import FileGrid

    settings = RoundSettings(rounds=2)
    start = np.zeros(settings.layout.size, np.float32)
    made = files_of(members, start, settings)
    grid = FileGrid(made, dict.fromkeys(members, digest(start)), dict.fromkeys(members, 1))
    with pytest.raises(GridError, match="0 contributions can be used"):
        over(grid, tmp_path, settings)
    assert not (tmp_path / "out.safetensors").exists()


def test_two_files_of_one_member_are_refused(members: dict[str, Inputs]) -> None:
    from federation.grids import FileGrid

    start = np.zeros(RoundSettings().layout.size, np.float32)
    made = files_of(members, start, RoundSettings())
    with pytest.raises(GridError, match="two contributions of m0"):
        FileGrid([*made, made[0]], {}, {})


def test_a_member_who_cannot_contribute_holds_up_nobody(
    members: dict[str, Inputs], inputs: Make, tmp_path: Path
) -> None:
    settings = RoundSettings(rounds=1)
    found = local({**members, "new": inputs(50, ("en",), 2)}, tmp_path, settings)
    (report,) = json.loads((tmp_path / "out.report.json").read_text())
    assert "too few judged questions" in report["rejected"]["new"]
    assert np.array_equal(found, local(members, tmp_path, settings))


def test_a_cohort_that_is_gone_leaves_no_inputs_in_memory(members: dict[str, Inputs]) -> None:
    from federation.client_app import app, held
    from federation.grids import LocalGrid

    before = set(held)
    grid = LocalGrid(app, members)
    assert len(set(held) - before) == len(members)
    del grid
    gc.collect()
    assert set(held) <= before


def test_a_grid_in_one_process_answers_as_it_is_asked(members: dict[str, Inputs]) -> None:
    from federation.client_app import app
    from federation.grids import LocalGrid

    grid = LocalGrid(app, members)
    assert [grid.member_name(node) for node in grid.get_node_ids()] == sorted(members)
    assert grid.member_name(99) == "99"
    with pytest.raises(NotImplementedError, match="send_and_receive"):
        grid.push_messages([])
    with pytest.raises(NotImplementedError, match="send_and_receive"):
        grid.pull_messages([])
    with pytest.raises(GridError, match="No run was set"):
        _ = grid.run


@pytest.mark.parametrize("change", ["missing", "damaged", "another layout", "hostile", "another version"])
def test_weights_that_do_not_fit_are_refused(tmp_path: Path, change: str) -> None:
    from safetensors.numpy import save_file

    settings = RoundSettings()
    path = tmp_path / "weights.safetensors"
    weights = settings.layout.unflatten(np.zeros(settings.layout.size, np.float32))
    hostile = {name: value + np.float32(1e6) for name, value in weights.items()}
    if change == "damaged":
        path.write_bytes(b"x" * 40)
    elif change == "another layout":
        save_file({"other": np.zeros(3, np.float32)}, path, {"format": "1"})
    elif change != "missing":
        save_file(
            hostile if change == "hostile" else weights, path, {"format": "1" if change == "hostile" else "2"}
        )
    with pytest.raises(ContributionError, match="cannot be used"):
        load_weights(path, settings)


def test_weights_come_back_as_they_were(tmp_path: Path) -> None:
    settings = RoundSettings(pairs=True)
    vector = np.random.default_rng(1).normal(0, 0.001, settings.layout.size).astype(np.float32)
    save_weights(tmp_path / "w", vector, settings)
    assert load_weights(tmp_path / "w", settings) == pytest.approx(vector, rel=1e-4, abs=1e-6)


def test_the_report_of_settings_is_plain(members: dict[str, Inputs]) -> None:
    assert json.loads(json.dumps(asdict(RoundSettings()))) == RoundSettings().record()
