"""`sse federation prepare` and `preview`: what training reads, and what a run would take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from federation.leaving import Leaving

__all__ = ["prepare", "preview", "show_leaving"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
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


@click.command()
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
@click.option(
    "--budget",
    type=click.FloatRange(0, min_open=True),
    help="Epsilon that you will not exceed; the setting federation.budget where not given.",
)
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
    from knowledge.settings import load

    given: dict[str, Any] = {"clip": clip, "cohort": cohort, "minimum": minimum}
    settings = RoundSettings(
        rounds=rounds, epochs=epochs, noise=noise,
        **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip
    kept = Ledger(ledger) if ledger else default_ledger()
    found = ahead(load_inputs(inputs), settings, kept.entries(), budget or load().budget)
    if as_json:
        click.echo(json.dumps(found.record(), indent=2))
    else:
        show_leaving(found)
    if found.refused:
        raise PrivacyError(found.refused)


def show_leaving(found: Leaving) -> None:
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
