"""A screen whose keys are described in the language of the interface."""

from __future__ import annotations

from dataclasses import replace

from textual.binding import ActiveBinding
from textual.screen import Screen

from tui.strings import TABLES, tell

__all__ = ["TranslatedScreen"]


class TranslatedScreen(Screen[None]):
    """Bindings are class attributes in Textual, made before the language is known: here
    the footer and the panel of keys get the phrase `key.<id of the binding>` instead.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        return {
            key: active._replace(binding=replace(active.binding, description=tell(name, self.language)))
            if (name := f"key.{active.binding.id}") in TABLES["en"]
            else active
            for key, active in super().active_bindings.items()
        }
