"""From the lines of pages to paragraphs, headings and list items.

The page is taken apart in this order: running lines and page numbers, footnotes, columns,
paragraphs. A paragraph ends where the distance, the type, the indent or a short last line
says so, or where the next line begins an item; over the end of a column or a page it goes
on unless something says that it does not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from knowledge.readers.blocks import Block
from knowledge.readers.columns import flows
from knowledge.readers.furniture import without_footnotes, without_running_lines
from knowledge.readers.lines import Line, Page, body_size
from knowledge.readers.wrapping import compounds, ends_sentence, is_label, join, split_bullet, starts_item

__all__ = ["blocks_of"]

_GAP = 1.2  # times the distance of lines: more begins a paragraph
_PITCHES = (0.9, 3.0)  # distance of lines in sizes of their type, from solid to double spaced
_LARGER = 1.12  # times the body's size: a heading
_OTHER = 0.11  # difference of sizes, as a share, that parts paragraphs; code within a text is a tenth smaller
_ALL_BOLD = 0.95
_HEADING_LINES, _HEADING_LENGTH = 4, 220
_ARTICLE_ALONE = re.compile(
    r"(?:article|art\.|artículo|artigo|chapter|chapitre|capítulo|title|titre|título|part|partie|parte|section"
    r"|sección|secção|annex|annexe|anexo)\s+(?:[0-9]+(?:\.?º|er|bis|ter)?|[IVXLC]+|premier|[A-Z])\.?",
    re.IGNORECASE,
)


class _Paragraph:
    """Lines of one paragraph, with what is asked of them over and over."""

    def __init__(self, line: Line) -> None:
        self.lines = [line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]


def blocks_of(
    pages: Sequence[Page], *, pitch: float | None = None, numbered: bool = True
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks and the footnotes of `pages`, in reading order.

    Args:
        pitch: distance of lines in sizes of their type; None measures it.
        numbered: whether blocks carry the number of their page.
    """
    bodies, notes = without_footnotes(without_running_lines(pages))
    columns = [flow for page in bodies for flow in flows(page.lines)]
    lines = [line for flow in columns for line in flow]
    if not lines:
        return (), notes
    known = compounds(line.text for line in lines)
    pitch = pitch if pitch is not None else _pitch(columns)
    paragraphs: list[_Paragraph] = []
    for flow in columns:
        found = _paragraphs(flow, pitch)
        if paragraphs and _goes_on(paragraphs[-1], found[0]):
            paragraphs[-1].lines += found.pop(0).lines
        paragraphs += found
    return tuple(_blocks(paragraphs, lines, known, numbered)), notes


