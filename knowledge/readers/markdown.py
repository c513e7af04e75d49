"""Markdown: headings, lists with their labels, tables row by row, notes; marks of emphasis dropped.

Only what changes the text is read; a mark that is not understood stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.readers.blocks import Block, Source
from knowledge.readers.wrapping import join, tidy

__all__ = ["read_markdown"]

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|language|lang)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:(?!-->)[\s\S]){0,20000}-->")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*")
_ITEM = re.compile(r"([ \t]*)(?:([-*+•])|([0-9]{1,9}[.)]|\([a-z0-9]{1,4}\)|[a-z]\)))[ \t]+(?=\S)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
_TABLE_RULE = re.compile(r"(?=.*-)[ \t|:-]+")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!?\[\^[^\]\s]{1,40}\]"), ""),
    (
        re.compile(
            r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s+\"[^\"\n]{0,500}\")?\)"
        ),
        r"\1",
    ),
    (re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,100}\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>\n]{0,500})?/?>"), ""),
    (re.compile(r"`+([^`\n]{1,1000})`+"), r"\1"),
    (re.compile(r"(?<![\w\\*])(\*{1,3})(?=[^\s*])([^*\n]{1,3000}?)(?<=[^\s*\\])\1(?!\*)"), r"\2"),
    (re.compile(r"(?<![\w\\_])(_{1,3})(?=[^\s_])([^_\n]{1,3000}?)(?<=[^\s_\\])\1(?!\w)"), r"\2"),
    (re.compile(r"~~([^~\n]{1,1000})~~"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


class _Reader:
    """One pass over the lines; `pending` is the paragraph under way."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.pending: list[str] = []
        self.label = ""
        self.depth = 0
        self.indents: list[int] = []
        self.note = False

    def flush(self) -> None:
        text = _inline(join(self.pending))
        if text and self.note:
            self.notes.append(text)
        elif text:
            self.blocks.append(Block(text, label=self.label, depth=self.depth))
        self.pending, self.label, self.note = [], "", False

    def heading(self, text: str, level: int) -> None:
        self.flush()
        self.indents, self.depth = [], 0
        if text := _inline(tidy(text)):
            self.blocks.append(Block(text, level=level))

    def item(self, match: re.Match[str], rest: str) -> None:
        self.flush()
        indent = len(match[1].expandtabs(4))
        self.indents = [outer for outer in self.indents if outer < indent]
        self.depth = len(self.indents)
        self.indents.append(indent)
        self.label = "•" if match[2] else match[3]
        self.pending = [rest]


def read_markdown(text: str) -> Source:
    """Read Markdown; front matter gives title and language."""
    fields: dict[str, str] = {}
    if front := _FRONT.match(text):
        fields = {key.lower()[:4]: tidy(value.strip("\"'")) for key, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    reader = _Reader()
    for line, fenced in _unfenced(_COMMENT.sub("", text).split("\n")):
        _take(reader, line, fenced)
    reader.flush()
    blocks = tuple(reader.blocks)
    first = next((block.text for block in blocks if block.level == 1), "")
    return Source(
        blocks,
        "markdown",
        title=fields.get("titl", "") or first,
        language=fields.get("lang", ""),
        notes=tuple(reader.notes),
    )


def _unfenced(lines: list[str]) -> Iterator[tuple[str, bool]]:
    fence = ""
    for line in lines:
        mark = _FENCE.fullmatch(line)
        if not fence and mark:
            fence = mark[1]
            yield "", False
        elif fence and line.strip().startswith(fence) and not line.strip(" `~"):
            fence = ""
            yield "", False
        else:
            yield line, bool(fence)


def _take(reader: _Reader, line: str, fenced: bool) -> None:
    line = line.replace("\f", " ").rstrip()
    if fenced:
        reader.pending.append(line)
        return
    quoted = re.match(r" {0,3}(?:>[ \t]?)+", line)
    line = line[quoted.end() :] if quoted else line
    if not line.strip():
        reader.flush()
    elif atx := _ATX.fullmatch(line):
        reader.heading(atx[2] or "", len(atx[1]))
    elif reader.pending and not reader.label and not reader.note and (setext := _SETEXT.fullmatch(line)):
        text, reader.pending = join(reader.pending), []
        reader.heading(text, 1 if setext[1][0] == "=" else 2)
    elif _RULE.fullmatch(line) or ("|" in line and _TABLE_RULE.fullmatch(line)):
        reader.flush()
    elif note := _NOTE.fullmatch(line):
        reader.flush()
        reader.note, reader.pending = True, [note[2]]
    elif item := _ITEM.match(line):
        reader.item(item, line[item.end() :])
    elif line.lstrip().startswith("|"):
        reader.flush()
        cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        reader.pending = [" | ".join(cell for cell in cells if cell)]
        reader.flush()
    else:
        if not reader.pending and not line.startswith((" ", "\t")):
            reader.indents, reader.depth = [], 0  # a paragraph at the margin ends the list
        reader.pending.append(line)
        if line.endswith("\\"):
            reader.pending[-1] = line[:-1]


def _inline(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return tidy(text)
