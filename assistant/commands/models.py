"""`sse models`: what is here, what may write, and what was measured of it."""

from __future__ import annotations

import click

__all__ = ["models"]


@click.group()
def models() -> None:
    """The local models: which are here, and which may write."""


@models.command("list")
def list_models() -> None:
    """Show the models of the catalogue and whether each is on this machine."""
    from assistant.errors import ModelError
    from assistant.models.catalogue import default_model, read_catalogue
    from assistant.models.selftest import writes_by_default
    from knowledge.paths import data_folder

    for entry in read_catalogue():
        try:
            model = default_model(entry.name)
        except ModelError:
            click.echo(f"{entry.name}\tnot here\t{entry.licence}")
            continue
        click.echo(f"{entry.name}\there\t{entry.licence}\t{writes_by_default(model, data_folder())[1]}")


@models.command("test")
def test_model() -> None:
    """Run the self-test of the model that is set, and keep the result for its sha256."""
    from assistant.models.catalogue import default_model
    from assistant.models.selftest import run_self_test, save_result, writes_by_default
    from assistant.models.worker import ModelWorker
    from knowledge.paths import data_folder

    model = default_model()
    click.echo(f"Testing {model.name} …", err=True)
    with ModelWorker(model.path) as worker:
        result = run_self_test(worker, model.sha256(data_folder()))
    save_result(data_folder(), result)
    for failed in result.failures:
        click.echo(f"  failed: {failed}")
    click.echo(writes_by_default(model, data_folder())[1])
