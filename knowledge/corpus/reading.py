"""Choose a version of a document, look a pinpoint up in it, write documents as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from knowledge.documents import Document, Provision
from knowledge.errors import PinpointError, UnknownDocument
from knowledge.files import write_atomically
from knowledge.languages import base, interface_language
from knowledge.pinpoints import parse
from knowledge.worded import worded

__all__ = ["export_documents", "provisions_at", "version", "written"]

_PREFERRED = ("official", "digest", "practice", "own")
_EXPORTED = ("digest", "practice")


def version(
    documents: Iterable[Document], id_: str, language: str | None = None, kind: str | None = None
) -> Document:
    """The document `id_` in a language: the official text before the digest.

    Args:
        language: that of the interface where it is not given; English, then any other, where
            the document has no version in it.

    Raises:
        UnknownDocument: there is none with this id (and kind, and language where given).
    """
    held = list(documents)
    found = [one for one in held if one.id == id_ and kind in (None, one.kind)]
    if language:
        found = [one for one in found if one.language == base(language)]
    if not found:
        have = sorted({f"{one.id} ({one.language})" if one.id == id_ else one.id for one in held})
        raise UnknownDocument(id_, have)
    wanted = base(language) if language else interface_language()
    return min(
        found,
        key=lambda one: (one.language != wanted, one.language != "en", _PREFERRED.index(one.kind)),
    )


def provisions_at(document: Document, pinpoint: str | None) -> Sequence[Provision]:
    """The provisions at a pinpoint with those below it (`op:1` has `op:1(a)`); all without one.

    Raises:
        PinpointError: it is not in the grammar, or the document has no such provision.
    """
    if pinpoint is None:
        return document.provisions
    wanted = str(parse(pinpoint))
    found = [
        provision
        for provision in document.provisions
        if provision.pinpoint == wanted or provision.pinpoint.startswith((f"{wanted}(", f"{wanted}."))
    ]
    if not found:
        have = ", ".join(dict.fromkeys(provision.pinpoint for provision in document.provisions))
        raise PinpointError(
            worded(
                "{short_title} has no provision {wanted}. It has: {have}.",
                short_title=document.short_title,
                wanted=wanted,
                have=have,
            )
        )
    return found


def export_documents(documents: Iterable[Document], target: Path) -> int:
    """Write digests and practices as corpus files below `target`; returns how many.

    Documents of one's own and official texts are left out, whatever they are called.

    Raises:
        LibraryError: the folder cannot be written.
    """
    count = 0
    for document in documents:
        if document.kind in _EXPORTED:
            group = "practices" if document.kind == "practice" else "texts"
            path = target / group / document.id / f"{document.language}.md"
            write_atomically(path, written(document).encode("utf-8"))
            count += 1
    return count


def written(document: Document) -> str:
    """A document in the form of docs/corpus.md; the loader reads the same document from it."""
    fields: dict[str, object] = {
        "id": document.id,
        "language": document.language,
        "kind": document.kind,
        "title": document.title,
        "short_title": document.short_title,
        "issuer": document.issuer,
        "body": document.issuing_body,
        "symbol": document.symbol,
        "status": document.status,
        "url": document.url,
        "licence": document.licence,
        "aliases": list(document.aliases),
        "themes": list(document.themes),
        "country": document.country,
    }
    lines = ["+++"]
    # A JSON string of printable text is a TOML basic string.
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    lines.append(f"date = {document.date}" if document.date else f"year = {document.year}")
    lines.append("+++")
    for provision in document.provisions:
        source = f"confidence: {provision.confidence}"
        if provision.confidence == "reported":
            source = f"reported_by: {provision.reported_by}"
        text = document.body[provision.start : provision.end]
        lines += ["", f"## {provision.pinpoint} | {provision.title}", source, "", text]
    return "\n".join(lines) + "\n"
