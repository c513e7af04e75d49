"""A digest against the official text: are its pinpoints right, and are its words its own?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.documents import Document, Provision
from knowledge.prebuilt import embed_texts
from knowledge.text import fold

if TYPE_CHECKING:
    from knowledge.embedding import Embedder
    from knowledge.library import Library

__all__ = ["Disagreement", "copied", "disagreements"]

COPIED = 12  # words in a row that no paraphrase shares with its source by chance
_MARGIN = 0.03  # cosine by which another provision must be nearer before the pinpoint is doubted
_EXACT = ("para", "op", "pp", "recital", "block", "point", "art")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What a digest says of a place in the text, and the official text does not bear out.

    `nearer` is the official provision that reads closer to the digest's section, or "" where
    the official text has no provision with the digest's pinpoint at all.
    """

    document: str
    language: str
    pinpoint: str
    title: str
    nearer: str


def disagreements(
    digest: Document, official: Document, embedder: Embedder, library: Library | None = None
) -> list[Disagreement]:
    """Where the numbered pinpoints of a digest do not fit the official text.

    Two tests: the provision exists, and none outside it reads clearly closer to what the
    digest says. The second is a hint to look, not a proof: a digest is short.
    """
    sections = [provision for provision in digest.provisions if _kind(provision) in _EXACT]
    places = [provision for provision in official.provisions if provision.end > provision.start]
    if not sections or not places:
        return []
    ours = embed_texts([_text(digest, provision) for provision in sections], embedder, library)
    theirs = embed_texts([_text(official, provision) for provision in places], embedder, library)
    found: list[Disagreement] = []
    for section, scores in zip(sections, (ours @ theirs.T).tolist(), strict=True):
        inside = [score for place, score in zip(places, scores, strict=True) if _within(place, section)]
        nearest, place = max(zip(scores, places, strict=True), key=lambda pair: pair[0])
        if not inside:
            nearer = ""
        elif nearest - max(inside) > _MARGIN:
            nearer = place.pinpoint
        else:
            continue
        found.append(Disagreement(digest.id, digest.language, section.pinpoint, section.title, nearer))
    return found


def copied(digest: Document, official: Document) -> list[tuple[Provision, str]]:
    """Sections of a digest that share `COPIED` words in a row with the official text, and those words."""
    held = set(_runs(_words(official.body)))
    found: list[tuple[Provision, str]] = []
    for provision in digest.provisions:
        words = _words(digest.body[provision.start : provision.end])
        run = next((run for run in _runs(words) if run in held), None)
        if run:
            found.append((provision, run))
    return found


def _kind(provision: Provision) -> str:
    return provision.pinpoint.partition(":")[0]


def _text(document: Document, provision: Provision) -> str:
    """A provision as it is compared: without its reference, which the two share or not by chance."""
    return document.body[provision.start : provision.end][:1_200]


def _within(place: Provision, section: Provision) -> bool:
    """Whether an official provision is the one that the section names, or a part of it."""
    kind, _, value = section.pinpoint.partition(":")
    other, _, theirs = place.pinpoint.partition(":")
    if kind != other:
        return False
    run = re.fullmatch(r"(\d+)-(\d+)", value)
    if run:
        number = re.match(r"\d+", theirs)
        return number is not None and int(run[1]) <= int(number[0]) <= int(run[2])
    return theirs == value or bool(re.match(rf"{re.escape(value)}[.(]", theirs))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _runs(words: Sequence[str]) -> list[str]:
    return [" ".join(words[start : start + COPIED]) for start in range(len(words) - COPIED + 1)]
