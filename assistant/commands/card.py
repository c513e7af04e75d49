"""`sse card`: the system card, from what is shipped, measured and installed."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["card"]


@click.command()
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--shipped", "only_shipped", is_flag=True, help="Without the part on this machine.")
def card(path: Path | None, only_shipped: bool) -> None:
    """Print the system card in Markdown: purpose, limits, data, models, numbers, energy, who decides.

    Its last part tells what is installed here: counts, versions, hashes, the kind of machine.
    No question, title or path is in it.
    """
    from assistant.installation import installation
    from assistant.system_card import shipped, system_card
    from knowledge.files import write_atomically
    from knowledge.paths import data_folder

    text = system_card(shipped(), "" if only_shipped else installation(data_folder()))
    if path is None:
        click.echo(text, nl=False)
        return
    write_atomically(path, text.encode("utf-8"))
    path.chmod(0o644)  # meant to be passed on
    click.echo(f"wrote {path}", err=True)
