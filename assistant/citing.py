"""The reference of a text or of one provision, in the usual form, in four languages.

A reference to a digest names the official text: the digest is ours, the text is what a reader
wants to find. What the digest alone vouches for, its pinpoints, is said beside it, and a
pinpoint that the library does not hold is never written.

Forms: `un` follows the United Nations Editorial Manual (body, title, symbol, date, paragraph),
`apa` the 7th edition of the APA manual for documents of organisations and legal texts, `plain`
is short title, pinpoint and link.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.errors import WorkError
from assistant.pinpoint_reading import heading_words, read_pinpoints
from assistant.wording import say
from assistant.work_wording import BODIES, MONTHS, tell
from knowledge.documents import Confidence, Document, Kind, Provision
from knowledge.errors import UnknownDocument
from knowledge.languages import LANGUAGES, base
from knowledge.pinpoints import display, parse
from knowledge.sharing import shared_of
from knowledge.text import fold
from knowledge.worded import worded

__all__ = ["STYLES", "Reference", "Style", "date_in_words", "find_provision", "refer", "reference_of"]

Style = Literal["un", "apa", "plain"]
STYLES: tuple[Style, ...] = ("un", "apa", "plain")
_OFFICIAL_FIRST = ("official", "digest", "practice", "own")
_NEAREST = 5
_LAW = "l-"  # how the ids of national laws begin (docs/corpus.md)


class Reference(BaseModel):
    """A reference, ready to paste.

    `in_text` is what APA puts in brackets in the sentence, "" in the other forms. `note` says
    what stands behind a pinpoint that we have from others, or that the document is not an
    official text; it belongs to the reader, not into the reference.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    style: Style
    language: str
    text: str
    in_text: str = ""
    pinpoint: str = ""
    pinpoint_id: str = ""
    kind: Kind
    confidence: Confidence | None = None
    reported_by: str = ""
    url: str = ""
    note: str = ""


def refer(
    documents: Sequence[Document],
    document: str,
    pinpoint: str = "",
    *,
    style: Style = "un",
    language: str = "en",
) -> Reference:
    """The reference of a document, or of one provision of it.

    Args:
        documents: those of the library.
        document: its id.
        pinpoint: canonical, or as people write it; "" for the whole document.
        language: that of the reference; the nearest version stands in where there is none.

    Raises:
        WorkError: no document has this id, or it has no such provision (the nearest are named).
    """
    versions = _versions(documents, document, language)
    if not pinpoint.strip():
        return reference_of(versions[0], None, style=style, language=language)
    held, provision = find_provision(versions, pinpoint, language)
    return reference_of(held, provision, style=style, language=language)


def reference_of(
    document: Document, provision: Provision | None, *, style: Style = "un", language: str = "en"
) -> Reference:
    """The reference of a document and, where given, of a provision that it holds."""
    code = language if language in LANGUAGES else "en"
    where = display(provision.pinpoint, code, provision.title) if provision else ""
    text, in_text = {"un": _un, "apa": _apa, "plain": _plain}[style](document, where, code)
    return Reference(
        document=document.id, style=style, language=code, text=text, in_text=in_text,
        pinpoint=where, pinpoint_id=provision.pinpoint if provision else "", kind=document.kind,
        confidence=provision.confidence if provision else None,
        reported_by=provision.reported_by if provision else "",
        url=document.url, note=_note(document, provision, code),
    )  # fmt: skip


def find_provision(
    versions: Sequence[Document], written: str, language: str = "en"
) -> tuple[Document, Provision]:
    """The version and provision that a pinpoint names; the versions in order of preference.

    A number above known ones is known: a text with `block:1(a)` has block 1.

    Raises:
        WorkError: no version has it; the message names the nearest that there are.
    """
    wanted = read_pinpoints(written)
    if any(one.startswith("about:") for one in wanted):
        raise WorkError(tell("about_is_no_place", language, written=written.strip()))
    bare = re.match(r"\d", written.strip()) is not None
    for held in versions:
        found = {one: p for one in wanted if (p := _at(held, one)) is not None}
        if bare and len(found) > 1:
            meant = ", ".join(display(one, language) for one in found)
            raise WorkError(tell("which_kind", language, written=written.strip(), meant=meant))
        for pinpoint, provision in found.items():
            return held, _widened(provision, pinpoint)
    titled = _titled(versions, heading_words(written))
    if titled is not None:
        return titled
    raise WorkError(_not_held(versions, written.strip(), wanted, language))


def date_in_words(iso: str, language: str) -> str:
    """`2023-04-18` as `18 April 2023`, `18 avril 2023`, `18 de abril de 2023`; a year as it is."""
    parts = iso.split("-")
    if len(parts) != 3:
        return iso
    year, month, day = parts[0], MONTHS[language][int(parts[1]) - 1], int(parts[2])
    if language in ("es", "pt"):
        return f"{day} de {month} de {year}"
    return f"{'1er' if language == 'fr' and day == 1 else day} {month} {year}"


def _versions(documents: Sequence[Document], id_: str, language: str) -> list[Document]:
    found = [one for one in documents if one.id == id_]
    if not found:
        near = difflib.get_close_matches(id_, sorted({one.id for one in documents}), 5, 0.4)
        error = UnknownDocument(id_, near or sorted({one.id for one in documents}))
        raise WorkError(worded("{error} `sse corpus list` shows them all.", error=error)) from error
    code = base(language)
    return sorted(
        found,
        key=lambda one: (one.language != code, one.language != "en", _OFFICIAL_FIRST.index(one.kind)),
    )


