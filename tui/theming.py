"""Themes from TOML files: the app's own in `themes/`, the user's in `themes/` of the settings' folder.

A file `evening.toml` is the theme `evening`:

    dark = true
    [colours]            # of these only `primary` must be there
    primary = "#4fb3a5"
    background = "#14171a"
    [variables]          # any of Textual's, to change one thing alone
    footer-key-foreground = "#e0b050"
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from knowledge.errors import KnowledgeError
from knowledge.paths import config_folder
from knowledge.worded import worded
from tui.i18n import N_, said

__all__ = [
    "CONTRAST",
    "DARK",
    "LIGHT",
    "PLAIN",
    "TITLES",
    "own_themes",
    "read_theme",
    "users_folder",
    "users_themes",
]

DARK, LIGHT, CONTRAST, PLAIN = "sse-dark", "sse-light", "sse-contrast", "sse-plain"
TITLES = {DARK: N_("Dark"), LIGHT: N_("Light"), CONTRAST: N_("High contrast"), PLAIN: N_("Without colours")}
_OWN = Path(__file__).with_name("themes")
_COLOURS = (
    "primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel",
    "boost",
)  # fmt: skip


def own_themes() -> list[Theme]:
    """The themes that come with the app: dark, light, high contrast, without colours."""
    return [read_theme(_OWN / f"{name}.toml") for name in TITLES]


def users_folder() -> Path:
    """Where the user's themes are."""
    return config_folder() / "themes"


def users_themes(folder: Path) -> tuple[list[Theme], list[str]]:
    """The themes in `folder`, and what is wrong with files there that are none."""
    found, problems = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read_theme(path))
        except KnowledgeError as error:
            problems.append(said(error))
    return found, problems


def read_theme(path: Path) -> Theme:
    """The theme in a file, named as the file is.

    Raises:
        KnowledgeError: it cannot be read, or says something that no theme says.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # not UTF-8 and no TOML are both ValueErrors
        raise KnowledgeError(
            worded(
                "The theme {path} cannot be read: {error}. Mend it, or move it away.", path=path, error=error
            )
        ) from error
    colours, variables, dark = (
        content.pop("colours", {}),
        content.pop("variables", {}),
        content.pop("dark", True),
    )
    if content or not isinstance(dark, bool):
        wrong = next(iter(content), "dark")
        raise KnowledgeError(
            worded(
                "The theme {path} says '{wrong}'. It takes: dark = true or false, and the tables "
                "[colours], [variables].",
                path=path,
                wrong=wrong,
            )
        )
    for table, names in ((colours, _COLOURS), (variables, None)):
        _check(path, table, names)
    if "primary" not in colours:
        raise KnowledgeError(
            worded('The theme {path} lacks primary = "#rrggbb" in its table [colours].', path=path)
        )
    return Theme(path.stem, dark=dark, variables=variables, **colours)


def _check(path: Path, table: Any, names: tuple[str, ...] | None) -> None:
    """Every entry is a text; a colour has a known name and can be shown."""
    if not isinstance(table, dict):
        raise KnowledgeError(
            worded(
                "The theme {path} has {table!r} where a table [colours] or [variables] stands.",
                path=path,
                table=table,
            )
        )
    for name, value in table.items():
        if names is not None and name not in names:
            raise KnowledgeError(
                worded(
                    "The theme {path} knows no colour '{name}'. The colours are {names}.",
                    path=path,
                    name=name,
                    names=", ".join(names),
                )
            )
        try:
            if not isinstance(value, str):
                raise ColorParseError(f"{value!r} is no text")
            if names is not None or value.startswith("#"):
                Color.parse(value)
        except ColorParseError as error:
            raise KnowledgeError(
                worded(
                    '{name} in the theme {path} is no colour: {value!r}. Write one as "#rrggbb".',
                    name=name,
                    path=path,
                    value=value,
                )
            ) from error
