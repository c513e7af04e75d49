"""The command `sse`: one small group whose commands are loaded when they are called.

Importing this module loads click and nothing else, so that `sse --help` and a typing error
answer at once (guarded by a test on `sys.modules`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from knowledge.lazy_group import LazyGroup

__all__ = ["cli", "main"]

# name -> (module, attribute, help); the help stands here so that listing loads nothing.
_COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "app": ("tui.commands", "app", "Open the terminal app (the same as `sse` alone)."),
    "ask": ("assistant.commands.ask", "ask", "Answer a question with quotes from the texts."),
    "brief": (
        "assistant.commands.work",
        "brief",
        "Write an advocacy note in which everything has its source.",
    ),
    "card": (
        "assistant.commands.card",
        "card",
        "The system card: limits, data, models, numbers, who decides.",
    ),
    "challenge": (
        "assistant.commands.records",
        "challenge",
        "Contest an answer: a file for the maintainers.",
    ),
    "cite": ("assistant.commands.work", "cite", "The reference of a provision in the usual form."),
    "compare": ("assistant.commands.work", "compare", "What each text says on a theme, side by side."),
    "corpus": (
        "knowledge.corpus.commands",
        "corpus",
        "The texts: list, show, fetch, add, remove, export, check.",
    ),
    "doctor": ("tui.commands", "doctor", "Say what is installed, what is wrong and how to mend it."),
    "evaluate": ("assistant.commands.evaluate", "evaluate", "Measure the answers to a file of questions."),
    "export": ("assistant.commands.records", "export", "Write an answer to a file, with every source."),
    "federation": (
        "federation.commands",
        "federation",
        "Improve the index together; judgements stay with you.",
    ),
    "judge": ("knowledge.judgement_commands", "judge", "Say which passages answer a question."),
    "judgements": (
        "knowledge.judgement_commands",
        "judgements",
        "Judgements made here: import, list, export, forget.",
    ),
    "kit": ("tui.kit_commands", "kit", "A folder for a stick that installs without a network."),
    "log": ("assistant.commands.records", "log", "The answers kept on this machine."),
    "models": (
        "assistant.commands.models",
        "models",
        "The models: list, pull, add, use, test, remove, card, endpoint.",
    ),
    "practice": (
        "federation.commands.practices",
        "practice",
        "Cards of good practice: write, share, take back.",
    ),
    "replay": ("assistant.commands.records", "replay", "Run a trace again and name the first difference."),
    "search": ("knowledge.commands", "search", "Show the passages that fit a query best."),
    "settings": ("knowledge.settings_commands", "settings", "The settings: list, get, set."),
    "show": ("assistant.commands.records", "show", "Show a kept answer and how it came about."),
    "update": (
        "federation.commands.updating",
        "update",
        "Get the newest release of your federation.",
    ),
    "verify": ("assistant.commands.records", "verify", "Say what of a signed trace holds."),
    "web": ("tui.web_commands", "web", "Open the app in a browser of this machine."),
}


@click.group(cls=LazyGroup, table=_COMMANDS, invoke_without_command=True)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option("--offline", is_flag=True, help="Connect to nothing beyond this machine.")
@click.option("--plain", is_flag=True, help="The app as linear text, without colours and cursor.")
@click.version_option(package_name="sse-assistant", prog_name="sse")
@click.pass_context
def cli(context: click.Context, debug: bool, offline: bool, plain: bool) -> None:
    """Ask the international texts on the social and solidarity economy; get cited quotes.

    Without a command the terminal app opens. Nothing connects to a network but the commands
    that say so: corpus fetch, models pull, and an endpoint that you switched on.
    """
    context.obj = {"debug": debug}
    if offline:
        os.environ["SSE_OFFLINE"] = "1"
    if context.invoked_subcommand is None:
        command = cli.get_command(context, "app")
        assert command is not None
        context.invoke(command, plain=plain)
    elif plain:
        raise click.UsageError(
            f"--plain opens the app as linear text. With a command, say it behind it: sse {context.invoked_subcommand} --plain"
        )


def main(arguments: list[str] | None = None) -> None:
    """Run `sse`; errors that are ours become one line on standard error and exit code 1."""
    _quiet_third_parties()
    for stream in (sys.stdout, sys.stderr):
        # A terminal in Latin-1 or ASCII shows '?' rather than ending in a traceback.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    try:
        code = _help(given) if "--help" in given else cli.main(given, "sse", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        _interrupted()
    except click.ClickException as error:
        _show(error, given)
    except KeyboardInterrupt:
        _interrupted()
    except BrokenPipeError:
        # The reader of a pipe closed it (`sse search … | head`): not our error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        _end(_told(error), 1)


def _help(given: list[str]) -> Any:
    """Run with the help in the reader's language."""
    from tui.help_pages import in_language, speaking
    from tui.i18n import language

    if language() == "en":
        return cli.main(given, "sse", standalone_mode=False)
    with speaking():
        return in_language(cli).main(given, "sse", standalone_mode=False)


def _show(error: click.ClickException, given: list[str]) -> NoReturn:
    """Tell an error of use, or the help of a group that was called alone, in the reader's language."""
    from tui.help_pages import speaking
    from tui.i18n import language

    if isinstance(error, click.exceptions.NoArgsIsHelpError) and "--help" not in given and language() != "en":
        try:
            _help([*given, "--help"])
        except click.ClickException as other:
            error = other
        sys.exit(error.exit_code)
    if language() == "en":
        error.show()
    else:
        with speaking():
            error.show()
    sys.exit(error.exit_code)


def _interrupted() -> None:
    from tui.i18n import _

    _end("\n" + _("Interrupted. Nothing was lost."), 130)


def _told(error: Exception) -> str:
    """Our own errors say what to do; any other is named, with the way to see more."""
    from tui.i18n import _, said

    if any(
        base.__name__ in ("KnowledgeError", "AssistantError", "FederationError")
        for base in type(error).__mro__
    ):
        return _("error: {reason}", reason=said(error))
    if isinstance(error, OSError):
        reason = f"{said(error.strerror or str(error))}{f': {error.filename}' if error.filename else ''}."
        return _("error: {reason}", reason=reason)
    return _(
        "error: {name}: {reason}. Run it again as `sse --debug …` to see where, and report it.",
        name=type(error).__name__, reason=error,
    )  # fmt: skip


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)


def _quiet_third_parties() -> None:
    """No library that we use may look up a host, or other packages, on its own account."""
    for name, value in {
        "FLWR_TELEMETRY_ENABLED": "0",
        "FLWR_DISABLE_UPDATE_CHECK": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_OFFLINE": "1",
        "DO_NOT_TRACK": "1",
        # pydantic would read the metadata of every installed package, looking for plugins.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }.items():
        os.environ.setdefault(name, value)
