"""What the library holds: documents, their provisions, and the passages cut from them.

Offsets are code points in the document's stored body, which is Unicode NFC:
`document.body[passage.start:passage.end]` is exactly `passage.text`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from knowledge import pinpoints

__all__ = ["Confidence", "Document", "Kind", "Passage", "Provision", "citation_key"]

Kind = Literal["official", "digest", "practice", "own"]
Confidence = Literal["official", "reported", "background"]


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest citable unit of a document: one section with its pinpoint.

    Attributes:
        pinpoint: canonical pinpoint (see `knowledge.pinpoints`).
        ordinal: 0 for the first provision with this pinpoint, 1 for the next, …; the
            same in every language, so it aligns translations.
        title: short title in the document's language.
        start, end: code points of the text in the document's body.
        confidence: `official`, `reported` (then `reported_by` is a URL) or `background`.
        reported_by: the page that reports the provision, or "".
    """

    pinpoint: str
    ordinal: int
    title: str
    start: int
    end: int
    confidence: Confidence
    reported_by: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text or practice in one language.

    `body` is the text that a reader sees, NFC, titles of the provisions included.
    `aliases` are the names people use for the text or its issuer, in any language.
    """

    id: str
    language: str
    kind: Kind
    title: str
    short_title: str
    issuer: str
    url: str
    licence: str
    body: str = field(repr=False)
    provisions: tuple[Provision, ...] = field(repr=False)
    issuing_body: str = ""
    symbol: str = ""
    date: str = ""
    year: int = 0
    status: str = ""
    country: str = ""
    aliases: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and quoted: one provision, or a part of a long one.

    Only `id`, `text` and `language` are needed to build an index over any texts; the
    rest travels with every citation.

    Attributes:
        id: citation key in the library; kept as given otherwise.
        text: the passage, verbatim.
        language: code of its language; any code is accepted.
        document: id of its document, or "".
        title: short title of its document, in the passage's language.
        pinpoint: canonical pinpoint, or "".
        heading: title of its provision.
        provision: what translations of one provision share; "" means "only itself".
        names: issuer and aliases, matched by words but never shown as text.
        shared: who shared the practice card that it is of (`knowledge.sharing`), or "".
    """

    id: str
    text: str
    language: str
    document: str = ""
    title: str = ""
    pinpoint: str = ""
    heading: str = ""
    provision: str = ""
    kind: Kind = "own"
    confidence: Confidence = "background"
    reported_by: str = ""
    url: str = ""
    start: int = 0
    end: int = 0
    year: int = 0
    names: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    shared: str = ""

    @property
    def key(self) -> str:
        """The citation key: the same as `id` for passages of the library."""
        return self.id

    def reference(self, language: str | None = None) -> str:
        """`ILO resolution 2022, para. 5`: title and pinpoint in `language` or its own."""
        where = pinpoints.display(self.pinpoint, language or self.language, self.heading)
        return f"{self.title}, {where}" if self.title and where else self.title or where

    def embeddable(self, text: str) -> str:
        """`text`, the passage's own or a sentence of it, as it is embedded: `title, heading: text`."""
        about = ", ".join(part for part in (self.title, self.heading) if part)
        return f"{about}: {text}" if about else text

    @property
    def indexed_text(self) -> str:
        """The passage as it is embedded."""
        return self.embeddable(self.text)


def citation_key(document: str, language: str, pinpoint: str, start: int, end: int, text: str) -> str:
    """A short hash that names one passage for good: 12 hex digits (48 bits).

    All six parts are in it, so two texts that share a sentence keep two keys, and a
    revision of the text changes the key (a running number would silently slip).
    """
    parts = "\x1f".join((document, language, pinpoint, str(start), str(end), text))
    return hashlib.sha256(parts.encode("utf-8")).hexdigest()[:12]
