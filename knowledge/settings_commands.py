"""`sse settings`: what is set, by whom, and how to change it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from knowledge.settings import Described, Settings

__all__ = ["settings"]


@click.group()
def settings() -> None:
    """The settings: list them, read one, set one."""


@settings.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def list_settings(as_json: bool) -> None:
    """Show every setting with its value, and the file that keeps them."""
    from knowledge.paths import config_folder
    from knowledge.settings import FILE, describe, load, value_of

    path, now = config_folder() / FILE, load()
    if as_json:
        values = {one.name: _shown(one, now) for one in describe()}
        click.echo(json.dumps({"file": str(path), "settings": values}, ensure_ascii=False, indent=2))
        return
    for one in describe():
        by = " (by the environment: " + one.variable + ")" if os.environ.get(one.variable or "") else ""
        default = "" if value_of(now, one.name) != one.default else "  [default]"
        click.echo(f"{click.style(one.name, bold=True)} = {json.dumps(_shown(one, now))}{default}{by}")
        click.echo(f"    {one.help}" + (f" ({', '.join(filter(None, one.choices))})" if one.choices else ""))
    click.echo(f"{path}{'' if path.exists() else ' (not made yet)'}", err=True)


@settings.command()
@click.argument("name")
def get(name: str) -> None:
    """Print the value of the setting NAME, as it is in force."""
    from knowledge.settings import load, value_of

    value = value_of(load(), name)
    click.echo(str(value).lower() if isinstance(value, bool) else value)


@settings.command("set")
@click.argument("name")
@click.argument("value")
def set_(name: str, value: str) -> None:
    """Set NAME to VALUE; an empty VALUE ("") is the default of a text."""
    from knowledge.settings import change, describe

    now = change(name, value)
    one = next(each for each in describe() if each.name == name)
    click.echo(f"{name} = {json.dumps(_shown(one, now))}")
    if os.environ.get(one.variable or ""):
        click.echo(f"note: {one.variable} is set in the environment and may say otherwise.", err=True)


def _shown(one: Described, now: Settings) -> str | bool:
    from knowledge.settings import value_of

    value = value_of(now, one.name)
    return "set, not shown" if one.secret and value else value
