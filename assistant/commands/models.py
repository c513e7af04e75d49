"""`sse models`: what is here, where it comes from, what was measured of it, and which one writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from assistant.commands.endpoint import endpoint
from assistant.commands.progress import Bar

if TYPE_CHECKING:
    from assistant.models.selftest import SelfTestResult

__all__ = ["models"]

_ANYWAY = click.option("--anyway", is_flag=True, help="Also where it needs more memory than is free.")


@click.group()
def models() -> None:
    """The models: which are here, where to have others from, and which one writes."""


models.add_command(endpoint)


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects.")
def list_models(as_json: bool) -> None:
    """Show every model of the catalogue and every one that you pulled or added."""
    from assistant.models.memory import available_bytes
    from assistant.models.overview import lines, record, rows
    from knowledge.settings import load

    found, free, now = rows(), available_bytes(), load()
    if as_json:
        click.echo(json.dumps([record(row, free) for row in found], ensure_ascii=False, indent=2))
        return
    for row in found:
        name, *facts = lines(row, free)
        click.secho(name, bold=True)
        for fact in facts:
            click.echo(f"    {fact}")
    if now.endpoint_on:
        click.echo(f"The endpoint {now.endpoint_name} ({now.endpoint_url}) is on and writes in their place.")
    click.echo("To have one: sse models pull NAME. To use one: sse models use NAME.", err=True)


@models.command()
@click.argument("name", required=False)
@click.option("--url", help="The address of the GGUF file, instead of the catalogue's.")
@click.option(
    "--repo", metavar="OWNER/NAME", default="", help="The hub's repository, instead of the catalogue's."
)
@click.option(
    "--file", metavar="NAME.gguf", default="", help="The file in the repository, or to save the address as."
)
@click.option("--revision", default="main", show_default=True, help="The repository's revision.")
@click.option("--sha256", default="", help="What the file must be; it is refused otherwise.")
@click.option(
    "--max-gb",
    type=click.FloatRange(0.001, 1_000),
    default=20.0,
    show_default=True,
    help="Refuse a larger file.",
)
def pull(
    name: str | None, url: str | None, repo: str, file: str, revision: str, sha256: str, max_gb: float
) -> None:
    """Download the model NAME of the catalogue, or the GGUF file at an address.

    This connects to the address that it prints. Interrupted, the same command goes on where
    it was. The sha256 is noted at the first pull, and later pulls must bring the same file.
    """
    from assistant.models.catalogue import read_catalogue
    from assistant.models.pull import address_of, hub_url
    from assistant.models.pull import pull as pull_file

    if url and repo:
        raise click.UsageError("--url and --repo both say where from: give one.")
    entry = next((one for one in read_catalogue() if name and one.name.casefold() == name.casefold()), None)
    if url:
        address = url
    elif entry is not None:
        address = address_of(entry, repo, file, revision)
        if not entry.gguf_tried and not repo:
            click.echo(
                f"note: {entry.gguf_repository} is where public sources say that it lies; we have not tried it.",
                err=True,
            )
    elif repo and file:
        address = hub_url(repo, file, revision)
    else:
        raise click.UsageError(
            f"'{name}' is not in the catalogue (sse models list); give --url, or --repo and --file." if name
            else "Give the NAME of a model, --url, or --repo and --file."
        )  # fmt: skip
    if entry is not None and entry.note:
        click.echo(f"note: {entry.note}", err=True)
    click.echo(f"pulling {address}", err=True)
    with Bar() as bar:
        record = pull_file(
            address, entry.name if entry is not None else name or "", file=file if url else "", sha256=sha256,
            max_bytes=int(max_gb * 1e9), progress=bar.show,
        )  # fmt: skip
    click.echo(f"{record.name} is here: {record.path}, {record.size_bytes:,} bytes, sha256 {record.sha256}")
    click.echo(
        f"Use it: sse models use {record.name}. Then let it take the self-test: sse models test", err=True
    )


@models.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it; the file's name where not given.")
@click.option("--copy", is_flag=True, help="Keep a copy of our own; the file stays where it is.")
@_ANYWAY
def add(path: Path, name: str, copy: bool, anyway: bool) -> None:
    """Add the GGUF file PATH, which is on this machine already."""
    from assistant.models.adding import add as add_file

    record, header = add_file(path, name, copy=copy, anyway=anyway)
    about = (
        header.architecture,
        header.quantisation,
        f"{header.parameters:,} parameters",
        f"{header.size_bytes:,} bytes",
    )
    click.echo(f"added {record.name}: {', '.join(filter(None, about))}, sha256 {record.sha256}")
    if not header.chat_template:
        click.echo(
            "note: it has no chat template, so it cannot be asked. Choose an instruct or chat version.",
            err=True,
        )
    if header.unknown_types:
        click.echo(
            "note: it holds tensors of a type that is not known here; whether it is whole was not checked.",
            err=True,
        )


@models.command()
@click.argument("name")
@_ANYWAY
def use(name: str, anyway: bool) -> None:
    """Use the model NAME, or the GGUF file at a path, from now on. It is verified first."""
    import os

    from assistant.models.adding import use as use_model
    from assistant.models.memory import need
    from assistant.models.selftest import writes_by_default
    from knowledge.paths import data_folder

    model, header = use_model(name, anyway=anyway)
    click.echo(f"{model.name} is in use. It needs about {need(model, header)}.")
    click.echo(writes_by_default(model, data_folder())[1])
    if os.environ.get("SSE_MODEL"):
        click.echo("note: SSE_MODEL is set in the environment and wins for as long as it is.", err=True)


@models.command("test")
@click.argument("name", required=False)
@click.option("--endpoint", "of_endpoint", is_flag=True, help="Test the endpoint that is on.")
@_ANYWAY
def test_model(name: str | None, of_endpoint: bool, anyway: bool) -> None:
    """Run the self-test of the model in use, or of NAME, and keep the result for its sha256."""
    if of_endpoint:
        _test_endpoint()
        return
    from assistant.models.catalogue import default_model
    from assistant.models.gguf import read_header
    from assistant.models.memory import require_memory
    from assistant.models.selftest import run_self_test, save_result, writes_by_default
    from assistant.models.worker import ModelWorker
    from knowledge.paths import data_folder

    model = default_model(name)
    header = read_header(model.path)
    if not anyway:
        require_memory(model, header)
    model.verify(data_folder())
    click.echo(f"Testing {model.name} …", err=True)
    with ModelWorker(model.path) as worker, Bar("question") as bar:
        result = run_self_test(worker, model.sha256(data_folder()), progress=bar.show)
    save_result(data_folder(), result)
    _show_failures(result)
    click.echo(writes_by_default(model, data_folder())[1])


@models.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:
    """Remove the model NAME that you pulled or copied; forget one that you added.

    A file of your own is never deleted.
    """
    from assistant.models.adding import removable
    from assistant.models.adding import remove as remove_model

    record = removable(name)
    what = (
        f"Delete {record.path} ({record.size_bytes / 1e6:,.0f} MB)"
        if record.ours
        else f"Forget {record.name}"
    )
    if not yes:
        click.confirm(f"{what}?", abort=True, err=True)
    record, deleted = remove_model(name)
    click.echo(
        f"removed {record.name}: {record.path} is deleted"
        if deleted
        else f"forgot {record.name}; your file {record.path} stays"
    )


@models.command()
@click.argument("name", required=False)
def card(name: str | None) -> None:
    """Print the card of the model in use, or of NAME, in Markdown."""
    from assistant.models.card import card as make_card
    from assistant.models.catalogue import default_model

    click.echo(make_card(default_model(name)), nl=False)


def _test_endpoint() -> None:
    from assistant.models.endpoint import endpoint_for
    from assistant.models.selftest import run_self_test, save_result
    from knowledge.paths import data_folder

    with endpoint_for() or _no_endpoint() as writer:
        click.echo(f"Testing the endpoint {writer.name} ({writer.url}) …", err=True)
        with Bar("question") as bar:
            result = run_self_test(writer, writer.identity, progress=bar.show)
    save_result(data_folder(), result)
    _show_failures(result)
    click.echo(
        f"The endpoint {writer.name} got {result.right} of {result.items} right: {'passed' if result.passed else 'not passed'}. "
        "This holds for its address and the model's name; if its weights change, nobody here sees it: test again."
    )


def _no_endpoint() -> NoReturn:
    raise click.UsageError("No endpoint is on. See: sse models endpoint --help")


def _show_failures(result: SelfTestResult) -> None:
    from assistant.models.selftest import table

    for failed in result.failures:
        click.echo(f"  failed: {' '.join(failed.split())}")
    for line in table(result):
        click.echo(line)
