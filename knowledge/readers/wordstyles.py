"""Styles of a Word file: which paragraphs are headings, and which lists styles bring along."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Styles", "child", "value", "w"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHAIN = 20  # styles based on each other: more is a ring
_MOST = 6
# Word keeps the English names in the file and localises what it shows and the identifiers;
# other programs write what they show.
_HEADING = re.compile(
    r"(?:heading|titre|título|titulo|encabezado|cabeçalho|überschrift|ueberschrift|berschrift|titolo|kop|rubrik"
    r"|overskrift|otsikko|nagłówek|nagwek|nadpis|заголовок)[ _]?([1-9])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title|titre|título|titulo|titel|titolo", re.IGNORECASE)


def w(name: str) -> str:
    """The qualified name of an element or attribute of WordprocessingML."""
    return _W + name


def child(element: Any, *path: str) -> Any:
    """The first element down this path of names, or None."""
    for name in path:
        if element is None:
            return None
        element = element.find(w(name))
    return element


def value(element: Any, name: str = "val") -> str:
    """An attribute of WordprocessingML, or ""."""
    return "" if element is None else str(element.get(w(name)) or "")


class Styles:
    """The paragraph styles of a file; `root` is its styles part, or None."""

    def __init__(self, root: Any) -> None:
        styles = [] if root is None else list(root.iter(w("style")))
        self._styles = {value(style, "styleId"): style for style in styles}
        self._default = next(
            (
                value(style, "styleId")
                for style in styles
                if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on")
            ),
            "",
        )

    def chain(self, paragraph: Any) -> list[Any]:
        """The paragraph's style and those that it is based on, nearest first."""
        return self.based(value(child(paragraph, "pPr", "pStyle")) or self._default)

    def based(self, style_id: str) -> list[Any]:
        """A style and those that it is based on, nearest first."""
        chain: list[Any] = []
        while style_id in self._styles and len(chain) < _CHAIN:
            chain.append(self._styles[style_id])
            style_id = value(child(chain[-1], "basedOn"))
        return chain

    def heading(self, paragraph: Any) -> int:
        """The level of a heading from 1 to 6, or 0."""
        outline = value(child(paragraph, "pPr", "outlineLvl"))
        chain = self.chain(paragraph)
        for style in chain:
            outline = outline or value(child(style, "pPr", "outlineLvl"))
        if outline.isdecimal():
            return min(int(outline) + 1, _MOST) if int(outline) < 9 else 0
        for style in chain:
            for name in (value(child(style, "name")), value(style, "styleId")):
                if match := _HEADING.fullmatch(name.strip()):
                    return min(int(match[1]), _MOST)
                if _TITLE.fullmatch(name.strip()):
                    return 1
        return 0
