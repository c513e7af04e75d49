"""`sse federation`: learn from judgements alone and together."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.leaving import Leaving
    from federation.simulate import Simulation

__all__ = ["federation"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_TITLES = {
    "bm25": "words alone (BM25)",
    "e5": "embedder alone",
    "untrained": "best hybrid, untrained",
    "local": "each member alone",
    "pooled": "all data in one place",
    "federated": "federated",
}


@click.group()
def federation() -> None:
    """Improve the index together; judgements stay with those who made them."""


@federation.command()
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


@federation.command()
@click.option("--out", type=_FILE, required=True, help="The file to write.")
@click.option(
    "--lang",
    "languages",
    multiple=True,
    required=True,
    metavar="XX",
    help="A language you declare; repeatable.",
)
@click.option("--generated", is_flag=True, help="With judgements that no person made.")
def prepare(out: Path, languages: tuple[str, ...], generated: bool) -> None:
    """Write the numbers that training reads: no question and no passage is in them."""
    from federation.examples import examples_of
    from federation.inputs import Inputs, save_inputs
    from knowledge.commands import open_retriever
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    retriever = open_retriever()
    kept = Judgements(open_library()).all(generated=generated)
    examples = examples_of(retriever, kept)
    save_inputs(out, Inputs(retriever.embedder.fingerprint, languages, tuple(examples)))
    click.echo(
        f"{len(examples)} judged questions written to {out} as numbers ({out.stat().st_size:,} bytes)."
    )


@federation.command()
@click.option("--inputs", type=_FILE, required=True, help="The file that `prepare` wrote.")
@click.option(
    "--rounds", type=click.IntRange(1, 1000), default=10, show_default=True, help="Rounds of the run."
)
@click.option(
    "--epochs", type=click.IntRange(1, 1000), default=2, show_default=True, help="Local epochs a round."
)
@click.option("--clip", type=click.FloatRange(0, min_open=True), help="Longest contribution (L2 norm).")
@click.option(
    "--noise", type=click.FloatRange(0), default=0.0, show_default=True, help="Your noise, in clipping norms."
)
@click.option("--cohort", type=click.IntRange(1), help="Fewest members of the run.")
@click.option("--minimum", type=click.IntRange(1), help="Judged questions that a language needs.")
@click.option(
    "--ledger", type=_FILE, help="Your contributions so far; those of your data folder where not given."
)
@click.option("--budget", type=click.FloatRange(0, min_open=True), help="Epsilon that you will not exceed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def preview(
    inputs: Path,
    rounds: int,
    epochs: int,
    clip: float | None,
    noise: float,
    cohort: int | None,
    minimum: int | None,
    ledger: Path | None,
    budget: float | None,
    as_json: bool,
) -> None:
    """Show what a run would take from you, before anything leaves.

    Exits with 1 where the run would exceed the budget.
    """
    from federation.errors import PrivacyError
    from federation.inputs import load_inputs
    from federation.leaving import Ledger, default_ledger
    from federation.leaving import preview as ahead
    from federation.settings import RoundSettings

    given = {"clip": clip, "cohort": cohort, "minimum": minimum}
    settings = RoundSettings(
        rounds=rounds, epochs=epochs, noise=noise,
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )  # fmt: skip
    kept = Ledger(ledger) if ledger else default_ledger()
    found = ahead(load_inputs(inputs), settings, kept.entries(), budget)
    if as_json:
        click.echo(json.dumps(found.record(), indent=2))
    else:
        _show_leaving(found)
    if found.refused:
        raise PrivacyError(found.refused)


def _show_leaving(found: Leaving) -> None:
    click.secho(f"Every round ({found.rounds} in this run) these leave:", bold=True)
    for part in found.parts:
        numbers = f"{part.numbers:,} numbers" if part.numbers else "text"
        click.echo(f"  {part.name:24} {numbers:>13} {part.bytes:7,} bytes  {part.about}")
    click.echo(f"  {'in all, as sent':24} {'':13} {found.message:7,} bytes")
    shortened = "would be shortened to it" if found.length > found.clip else "within it"
    click.echo(
        f"clipping: to a length of {found.clip:g}; yours is {found.length:.3g} in the first round, {shortened}"
    )
    deviation = f"standard deviation {found.noise * found.clip:.3g} on each number" if found.noise else "none"
    click.echo(f"noise: {deviation}")
    click.secho(f"epsilon at delta {found.spent.delta:g}", bold=True)
    click.echo(f"  spent so far, against the coordinator  {_bound(found.spent.before)}"
               f"  ({found.earlier} contributions)")  # fmt: skip
    click.echo(f"  after this run, against the coordinator {_bound(found.spent.coordinator)}")
    click.echo(f"  after this run, against readers         {_bound(found.spent.readers)}")
    click.echo(f"  your budget                             {_bound(found.budget)}")


def _bound(value: float | None) -> str:
    if value is None:
        return "none set"
    return f"{value:.3g}" if value < float("inf") else "without a bound (a contribution had no noise)"
