"""Time and memory of a federation in one process, by its number of members; and of Flower's own engine.

    python tests/benchmarks/grids.py [--members 10,100,1000] [--rounds 2] [--judgements 100] [--engine]

Members have invented examples: 50 candidates a question, as a library of a few texts gives. Each
number of members runs in a process of its own, so that its memory is its own. `--engine` runs the
same server app on Flower's simulation engine too, which needs Ray: pip install 'sse-assistant[simulation]'.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CANDIDATES = 50


def members_of(count: int, judgements: int) -> dict[str, Any]:
    import numpy as np

    from federation.inputs import Inputs
    from federation.learning import Example
    from knowledge.fusion import CHANNELS, LANGUAGE_ROWS

    found = {}
    for number in range(count):
        drawn = np.random.default_rng(number)
        language = LANGUAGE_ROWS[number % 4]
        examples = []
        for _ in range(judgements):
            channels = drawn.normal(0, 0.05, (CANDIDATES, len(CHANNELS))).astype(np.float32)
            right = np.arange(CANDIDATES) == drawn.integers(CANDIDATES)
            channels[right, 2] += 0.1
            columns = drawn.integers(0, len(LANGUAGE_ROWS), CANDIDATES)
            examples.append(
                Example(LANGUAGE_ROWS.index(language), channels[:, 0].copy(), channels, columns, right)
            )
        found[f"m{number:04}"] = Inputs("invented", (language,), tuple(examples))
    return found


def local(members: dict[str, Any], config: dict[str, Any]) -> float:
    """Seconds of a run over LocalGrid, without the making of the members."""
    from federation.client_app import app
    from federation.grids import LocalGrid, run
    from federation.server_app import app as server

    began = time.perf_counter()
    run(server, LocalGrid(app, members), config)
    return time.perf_counter() - began


def engine(members: dict[str, Any], config: dict[str, Any], folder: Path) -> float:
    """Seconds of the same run on Flower's simulation engine."""
    from flwr.app import Context, Message
    from flwr.clientapp import ClientApp
    from flwr.serverapp import Grid, ServerApp
    from flwr.simulation import run_simulation

    from federation.client_app import app
    from federation.inputs import save_inputs
    from federation.server_app import app as server

    for place, inputs in enumerate(members.values()):
        save_inputs(folder / f"{place}.safetensors", inputs)
    named = str(folder)
    virtual, coordinator = ClientApp(), ServerApp()

    @virtual.train()
    def train(message: Message, context: Context) -> Message:
        place = context.node_config["partition-id"]
        context.node_config.update(inputs=f"{named}/{place}.safetensors", ledger=f"{named}/{place}.jsonl")
        return app(message, context)

    @coordinator.main()
    def main(grid: Grid, context: Context) -> None:
        context.run_config = config
        server(grid, context)

    began = time.perf_counter()
    run_simulation(coordinator, virtual, len(members))
    return time.perf_counter() - began


def measure(kind: str, count: int, rounds: int, judgements: int) -> dict[str, Any]:
    """One run, in this process."""
    import logging

    import numpy as np

    from federation.messages import quiet, reply, size_of
    from federation.settings import RoundSettings
    from federation.weights import load_weights

    quiet()
    logging.getLogger("flwr").setLevel(logging.ERROR)
    import flwr.serverapp  # noqa: F401 - its two seconds are not the run's

    settings = RoundSettings(rounds=rounds, cohort=count)
    members = members_of(count, judgements)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.safetensors"
        config = {**settings.record(), "out": str(out)}
        seconds = local(members, config) if kind == "local" else engine(members, config, Path(folder))
        weights = load_weights(out, settings)
    return {
        "kind": kind, "members": count, "rounds": rounds, "seconds": seconds,
        "mb_before": before / 1024, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "bytes": size_of(reply(np.zeros_like(weights), ("en",), weights, rounds)),
        "weights": weights.tolist(),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--members", default="10,100,1000")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--judgements", type=int, default=100, help="a member")
    parser.add_argument("--engine", action="store_true", help="Flower's simulation engine too; needs Ray")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        kind, count = arguments.one.split(":")
        print(json.dumps(measure(kind, int(count), arguments.rounds, arguments.judgements)))
        return
    print(f"{arguments.rounds} rounds, {arguments.judgements} judgements a member")
    print(
        "grid    members  seconds  ms a member and round  peak MB (of it members and programs)  bytes a reply"
    )
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for count in map(int, arguments.members.split(",")):
        for kind in ("local", "engine") if arguments.engine else ("local",):
            done = subprocess.run(
                [
                    sys.executable, __file__, "--one", f"{kind}:{count}", "--rounds", str(arguments.rounds),
                    "--judgements", str(arguments.judgements),
                ],
                stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )  # fmt: skip
            one = found[kind, count] = json.loads(done.stdout.splitlines()[-1])
            each = 1000 * one["seconds"] / count / arguments.rounds
            print(
                f"{kind:7} {count:7}  {one['seconds']:7.2f}  {each:21.2f}  {one['mb']:7.0f} ({one['mb_before']:.0f})"
                f"  {one['bytes']:33}",
                flush=True,
            )
        if arguments.engine:
            here, there = found["local", count], found["engine", count]
            apart = max(abs(a - b) for a, b in zip(here["weights"], there["weights"], strict=True))
            print(
                f"        LocalGrid is {there['seconds'] / here['seconds']:.0f} times as fast; weights differ by {apart:.1e}"
            )


if __name__ == "__main__":
    main()