def _pitch(columns: Sequence[Sequence[Line]]) -> float:
    ratios = [
        (line.y - before.y) / max(line.size, 1.0)
        for flow in columns
        for before, line in itertools.pairwise(flow)
        if abs(line.size - before.size) < 0.6
    ]
    ratios = sorted(ratio for ratio in ratios if _PITCHES[0] <= ratio <= _PITCHES[1])
    # Lines of a paragraph are nearer to each other than paragraphs are, and there are enough of them.
    return ratios[len(ratios) // 4] if ratios else 1.2


def _paragraphs(flow: Sequence[Line], pitch: float) -> list[_Paragraph]:
    edge = max(line.x1 for line in flow)
    paragraphs: list[_Paragraph] = []
    for chunk in _chunks(flow, pitch):
        right = max(line.x1 for line in chunk)
        fresh = True
        for number, line in enumerate(chunk):
            after = chunk[number + 1] if number + 1 < len(chunk) else None
            resumes = fresh and bool(paragraphs) and _resumes(paragraphs[-1], line, edge)
            if (fresh and not resumes) or _breaks(paragraphs[-1], line, after, right, edge):
                paragraphs.append(_Paragraph(line))
            else:
                paragraphs[-1].lines.append(line)
            fresh = False
    return paragraphs


def _chunks(flow: Sequence[Line], pitch: float) -> list[list[Line]]:
    """Runs of lines with no wide gap and no change of type between them."""
    chunks: list[list[Line]] = []
    for line in flow:
        before = chunks[-1][-1] if chunks else None
        if before is not None and not _apart(before, line, pitch):
            chunks[-1].append(line)
        else:
            chunks.append([line])
    return chunks


def _apart(before: Line, line: Line, pitch: float) -> bool:
    size = max(before.size, line.size)
    gap = line.y - before.y
    if gap > pitch * size * _GAP + 0.5:
        return True
    if abs(before.size - line.size) > _OTHER * size:
        return True
    entire = (before.bold >= _ALL_BOLD, line.bold >= _ALL_BOLD)
    return entire[0] != entire[1] and min(before.bold, line.bold) < 0.05 and not line.text[:1].islower()


def _resumes(paragraph: _Paragraph, line: Line, edge: float) -> bool:
    """Whether a sentence goes on under a gap, as around a picture or an unmarked end of a page."""
    before = paragraph.last
    alike = abs(before.size - line.size) <= _OTHER * line.size
    full = before.x1 > 0.75 * edge
    starts = starts_item(line.text, before.text, paragraph.first.text)
    return alike and full and line.text[:1].islower() and not starts and not ends_sentence(before.text)


def _breaks(paragraph: _Paragraph, line: Line, after: Line | None, right: float, edge: float) -> bool:
    before, text = paragraph.last, line.text
    if starts_item(text, before.text, paragraph.first.text):
        return True
    if len(paragraph.lines) == 1 and is_label(before.text):
        return False
    heading = before.bold >= _ALL_BOLD
    if len(paragraph.lines) == 1 and _ARTICLE_ALONE.fullmatch(before.text) and not text[:1].islower():
        return True
    # A line that the next word would have fitted on was ended on purpose.
    width = (line.x1 - line.x0) / max(len(text), 1)
    needed = width * (len(text.split(maxsplit=1)[0]) + 1.5)
    if ends_sentence(before.text) and before.x1 + needed < right:
        return True
    wide = edge - min(before.x0, line.x0)
    if not heading and not text[:1].islower() and before.x1 + needed < edge - 0.4 * wide:
        return not before.text.endswith(("-", ","))
    # An indented first line: the sentence before has ended, and the next line goes back.
    indent = 0.8 * line.size
    goes_back = after is None or after.x0 < line.x0 - indent
    return line.x0 - before.x0 > indent and ends_sentence(before.text) and goes_back


def _goes_on(paragraph: _Paragraph, found: _Paragraph) -> bool:
    """Whether a paragraph goes on at the head of the next column or page."""
    last, first = paragraph.last, found.first
    if last.page == first.page and first.y > last.y:
        return False  # under what spans the columns, not at the head of one
    if abs(last.size - first.size) > _OTHER * max(last.size, first.size):
        return False
    if (last.bold >= _ALL_BOLD) != (first.bold >= _ALL_BOLD):
        return False
    if starts_item(first.text, last.text, paragraph.first.text):
        return False
    if len(paragraph.lines) == 1 and is_label(last.text):
        return True
    if ends_sentence(last.text):
        return False
    if first.text[:1].islower() or last.text.endswith(("-", "\u00ad", ",")):
        return True
    # Capitals and numbers: only where the last line was full, as wrapped lines are.
    widest = max(line.x1 - line.x0 for line in (*paragraph.lines[-40:], *found.lines[:40]))
    return len(paragraph.lines) > 1 and last.x1 - last.x0 > 0.75 * widest


def _blocks(
    paragraphs: Sequence[_Paragraph], lines: Sequence[Line], known: set[str], numbered: bool
) -> list[Block]:
    body = body_size(lines)
    letters = sum(len(line.text) for line in lines)
    bold = sum(len(line.text) for line in lines if line.bold >= _ALL_BOLD)
    bold_counts = bold < 0.4 * letters
    kinds = [_heading(paragraph, body, bold_counts) for paragraph in paragraphs]
    ranks = sorted({kind for kind in kinds if kind is not None}, reverse=True)
    blocks: list[Block] = []
    indents: list[float] = []
    for paragraph, kind in zip(paragraphs, kinds, strict=True):
        text = join([line.text for line in paragraph.lines], known)
        label, rest = split_bullet(text)
        indents = _indents(indents, paragraph) if label or (kind is None and starts_item(text)) else []
        if not rest:
            continue
        level = 0 if kind is None or label else min(6, ranks.index(kind) + 1)
        depth = 0 if level else max(0, len(indents) - 1)
        page = paragraph.first.page if numbered else 0
        blocks.append(Block(rest, level=level, label=label, depth=depth, page=page))
    return blocks


def _heading(paragraph: _Paragraph, body: float, bold_counts: bool) -> tuple[float, bool] | None:
    """What a heading is ranked by, size and boldness; None for other paragraphs."""
    length = sum(len(line.text) for line in paragraph.lines)
    if len(paragraph.lines) > _HEADING_LINES or length > _HEADING_LENGTH:
        return None
    if not any(char.isalpha() for line in paragraph.lines for char in line.text):
        return None
    size = min(line.size for line in paragraph.lines)
    heavy = bold_counts and all(line.bold >= _ALL_BOLD for line in paragraph.lines)
    if size >= _LARGER * body:
        return round(size * 2) / 2, heavy
    ended = paragraph.last.text.endswith((".", ";", ":", ","))
    small = size < 0.9 * body
    alone = not ended or _ARTICLE_ALONE.fullmatch(paragraph.last.text) is not None
    return (round(body * 2) / 2, True) if heavy and alone and not small else None


def _indents(indents: Sequence[float], paragraph: _Paragraph) -> list[float]:
    """The indents of the lists that are open at this item, outermost first."""
    here = paragraph.first.x0
    # Labels may be centred or set to the right: "I." begins a little after "H.".
    outer = [indent for indent in indents if indent < here - 0.7 * paragraph.first.size]
    return [*outer, here]