def _at(document: Document, pinpoint: str) -> Provision | None:
    """The provision at a pinpoint, or the first below it."""
    below = (f"{pinpoint}(", f"{pinpoint}.")
    exact = [one for one in document.provisions if one.pinpoint == pinpoint]
    deeper = [one for one in document.provisions if one.pinpoint.startswith(below)]
    return next(iter(exact + deeper), None)


def _widened(provision: Provision, pinpoint: str) -> Provision:
    """The provision under the wider pinpoint that was asked for."""
    return provision if provision.pinpoint == pinpoint else replace(provision, pinpoint=pinpoint)


def _titled(versions: Sequence[Document], words: str) -> tuple[Document, Provision] | None:
    """The provision under a heading that is called so, by its slug or by its title in any language."""
    if len(words) < 3:
        return None
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    for held in versions:
        for provision in held.provisions:
            if provision.pinpoint == f"heading:{slug}":
                return held, provision
    first = versions[0]
    for held in versions:
        for place, provision in enumerate(held.provisions):
            if fold(provision.title) == words and not provision.pinpoint.startswith("about:"):
                # The languages of a digest have the same provisions in the same order.
                same = len(first.provisions) == len(held.provisions) and first.kind == held.kind
                return (first, first.provisions[place]) if same else (held, provision)
    return None


def _not_held(versions: Sequence[Document], written: str, wanted: Sequence[str], language: str) -> str:
    first = versions[0]
    held = [p for p in dict.fromkeys(one.pinpoint for one in first.provisions) if not p.startswith("about:")]
    titles = {one.pinpoint: one.title for one in reversed(first.provisions)}
    kinds = {one.partition(":")[0] for one in wanted}
    same = [one for one in held if parse(one).kind in kinds]
    number = _number(wanted[0]) if wanted else None
    if number is not None:
        same.sort(key=lambda one: abs((_number(one) or 10**6) - number))
    nearest = (same or held)[: _NEAREST if same else 2 * _NEAREST]
    shown = "; ".join(display(one, language, titles[one]) for one in nearest)
    what = tell("not_held", language, written=written, title=first.short_title)
    return f"{what} {tell('nearest', language, nearest=shown)}" if shown else what


def _number(pinpoint: str) -> int | None:
    match = re.search(r":(?:[LRD])?(\d+)", pinpoint)
    return int(match[1]) if match else None


def _un(document: Document, where: str, language: str) -> tuple[str, str]:
    parts = [_body(document, language), document.title, document.symbol, _date(document, language), where]
    return f"{_joined(parts)}.", ""


def _apa(document: Document, where: str, language: str) -> tuple[str, str]:
    """Documents of organisations; laws by their title, as APA refers to legislation."""
    place = f", {where}" if where else ""
    year = document.date[:4] or str(document.year)
    symbol = f" ({document.symbol})" if document.symbol and document.symbol not in document.title else ""
    if document.id.startswith(_LAW):
        text = f"{document.title}{symbol}{place} ({year}). {document.url}"
        return text, f"({document.short_title}{place})"
    author = _author(document, language)
    text = f"{author}. ({_apa_date(document, language)}). {document.title}{symbol}. {document.url}"
    return text, f"({author}, {year}{place})"


def _plain(document: Document, where: str, _language: str) -> tuple[str, str]:
    return f"{_joined([document.short_title, where])}. {document.url}".strip(), ""


def _joined(parts: Sequence[str]) -> str:
    """Parts with commas; one that the part before says already is left out."""
    kept: list[str] = []
    for part in parts:
        if part and not (kept and re.search(rf"(?<!\w){re.escape(fold(part))}(?!\w)", fold(kept[-1]))):
            kept.append(part)
    return ", ".join(kept)


def _body(document: Document, language: str) -> str:
    """Who issued it, in full: the organisation, and its organ where that does not name it already."""
    name = _author(document, language)
    organ = document.issuing_body.partition(";")[0].strip()
    if not organ or document.kind in ("practice", "own") or document.id.startswith(_LAW):
        return name
    words = [word for word in fold(name).split() if len(word) > 3]
    named = sum(word in fold(organ) for word in words) * 2 >= len(words)
    return organ if named or document.issuer in ("EU", "UE") else f"{name}, {organ}"


def _author(document: Document, language: str) -> str:
    return BODIES.get(fold(document.issuer), {}).get(language, document.issuer)


def _date(document: Document, language: str) -> str:
    return date_in_words(document.date or (str(document.year) if document.year else ""), language)


def _apa_date(document: Document, language: str) -> str:
    parts = document.date.split("-")
    if len(parts) != 3:
        return str(document.year) if document.year else tell("no_date", language)
    month, day = MONTHS[language][int(parts[1]) - 1], int(parts[2])
    if language == "en":
        return f"{parts[0]}, {month} {day}"
    return f"{parts[0]}, {day} de {month}" if language in ("es", "pt") else f"{parts[0]}, {day} {month}"


def _note(document: Document, provision: Provision | None, language: str) -> str:
    if document.kind == "own":
        return tell("own_note", language)
    if document.kind == "practice":
        shared = shared_of(document.status)
        if shared is None:
            return tell("practice_note", language)
        return say("shared", language, name=shared.name, key=shared.short_key, release=shared.release)
    if document.kind == "official":
        return ""
    if provision is None:
        return tell("digest_note", language)
    if provision.confidence == "reported":
        return tell("pinpoint_reported", language, source=provision.reported_by)
    return tell("pinpoint_background", language)
