"""`sse evaluate`: measure the answers to a file of questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from knowledge.worded import worded

__all__ = ["evaluate"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--model",
    metavar="NAME",
    help="A model of the catalogue, or a path; the one that is set where not given.",
)
@click.option("--write", is_flag=True, help="Let the model write; without it only quotes are measured.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object (docs/evaluation.md).")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="RUN.json", help="Keep the run, question by question."
)
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="OLD.json", help="Compare with a run kept earlier."
)
@click.option("--split", metavar="NAME", help="Only questions of this part of the set (tune, test …).")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N questions.")
def evaluate(
    file: Path,
    model: str | None,
    write: bool,
    as_json: bool,
    out: Path | None,
    against: Path | None,
    split: str | None,
    limit: int | None,
) -> None:
    """Measure retrieval, quotes, facts, citations, refusals and cost on FILE, a file of JSON lines.

    Each result is kept at once: a run that was interrupted goes on when it is started again.
    """
    from assistant.assistant import Assistant
    from assistant.errors import WorkError
    from assistant.evaluation.questions import read_questions
    from assistant.evaluation.report import lines_of, report
    from assistant.evaluation.run import evaluate as evaluated
    from assistant.evaluation.run import read_run, write_run
    from knowledge.commands import open_retriever

    questions = [one for one in read_questions(file) if split in (None, one.split)][:limit]
    if not questions:
        raise WorkError(
            worded(
                "{file} has no question of the part '{split}'. Leave --split out, or name another.",
                file=file,
                split=split,
            )
        )
    earlier = read_run(against) if against else None
    if out and (not out.parent.is_dir() or out.is_dir()):
        raise WorkError(worded("{out} cannot be written: name a file in a folder that exists.", out=out))
    journal = _journal(file, out)
    assistant = Assistant(open_retriever(), model)
    try:
        run = evaluated(
            assistant, questions, file=file.name, journal=journal, write=write,
            model=_model(model) if write else "", progress=_progress,
        )  # fmt: skip
    finally:
        assistant.close()
    if out:
        write_run(out, run)
    journal.unlink(missing_ok=True)
    found = report(run, earlier)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
        return
    for line in lines_of(found):
        click.echo(line)


def _journal(file: Path, out: Path | None) -> Path:
    """Where results are kept while the run goes on: beside RUN.json, else in the data folder."""
    from hashlib import sha256

    from knowledge.paths import data_folder, make_private

    if out:
        return out.with_name(f"{out.name}.partial")
    folder = data_folder() / "evaluations"
    make_private(folder)
    return folder / f"{sha256(str(file.resolve()).encode()).hexdigest()[:16]}.partial"


def _model(name: str | None) -> str:
    """The model that writes, by name and content, so that runs of two are not mixed up."""
    from assistant.models.catalogue import default_model
    from knowledge.paths import data_folder

    model = default_model(name)
    return f"{model.name} {model.sha256(data_folder())}"


def _progress(done: int, total: int) -> None:
    """A bar on standard error, rewritten; silent where nobody watches."""
    if sys.stderr.isatty():
        width = 30
        filled = width * done // total
        click.echo(
            f"\r[{'#' * filled}{' ' * (width - filled)}] {done} of {total}", err=True, nl=done == total
        )
