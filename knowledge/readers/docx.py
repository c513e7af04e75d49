"""DOCX: paragraphs, headings by style, numbers as Word shows them, tables, footnotes.

python-docx opens the file, with entities off; the elements are walked here, since content
controls, text boxes and tracked changes are no part of its model. Text that a tracked
change deletes or moves away is left out, and text that it inserts is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from knowledge.errors import KnowledgeError, NoText, TooLarge, UnreadableFile
from knowledge.readers.blocks import Block, Source
from knowledge.readers.tables import row_blocks
from knowledge.readers.wordnumbers import Numbering
from knowledge.readers.wordstyles import Styles, value, w
from knowledge.readers.wrapping import split_bullet, tidy
from knowledge.worded import worded

__all__ = ["read_docx"]

_MAX_MEMBERS = 20_000
_MAX_UNPACKED = 400_000_000  # bytes, all members
_MAX_XML = 120_000_000  # bytes of XML, which takes many times that once it is parsed
_RATIO, _RATIO_FROM = 250, 5_000_000  # times and bytes: text of a document packs some 10 to 50 times
_MAX_DEPTH = 40  # tables, boxes and content controls within each other
_SKIPPED = frozenset({w("del"), w("moveFrom"), w("instrText"), w("delText"), w("pPr"), w("rPr")})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACES = frozenset({w("tab"), w("br"), w("cr"), w("ptab")})


def read_docx(data: bytes, name: str, max_characters: int) -> Source:
    """The text of a Word file.

    Raises:
        NoText: it holds none, only pictures for instance.
        TooLarge: it unpacks to far more than it should, or holds more than `max_characters`.
        UnreadableFile: it is damaged, or no Word file inside.
    """
    _check_members(data, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        if document.element.getroottree().docinfo.doctype:
            # No word processor declares entities; unexpanded, they would hide the text around them.
            raise _damaged(name)
        reader = _Reader(document.part, max_characters, name)
        reader.read(document.element.body)
        properties = document.core_properties
        title, language = tidy(properties.title or ""), tidy(properties.language or "")
    except KnowledgeError:
        raise
    # python-docx, lxml and zlib have no common base, and a damaged file may raise anything.
    except Exception as error:
        raise _damaged(name) from error
    if not reader.blocks:
        raise NoText(
            name,
            worded(
                "The Word file holds no text, only pictures perhaps. Save it as PDF and recognise its text."
            ),
        )
    first = next((block.text for block in reader.blocks if block.level == 1), "")
    return Source(
        tuple(reader.blocks), "docx", title=title or first, language=language, notes=tuple(reader.notes)
    )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        worded("The Word file is damaged. Open it in a word processor, save it anew, then add it once more."),
    )


def _check_members(data: bytes, name: str) -> None:
    """Refuse a file that would unpack to more than memory should hold, before it is unpacked.

    The sizes that are looked at are also the most that zipfile will inflate.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    parts = sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    bomb = any(
        member.file_size > _RATIO_FROM and member.file_size > _RATIO * max(member.compress_size, 1)
        for member in members
    )
    if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED or parts > _MAX_XML or bomb:
        raise TooLarge(
            name,
            worded(
                "The Word file would unpack to {unpacked:,.0f} MB, more than a document holds. Do not "
                "open it if you do not know where it comes from; else save its text alone, then add that.",
                unpacked=unpacked / 1000000.0,
            ),
        )


