"""Blocks from the elements of an HTML page as they open and close."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.readers.blocks import Block
from knowledge.readers.numerals import label as numeral
from knowledge.readers.plain import preformatted
from knowledge.readers.tables import row_blocks
from knowledge.readers.wrapping import ends_sentence, is_label, starts_item, tidy

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

__all__ = ["BlockBuilder", "is_note"]

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr br img".split()
)
_NOTE_CLASSES = frozenset(
    "footnote footnotes endnote endnotes oj-note note-footer msofootnotetext msoendnotetext".split()
)
_NOTE_ROLES = frozenset("doc-footnote doc-endnote doc-endnotes".split())
_CALL = re.compile(r"[\[(\s]*(?:[0-9]{1,3}|[*†‡§]{1,3}|[a-z])[\])\s]*")
_CALL_TARGET = re.compile(r"#.*(?:fn|ftn|note|ntr|edn|foot)", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LIST_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def is_note(node: LexborNode) -> bool:
    """Whether an element holds footnotes."""
    if node.tag in _INLINE:
        return False
    attributes = node.attributes
    classes = (attributes.get("class") or "").lower().split()
    return attributes.get("role") in _NOTE_ROLES or any(name in _NOTE_CLASSES for name in classes)


class _Frame:
    """What collects blocks: the page, a table cell, or notes; a row collects cells."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.blocks: list[Block] = []
        self.cells: list[list[Block]] = []


class _List:
    def __init__(self, node: LexborNode) -> None:
        attributes = node.attributes
        self.ordered = node.tag == "ol"
        self.format = _LIST_FORMATS.get(attributes.get("type") or "1", "decimal")
        self.unmarked = "list-style:none" in re.sub(
            r"\s|-type(?=:)", "", (attributes.get("style") or "").lower()
        )
        self.step = -1 if "reversed" in attributes else 1
        self.next = _integer(attributes.get("start"), 1)

    def item(self, node: LexborNode) -> str:
        if not self.ordered:
            return "" if self.unmarked else "•"
        number = _integer(node.attributes.get("value"), self.next)
        self.next = number + self.step
        return "" if self.unmarked else f"{numeral(number, self.format)}."


class BlockBuilder:
    """Give it elements and texts in order; it holds `blocks` and `notes`."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._frames = [_Frame("page")]
        self._lists: list[_List] = []
        self._buffer: list[str] = []
        self._label = ""
        self._level = 0
        self._raised: list[int] = []
        self._anchors: list[int] = []
        self._pre = 0
        self._in_notes = 0

    @property
    def blocks(self) -> list[Block]:
        return self._frames[0].blocks

    def text(self, text: str) -> None:
        self._buffer.append(text if self._pre else re.sub(r"\s+", " ", text))

    def open(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _INLINE:
            if tag == "br":
                self._buffer.append("\n")
            elif tag == "sup":
                self._raised.append(len(self._buffer))
            elif tag == "a":
                self._anchors.append(len(self._buffer))
            return
        self.flush()
        if is_note(node):
            self._frames.append(_Frame("notes"))
            self._in_notes += 1
        if tag in ("td", "th"):
            self._frames.append(_Frame("cell"))
        elif tag == "tr":
            self._frames.append(_Frame("row"))
        elif tag in ("ol", "ul"):
            self._lists.append(_List(node))
        elif tag == "li":
            self._label = self._lists[-1].item(node) if self._lists else "•"
        elif re.fullmatch("h[1-6]", tag):
            self._level = int(tag[1])
        elif tag == "pre":
            self._pre += 1

    def close(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _INLINE:
            if tag == "sup" and self._raised:
                self._close_raised(self._raised.pop())
            elif tag == "a" and self._anchors:
                self._close_anchor(self._anchors.pop(), node.attributes.get("href") or "")
            return
        self.flush()
        if tag in ("td", "th", "tr"):
            self._close_table(tag)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        elif re.fullmatch("h[1-6]", tag):
            self._level = 0
        elif tag == "pre":
            self._pre -= 1
        if is_note(node):
            notes = self._frames.pop().blocks
            self._in_notes -= 1
            self.notes += [text for block in notes if (text := f"{block.label} {block.text}".strip(" ↩↑^"))]

    def flush(self) -> None:
        """End the paragraph under way."""
        text, self._buffer = "".join(self._buffer), []
        self._raised, self._anchors = [], []
        blocks = self._frames[-1].blocks
        if self._pre:
            blocks += preformatted(text)
            return
        depth = max(0, len(self._lists) - 1)
        if self._level:
            if heading := tidy(text):
                blocks.append(Block(heading, level=self._level))
            return
        for paragraph in _broken(text):
            label, self._label = self._label, ""
            # A page that numbers its items itself and hides the numbers of the list with a style sheet.
            own = label and (is_label(paragraph.split()[0]) or starts_item(paragraph))
            blocks.append(Block(paragraph, label="" if own else label, depth=depth))

    def _close_raised(self, start: int) -> None:
        text = "".join(self._buffer[start:])
        if not self._anchors and "\n" not in text:
            raised = text.strip()
            figures = bool(raised) and not raised.strip("0123456789+-")
            self._buffer[start:] = [raised.translate(_SUPERSCRIPTS)] if figures else [text]
        if self._anchors and _CALL.fullmatch(text):
            self._buffer[start:] = [f"\ufff9{text}"]  # for the anchor around it

    def _close_anchor(self, start: int, target: str) -> None:
        text = "".join(self._buffer[start:])
        raised, plain = "\ufff9" in text, text.replace("\ufff9", "")
        within = bool(self._raised)
        call = _CALL.fullmatch(plain) is not None and target.startswith("#")
        if call and not self._in_notes and (raised or within or _CALL_TARGET.match(target)):
            plain = ""
        self._buffer[start:] = [plain]

    def _close_table(self, tag: str) -> None:
        frame = self._frames.pop()
        above = self._frames[-1]
        if tag == "tr":
            above.blocks += row_blocks(frame.cells) + frame.blocks
        elif above.kind == "row":
            above.cells.append(frame.blocks)
        else:
            above.blocks += frame.blocks


def _broken(text: str) -> list[str]:
    """The paragraphs of a text with line breaks: at two of them, after a sentence, before an item."""
    paragraphs: list[list[str]] = []
    before = ""
    for raw in text.split("\n"):
        line = tidy(raw)
        new = not before or ends_sentence(before) or starts_item(line, before, paragraphs[-1][0])
        if line and new:
            paragraphs.append([line])
        elif line:
            paragraphs[-1].append(line)
        before = line
    return [" ".join(paragraph) for paragraph in paragraphs]


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else default
