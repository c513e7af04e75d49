"""`sse models endpoint`: the endpoint of the organisation, switched on by name and off again."""

from __future__ import annotations

import click

__all__ = ["endpoint"]


@click.group()
def endpoint() -> None:
    """An OpenAI-compatible endpoint that your organisation runs: set, on, off, show, private.

    Nothing is sent to it before you switch it on by its name, and nothing of your own
    documents before a second yes.
    """


@endpoint.command("set")
@click.argument("name")
@click.argument("url")
@click.option("--model", default="", help="The model, as the endpoint calls it.")
@click.option(
    "--key-env", metavar="VARIABLE", default="", help="The environment variable that holds its key."
)
def set_(name: str, url: str, model: str, key_env: str) -> None:
    """Note the endpoint NAME at URL (as far as /v1). It stays off until you switch it on."""
    from assistant.models.endpoint import check_address
    from assistant.models.installed import check_name
    from knowledge.settings import change_all

    change_all(
        {
            "endpoint.name": check_name(name),
            "endpoint.url": check_address(url),
            "endpoint.model": model,
            "endpoint.key_env": key_env,
            "endpoint.key": "",
            "endpoint.on": False,
            "endpoint.private": False,
        }
    )
    click.echo(f"{name} is set to {url}, and off. Switch it on: sse models endpoint on {name}")


@endpoint.command()
@click.argument("name")
def on(name: str) -> None:
    """Switch the endpoint NAME on: it writes in the place of the local model."""
    from assistant.models.endpoint import endpoint_for
    from knowledge.settings import change, load

    now = load()
    if not now.endpoint_url or name.casefold() != now.endpoint_name.casefold():
        raise click.UsageError(
            f"No endpoint is called '{name}'. {_which(now.endpoint_name)} Set it: sse models endpoint set {name} URL"
        )
    change("endpoint.on", True)
    try:
        endpoint_for(name)  # an empty key variable is told now, not at the first question
    except Exception:
        change("endpoint.on", False)
        raise
    private = "too" if now.endpoint_private else "not; that would take: sse models endpoint private --yes"
    click.echo(
        f"{now.endpoint_name} is on. When a model writes, your question and the passages found for it go to "
        f"{now.endpoint_url}. Passages of your own documents: {private}"
    )


@endpoint.command()
def off() -> None:
    """Switch the endpoint off: the local model writes again."""
    from knowledge.settings import change

    change("endpoint.on", False)
    click.echo("The endpoint is off. Nothing is sent to it.")


@endpoint.command()
@click.option("--yes/--no", "answer", default=None, help="Allow it, or take it back, without being asked.")
def private(answer: bool | None) -> None:
    """Allow, or take back, that passages of your own documents go to the endpoint too."""
    from knowledge.settings import change, load

    now = load()
    if not now.endpoint_url:
        raise click.UsageError("No endpoint is set. Set one first: sse models endpoint set NAME URL")
    if answer is None:
        answer = click.confirm(
            f"Send passages of your own, private documents to {now.endpoint_name} ({now.endpoint_url}) when a model writes?",
            default=False,
            err=True,
        )
    change("endpoint.private", answer)
    which = "go" if answer else "never go"
    click.echo(f"Passages of your own documents {which} to {now.endpoint_name} ({now.endpoint_url}).")


@endpoint.command()
def show() -> None:
    """Show what is set, without connecting."""
    import os

    from knowledge.settings import load

    now = load()
    if not now.endpoint_url:
        click.echo("No endpoint is set.")
        return
    key = "none"
    if now.endpoint_key_env:
        state = "set" if os.environ.get(now.endpoint_key_env) else "empty"
        key = f"in the variable {now.endpoint_key_env}, which is {state}"
    elif now.endpoint_key:
        key = "in the settings file"
    click.echo(f"name: {now.endpoint_name}")
    click.echo(f"address: {now.endpoint_url}")
    click.echo(f"model: {now.endpoint_model or 'not named'}")
    click.echo(f"key: {key}")
    click.echo(f"on: {'yes' if now.endpoint_on else 'no'}")
    click.echo(f"passages of your own documents: {'yes' if now.endpoint_private else 'no'}")


def _which(name: str) -> str:
    return f"The one that is set is '{name}'." if name else "None is set."
