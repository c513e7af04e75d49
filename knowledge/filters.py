"""Which passages a search may return: by text, body, kind, theme, language and year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.documents import Passage
from knowledge.errors import UnknownDocument
from knowledge.languages import base
from knowledge.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Every filter that is given must let a passage through; None lets all.

    Attributes:
        documents: ids of texts and practices.
        kinds: `official`, `digest`, `practice`, `own`.
        bodies: names or acronyms of issuers, as the documents have them (`ILO`, `OIT`).
        themes: the corpus's themes (docs/corpus.md); one of them is enough.
        languages: of the passage.
        since, until: year of the document, both included.
    """

    documents: Collection[str] | None = None
    kinds: Collection[str] | None = None
    bodies: Collection[str] | None = None
    themes: Collection[str] | None = None
    languages: Collection[str] | None = None
    since: int | None = None
    until: int | None = None

    def mask(self, passages: Sequence[Passage]) -> NDArray[np.bool_] | None:
        """Which of `passages` may be found, or None for all of them.

        Raises:
            UnknownDocument: an id is not among the passages' documents.
        """
        if self == Filters():
            return None
        if self.documents is not None:
            known = {passage.document for passage in passages}
            for document in self.documents:
                if document not in known:
                    raise UnknownDocument(document, sorted(known - {""}))
        bodies = None if self.bodies is None else {fold(name) for name in self.bodies}
        codes = None if self.languages is None else {base(code) for code in self.languages}
        return np.asarray([self._lets(passage, bodies, codes) for passage in passages], np.bool_)

    def _lets(self, passage: Passage, bodies: set[str] | None, codes: set[str] | None) -> bool:
        return (
            (self.documents is None or passage.document in self.documents)
            and (self.kinds is None or passage.kind in self.kinds)
            and (self.themes is None or not set(self.themes).isdisjoint(passage.themes))
            and (codes is None or base(passage.language) in codes)
            and (bodies is None or not bodies.isdisjoint(map(fold, passage.names)))
            and (self.since is None or passage.year >= self.since)
            and (self.until is None or 0 < passage.year <= self.until)
        )
