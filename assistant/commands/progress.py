"""Progress of a command on standard error."""

from __future__ import annotations

import sys

import click

__all__ = ["Bar"]


class Bar:
    """Progress on standard error, one line rewritten; silent where nobody watches."""

    def __init__(self, unit: str = "MB") -> None:
        self._unit = unit
        self._shown = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo(err=True)

    def show(self, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        scale = 1e6 if self._unit == "MB" else 1
        of = f" of {total / scale:,.0f}" if total else ""
        share = f" ({done / total:.0%})" if total else ""
        line = f"\r{self._unit} {done / scale:,.0f}{of}{share}"
        if line != self._shown:  # a megabyte has sixteen pieces
            self._shown = line
            click.echo(line, err=True, nl=False)
