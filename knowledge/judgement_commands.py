"""`sse judge` and `sse judgements`: say which passages answer, and see what was said."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.judgements import Judgements

__all__ = ["judge", "judgements"]


@click.command()
@click.argument("question")
@click.option(
    "--key", metavar="KEY", help="The passage's citation key; without it you are asked passage by passage."
)
@click.option(
    "--answers/--answers-not", default=True, help="With --key: whether it answers.", show_default=True
)
@click.option(
    "--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Passages to be shown."
)
def judge(question: str, key: str | None, answers: bool, limit: int) -> None:
    """Say which passages answer QUESTION.

    Judgements stay on this machine. They are what it can learn from, and what a member of a
    federation trains with.
    """
    from knowledge.commands import open_retriever
    from knowledge.errors import JudgementError
    from knowledge.judgements import judge as judgement_of

    retriever = open_retriever()
    kept = _kept()
    if key:
        passage = next((one for one in retriever.index.passages if one.key == key), None)
        if passage is None:
            raise JudgementError(
                worded(
                    "The library has no passage with the key {key}. Keys are shown by: sse search", key=key
                )
            )
        kept.add([judgement_of(question, passage, answers, "command")])
        click.echo(
            f"{passage.reference()}: {'answers' if answers else 'does not answer'}. Kept on this machine."
        )
        return
    done = 0
    for hit in retriever.search(question, limit):
        click.echo(
            f"\n{click.style(hit.passage.reference(), bold=True)}  [{hit.passage.key}]\n   {hit.passage.text}"
        )
        word = click.prompt(
            "   answers? (y)es (n)o (s)kip (q)uit", type=click.Choice(list("ynsq")), show_choices=False
        )
        if word == "q":
            break
        if word != "s":
            # One by one: what was said stays said, whenever the command ends.
            kept.add([judgement_of(question, hit.passage, word == "y", "command")])
            done += 1
    click.echo(f"{done} kept on this machine.")


@click.group()
def judgements() -> None:
    """The judgements made on this machine: import, list, export, forget."""


@judgements.command("import")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def import_file(path: Path) -> None:
    """Read judgements from a .jsonl or .csv file (docs/federation.md has the fields)."""
    from knowledge.judgements import read_file
    from knowledge.store import open_library

    library = open_library()
    found = read_file(path, library.passages())
    new = _kept().add(found)
    click.echo(f"{len(found)} read, {new} of them new.")


@judgements.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects.")
def list_judgements(as_json: bool) -> None:
    """Show every judgement."""
    found = _kept().all()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        mark = "answers    " if one.answers else "answers not"
        click.echo(
            f"{one.created[:10]}  {mark}  {one.document or one.key} {one.pinpoint}  [{one.source}]  {one.question}"
        )
    click.echo(f"{len(found)} judgements, on this machine only.", err=True)


@judgements.command("export")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export_file(path: Path, force: bool) -> None:
    """Write every judgement to a .jsonl file: your questions, for you alone."""
    from knowledge.errors import JudgementError
    from knowledge.files import write_atomically

    if path.exists() and not force:
        raise JudgementError(
            worded("{path} is there already. Choose another name, or give --force.", path=path)
        )
    found = _kept().all()
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in found)
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())
    click.echo(
        f"{len(found)} judgements written to {path}. It holds your questions: share it with nobody by mistake."
    )


@judgements.command()
@click.option("--document", "documents", metavar="ID", multiple=True, help="From these; repeatable.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="At most.")
def generate(documents: tuple[str, ...], limit: int) -> None:
    """Make questions from your own documents: headings, and sentences with a gap.

    They are marked as generated; training leaves them out unless it is told otherwise.
    """
    from knowledge.errors import JudgementError, UnknownDocument
    from knowledge.generated import generate as made_from
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    library = open_library()
    passages = library.passages()
    known = {one.document for one in passages}
    if unknown := set(documents) - known:
        raise UnknownDocument(min(unknown), sorted(known))
    chosen = [one for one in passages if (one.document in documents if documents else one.kind == "own")]
    found = made_from(chosen, limit)
    if not found:
        raise JudgementError(
            worded(
                "There is no document of your own to make questions from. Add one (sse corpus add FILE), "
                "or name a shipped one with --document."
            )
        )
    new = Judgements(library).add(found)
    click.echo(
        f"{len(found)} questions made, {new} of them new. Delete them: sse judgements forget --source generated"
    )


@judgements.command()
@click.option("--question", help="Only those of this question.")
@click.option(
    "--source", type=click.Choice(["ui", "command", "file", "generated"]), help="Only those from there."
)
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(question: str | None, source: str | None, everything: bool, yes: bool) -> None:
    """Delete judgements for good."""
    if not (question or source or everything):
        raise click.UsageError("Say which: --question, --source or --all.")
    if not yes:
        click.confirm("Delete them for good?", abort=True)
    click.echo(f"{_kept().forget(question=question, source=source)} deleted.")  # type: ignore[arg-type]


def _kept() -> Judgements:
    from knowledge.judgements import Judgements
    from knowledge.store import open_library

    return Judgements(open_library())
