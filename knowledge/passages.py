"""Cut documents into passages: one a provision, or one a paragraph group where it is long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.documents import Document, Passage, Provision, citation_key
from knowledge.sentences import split
from knowledge.sharing import PREFIX

__all__ = ["passages_of"]

_CLOSING = " .:–—-"  # what may close a heading line, and is no part of its title
_NUMBER = 40  # characters that may stand before a heading's words: "Disposition transitoire première. "
MAX_PASSAGE = 1_200  # characters: about 300 tokens, well inside the embedder's 512


def passages_of(document: Document) -> Iterator[Passage]:
    """The passages of a document, in its order; each is `body[start:end]`, never empty."""
    for provision in document.provisions:
        for start, end in _parts(document, provision):
            text = document.body[start:end]
            yield Passage(
                id=citation_key(document.id, document.language, provision.pinpoint, start, end, text),
                text=text,
                language=document.language,
                document=document.id,
                title=document.short_title,
                pinpoint=provision.pinpoint,
                heading=provision.title,
                # Without the part: a long provision shows its best part, once.
                provision=f"{document.id}#{provision.pinpoint}~{provision.ordinal}",
                kind=document.kind,
                confidence=provision.confidence,
                reported_by=provision.reported_by,
                url=document.url,
                start=start,
                end=end,
                year=document.year,
                names=_names(document),
                themes=document.themes,
                shared=_shared(document),
            )


def _shared(document: Document) -> str:
    """The status of a shared practice card, which names its member; any other document's is not shown."""
    return document.status if document.kind == "practice" and document.id.startswith(PREFIX) else ""


def _names(document: Document) -> tuple[str, ...]:
    names = (document.issuer, document.symbol, document.country, *document.aliases)
    return tuple(dict.fromkeys(name for name in names if name))


def _parts(document: Document, provision: Provision) -> Iterator[tuple[int, int]]:
    """The provision, or groups of its paragraphs (of its sentences, where one is too long)."""
    begin = _after_heading(document, provision)
    if begin >= provision.end:
        return
    if provision.end - begin <= MAX_PASSAGE:
        yield begin, provision.end
        return
    start = end = begin
    for first, last in _pieces(document, begin, provision.end):
        if end > start and last - start > MAX_PASSAGE:
            yield start, end
            start = first
        end = last
    yield start, end


def _after_heading(document: Document, provision: Provision) -> int:
    """Where the text begins behind the heading line that readers leave in an imported provision.

    The heading is in every passage's reference already; as a sentence it answers nothing.
    A whole sentence that is all the provision has is its text, though it is its title too:
    "Disposición derogatoria única. Queda derogada la Ley 3/2001."
    """
    if document.kind not in ("official", "own") or not provision.title:
        return provision.start
    text = document.body[provision.start : provision.end]
    line, gap, rest = text.partition("\n\n")
    heading, title = line.rstrip(_CLOSING), provision.title.rstrip(_CLOSING)
    if not title or not heading.endswith(title) or len(heading) - len(title) > _NUMBER:
        return provision.start
    if not rest and provision.title.endswith((".", "!", "?")):
        return provision.start
    return provision.start + len(line) + len(gap)


def _pieces(document: Document, begin: int, finish: int) -> Iterator[tuple[int, int]]:
    text = document.body[begin:finish]
    for paragraph in re.finditer(r"\S(?:.*?\S)?(?=\s*\n\s*\n|\s*\Z)", text, re.DOTALL):
        first = begin + paragraph.start()
        spans = [(0, len(paragraph[0]))]
        if len(paragraph[0]) > MAX_PASSAGE:
            spans = split(paragraph[0], document.language)
        yield from ((first + start, first + end) for start, end in spans)