class _Reader:
    """One pass over the body."""

    def __init__(self, part: Any, max_characters: int, name: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE as KINDS

        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self._styles = Styles(_root(part, KINDS.STYLES))
        self._numbers = Numbering(_root(part, KINDS.NUMBERING), self._styles)
        self._sources = {
            w("footnoteReference"): _notes(_root(part, KINDS.FOOTNOTES), w("footnote")),
            w("endnoteReference"): _notes(_root(part, KINDS.ENDNOTES), w("endnote")),
        }
        self._left = max_characters
        self._name = name

    def read(self, body: Any) -> None:
        for element in body:
            self.blocks += self._element(element, 0)

    def _element(self, element: Any, depth: int) -> list[Block]:
        if depth > _MAX_DEPTH:
            raise TooLarge(
                self._name,
                worded("The Word file's tables are nested too deep. Save its text alone, then add that."),
            )
        tag = element.tag
        if tag == w("p"):
            return self._paragraph(element, depth)
        if tag == w("tbl"):
            rows = (row for inner in element for row in self._rows(inner, w("tr"), 0))
            return [block for row in rows for block in self._row(row, depth)]
        if tag in (w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo"), w("smartTag")):
            return [block for inner in element for block in self._element(inner, depth + 1)]
        return []

    def _rows(self, element: Any, wanted: str, depth: int) -> Iterator[Any]:
        """Rows or cells, those in content controls included."""
        if element.tag == wanted:
            yield element
        elif depth < _MAX_DEPTH and element.tag in (w("sdt"), w("sdtContent"), w("customXml"), w("ins")):
            for inner in element:
                yield from self._rows(inner, wanted, depth + 1)

    def _row(self, row: Any, depth: int) -> list[Block]:
        cells = [cell for inner in row for cell in self._rows(inner, w("tc"), 0)]
        return row_blocks(
            [[block for inner in cell for block in self._element(inner, depth + 1)] for cell in cells]
        )

    def _paragraph(self, paragraph: Any, depth: int) -> list[Block]:
        pieces: list[str] = []
        boxes: list[Any] = []
        for element in _inner(paragraph):
            if element.tag == w("t"):
                pieces.append(element.text or "")
            elif element.tag == w("txbxContent"):
                boxes.append(element)
            elif element.tag in _SPACES:
                pieces.append(" ")
            elif element.tag == w("noBreakHyphen"):
                pieces.append("-")
            elif element.tag == w("sym"):
                pieces.append(_symbol(element))
            elif element.tag in self._sources:
                note = self._sources[element.tag].get(value(element, "id"), "")
                self.notes += [note] if note else []
        text = tidy("".join(pieces))
        self._left -= len(text)
        if self._left < 0:
            raise TooLarge(
                self._name,
                worded("The Word file holds more text than is read. Split it, then add the parts."),
            )
        blocks: list[Block] = []
        if text:
            level = self._styles.heading(paragraph)
            label, nesting = self._numbers.label(paragraph)
            if not label:
                label, text = split_bullet(text)
            blocks.append(Block(text, level=level, label=label, depth=nesting))
        return blocks + [block for box in boxes for inner in box for block in self._element(inner, depth + 1)]


def _inner(paragraph: Any) -> Iterator[Any]:
    """The elements in a paragraph in order, deleted text and second versions of drawings left out."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _FALLBACK or element.tag in _SKIPPED:
            continue
        yield element
        if element.tag != w("txbxContent"):
            stack += reversed(element)


def _root(part: Any, kind: str) -> Any:
    """The XML of the related part of this kind, or None."""
    from docx.oxml import parse_xml

    try:
        related = part.part_related_by(kind)
    except KeyError:
        return None
    element = getattr(related, "element", None)
    return element if element is not None else parse_xml(related.blob)


def _notes(root: Any, tag: str) -> dict[str, str]:
    """Text of each note by its id, separators left out."""
    notes: dict[str, str] = {}
    for note in root.iter(tag) if root is not None else ():
        if value(note, "type") in ("", "normal"):
            texts = (
                "".join((element.text or "") if element.tag == w("t") else " " for element in _inner(paragraph)
                        if element.tag == w("t") or element.tag in _SPACES)
                for paragraph in note.iter(w("p"))
            )  # fmt: skip
            notes[value(note, "id")] = tidy(" ".join(texts))
    return notes


def _symbol(element: Any) -> str:
    code = value(element, "char")
    # Symbol fonts have code points of their own: what they show is not known here.
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) and code[0] not in "DdEeFf" else ""
