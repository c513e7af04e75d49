"""A document's body and its provisions, built from marks on its blocks.

A recogniser only says at which block which provision begins. Offsets are counted here and
nowhere else, so that every text keeps one invariant: provisions are in order, do not
overlap, and each character that is no white space lies in exactly one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge import pinpoints
from knowledge.documents import Confidence, Provision
from knowledge.errors import PinpointError
from knowledge.readers.blocks import Block
from knowledge.text import fold

__all__ = ["PARAGRAPH", "Mark", "Structure", "build", "line_of", "shorten", "slug"]

MAX_SLUG = 60
MAX_TITLE = 200  # of a heading, which is kept whole as far as one line of a screen or two
MAX_WORDS = 80  # of the words that introduce a letter
PARAGRAPH = "\n\n"  # between two blocks of a body


@dataclass(frozen=True, slots=True)
class Mark:
    """A provision begins at this block: its canonical pinpoint and its title."""

    pinpoint: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """What a recogniser made of a source.

    Attributes:
        body: texts of the blocks, each after its label, with an empty line between them.
        provisions: in order, without overlap, over every character but white space.
        tradition: name of the drafting tradition that was recognised or asked for.
        evidence: score of each tradition, 0 to 1.
    """

    body: str = field(repr=False)
    provisions: tuple[Provision, ...] = field(repr=False)
    tradition: str
    evidence: dict[str, float]


def line_of(block: Block) -> str:
    """The block as the body shows it: label, space, text."""
    return f"{block.label.strip()} {block.text.strip()}".strip()


def build(
    blocks: Sequence[Block],
    marks: Sequence[Mark | None],
    tradition: str,
    evidence: Mapping[str, float],
    confidence: Confidence,
    gaps: Sequence[str] = (),
) -> Structure:
    """Body and provisions; a block without a mark continues the provision before it.

    Args:
        gaps: what stands before each block in the body, where it is not an empty line.

    What precedes the first mark is the title. A pinpoint outside the grammar (a number
    of five digits, say) becomes the heading that its words make.
    """
    seen: Counter[str] = Counter()
    found: list[Provision] = []
    pieces: list[str] = []
    start = end = 0
    mark: Mark | None = None
    pending: Mark | None = None

    def close() -> None:
        if mark is not None:
            found.append(Provision(mark.pinpoint, seen[mark.pinpoint], mark.title, start, end, confidence))
            seen[mark.pinpoint] += 1

    for block, new, gap in zip(blocks, marks, gaps or [PARAGRAPH] * len(blocks), strict=True):
        line = line_of(block)
        pending = new or pending
        if not line:
            continue
        before = gap if pieces else ""
        if pending is not None or mark is None:
            close()
            mark = _valid(pending or Mark("heading:title", shorten(line, MAX_TITLE)))
            start, pending = end + len(before), None
        pieces += (before, line)
        end += len(before) + len(line)
    close()
    return Structure("".join(pieces), tuple(found), tradition, dict(evidence))


def _valid(mark: Mark) -> Mark:
    try:
        pinpoints.parse(mark.pinpoint)
    except PinpointError:
        return Mark(f"heading:{slug(mark.pinpoint.replace(':', ' '))}", mark.title)
    return mark


def slug(heading: str) -> str:
    """`Accès au financement` -> `acces-au-financement`; a heading without Latin letters is `section`."""
    words = re.findall(r"[a-z0-9]+", fold(heading[:400]).replace("œ", "oe").replace("ß", "ss"))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:MAX_SLUG]
        if len(longer) > MAX_SLUG:
            break
        made = longer
    return made or "section"


def shorten(text: str, limit: int = MAX_WORDS) -> str:
    """`text` on one line, cut at a word to `limit` characters with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    whole = cut.rpartition(" ")[0] or cut[:-1]
    return f"{whole.rstrip(' ,;:–—-')}…"
