"""Stretches that several traditions share: what stands before, counted and numbered paragraphs, annexes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from knowledge.readers.draft import STRIP, Draft
from knowledge.readers.numbering import Lead, leads, main_run, roman
from knowledge.readers.outline import Outline
from knowledge.readers.structure import MAX_TITLE, Mark, shorten, slug

__all__ = [
    "find_annex",
    "mark_annexes",
    "mark_counted",
    "mark_front",
    "mark_numbered",
    "mark_title",
    "roman_lines",
    "title_line",
]

_ANNEX = r"(?:annex(?:e|es)?|anexos?|appendix|appendice|apendice|schedule)\b"
_ANNEX_ID = re.compile(_ANNEX + r"\s*(?:n°\s*)?(?P<id>[ivxlc]+|\d{1,3}|[a-z])?(?P<rest>(?![\w'’]).*)?$")
_PART = re.compile(r"(?i:part|partie|parte)\s+(?P<value>[IVXLC]+)(?=$|\s*[.:|-]|\s+[^\W\d_a-zà-ÿ])")
_LINE = 60  # characters of a sentence that stands in no title block
_TITLE = 110  # a longer heading is a sentence, and no title of the paragraphs below it
_GROUP = 1_200  # characters of an annex without numbers that make one provision


def mark_front(draft: Draft, first: int, last: int) -> None:
    """Title block, and sections under the headings that follow it (background, contents)."""
    if first >= last:
        return
    shown = next((i for i in range(first, last) if draft.is_marked_heading(i)), first)
    draft.marks[first] = Mark("heading:title", draft.title(shown))
    in_title = True
    for index in range(first + 1, last):
        heading = draft.is_marked_heading(index)
        if heading and not in_title:
            draft.marks[index] = Mark(f"heading:{slug(draft.title(index))}", draft.title(index))
        # Only a paragraph ends the title: a title block has many short lines, some larger than others.
        line = draft.lines[index].rstrip()
        paragraph = len(line) > _LINE if line.endswith(".") else len(line) > 2 * _TITLE
        in_title = in_title and (heading or not paragraph)


def mark_title(draft: Draft, first: int, last: int) -> None:
    """All that precedes an opening formula; its title is the first heading, or the line above the formula."""
    if first < last:
        shown = next((i for i in range(first, last) if draft.is_marked_heading(i)), last - 1)
        draft.marks[first] = Mark("heading:title", draft.title(shown if draft.is_short(shown) else first))


def mark_counted(draft: Draft, first: int, last: int, kind: str, count: int = 0) -> int:
    """Paragraphs without numbers that lawyers count (`pp:1`, `pp:2`); returns the last count."""
    outline = Outline(("a", "i"))
    outline.start("")
    for index in range(first, last):
        line = draft.lines[index]
        if draft.is_marked_heading(index) and draft.is_short(index):
            draft.marks[index] = Mark(f"heading:{slug(draft.title(index))}", draft.title(index))
        elif count and outline.read(line, draft.after(index, last)):
            draft.marks[index] = Mark(
                f"{kind}:{count}{_groups(outline)}", shorten(outline.introduction.rstrip(STRIP))
            )
        elif count and draft.continues(index):
            outline.go_on(line)
        else:
            count += 1
            draft.marks[index] = Mark(f"{kind}:{count}")
            outline.start(line)
    return count


def mark_numbered(
    draft: Draft,
    first: int,
    last: int,
    kind: str,
    run: Mapping[int, Lead],
    *,
    inner: Collection[str] = ("a", "i"),
    parts: Collection[int] = (),
) -> None:
    """Numbered paragraphs with their letters, and the headings between them.

    Args:
        run: the main numbering; each of its lines begins `kind:n`.
        inner: styles of the lists below a paragraph.
        parts: lines that begin `part:III`; letters and numbers below them are `part:III(a)`.
    """
    outline = Outline(inner)
    # Numbers that begin again below a part are the part's own.
    below_part = Outline(("a", "i", "1.", "(1)"), deepest=2)
    base, title, heading = "", "", False
    skip = -1
    for index in range(first, last):
        line, later = draft.lines[index], draft.after(index, last)
        if index == skip:
            continue
        if index in run:
            lead, base = run[index], f"{kind}:{run[index].value}"
            outline.start(lead.rest)
            draft.marks[index] = Mark(f"{base}{_groups(outline)}", title if len(title) <= _TITLE else "")
            below, heading = outline, False
        elif index in parts:
            base, skip, words = _mark_part(draft, index, last, run)
            mark = draft.marks[index]
            title = mark.title if mark else ""
            below, heading = below_part, False
            below.start(words)
        elif _is_heading(draft, index, last, run, parts):
            skip, title = _mark_heading(draft, index, last, run, parts)
            base, heading = "", True
        elif base and below.read(line, later):
            words = below.introduction.rstrip(STRIP)
            draft.marks[index] = Mark(f"{base}{_groups(below)}", shorten(words) or title)
        elif base:
            below.go_on(line)
        elif heading and any(lead.style in ("1.", "(1)") for lead in leads(line)):
            # Numbers that begin again under a heading: the heading is all that is sure.
            draft.marks[index] = Mark(f"heading:{slug(title)}", title)


def _groups(outline: Outline) -> str:
    return "".join(f"({value})" for _, value in outline.path)


def title_line(draft: Draft, index: int, last: int, stops: Collection[int] = ()) -> int | None:
    """The line below a heading's number that is its title: "PART II" / "General provisions"."""
    below = index + 1
    if below >= last or below in stops or not draft.is_short(below):
        return None
    if draft.leads([below])[below] and not draft.is_marked_heading(below):
        return None
    if re.match(_ANNEX, draft.heads[below]):
        return None
    return below if below + 1 < last or draft.is_marked_heading(below) else None


