"""Near duplicates of a card: the same words, most of the same words, or nearly the same sense.

A card is compared with the practices of the library and with the other cards of the queue.
The sense is compared across languages, by the cosine of what was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from federation.practices.card import Card
from federation.practices.screening import Flag
from knowledge.documents import Document
from knowledge.sharing import PREFIX
from knowledge.text import fold, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from knowledge.embedding import Embedder
    from knowledge.library import Library

    Matrix = NDArray[np.float32]

__all__ = ["NEAR", "OVERLAP", "Known", "duplicates", "known_of_card", "known_of_documents", "same_name"]

# Of what was done, with title and heading, as the packaged embedder sees it. Among the 68
# shipped practices in four languages no two different ones reach 0.925 (36,448 pairs), and 98 %
# of the pairs of one practice in two languages reach 0.93.
NEAR = 0.93
OVERLAP = 0.3  # of runs of five words; two honest cards share next to none
_RUN = 5
_NAME = 3  # words from which a name inside of another is no accident


@dataclass(frozen=True, slots=True)
class Known:
    """What a card is compared with: its texts of what was done, by language, as they are embedded.

    Attributes:
        id: of its documents.
        name: to name it to a person.
        activities: `title, heading: text` by language.
        plain: the same texts without title and heading.
    """

    id: str
    name: str
    activities: Mapping[str, str]
    plain: Mapping[str, str]


def known_of_card(card: Card, id_: str) -> Known:
    """A card, to be compared."""
    from federation.practices.documents import documents_of
    from knowledge.sharing import Shared

    documents = documents_of(card, id_, Shared("-", "0" * 64, 1))
    return known_of_documents(documents)[0]


def known_of_documents(documents: Iterable[Document]) -> list[Known]:
    """The practices among documents, their languages together."""
    from knowledge.passages import passages_of

    found: dict[str, Known] = {}
    for document in documents:
        if document.kind != "practice":
            continue
        first = next((one for one in passages_of(document) if one.pinpoint == "heading:activity"), None)
        if first is None:
            continue
        known = found.setdefault(
            document.id, Known(document.id, f"{document.issuer} ({document.id})", {}, {})
        )
        known.activities[document.language] = first.indexed_text  # type: ignore[index]
        known.plain[document.language] = first.text  # type: ignore[index]
    return list(found.values())


def duplicates(
    card: Known, others: Sequence[Known], embedder: Embedder | None = None, library: Library | None = None
) -> list[Flag]:
    """What among `others` a card repeats, the worst first, one flag each.

    Args:
        embedder: compares the sense too; without one only words are compared.
        library: where vectors that were made before are looked up.
    """
    rest = [one for one in others if one.id != card.id]
    senses = _senses(card, rest, embedder, library) if embedder is not None and rest else {}
    found: list[tuple[float, Flag]] = []
    for other in rest:
        shared = max(
            (_overlap(ours, theirs) for ours in card.plain.values() for theirs in other.plain.values()),
            default=0.0,
        )
        if shared >= 1:
            found.append((3.0, Flag("same", "text", {"other": other.name})))
        elif shared >= OVERLAP:
            found.append(
                (1 + shared, Flag("overlap", "text", {"other": other.name, "share": round(shared * 100)}))
            )
        elif (sense := senses.get(other.id, 0.0)) >= NEAR:
            found.append((sense, Flag("near", "text", {"other": other.name, "share": f"{sense:.2f}"})))
    return [flag for _, flag in sorted(found, key=lambda pair: -pair[0])]


def same_name(card: Card, documents: Iterable[Document]) -> list[Flag]:
    """Whether a card's organisation bears the name of what the library holds: it would be quoted under it."""
    own = [fold(word) for word in words(card.organisation)]
    for document in documents:
        if document.id.startswith(PREFIX):
            continue  # a later revision has the same name
        for name in (
            document.short_title,
            document.title,
            document.issuer,
            document.symbol,
            *document.aliases,
        ):
            theirs = [fold(word) for word in words(name)]
            runs = [own[at : at + len(theirs)] for at in range(len(own) - len(theirs) + 1)]
            if theirs and (own == theirs or (len(theirs) >= _NAME and theirs in runs)):
                return [Flag("name", "organisation", {"other": f"{document.short_title} ({document.id})"})]
    return []


def _overlap(ours: str, theirs: str) -> float:
    """The share of the shorter text's runs of words that the other has; 1 where all words are the same."""
    one, other = ([fold(word) for word in words(text)] for text in (ours, theirs))
    if one == other:
        return 1.0
    first, second = (
        {tuple(each[at : at + _RUN]) for at in range(len(each) - _RUN + 1)} for each in (one, other)
    )
    fewest = min(len(first), len(second))
    return min(len(first & second) / fewest, 0.99) if fewest else 0.0


def _senses(
    card: Known, others: Sequence[Known], embedder: Embedder, library: Library | None
) -> dict[str, float]:
    """The highest cosine of any two languages, by the other's id."""
    import numpy as np

    from knowledge.prebuilt import embed_texts

    def vectors(known: Known) -> Matrix:
        made: Any = embed_texts(list(known.activities.values()), embedder, library)
        lengths = np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-12)
        found: Matrix = (made / lengths).astype(np.float32)
        return found

    ours = vectors(card)
    return {other.id: float((ours @ vectors(other).T).max()) for other in others if other.activities}
