"""`sse log`, `show`, `export` and `challenge`: the answers that are kept, and what can be done with one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.traces import replay, verify
from knowledge.worded import worded

if TYPE_CHECKING:
    from assistant.answer import Answer

__all__ = ["challenge", "export", "log", "replay", "show", "verify"]

_FILE = click.Path(dir_okay=True, path_type=Path)


@click.group(invoke_without_command=True)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Records at most."
)
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects.")
@click.pass_context
def log(context: click.Context, limit: int, as_json: bool) -> None:
    """The answers kept on this machine, newest first.

    They stay until you forget them. To keep none: sse settings set records.log false
    """
    if context.invoked_subcommand is not None:
        return
    import dataclasses

    from assistant.records import listing
    from knowledge.paths import data_folder

    entries = listing(data_folder(), limit)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    if not entries:
        click.echo("No answer is kept yet.", err=True)
    for entry in entries:
        click.echo(f"{entry.id}  {entry.gate:12}  {entry.question}")


@log.command()
@click.argument("record", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Every record.")
def forget(record: str | None, everything: bool) -> None:
    """Delete the record ID (or the beginning of it, or `last`), or all of them, for good."""
    from assistant.records import forget as forget_one
    from assistant.records import forget_all
    from knowledge.paths import data_folder

    if everything == bool(record):
        raise click.UsageError("Give the ID of a record, or --all.")
    if record:
        click.echo(f"Forgotten: {forget_one(data_folder(), record)}")
    else:
        click.echo(f"Forgotten: {forget_all(data_folder())} records")


@click.command()
@click.argument("record", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The record as one JSON object (docs/answer.md).")
def show(record: str, as_json: bool) -> None:
    """Show the kept answer ID (or the beginning of it, or `last`) and how it came about."""
    from assistant.showing import record_lines
    from knowledge.languages import interface_language

    answer = _find(record)
    if as_json:
        click.echo(answer.model_dump_json(indent=2))
        return
    for line in record_lines(answer, interface_language()):
        click.echo(line)


@click.command()
@click.argument("record", metavar="ID")
@click.option("--to", "target", type=_FILE, help="The file: .md, .html, .json or .docx says the format.")
@click.option("--trace", "trace", type=_FILE, help="A signed trace, for sse verify and sse replay.")
@click.option("--include-own", is_flag=True, help="Leave texts of your own documents in.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
def export(record: str, target: Path | None, trace: Path | None, include_own: bool, force: bool) -> None:
    """Write the kept answer ID (or the beginning of it, or `last`) to a file, with every source.

    The text of your own documents is replaced by its hash, unless --include-own is given.
    """
    from assistant.export.files import check_target, render
    from knowledge.files import write_atomically

    if target is None and trace is None:
        raise click.UsageError("Say where to: --to FILE, --trace FILE, or both.")
    if target is not None and trace is not None and target.absolute() == trace.absolute():
        raise click.UsageError("--to and --trace name the same file.")
    answer = _find(record)
    written: list[tuple[Path, bytes]] = []
    if target is not None:
        written.append((target, render(answer, target.suffix, include_own=include_own)))
    for path in (target, trace):
        if path is not None:
            check_target(path, force=force)
    if trace is not None:
        from assistant.trace import make_trace, my_key
        from knowledge.paths import data_folder

        key = my_key(data_folder())
        written.append((trace, make_trace(answer, key, include_own=include_own)))
        click.echo(f"signed with your key {key.public.fingerprint}", err=True)
    for path, content in written:
        write_atomically(path, content)
        click.echo(f"written: {path}")


@click.command()
@click.argument("record", metavar="ID")
@click.option("--why", required=True, help="What is wrong with the answer, in your words.")
@click.option("--to", "target", type=_FILE, help="The file; challenge-ID.md where not given.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def challenge(record: str, why: str, target: Path | None, yes: bool, force: bool) -> None:
    """Contest the kept answer ID (or the beginning of it, or `last`): make a file for the maintainers.

    The file is shown before it is written, and nothing is sent. Texts of your own documents
    are never in it; your question is.
    """
    from assistant.challenging import challenge_text
    from assistant.errors import RecordError
    from assistant.export.files import check_target
    from knowledge.files import write_atomically

    answer = _find(record)
    text = challenge_text(answer, why)
    path = target or Path(f"challenge-{answer.id}.md")
    check_target(path, force=force)
    click.echo(text)
    if not yes:
        if not sys.stdin.isatty():
            raise RecordError(
                worded("This is what {path} would hold; it was not written. Write it with --yes.", path=path)
            )
        click.confirm(f"Write this to {path}? Nothing is sent.", abort=True, err=True)
    write_atomically(path, text.encode("utf-8"))
    click.echo(f"written: {path}. Nothing was sent: give it to the maintainers yourself.", err=True)


def _find(record: str) -> Answer:
    from assistant.records import find
    from knowledge.paths import data_folder

    return find(data_folder(), record)
