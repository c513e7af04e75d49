"""The help of the commands in the language in force.

Commands carry their help in English. Where a page of help is asked for in another language, it is
shown from copies whose texts are translated; click's own words ("Usage:", "Options") come by
gettext, from the same catalogue. Nothing of this is loaded where no help is shown.
"""

from __future__ import annotations

import gettext
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from knowledge.lazy_group import LazyGroup
from tui.i18n import HELP, LOCALE, help_text, language

__all__ = ["CLICK", "in_language", "speaking", "strings", "told"]

# What click says itself on a page of help and in an error of use.
CLICK = (
    "Usage:", "Options", "Commands", "default: {default}", "Show this message and exit.", "Error: {message}",
    "Try '{command} {option}' for help.", "Missing argument", "Missing option", "Missing command.",
    "Invalid value for {param_hint}: {message}", "Invalid value: {message}", "Choose from:\n\t{choices}",
)  # fmt: skip


def strings(command: click.Command, name: str = "sse") -> Iterator[tuple[str, str]]:
    """Every text of help of a command and of those below it, with the command that shows it."""
    yield _paragraphs(command.help or ""), name
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield _paragraphs(parameter.help), name
    if isinstance(command, LazyGroup):
        yield from ((text, name) for text in command.helps())
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                yield from strings(found, f"{name} {below}")


def told(text: str) -> str:
    """A text of help in the language in force."""
    return help_text(_paragraphs(text))


def in_language(command: click.Command) -> click.Command:
    """A copy of a command, and of those below it, whose help is in the language in force."""
    return LazyGroup.retold(command, told)


@contextmanager
def speaking() -> Iterator[None]:
    """Let click's own words come from our catalogue; all is as before afterwards."""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    os.environ["LANGUAGE"] = language()  # where gettext looks first
    gettext.bindtextdomain(HELP, str(LOCALE))
    gettext.textdomain(HELP)
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def _paragraphs(text: str) -> str:
    """A text of help without the line breaks of the code; paragraphs stay."""
    cleaned = inspect.cleandoc(text)
    return "\n\n".join(" ".join(one.split()) for one in cleaned.split("\n\n") if one.strip())
