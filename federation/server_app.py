"""The coordinator's Flower app: rounds over any grid, from weights to weights.

The run's configuration has the round's settings, and may name files: `base`, the weights to
start from, and `out`, where the last weights and the report are written.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from federation.messages import quiet, settings_of, vector_of, weights_record
from knowledge.worded import worded

quiet()  # before flwr is imported

import numpy as np  # noqa: E402
from flwr.app import ConfigRecord, Context  # noqa: E402
from flwr.serverapp import Grid, ServerApp  # noqa: E402

from federation.errors import GridError  # noqa: E402
from federation.strategies import IndexStrategy  # noqa: E402
from federation.weights import load_weights, save_weights  # noqa: E402
from knowledge.files import write_atomically  # noqa: E402

__all__ = ["app"]

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    """Run the rounds; raises GridError where a round has too few members."""
    values = dict(context.run_config)
    settings = settings_of(ConfigRecord(values))  # type: ignore[arg-type]
    base = str(values.get("base", ""))
    start = load_weights(Path(base), settings) if base else np.zeros(settings.layout.size, np.float32)
    strategy = IndexStrategy(settings, getattr(grid, "member_name", str))
    result = strategy.start(grid=grid, initial_arrays=weights_record(start), num_rounds=settings.rounds)
    if result.arrays is None:
        raise GridError(
            worded("No round gave new weights. See the report of each round for the members left out.")
        )
    if out := str(values.get("out", "")):
        save_weights(Path(out), vector_of(result.arrays), settings)
        reports = [asdict(report) for report in strategy.reports]
        write_atomically(Path(out).with_suffix(".report.json"), json.dumps(reports, indent=2).encode())
