"""What stands on a page beside its text: running headers and footers, page numbers, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.readers.lines import Line, Page, body_size
from knowledge.readers.wrapping import ends_sentence, join, starts_item

__all__ = ["without_footnotes", "without_running_lines"]

_EDGE = 5  # lines at the top and at the bottom of a page that may be running lines
_SAME_PLACE = 5.0  # points: the height of a band; a line may move to the next one
_MOST_NUMBERS = 8  # of a running line; one of them may change with the page
_PAGE_NUMBER = re.compile(
    r"(?:(?:page|página|pagina|p\.)\s*)?[-–—|\[(/ ]{0,3}(?:[0-9]{1,4}|[ivxlc]{1,7})[-–—|\])/ ]{0,3}"
    r"(?:(?:/|of|sur|de)\s*[0-9]{1,4})?(?:\s*page)?",
    re.IGNORECASE,
)
_NOTE_START = re.compile(
    r"([0-9]{1,3}|[*†‡§]{1,3}|\[[0-9]{1,3}\]|\([0-9]{1,3}\))(?:[.)]?\s+(?=\S)|(?=[^\W\d_a-z]|[\"“«(‘']))"
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL = 0.93  # of the body's size


def without_running_lines(pages: Sequence[Page]) -> list[Page]:
    """The pages without lines that stand at the same place on several of them, and page numbers.

    A line repeats when its text is the same, one number apart that goes up with the pages.
    Only lines at the edges of a page are looked at, from the outside in, up to the first that
    does not repeat.
    """
    # First and last page of a text at a place: two numbers a place, however many pages there are.
    places: dict[tuple[str, int], tuple[int, int]] = {}
    edges = [(page, side, line) for page in pages for side in ("top", "bottom") for line in _edge(page, side)]
    for page, side, line in edges:
        for key in _keys(line.text, page.number):
            place = (side + key, _band(page, side, line))
            places[place] = (places.get(place, (page.number, 0))[0], page.number)
    stripped: list[Page] = []
    for page in pages:
        gone: set[int] = set()
        for side in ("top", "bottom"):
            for line in _edge(page, side):
                band = _band(page, side, line)
                repeats = any(
                    places.get((side + key, near), (page.number, page.number)) != (page.number, page.number)
                    for key in _keys(line.text, page.number)
                    for near in (band - 1, band, band + 1)
                )
                if not repeats and not _is_page_number(line, page, len(pages)):
                    break
                gone.add(id(line))
        stripped.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in gone)))
    # Pages that are the same from end to end are forms or slips, not running lines.
    return stripped if any(page.lines for page in stripped) else list(pages)


def _edge(page: Page, side: str) -> list[Line]:
    ordered = sorted(page.lines, key=lambda line: line.y, reverse=side == "bottom")
    return ordered[:_EDGE]


def _band(page: Page, side: str, line: Line) -> int:
    return int((line.y if side == "top" else page.height - line.y) // _SAME_PLACE)


def _keys(text: str, page: int) -> Iterator[str]:
    parts = re.split(r"([0-9]+)", text.casefold())
    numbers = [int(number[-9:]) for number in parts[1::2]]
    words = " ".join("#".join(parts[::2]).split())
    # An article heading at the top of two pages is no running line though its number goes up.
    fixed = starts_item(text.strip()) or len(numbers) > _MOST_NUMBERS
    yield f"{words}|{numbers}"
    for place in range(0 if fixed else len(numbers)):
        yield f"{words}|{[*numbers[:place], f'+{numbers[place] - page}', *numbers[place + 1 :]]}"


def _is_page_number(line: Line, page: Page, pages: int) -> bool:
    text = line.text.strip()
    if not _PAGE_NUMBER.fullmatch(text):
        return False
    margin = page.height * 0.1
    alone = text.strip("-–—|[]()/ ")
    return alone == str(page.number) or (pages > 1 and (line.y < margin or line.y > page.height - margin))


def without_footnotes(pages: Sequence[Page]) -> tuple[list[Page], tuple[str, ...]]:
    """The pages without their footnotes and the calls of them, and the footnotes in order.

    Footnotes are the lines in smaller type at the foot of a page, from the first that begins with
    a number or mark. A raised number that calls none stays, as a superscript ("km²").
    """
    size = body_size(line for page in pages for line in page.lines)
    notes: list[list[str]] = []
    bodies: list[Page] = []
    marks: set[str] = set()
    last = ""
    for page in pages:
        calls = {part for line in page.lines for call in _calls(line) for part in call}
        gone: set[int] = set()
        # Small lines over the first note end the last note of the page before, if that one is unfinished.
        carried = bool(notes) and not ends_sentence(notes[-1][-1])
        held: list[Line] = []
        for line in _foot(page, size):
            mark = _mark(line, calls, last)
            if mark:
                if carried:
                    notes[-1] += [other.text for other in held]
                    gone |= {id(other) for other in held}
                gone.add(id(line))
                held, carried, last = [], False, mark
                marks.add(mark)
                notes.append([line.text])
            elif gone:
                gone.add(id(line))
                notes[-1].append(line.text)
            else:
                held.append(line)
        if held and carried and not gone and held[0].text[:1].islower():
            notes[-1] += [other.text for other in held]
            gone |= {id(other) for other in held}
        bodies.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in gone)))
    cleared = [replace(page, lines=tuple(_uncalled(line, marks) for line in page.lines)) for page in bodies]
    return cleared, tuple(filter(None, (join(note) for note in notes)))


def _foot(page: Page, size: float) -> list[Line]:
    """The small lines with nothing but small lines under them, where larger ones stand above."""
    foot: list[Line] = []
    highest = page.height
    taken: list[tuple[float, float]] = []  # widths that larger lines cover further down, merged
    for line in sorted(page.lines, key=lambda line: -line.y):
        over = [span for span in taken if line.x0 < span[1] and span[0] < line.x1]
        if line.size >= size * _SMALL:
            spans = [*over, (line.x0, line.x1)]
            taken = [span for span in taken if span not in over]
            taken.append((min(span[0] for span in spans), max(span[1] for span in spans)))
            highest = line.y
        elif not over:
            foot.append(line)
    foot.sort(key=lambda line: (round(line.y), line.x0))
    return foot if foot and highest < foot[0].y else []


def _mark(line: Line, calls: set[str], last: str) -> str | None:
    """The number or mark of a note that begins with this line, or None.

    A number must be called on its page, be raised, or follow the last: other small print
    begins with numbers too.
    """
    start = _NOTE_START.match(line.text)
    if start is None:
        return None
    mark = start[1].strip("[]()")
    raised = bool(line.calls) and line.calls[0][0] == 0
    follows = mark == "1" or (last.isdecimal() and mark == str(int(last) + 1))
    return mark if raised or follows or mark in calls or not mark.isdecimal() else None


def _calls(line: Line) -> list[list[str]]:
    """The numbers and marks that each of a line's raised parts may call."""
    texts = (line.text[start:end].strip("[]()") for start, end in line.calls)
    return [[part for part in re.split(r"[\s,;]+", text) if part] for text in texts]


def _uncalled(line: Line, marks: set[str]) -> Line:
    if not line.calls:
        return line
    text = line.text
    for (start, end), called in reversed(list(zip(line.calls, _calls(line), strict=True))):
        known = bool(called) and all(part in marks for part in called)
        raised = "" if known else text[start:end].translate(_SUPERSCRIPTS)
        text = text[:start] + raised + text[end:]
    return replace(line, text=" ".join(text.split()), calls=())
