"""`sse kit`: a folder for a stick that installs on a machine without a network."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

__all__ = ["kit"]

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group()
def kit() -> None:
    """Install on machines without a network (docs/install-offline.md)."""


@kit.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--wheels-from", type=_FOLDER, help="Take these wheels in the place of those made here.")
@click.option("--release", type=_FOLDER, help="A published release of your federation, to copy along.")
@click.option("--models", is_flag=True, help="Also the models that you pulled.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def make(folder: Path, wheels_from: Path | None, release: Path | None, models: bool, as_json: bool) -> None:
    """Make a folder that installs this very version elsewhere, from what is installed here.

    Nothing is fetched, and nothing of yours is in it: no key, document, judgement or answer.
    """
    from tui.kit import make_kit

    done = 0

    def progress(name: str) -> None:
        nonlocal done
        done += 1
        if sys.stderr.isatty():
            click.echo(f"\r{done} {name[:60]:60}", err=True, nl=False)

    made = make_kit(folder, wheels_from=wheels_from, release=release, models=models, progress=progress)
    if sys.stderr.isatty():
        click.echo(err=True)
    if as_json:
        click.echo(json.dumps(asdict(made) | {"folder": str(made.folder)}, indent=2))
        return
    click.echo(
        f"{made.folder}: {made.wheels} wheels{''.join(f', {name}' for name in made.models)}, {made.stick / 1e6:,.0f} MB on "
        f"the stick, about {made.installed / 1e6:,.0f} MB installed. On the other machine: sh install.sh"
    )
    click.echo(f"fingerprint, to be told by another way than the stick: {made.fingerprint}")
