"""What the command palette offers: every screen, what can be done here, language and colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from tui.i18n import NAMES, _, language, said
from tui.navigation import PLACES
from tui.theming import TITLES
from tui.widgets.status_bar import ai_notice

if TYPE_CHECKING:
    from tui.app import AssistantApp

__all__ = ["ThemeProvider", "keep_setting", "system_commands", "theme_names"]


def system_commands(app: AssistantApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """The commands in their order: here, elsewhere, the app."""
    yield from _here(app, screen)
    for place in PLACES:
        yield SystemCommand(
            _(place.title), f"{place.key}: " + _(place.about), partial(app.open_screen, place.name)
        )
    yield SystemCommand(_("Theme"), _("Choose other colours"), app.action_change_theme)
    for code, name in NAMES.items():
        if code != language():
            change = partial(choose_setting, app, "language", code)
            yield SystemCommand(name, _("Show everything in this language"), change)
    keys = app.action_hide_help_panel if screen.query("HelpPanel") else app.action_show_help_panel
    yield SystemCommand(_("Keys"), _("Show or hide all keys"), keys)
    yield SystemCommand(_("Network"), _("What may connect beyond this machine"), app.tell_network)
    yield SystemCommand(
        _("AI system"), _("What it does here, and what it does not"),
        partial(app.notify, ai_notice(), timeout=20, markup=False),
    )  # fmt: skip
    yield SystemCommand(_("Quit"), "", app.action_quit)


def choose_setting(app: AssistantApp, name: str, value: str) -> None:
    """Change a setting for good and act on it; what is wrong is told."""
    app.run_worker(keep_setting(app, name, value), group="settings", exit_on_error=False)


def theme_names(app: AssistantApp) -> dict[str, str]:
    """The themes by name, with what they are called: the app's own, the user's, then Textual's."""
    ours = [name for name in TITLES if name in app.available_themes]
    others = sorted(name for name in app.available_themes if name not in ours)
    return {**{name: _(TITLES[name]) for name in ours}, **{name: name for name in others}}


class ThemeProvider(Provider):
    """The themes; the one chosen is kept in the settings."""

    async def discover(self) -> Hits:
        for name, title in self._themes:
            yield DiscoveryHit(title, partial(choose_setting, self._ours, "theme", name))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, title in self._themes:
            if (score := matcher.match(title)) > 0:
                choose = partial(choose_setting, self._ours, "theme", name)
                yield Hit(score, matcher.highlight(title), choose, text=title)

    @property
    def _ours(self) -> AssistantApp:
        return cast("AssistantApp", self.app)

    @property
    def _themes(self) -> list[tuple[str, str]]:
        return list(theme_names(self._ours).items())


async def keep_setting(app: AssistantApp, name: str, value: str) -> None:
    """Change a setting for good and act on it; where it cannot be kept, say why and act all the same."""
    import asyncio

    from knowledge.errors import KnowledgeError
    from knowledge.settings import change

    try:
        settings = await asyncio.to_thread(change, name, value)
    except KnowledgeError as error:
        app.notify(said(error), severity="error", timeout=20, markup=False)
        settings = replace(app.settings, theme=value) if name == "theme" else app.settings
    if name == "language":  # for now at least, where it could not be kept
        await app.change_language(value)
    app.settings_changed(settings)


def _here(app: AssistantApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """What the keys of this screen do, with the keys."""
    seen = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or binding.id.startswith("app.") or binding.id in seen or not active.enabled:
            continue
        seen.add(binding.id)
        run = partial(app.run_action, binding.action, active.node)
        yield SystemCommand(binding.description, app.get_key_display(binding), run)
