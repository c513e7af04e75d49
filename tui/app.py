"""The terminal app: its screens, its language and colours, and what may connect.

It opens before the library does: importing this module loads Textual and no library of
texts, search or models (a test on `sys.modules` holds that).
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter, NoColor
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.widgets import Input

from knowledge.errors import KnowledgeError
from knowledge.paths import data_folder
from knowledge.settings import Settings, load
from tui import i18n
from tui.ahead import AheadApp
from tui.asking import Factory, NotOpened, Opened, installed
from tui.i18n import N_, _, said
from tui.navigation import PLACES
from tui.network_state import NetworkState, network_state
from tui.rescue import Noted, NotingAsking
from tui.screens.ask import AskScreen
from tui.screens.translated import TranslatedScreen
from tui.stylesheet import KeptStylesheet
from tui.theming import DARK, PLAIN, TITLES, own_themes, users_folder, users_themes
from tui.widgets.top_bar import TopBar

__all__ = ["AssistantApp"]

_LONG = 15.0  # seconds that a message with something to do stays


class AssistantApp(AheadApp):
    """Ask the texts from the terminal.

    Args:
        assistant_factory: makes the assistant, in a thread; over the installed library
            where it is not given.
        language: of the interface; `SSE_LANG`, the setting's or the locale's where it is not given.
        first_run: begin with the three steps of a first run.
    """

    TITLE = "SSE Assistant"
    DEFAULT_MODE = "ask"  # Textual cannot go back to the mode that it would start in by itself
    CSS_PATH = Path(__file__).with_name("app.tcss")  # whichever module derives from this app
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,ctrl+p", "command_palette", N_("Help"), id="app.help", priority=True),
        Binding("ctrl+q", "quit", N_("Quit"), id="app.quit", priority=True),
        Binding("f6", "next_screen", N_("Next screen"), id="app.next_screen", show=False, priority=True),
        *(
            Binding(
                f"{place.key},alt+{number}", f"open_screen('{place.name}')", place.title,
                id=f"app.{place.name}", show=False, priority=True,
            )
            for number, place in enumerate(PLACES, 1)
        ),
    ]  # fmt: skip

    def __init__(
        self,
        assistant_factory: Factory | None = None,
        language: str | None = None,
        *,
        first_run: bool = False,
    ) -> None:
        super().__init__()
        self._problems: list[str] = []  # shown once, after the first paint
        self._first_run = first_run
        self.settings = self._read_settings()
        if language or self._problems:  # else the setting's or the locale's, by itself
            i18n.use(language or "")
        self.noted = Noted()
        self.asking = NotingAsking(assistant_factory or installed, self.language, self.noted)
        self.pacing = self.asking.pacing
        self._ask = AskScreen(self.asking, self.language)
        self._screens: dict[str, TranslatedScreen] = {"ask": self._ask}
        self.add_mode("ask", lambda: self._ask)
        self._show_theme()
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    @property
    def language(self) -> str:
        """The language in force."""
        return i18n.language()

    @property
    def network(self) -> NetworkState:
        """What may connect, by the settings in force."""
        return network_state(self.settings)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Where colours are not wanted (NO_COLOR), none; Textual would send shades of grey."""
        return [NoColor()] if self.no_color else super().get_line_filters()

    def on_load(self) -> None:
        self.pacing.begin()

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def open_screen(self, name: str, **arguments: Any) -> None:
        """Go to a screen; with arguments, to what they name on it (its method `go` takes them)."""
        self.call_later(self._open_screen, name, arguments)

    def action_open_screen(self, name: str) -> None:
        self.open_screen(name)

    def action_next_screen(self) -> None:
        """To the screen after this one, and from the last to the first."""
        names = [place.name for place in PLACES]
        here = next((name for name, screen in self._screens.items() if screen is self.screen), names[-1])
        self.open_screen(names[(names.index(here) + 1) % len(names)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A question that waits for an answer, or the palette, is not left for another screen."""
        if action in ("open_screen", "next_screen"):
            return not isinstance(self.screen, ModalScreen)
        return super().check_action(action, parameters)

    async def change_language(self, code: str) -> None:
        """Show everything in another language, from now on."""
        i18n.use(code)
        self.asking.language = self.language
        for screen in {*self._screens.values(), *self.screen_stack}:
            if isinstance(screen, TranslatedScreen) and screen.is_mounted:
                await screen.retranslate()
                await screen.show_top_bar()
        self.refresh_bindings()

    def settings_changed(self, settings: Settings) -> None:
        """Take over what has been set: colours and the network's sign at once."""
        self.settings = settings
        self._show_theme()
        for screen in self._screens.values():
            for bar in screen.query(TopBar):
                bar.draw()

    def tell_network(self) -> None:
        """Say in a sentence what may connect."""
        self.notify(self.network.sentence, timeout=_LONG, markup=False)

    def rescue(self) -> str:
        """Keep question and answer after a crash; where they are, in words, or "" for nothing."""
        return self.noted.rescue(data_folder())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every screen, and everything that can be done on this one."""
        from tui.palette import system_commands

        return system_commands(self, screen)

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Search for a command …")))

    def search_themes(self) -> None:
        from tui.palette import ThemeProvider

        self.push_screen(CommandPalette([ThemeProvider], placeholder=_("Search for a theme …")))

    def action_help_quit(self) -> None:
        """Ctrl+C, by habit: say which key leaves."""
        for active in self.screen.active_bindings.values():
            if active.binding.id == "app.quit":
                key = self.get_key_display(active.binding)
                self.notify(_("To leave, press {key}.", key=key), markup=False)

    @on(Input.Changed, "#question")
    def note_typed(self, event: Input.Changed) -> None:
        self.noted.typed = event.value if event.value != self.noted.question else ""

    async def on_unmount(self) -> None:
        """End the model's process."""
        self.pacing.end()
        await asyncio.to_thread(self.asking.close)

    @on(Opened)
    @on(NotOpened)
    def library_settled(self) -> None:
        """Nobody waits for the library any more."""
        self.load_ahead()

    async def _open_screen(self, name: str, arguments: dict[str, Any]) -> None:
        if name not in self._screens:
            made = await self.loaded(name)
            if name not in self._screens:
                self._screens[name] = made(self.asking)
                self.add_mode(name, partial(self._screens.__getitem__, name))
        await self.switch_mode(name)
        if arguments:
            went = self._screens[name].go(**arguments)
            if inspect.isawaitable(went):
                await went

    def _read_settings(self) -> Settings:
        try:
            return load()
        except KnowledgeError as error:
            self._problems.append(said(error))
            return Settings()

    def _show_theme(self) -> None:
        """The theme that is set; without one the dark one, and always the plain one where there is no colour."""
        if DARK not in self.available_themes:
            for theme in own_themes():
                self.register_theme(theme)
        wanted = PLAIN if self.no_color else self.settings.theme or DARK
        if wanted not in self.available_themes:
            self._take_themes(*users_themes(users_folder()))
        if wanted in self.available_themes:
            self.theme = wanted
            return
        self.theme = DARK
        self._problems.append(
            _(
                "No theme is called {name}. There are: {themes}.",
                name=wanted, themes=", ".join(sorted(self.available_themes)),
            )
        )  # fmt: skip

    def _take_themes(self, themes: list[Theme], problems: list[str]) -> None:
        for theme in themes:
            if theme.name not in TITLES:
                self.register_theme(theme)
        self._problems += problems

    async def _begin(self) -> None:
        """What can wait until something is to be seen."""
        if self._first_run:
            from tui.screens.first_run import FirstRunScreen

            self.push_screen(FirstRunScreen(), self._ask_example)
        self.run_worker(self._take_keys, thread=True, group="keys", exit_on_error=False)
        self._take_themes(*await asyncio.to_thread(users_themes, users_folder()))
        self.stylesheet.take(await asyncio.to_thread(self.stylesheet.parsed_ahead))
        problems, self._problems = self._problems, []
        for problem in dict.fromkeys(problems):
            self._tell(problem)

    async def _ask_example(self, question: str | None) -> None:
        if question:
            box = self._ask.query_one("#question", Input)
            box.value = question
            await box.action_submit()

    def _take_keys(self) -> None:
        """Read the chosen keys; in a thread, since checking them imports every screen."""
        from knowledge.settings_file import chosen_keys

        try:
            chosen = chosen_keys()
        except KnowledgeError as error:
            if said(error) not in self._problems:
                self.call_from_thread(self._tell, said(error))
            return
        if not chosen:
            return
        from tui.keymap import bindings, checked

        usable, problems = checked(chosen, bindings(AssistantApp), AssistantApp.__name__)
        self.call_from_thread(self.set_keymap, usable)
        for problem in problems:
            self.call_from_thread(self._tell, problem)

    def _tell(self, problem: str) -> None:
        self.notify(problem, severity="error", timeout=_LONG, markup=False)
