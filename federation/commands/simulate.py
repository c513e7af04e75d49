"""`sse federation simulate`: what members would gain together, played through on one machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.simulate import Simulation

__all__ = ["simulate"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_TITLES = {
    "bm25": "words alone (BM25)",
    "e5": "embedder alone",
    "untrained": "best hybrid, untrained",
    "local": "each member alone",
    "pooled": "all data in one place",
    "federated": "federated",
}


@click.command()
@click.option(
    "--passages", type=_FILE, help="JSON Lines: id, text, language. The installed library without it."
)
@click.option(
    "--judgements",
    type=_FILE,
    required=True,
    help="JSON Lines: member, question, language, passage_id, split.",
)
@click.option("--rounds", type=click.IntRange(1, 1000), default=10, show_default=True, help="Rounds.")
@click.option(
    "--epochs", type=click.IntRange(1, 1000), default=2, show_default=True, help="Local epochs a round."
)
@click.option("--clip", type=click.FloatRange(0, min_open=True), help="Longest contribution (L2 norm).")
@click.option(
    "--noise",
    type=click.FloatRange(0),
    default=0.0,
    show_default=True,
    help="A member's noise, in clipping norms.",
)
@click.option(
    "--minimum", type=click.IntRange(1), help="Judged questions that a language needs to be trained."
)
@click.option(
    "--strategy", type=click.Choice(["clipped-mean", "trimmed-mean", "multi-krum"]), help="How to join."
)
@click.option("--hostile", type=click.IntRange(0), default=0, show_default=True, help="Members to withstand.")
@click.option(
    "--poison", type=click.IntRange(0), default=0, show_default=True, help="Members that send poison."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the order of the examples.")
@click.option("--plot", type=_FILE, help="Write quality by round to this .png or .svg.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def simulate(
    passages: Path | None,
    judgements: Path,
    rounds: int,
    epochs: int,
    clip: float | None,
    noise: float,
    minimum: int | None,
    strategy: str | None,
    hostile: int,
    poison: int,
    seed: int,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Play a federation through on this machine, and say who gains what."""
    from federation.cohort_files import read_judgements, read_passages
    from federation.settings import RoundSettings
    from federation.simulate import questions_of
    from federation.simulate import simulate as play
    from knowledge.commands import open_retriever, show_progress
    from knowledge.retriever import Retriever

    given: dict[str, Any] = {"clip": clip, "minimum": minimum, "strategy": strategy}
    settings = RoundSettings(
        rounds=rounds, epochs=epochs, noise=noise, hostile=hostile,
        **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip
    read = read_passages(passages) if passages else None
    if read is not None:
        lines = read_judgements(judgements, read)
        retriever = Retriever.from_passages(read, progress=show_progress)
    else:
        retriever = open_retriever()
        lines = read_judgements(judgements, retriever.index.passages)
    with click.progressbar(length=100, label="questions", file=sys.stderr, hidden=as_json) as bar:
        shown = 0

        def ahead(done: int, total: int) -> None:
            nonlocal shown
            bar.update(100 * done // total - shown)
            shown = 100 * done // total

        questions = questions_of(retriever, lines, ahead)
    with click.progressbar(length=rounds, label="rounds", file=sys.stderr, hidden=as_json) as bar:
        result = play(
            questions, settings, poisoned=poison, fingerprint=retriever.embedder.fingerprint, seed=seed,
            progress=lambda what, _done, _total: bar.update(1) if what == "federated" else None,
        )  # fmt: skip
    if plot:
        from federation.plotting import plot_rounds

        plot_rounds(result, plot)
    if as_json:
        click.echo(json.dumps(_record(result, settings.record(), poison), indent=2))
        return
    _show(result)


def _record(result: Simulation, settings: dict[str, Any], poisoned: int) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "by_round": result.by_round,
        "untrained": result.untrained,
        "bytes_per_member_and_round": result.bytes,
        "seconds": round(result.seconds, 3),
        "reports": result.reports,
        "settings": settings,
        "poisoned": poisoned,
    }


def _show(result: Simulation) -> None:
    members = sorted({row["group"] for row in result.rows} - {"contributors", "non_contributors"})
    cells = {(row["system"], row["group"]): row for row in result.rows}
    for group in ("contributors", "non_contributors", *members):
        if ("federated", group) not in cells:
            continue
        count = cells["federated", group]["n"]
        click.secho(f"\n{group.replace('_', '-')} ({count} questions)", bold=True)
        click.echo(f"  {'':24} nDCG@10  95 % interval   recall@1  points over untrained")
        for system, title in _TITLES.items():
            row = cells[system, group]
            gain = f"  {100 * row['gain']:+.1f}" if "gain" in row else ""
            click.echo(
                f"  {title:24} {row['ndcg@10']:.3f}    {row['low']:.3f} to {row['high']:.3f}  {row['recall@1']:.3f}{gain}"
            )
    left_out = {member for report in result.reports for member in report["rejected"]}
    click.echo(f"\nuntrained: {result.untrained}")
    click.echo(f"{result.bytes:,} bytes a member and round; {result.seconds:.1f} s for all rounds.")
    if left_out:
        click.echo(f"left out of a round or more: {', '.join(sorted(left_out))}")
