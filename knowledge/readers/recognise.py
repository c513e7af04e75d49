"""Which drafting tradition a source follows, and its provisions in that tradition.

Each tradition weighs the typical words and numbering; the best one above a threshold
marks the provisions, and a text without any is cut at its headings and paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge.documents import Confidence
from knowledge.errors import UnknownTradition
from knowledge.readers import eu, fallback, ilo, law, oecd, un
from knowledge.readers.blocks import Block, Source
from knowledge.readers.joined import part
from knowledge.readers.structure import PARAGRAPH, Mark, Structure, build, line_of

__all__ = ["TRADITIONS", "recognise"]


class _Tradition(NamedTuple):
    score: Callable[[Sequence[Block]], float]
    mark: Callable[[Sequence[Block]], list[Mark | None]]


_RECOGNISERS: dict[str, _Tradition] = {
    "un": _Tradition(un.score, un.mark),
    "ilo": _Tradition(ilo.score, ilo.mark),
    "oecd": _Tradition(oecd.score, oecd.mark),
    "eu": _Tradition(eu.score, eu.mark),
    "law": _Tradition(law.score, law.mark),
    "plain": _Tradition(fallback.score, fallback.mark),
}
TRADITIONS = tuple(_RECOGNISERS)


def recognise(source: Source, tradition: str | None = None, confidence: Confidence = "official") -> Structure:
    """Body and provisions of `source`, read in `tradition` or in the one with most evidence.

    Raises:
        UnknownTradition: `tradition` is none of `TRADITIONS`.
    """
    if tradition is not None and tradition not in _RECOGNISERS:
        raise UnknownTradition(tradition, list(TRADITIONS))
    whole = [block for block in source.blocks if line_of(block)]
    blocks, gaps = part(whole)
    evidence = {name: round(found.score(blocks), 3) for name, found in _RECOGNISERS.items()}
    chosen = tradition or max(evidence, key=lambda name: evidence[name])
    if tradition is None and evidence[chosen] <= evidence["plain"]:
        chosen = "plain"
    if chosen == "plain":
        # Its paragraphs are counted, so they stay as the file has them.
        blocks, gaps = whole, [PARAGRAPH] * len(whole)
    return build(blocks, _RECOGNISERS[chosen].mark(blocks), chosen, evidence, confidence, gaps)
