"""Plain text and Markdown: paragraphs of wrapped lines, pages by form feeds, headings and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from knowledge.errors import UnreadableFile
from knowledge.readers.blocks import Block, Source
from knowledge.readers.layout import blocks_of
from knowledge.readers.lines import Line, Page
from knowledge.readers.wrapping import ends_sentence
from knowledge.worded import worded

__all__ = ["preformatted", "read_plain"]

_MARKDOWN = frozenset({".md", ".markdown"})
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?=.*\w)[^\n]{1,200}\n(?:={3,}|-{3,})[ \t]*(?:\n|\Z)", re.MULTILINE)
_WIDTH, _HEIGHT = 6.0, 12.0  # points that a character and a line of typescript take
_PITCH = 1.2
_LONG = 160  # characters: lines are paragraphs then, and wrap only on the screen
# "o" as a bullet, as Word's second level comes out in plain text; never the Portuguese article.
_ROUND = re.compile(r"o\s+(?=\S)")


def read_plain(text: str, name: str) -> Source:
    """Read plain text, or Markdown where the suffix or two headings say so.

    Raises:
        UnreadableFile: no text is left once it is cleaned.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if (
        PurePath(name).suffix.lower() in _MARKDOWN
        or len(_HEADING.findall(text)) + len(_UNDERLINED.findall(text)) > 1
    ):
        from knowledge.readers.markdown import read_markdown

        source = read_markdown(text)
    else:
        blocks = preformatted(text)
        source = Source(blocks, "text", title=blocks[0].text if blocks and blocks[0].level else "")
    if not source.blocks:
        raise UnreadableFile(
            name, worded("The file holds no text. Check that it was saved or fetched whole.")
        )
    return source


def preformatted(text: str) -> tuple[Block, ...]:
    """The blocks of text whose lines are wrapped by hand, page by page where form feeds part pages."""
    sheets = [sheet.split("\n") for sheet in text.split("\f")]
    bodies = [[line.expandtabs(4).rstrip() for line in sheet] for sheet in sheets]
    lengths = sorted(len(line) for body in bodies for line in body if line)
    if not lengths:
        return ()
    long = lengths[int(len(lengths) * 0.9)] > _LONG
    pages = [
        Page(number, (len(body) + 1) * _HEIGHT, tuple(_lines(body, number, spread=2 if long else 1)))
        for number, body in enumerate(bodies, start=1)
    ]
    pitch = _PITCH * (2 if _double_spaced(text) else 1)
    blocks, _ = blocks_of(pages, pitch=pitch, numbered=len(pages) > 1)
    return blocks


def _double_spaced(text: str) -> bool:
    """Whether a blank line follows every line, within sentences too."""
    lines = [line.strip() for line in text.split("\n")]
    full = [number for number, line in enumerate(lines[:-2]) if line]
    if len(full) < 6:
        return False
    single = sum(1 for number in full if not lines[number + 1] and lines[number + 2])
    broken = sum(1 for number in full if lines[number + 2][:1].islower() and not ends_sentence(lines[number]))
    return single > 0.7 * len(full) and broken > 0.3 * len(full)


def _lines(body: Sequence[str], page: int, spread: int) -> list[Line]:
    lines: list[Line] = []
    before = ""
    for row, raw in enumerate(body, start=1):
        stripped = raw.strip()
        if stripped and not re.fullmatch(r"[-_=*~.\s]{3,}", stripped):
            indent = len(raw) - len(raw.lstrip())
            bulleted = "" if before else _ROUND.sub("◦ ", stripped, count=1) if _ROUND.match(stripped) else ""
            lines.append(
                Line(
                    bulleted or stripped,
                    x0=indent * _WIDTH,
                    x1=len(raw) * _WIDTH,
                    y=row * _HEIGHT * spread,
                    page=page,
                )
            )
        before = stripped
    return lines
