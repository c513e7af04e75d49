"""Put the practices of a release into the library, and take out those that it no longer has.

All or nothing: one transaction takes the place of what the release before had brought. What a
member signed is checked again here; a coordinator cannot put words into a member's mouth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from federation.errors import FederationError
from federation.membership.roster import Roster
from federation.practices.documents import documents_of
from federation.practices.signed import SignedCard
from knowledge.sharing import PREFIX, Shared, shared_of

if TYPE_CHECKING:
    from knowledge.documents import Document
    from knowledge.library import Library

__all__ = ["ORIGIN", "Installed", "install_practices"]

ORIGIN = "release"  # of documents in the library that a release brought


@dataclass(frozen=True, slots=True)
class Installed:
    """What became of a release's practices: ids of documents, and `(name, reason)` of what was refused."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def install_practices(
    library: Library, statements: Iterable[tuple[str, bytes]], roster: Roster, release: int
) -> Installed:
    """Bring the library's shared practices to those of a release.

    A card that was there already keeps the number of the release that brought it, so that a
    release without news changes nothing and no index is made again.

    Args:
        statements: `(name, bytes)` of each signed card of the release.
        roster: of the same release: cards of others are refused, and the rest is installed.
        release: its version, from 1.

    Raises:
        LibraryError: the library cannot be written; it is then as it was.
    """
    before = _held(library)
    wanted: dict[str, tuple[SignedCard, list[Document]]] = {}
    refused: list[tuple[str, str]] = []
    for name, content in statements:
        try:
            signed = SignedCard.read(content, roster, name)
            documents = _documents(signed, release, before.get(signed.id, []))
        except FederationError as error:
            refused.append((name, str(error)))
            continue
        held = wanted.get(signed.id)
        if held is None or held[0].card.revision < signed.card.revision:
            wanted[signed.id] = (signed, documents)
    after = {id_: documents for id_, (_, documents) in wanted.items()}
    changed = {id_ for id_ in after if _sorted(before.get(id_, [])) != _sorted(after[id_])}
    removed = tuple(sorted(before.keys() - after.keys()))
    if changed or removed:
        library.replace([one for id_ in sorted(after) for one in after[id_]], ORIGIN, {})
    return Installed(
        added=tuple(sorted(changed - before.keys())),
        replaced=tuple(sorted(changed & before.keys())),
        unchanged=tuple(sorted(after.keys() - changed)),
        removed=removed,
        refused=tuple(refused),
    )


def _held(library: Library) -> dict[str, list[Document]]:
    """The shared practices that are there now, by id; nothing else has ids like theirs."""
    held: dict[str, list[Document]] = {}
    for document in library.documents():
        if document.kind == "practice" and document.id.startswith(PREFIX):
            held.setdefault(document.id, []).append(document)
    return held


def _documents(signed: SignedCard, release: int, before: list[Document]) -> list[Document]:
    came = shared_of(before[0].status) if before else None
    documents = _made(signed, came.release if came else release)
    return documents if _sorted(documents) == _sorted(before) else _made(signed, release)


def _made(signed: SignedCard, release: int) -> list[Document]:
    shared = Shared(signed.member.name, signed.member.fingerprint, release)
    return documents_of(signed.card, signed.id, shared)


def _sorted(documents: list[Document]) -> list[Document]:
    return sorted(documents, key=lambda one: one.language)
