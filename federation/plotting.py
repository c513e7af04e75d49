"""A picture of a federation: quality by round, with the untrained hybrid as the line to beat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from federation.errors import FederationError
from knowledge.worded import worded

if TYPE_CHECKING:
    from federation.simulate import Simulation

__all__ = ["plot_rounds"]

_GROUPS = {"contributors": ("contributors", "#1b6ca8"), "non_contributors": ("who gave nothing", "#c1440e")}


def plot_rounds(result: Simulation, path: Path) -> None:
    """Write nDCG@10 after each round as PNG or SVG, by the ending of `path`.

    Raises:
        FederationError: matplotlib is not installed, or the file cannot be written.
    """
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: F401 - a clear error where it is missing
        from matplotlib.figure import Figure
    except ImportError as error:
        raise FederationError(
            worded("A plot needs matplotlib. Install it: pip install 'sse-assistant[plot]'")
        ) from error
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    untrained = {row["group"]: row["ndcg@10"] for row in result.rows if row["system"] == "untrained"}
    for group, (name, colour) in _GROUPS.items():
        values = [one[group] for one in result.by_round if group in one]
        if not values:
            continue
        axes.plot(range(1, len(values) + 1), values, marker="o", color=colour, label=f"federated, {name}")
        axes.axhline(untrained[group], linestyle="--", color=colour, label=f"untrained, {name}")
    axes.set_xlabel("round")
    axes.set_ylabel("nDCG@10")
    axes.grid(alpha=0.3)
    axes.legend()
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise FederationError(
            worded(
                "The plot {path} cannot be written: {error}. Give a name that ends in .png or .svg.",
                path=path,
                error=error,
            )
        ) from error
