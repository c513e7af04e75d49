"""A line for a path, completed from the disk as it is written; tab takes the completion."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import Input

from tui.i18n import N_

__all__ = ["PathInput", "completions"]

_MOST = 2_000  # entries of a folder that are looked at


class PathInput(Input):
    """An `Input` for one path.

    Args:
        endings: files with other endings are not offered; all files where none is given.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", N_("Complete"), id="path.complete", show=False),
    ]

    def __init__(self, value: str = "", placeholder: str = "", endings: tuple[str, ...] = ()) -> None:
        self._paths = _Paths(endings)
        super().__init__(value, placeholder, suggester=self._paths, id="path", select_on_focus=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a completion tab goes on to the next widget, as everywhere."""
        if action == "complete":
            return self._completion != ""
        return super().check_action(action, parameters)

    def action_complete(self) -> None:
        self.value = self._completion
        self.cursor_position = len(self.value)

    @property
    def _completion(self) -> str:
        offered = self._paths.offered
        return offered if self.value and offered != self.value and offered.startswith(self.value) else ""


class _Paths(Suggester):
    def __init__(self, endings: tuple[str, ...]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)  # what is on the disk changes
        self._endings = endings
        self.offered = ""

    async def get_suggestion(self, value: str) -> str | None:
        found = await asyncio.to_thread(completions, value, self._endings)  # a slow disk holds nothing up
        self.offered = found[0] if found else ""
        return self.offered or None


def completions(written: str, endings: tuple[str, ...] = ()) -> list[str]:
    """Paths that begin as `written`, as it is written (with its ~), folders first and with a / behind."""
    if not written:
        return []
    head, name = os.path.split(written)
    folder = Path(head).expanduser() if head else Path()
    found: list[tuple[bool, str]] = []
    try:
        with os.scandir(folder) as listed:
            for _number, entry in zip(range(_MOST), listed, strict=False):
                hidden = entry.name.startswith(".") and not name.startswith(".")
                if hidden or not entry.name.startswith(name):
                    continue
                is_folder = entry.is_dir()
                if is_folder or not endings or entry.name.lower().endswith(endings):
                    path = os.path.join(head, entry.name)  # noqa: PTH118 - Path would drop a leading ./
                    found.append((not is_folder, path + ("/" if is_folder else "")))
    except (OSError, RuntimeError, ValueError):  # no such folder, no such user, a null character
        return []
    return [path for _file, path in sorted(found)]
