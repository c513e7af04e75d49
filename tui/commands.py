"""The front door's own part of `sse`: the app and the doctor."""

from __future__ import annotations

import json
import os
import sys

import click

__all__ = ["app", "doctor"]


@click.command()
@click.option(
    "--plain",
    is_flag=True,
    help="Linear text: for screen readers, terminals that cannot move a cursor, pipes.",
)
def app(plain: bool) -> None:
    """Open the terminal app; in a terminal that cannot move its cursor, the linear one."""
    served = os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")  # by `sse web`
    if not served and not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "The app needs a terminal. To ask from a script or a pipe: sse ask --plain 'QUESTION', or sse --plain "
            "for a conversation, one line a question."
        )
    dumb = os.environ.get("TERM", "") in ("", "dumb") and os.name != "nt"
    if plain or (dumb and not served):
        from tui.plain import run

        run()
        return
    from tui.app import AssistantApp
    from tui.first_run import is_first_run

    shown = AssistantApp(first_run=is_first_run())
    try:
        shown.run()
    finally:
        # After a crash the terminal is itself again here, and what is printed stays.
        if shown.return_code and (kept := shown.rescue()):
            click.echo(kept, err=True)
    if shown.return_code:
        raise SystemExit(shown.return_code)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def doctor(as_json: bool) -> None:
    """Say what is installed and where, what is wrong, and how to mend it.

    Exits with 1 where something is wrong.
    """
    from tui.doctor import examine

    report = examine()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for section, values in report.items():
            if isinstance(values, dict):
                click.secho(section, bold=True)
                for name, value in values.items():
                    click.echo(f"  {name:22} {value}")
        for problem in report["problems"]:
            click.echo(f"{click.style('wrong', fg='red')}: {problem['what']}\n  mend: {problem['mend']}")
        if not report["problems"]:
            click.secho("Nothing is wrong.", fg="green")
    if report["problems"]:
        raise SystemExit(1)
