"""What a document is, at a glance: a sign and a word, so that colour is not needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from knowledge.sharing import shared_of
from tui.i18n import _

if TYPE_CHECKING:
    from knowledge.documents import Document

__all__ = ["Mark", "legend", "mark_of"]


class Mark(NamedTuple):
    """A sign of one column, and the word for it."""

    sign: str
    word: str


def mark_of(document: Document) -> Mark:
    """The mark of a document, in the language in force."""
    shared = document.kind == "practice" and shared_of(document.status) is not None
    return _marks()["shared" if shared else document.kind]


def legend() -> str:
    """All signs with their words, in a line of 78 columns."""
    return "  ".join(f"{mark.sign} {mark.word.strip('[]')}" for mark in _marks().values())


def _marks() -> dict[str, Mark]:
    private = _("private")
    return {
        "official": Mark("■", _("official")),
        "digest": Mark("□", _("digest")),
        "practice": Mark("○", _("practice card")),
        "shared": Mark("◇", _("shared by a member")),
        "own": Mark("◆", f"[{private}]"),
    }
