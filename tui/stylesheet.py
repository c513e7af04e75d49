"""The app's style sheet: each source is parsed once for the colours in force, and ahead in a thread.

Textual parses all of it again whenever a screen brings a source of its own, once more when that
screen is first shown, and three times while an app with a theme of its own starts; that holds
the keys up for a tenth of a second each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.cache import LRUCache
from textual.css.stylesheet import CssSource, Stylesheet
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

    def parsed_ahead(self, *files: Path) -> KeptStylesheet:
        """Those files, and what every widget imported by now brings, parsed; call it in a thread.

        Nothing changes here before `take` gets it.
        """
        ahead = KeptStylesheet(variables=self._variables.copy())
        for place, (css, defaults, tie_breaker, scope) in (*_of_files(files), *_of_widgets()):
            if (css, place, defaults, tie_breaker, scope) not in self._parse_cache:
                ahead._parse_rules(css, place, defaults, tie_breaker, scope)
        return ahead

    def take(self, ahead: KeptStylesheet) -> None:
        """Know the rules that were parsed ahead, unless the colours have changed meanwhile."""
        if ahead._variables == self._variables:
            for key in ahead._parse_cache.keys():  # noqa: SIM118 - it has no iterator of its own
                self._parse_cache[key] = ahead._parse_cache[key]


def _of_files(files: tuple[Path, ...]) -> Iterator[tuple[CSSLocation, CssSource]]:
    for path in files:
        yield (str(path), ""), CssSource(path.read_text(encoding="utf-8"), False)


def _of_widgets() -> Iterator[tuple[CSSLocation, CssSource]]:
    """What each class brings as Textual would read it, from the nearest class to the farthest."""
    waiting: list[type[Widget]] = [Widget]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        for place, css, tie_breaker, scope in found.__new__(found)._get_default_css():
            yield place, CssSource(css, True, tie_breaker, scope)
