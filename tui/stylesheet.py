"""The app's style sheet: each source is parsed once for the colours in force, and ahead in a thread.

Textual parses all of it again whenever a screen brings a source of its own, once more when that
screen is first shown, and three times while an app with a theme of its own starts; that holds
the keys up for a tenth of a second each time.

It reaches into Textual's own: the cache of what was parsed (`_parse_cache`, `_parse_rules`),
the map of selectors (`_rules_map`), what a widget brings (`_get_default_css`). Tests hold each.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.css.errors import StylesheetError
from textual.css.stylesheet import CssSource, Stylesheet
from textual.css.tokenizer import TokenError
from textual.screen import Screen
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

__all__ = ["KeptStylesheet"]

_KEPT = 1_024  # sources; where there are more than are kept, going through them in turn finds none


class KeptStylesheet(Stylesheet):
    """Parses a source again only where it, or a variable, has changed."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache: LRUCache[tuple[object, ...], list[RuleSet]] = LRUCache(_KEPT)

    def set_variables(self, variables: dict[str, str]) -> None:
        if variables != self._variables:
            super().set_variables(variables)

    def read(self, filename: str | PurePath) -> None:
        super().read(filename)
        self._rules_map = None  # as `add_source` does: else the first widget is styled without this file

    def reparse(self) -> None:
        """Parse what was not parsed; the rules stay as they were where that fails.

        Raises:
            StylesheetParseError: a source is wrong.
        """
        self.parse()

    def copy(self) -> KeptStylesheet:
        copied = KeptStylesheet(variables=self._variables.copy())
        copied.source = self.source.copy()
        return copied

    def parsed_ahead(self) -> KeptStylesheet:
        """What every widget and screen imported by now brings, parsed; call it in a thread.

        Nothing changes here before `take` gets it. A source that is wrong is left out: it is
        told when it is used.
        """
        ahead = KeptStylesheet(variables=self._variables.copy())
        for place, (css, defaults, tie_breaker, scope) in _brought():
            if (css, place, defaults, tie_breaker, scope) not in self._parse_cache:
                try:
                    ahead._parse_rules(css, place, defaults, tie_breaker, scope)
                except (StylesheetError, TokenError):
                    continue
        return ahead

    def take(self, ahead: KeptStylesheet) -> None:
        """Know the rules that were parsed ahead, unless the colours have changed meanwhile."""
        if ahead._variables == self._variables:
            for key in ahead._parse_cache.keys():  # noqa: SIM118 - it has no iterator of its own
                self._parse_cache[key] = ahead._parse_cache[key]


def _brought() -> Iterator[tuple[CSSLocation, CssSource]]:
    """What each class brings, named as Textual names it."""
    seen: set[type[Widget]] = set()
    waiting: list[type[Widget]] = [Widget]
    while waiting:
        found = waiting.pop()
        if found in seen:
            continue
        seen.add(found)
        waiting += found.__subclasses__()
        for place, css, tie_breaker, scope in found.__new__(found)._get_default_css():
            yield place, CssSource(css, True, tie_breaker, scope)
        if issubclass(found, Screen):
            for path in _files(found):
                yield (path, ""), CssSource(Path(path).read_text(encoding="utf-8"), False)


def _files(screen: type[Screen[object]]) -> list[str]:
    """The paths of the files that a class of screens brings."""
    given = screen.CSS_PATH or []
    try:
        beside = Path(inspect.getfile(screen)).parent
    except (TypeError, OSError):  # a class that was typed in
        return []
    paths = [
        os.path.abspath(beside / one)  # noqa: PTH100 - as Textual does: a link is not followed
        for one in ([given] if isinstance(given, str | PurePath) else given)
    ]
    return [path for path in paths if Path(path).is_file()]