def _mark_part(draft: Draft, index: int, last: int, stops: Collection[int]) -> tuple[str, int, str]:
    """Base, line to skip and words of a part that begins here; the words are its title if they are no sentence."""
    line = draft.lines[index]
    word = _PART.match(draft.flat[index])
    if word:
        value, rest = word["value"].upper(), line[word.end("value") :]
    else:
        lead = next(lead for lead in leads(line) if lead.style == "I")
        value, rest = lead.value, lead.rest
    skip, words, is_title = -1, rest.strip(STRIP), draft.is_short(index)
    below = None if words else title_line(draft, index, last, stops)
    if below is not None:
        skip, words, is_title = below, draft.title(below), True
    draft.marks[index] = Mark(f"part:{value}", shorten(words, MAX_TITLE) if is_title else "")
    return f"part:{value}", skip, words


def _is_heading(draft: Draft, index: int, last: int, run: Mapping[int, Lead], parts: Collection[int]) -> bool:
    if draft.is_marked_heading(index):
        return True
    if not draft.is_short(index) or index + 1 >= last or (index and draft.is_bare(index - 1)):
        return False
    if any(lead.style in ("a", "i", "1.", "(1)", "1°") for lead in leads(draft.lines[index])):
        return False
    below = index + 1
    return below in run or below in parts or (draft.is_marked_heading(below) and below not in run)


def _mark_heading(
    draft: Draft, index: int, last: int, run: Mapping[int, Lead], parts: Collection[int]
) -> tuple[int, str]:
    """Line to skip and title of a heading that begins here."""
    skip, title = -1, draft.title(index)
    if re.fullmatch(r"(?:[IVXLC]+|[A-Z]|\d+)[.)]?|\w+ (?:[IVXLC]+|[A-Z]|\d+)", draft.lines[index].strip()):
        below = title_line(draft, index, last, {*run, *parts})
        if below is not None:
            skip, title = below, draft.title(below)
    draft.marks[index] = Mark(f"heading:{slug(title)}", title)
    return skip, title


def find_annex(draft: Draft, first: int, last: int | None = None) -> int:
    """The first line that is an annex's heading, or the end."""
    end = len(draft) if last is None else last
    for index in range(first, end):
        if _annex(draft, index) and not draft.is_listed(index):
            return index
    return end


def _annex(draft: Draft, index: int) -> re.Match[str] | None:
    if len(draft.lines[index]) > 110 and not draft.is_marked_heading(index):
        return None
    match = _ANNEX_ID.match(draft.heads[index].strip())
    if match is None:
        return None
    rest = match["rest"] or ""
    # "Annex II applies to …" is a sentence; "Annex II – Rivers" is a heading.
    plain = not rest.strip() or rest.strip()[0] in ".:-|(" or draft.is_marked_heading(index)
    ends = draft.lines[index].rstrip().endswith((";", ","))
    return match if plain and not ends and draft.is_short(index) else None


def mark_annexes(draft: Draft, first: int, last: int) -> None:
    """Annexes: the heading line, then its paragraphs under the same pinpoint, one a number."""
    pinpoint, title = "heading:annex", ""
    skip, length, fresh = -1, 0, False
    for index in range(first, last):
        line = draft.lines[index]
        annex = _annex(draft, index)
        if index == skip:
            continue
        if annex:
            number = annex["id"] or ""
            name = "schedule" if annex[0].startswith("schedule") else "annex"
            pinpoint = f"heading:{name}-{number}" if number else f"heading:{name}"
            title = line.strip()[len(line.strip()) - len(annex["rest"] or "") :].strip(STRIP)
            if not title:
                below = title_line(draft, index, last)
                skip, title = (below, draft.title(below)) if below is not None else (-1, line.strip())
            title = shorten(title, MAX_TITLE)
            draft.marks[index] = Mark(pinpoint, title)
            fresh, length = True, 0
        elif draft.is_marked_heading(index):
            title = draft.title(index)
            pinpoint = f"heading:{slug(title)}"
            draft.marks[index] = Mark(pinpoint, title)
            fresh, length = False, len(line)
        else:
            numbered = any(lead.style in ("1.", "(1)", "I", "A", "1") for lead in leads(line))
            if fresh or numbered or length + len(line) > _GROUP:
                draft.marks[index] = Mark(pinpoint, title)
                length = 0
            fresh, length = False, length + len(line)


def roman_lines(draft: Draft, first: int, last: int, *, short: bool) -> set[int]:
    """Lines that begin part I, II, III …: "II. Guiding principles", "PART II", "II" alone.

    Args:
        short: only headings count, not paragraphs that begin with a roman number.
    """
    found: dict[int, list[Lead]] = {}
    for index in range(first, last):
        line = draft.lines[index]
        if draft.is_listed(index) or (short and not draft.is_short(index)):
            continue
        word = _PART.match(draft.flat[index])
        if word and roman(word["value"]):
            found[index] = [Lead("I", word["value"].upper(), roman(word["value"]), "")]
        elif not word:
            found[index] = [lead for lead in leads(line) if lead.style == "I"]
    return set(main_run(found, ("I",)))
