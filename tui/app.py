"""The terminal app.

It opens before the library does: importing this module loads Textual and no library of
texts, search or models (a test on `sys.modules` holds that).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from knowledge.languages import interface_language
from tui.asking import Asking, Factory, Progress
from tui.screens.ask import AskScreen
from tui.strings import tell

if TYPE_CHECKING:
    from assistant.assistant import Assistant

__all__ = ["AssistantApp"]


class AssistantApp(App[None]):
    """Ask the texts from the terminal.

    Args:
        assistant_factory: makes the assistant, in a thread; over the installed library
            where it is not given.
        language: of the interface; `SSE_LANG` or the locale's where it is not given.
    """

    TITLE = "SSE Assistant"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,ctrl+p", "command_palette", "Help", id="app.help", priority=True),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True),
    ]

    def __init__(self, assistant_factory: Factory | None = None, language: str | None = None) -> None:
        super().__init__()
        # From 110 columns the source stands beside the answer, and not below it.
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
        self.language = language or interface_language()
        self.asking = Asking(assistant_factory or _installed, self.language)

    def get_default_screen(self) -> Screen[None]:
        return AskScreen(self.asking, self.language)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's own commands, and those of the screen's keys."""
        yield SystemCommand(
            self._tell("palette.theme"), self._tell("palette.theme.help"), self.action_change_theme
        )
        keys = self.action_hide_help_panel if screen.query("HelpPanel") else self.action_show_help_panel
        yield SystemCommand(self._tell("palette.keys"), self._tell("palette.keys.help"), keys)
        yield SystemCommand(self._tell("key.app.quit"), "", self.action_quit)

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=self._tell("palette.search")))

    def action_help_quit(self) -> None:
        """Ctrl+C, by habit: say which key leaves."""
        for active in self.screen.active_bindings.values():
            if active.binding.id == "app.quit":
                leave = tell("leave", self.language, key=self.get_key_display(active.binding))
                self.notify(leave, markup=False)

    async def on_unmount(self) -> None:
        """End the model's process."""
        await asyncio.to_thread(self.asking.close)

    def _tell(self, name: str) -> str:
        return tell(name, self.language)


def _installed(progress: Progress) -> Assistant:
    """An assistant over the installed library."""
    from assistant.assistant import Assistant
    from knowledge.retriever import Retriever

    return Assistant(Retriever.open(progress=progress))
