"""The last line of a screen: what the keys do now, each of which can be clicked.

One widget draws it. Textual's footer mounts a widget a key, anew whenever the focus moves, and
that takes longer than everything else that an arrow key does.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Static

from tui.widgets.literal import literal

__all__ = ["KeysLine"]


class KeysLine(Static):
    """The bindings of the screen that are meant to be shown, in their order."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, str]] = []  # as the key is written, and what it does
        self._under = ""  # the key that the mouse is on
        self._due = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._point(str(event.style.meta.get("key", "")))

    def on_leave(self) -> None:
        self._point("")

    def on_click(self, event: events.Click) -> None:
        """As if the key had been pressed."""
        if key := event.style.meta.get("key"):
            self.app.simulate_key(str(key))

    def _changed(self, screen: Screen[object]) -> None:
        """Several changes at once are drawn once."""
        if not self._due and screen is self.screen:
            self._due = True
            self.call_after_refresh(self._draw)

    def _point(self, key: str) -> None:
        if key != self._under:
            self._under = key
            self._draw()

    def _draw(self) -> None:
        self._due = False
        if not self.is_attached:
            return
        seen: dict[str, tuple[str, str, str, bool]] = {}  # by action: of two keys for one the first is shown
        for _node, binding, enabled, _tooltip in self.screen.active_bindings.values():
            if binding.show:
                key = self.app.get_key_display(binding)
                seen.setdefault(binding.action, (binding.key, key, binding.description, enabled))
        self.shown = [(key, told) for _name, key, told, _enabled in seen.values()]
        self.update(Content(" ").join(self._part(*one) for one in seen.values()), layout=False)

    def _part(self, name: str, key: str, told: str, enabled: bool) -> Content:
        shown = Content.assemble(
            literal(key, "bold $footer-key-foreground on $footer-key-background"), literal(f" {told}")
        )
        shown = shown.stylize(Style.from_meta({"key": name}))
        if name == self._under:
            shown = shown.stylize("underline")
        return shown if enabled else shown.stylize("dim")
