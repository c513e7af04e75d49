"""The settings, each with what it is for; the folders; the keys and how to choose others."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from knowledge.errors import KnowledgeError
from knowledge.paths import config_folder, data_folder
from knowledge.settings import FILE, Described, Settings, change, describe, load, value_of
from tui.asking import Asking
from tui.i18n import N_, NAMES, _, said
from tui.palette import theme_names
from tui.screens.dialogs import ConfirmScreen
from tui.screens.translated import TranslatedScreen
from tui.widgets.keys_line import KeysLine
from tui.widgets.literal import literal
from tui.widgets.setting_row import SettingRow

if TYPE_CHECKING:
    from tui.keymap import Bound

__all__ = ["SettingsScreen"]

# The heading above a setting, by the first part of its name.
_GROUPS = {
    "language": N_("Language and colours"),
    "model": N_("Models and writing"),
    "records": N_("Records"),
    "network": N_("Network"),
    "endpoint": N_("An endpoint that your organisation runs"),
    "federation": N_("Federation"),
}
_AT_FIRST = 5  # rows and headings
_AT_ONCE = 3
_CHOICES = {"show": N_("show, marked"), "withhold": N_("withhold")}


class SettingsScreen(TranslatedScreen):
    """Changed in place; what cannot be is said below the setting, and nothing is lost."""

    CSS_PATH = "../styles/settings.tcss"

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self.asking = asking
        self._keys: dict[str, Bound] = {}
        self._problem = ""
        self._stored = self._read()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="settings", can_focus=False):
            yield from self._parts()[:_AT_FIRST]
        yield KeysLine()

    async def on_mount(self) -> None:
        self.call_after_refresh(self._show_rest)

    async def retranslate(self) -> None:
        await super().retranslate()
        await self._show_rest()

    @on(SettingRow.Wanted)
    def wanted(self, message: SettingRow.Wanted) -> None:
        change_it = self._change(message.row, message.value)
        # One after another: each reads the file that the one before has written.
        self.run_worker(change_it, group="change", exit_on_error=False)

    async def _change(self, row: SettingRow, value: str | bool) -> None:
        name = row.described.name
        question = self._question(name) if value is True else ""
        if question and not await self.app.push_screen_wait(ConfirmScreen(question, _("Send them"))):
            row.show(row.value)
            return
        try:
            in_force = await asyncio.to_thread(change, name, value)
            self._stored = await asyncio.to_thread(partial(load, environment=False))
        except KnowledgeError as error:
            row.show(row.value, said(error))
            return
        for one in self.query(SettingRow):  # another address takes back what was allowed for the one before
            one.show(value_of(self._stored, one.described.name))
        self.shell.settings_changed(in_force)
        if name == "language":
            from knowledge.languages import interface_language

            await self.shell.change_language(interface_language())

    def _question(self, name: str) -> str:
        """What has to be answered with yes before anything may be sent."""
        where = {"name": self._stored.endpoint_name, "url": self._stored.endpoint_url}
        if name == "endpoint.on":
            return _("Send questions and passages to the endpoint {name} at {url}?", **where)
        if name == "endpoint.private":
            return _("Send passages of your own documents to the endpoint {name} at {url}?", **where)
        return ""

    def _choices(self, described: Described) -> dict[str, str]:
        if described.name == "language":
            return {"": _("as the system says"), **NAMES}
        if described.name == "theme":
            themes = {"": _("the app's own"), **theme_names(self.shell)}
            now = self._stored.theme
            return {**themes, **({} if now in themes else {now: now})}
        return {one: _(_CHOICES.get(one, one)) for one in described.choices}

    def _read(self) -> Settings:
        try:
            return load(environment=False)
        except KnowledgeError as error:
            self._problem = said(error)
            return Settings()

    def _parts(self) -> list[Widget]:
        """All that is shown, from top to bottom."""
        if self._problem:
            parts: list[Widget] = [Static(literal(self._problem), classes="error")]
        else:
            parts, headings = [], _headings()
            for described in describe():
                if heading := headings.get(described.name):
                    parts.append(_heading(_(heading)))
                value = value_of(self._stored, described.name)
                parts.append(SettingRow(described, value, self._choices(described)))
        return [
            *parts,
            _heading(_("Folders")), Static(literal(_folders()), classes="help"),
            _heading(_("Keys")), Static(id="keys", classes="help"),
        ]  # fmt: skip

    async def _show_rest(self) -> None:
        """What was not seen at once, a few at a time: keys have their turn in between."""
        area = self.query_one("#settings")
        rest = self._parts()[_AT_FIRST:]
        for first in range(0, len(rest), _AT_ONCE):
            await area.mount(*rest[first : first + _AT_ONCE])
        if self._keys:
            self._show_keys()
        else:
            self._find_keys()

    def _find_keys(self) -> None:
        self.run_worker(self._read_keys, thread=True, group="keys", exit_on_error=False)

    def _read_keys(self) -> None:
        """In a thread, since it imports every screen."""
        from tui.keymap import bindings

        found = bindings(type(self.app))
        self.app.call_from_thread(self._show_keys, found)

    def _show_keys(self, found: dict[str, Bound] | None = None) -> None:
        self._keys = found if found is not None else self._keys
        told = [
            _("To choose others, write in {path}:", path=config_folder() / FILE),
            "    [keys]",
            '    "ask.write" = "f9"',
            "",
        ]
        told += [
            f"{bound.id:24} {', '.join(dict.fromkeys(bound.keys)):16} {_(bound.description)}".rstrip()
            for bound in sorted(self._keys.values(), key=lambda one: one.id)
        ]
        self.query_one("#keys", Static).update(literal("\n".join(told)))


def _heading(text: str) -> Static:
    return Static(literal(text, "bold underline"), classes="heading")


def _headings() -> dict[str, str]:
    """The first setting of each group -> the heading above it."""
    found: dict[str, str] = {}
    for described in describe():
        heading = _GROUPS.get(described.name.partition(".")[0])
        if heading and heading not in found.values():
            found[described.name] = heading
    return found


def _folders() -> str:
    settings = config_folder()
    return "\n".join(
        [
            _("Library, index, records and models: {path}", path=data_folder()),
            _("Settings: {path}", path=settings / FILE),
            _("Your own themes: {path}", path=settings / "themes"),
            _("The variables SSE_DATA_DIR and SSE_CONFIG_DIR name other folders."),
        ]
    )
