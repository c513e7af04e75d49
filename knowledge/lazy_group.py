"""A group of commands that loads a command's module when the command is called."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from gettext import gettext
from importlib import import_module
from typing import Any

import click

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """A click group over a table: name -> (module, attribute, help).

    The help stands in the table, so that listing the commands loads none of them.
    """

    def __init__(self, *, table: Mapping[str, tuple[str, str, str]], **given: Any) -> None:
        super().__init__(**given)
        self._table = table
        self._told: Callable[[str], str] | None = None

    def helps(self) -> list[str]:
        """The help of each command in the list."""
        return [text for _, _, text in self._table.values()]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in order."""
        return sorted(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, its module loaded now; None where there is none."""
        if cmd_name not in self._table:
            return None
        module, attribute, _ = self._table[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command if self._told is None else self.retold(command, self._told)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The names with their help, from the table."""
        told = self._told or str
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, told(text)) for name, (_, _, text) in sorted(self._table.items())])

    @staticmethod
    def retold(command: click.Command, told: Callable[[str], str]) -> click.Command:
        """A copy of a command whose texts of help went through `told`, with all commands below it."""
        new = copy.copy(command)
        new.help = told(command.help or "")
        new._help_option = None  # click keeps it once made, in the language of then
        new.params = [copy.copy(parameter) for parameter in command.params]
        for parameter in new.params:
            if isinstance(parameter, click.Option) and parameter.help:
                parameter.help = told(parameter.help)
        if isinstance(new, LazyGroup):
            new._told = told
        elif isinstance(new, click.Group):
            new.commands = {name: LazyGroup.retold(one, told) for name, one in new.commands.items()}
        return new
