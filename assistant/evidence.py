"""Does a text say something on a theme? Decided provision by provision, by a measured rule.

The gate (`knowledge.gate`) judges questions; of the names of themes that a text covers it
would answer one in five. Here the words decide: a provision is *found* where it has nearly
all of the weight of the theme's words, in any of its languages (IDF overlap of word stems),
and *maybe* where it has half. How often that is wrong is measured in docs/work.md with
`tests/benchmarks/themes.py`. Facts about a text (`about:`) are no provisions of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.answer import Statement
from assistant.quoting import quote
from assistant.topics import Topic
from knowledge.documents import Passage
from knowledge.filters import Filters
from knowledge.hits import Hit
from knowledge.languages import is_function_word, stemmer
from knowledge.overlap import Overlap, stems
from knowledge.retriever import Retrieval, Retriever
from knowledge.text import fold, words

__all__ = [
    "FOUND",
    "MAYBE",
    "Evidence",
    "Status",
    "best_statements",
    "practices_evidence",
    "share_of",
    "texts_evidence",
]

FOUND = 0.7  # of the weight of a phrase's words; chosen on tune, see the module's docstring
MAYBE = 0.5
# "X is presented here as a practice of the social and solidarity economy …"
_PRESENTS = re.compile(
    r"(?:presented here as|presentee?s? ici comme|presentan? aqui como|apresentad[ao]s? aqui como).{0,40}prac?ti"
)
_ALL = 10_000  # hits: every provision of a text
_PREFIX = 5  # letters by which `Overlap` counts words

Status = Literal["found", "maybe", "nothing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one document has on a theme.

    Attributes:
        hits: provisions that pass, those of more words first, then by score.
        shares: of each, in the same order.
        notes: facts about the text that speak of the theme ("no provision names AI").
        searched, held: provisions that were looked at, and all with the facts about the text.
    """

    document: str
    status: Status
    hits: tuple[Hit, ...]
    shares: tuple[float, ...]
    notes: tuple[Hit, ...]
    searched: int
    held: int
    retrieval: Retrieval


def texts_evidence(
    retriever: Retriever, topic: Topic, documents: Sequence[str], language: str
) -> list[Evidence]:
    """What each document has on a theme, in the order given.

    Raises:
        UnknownDocument: the library has no such document.
        QueryError: the theme cannot be searched.
    """
    return [_evidence(retriever, topic, document, language) for document in documents]


def practices_evidence(retriever: Retriever, topic: Topic, language: str, limit: int) -> list[Evidence]:
    """The practices on a theme, best first, at most `limit`; those that have nothing are left out.

    A practice that is filed under the theme of the corpus is on it, whatever its words.
    """
    found = retriever.retrieve(topic.query, _ALL, language, filters=Filters(kinds=["practice"]))
    by_document: dict[str, list[tuple[float, Hit]]] = {}
    for hit in found.hits:
        filed = bool(topic.id) and topic.id in hit.passage.themes
        share = 1.0 if filed else share_of(topic, hit, retriever.index.overlap, language)
        if share >= FOUND and not _is_fact(hit.passage):
            by_document.setdefault(hit.passage.document, []).append((share, hit))
    # In the order of their best provision, as the hits are.
    ranked = sorted(by_document.items(), key=lambda item: -max(hit.score for _, hit in item[1]))
    counts = {
        document: _provisions([one for one in retriever.index.passages if one.document == document])
        for document, _ in ranked[:limit]
    }
    return [
        Evidence(
            document, "found", tuple(hit for _, hit in pairs), tuple(round(share, 3) for share, _ in pairs),
            (), counts[document], counts[document], found,
        )
        for document, pairs in ranked[:limit]
    ]  # fmt: skip


def share_of(topic: Topic, hit: Hit, overlap: Overlap, language: str) -> float:
    """The share of the weight of a phrase's words that a provision has; of the best phrase.

    In the reader's language words meet by their Snowball stems ("habitação" is not
    "habitual"); only a provision that has no version in it is compared by cognates.
    """
    versions = [(p.heading, p.text) for p in (hit.passage, *hit.translations) if p.language == language]
    if versions:
        held = _stemmed(tuple(versions), language)
        return max(_share(_content(phrase), held, overlap, language) for phrase in topic.phrases)
    cognates = stems(" ".join(f"{p.heading} {p.text}" for p in (hit.passage, *hit.translations)))
    return max(overlap.share(stems(phrase), cognates) for phrase in topic.phrases)


def best_statements(
    retriever: Retriever, retrieval: Retrieval, hits: Sequence[Hit], limit: int = 1
) -> list[Statement]:
    """The best sentences of these hits for what was searched, as quotes.

    The sentence by which a practice card presents itself is taken only where there is no other.
    """
    found = quote(retriever, replace(retrieval, hits=tuple(hits)), limit + 1)
    told = [one for one in found if not _PRESENTS.search(fold(one.text))]
    return (told or found)[:limit]


def _evidence(retriever: Retriever, topic: Topic, document: str, language: str) -> Evidence:
    found = retriever.retrieve(topic.query, _ALL, language, filters=Filters(documents=[document]))
    passages = [one for one in retriever.index.passages if one.document == document]
    overlap = retriever.index.overlap
    shared = [(share_of(topic, hit, overlap, language), hit) for hit in found.hits]
    # A theme with several phrases has its other words in them: half of one of them says nothing.
    least = MAYBE if len(topic.phrases) == 1 else FOUND
    ranked = sorted(
        (pair for pair in shared if pair[0] >= least and not _is_fact(pair[1].passage)),
        key=lambda pair: (pair[0] < FOUND, -pair[1].score),
    )
    notes = [hit for share, hit in shared if share >= FOUND and _is_limit(hit.passage)]
    status: Status = "nothing"
    if ranked:
        status = "found" if ranked[0][0] >= FOUND else "maybe"
        # Once something is found for certain, what may not be on the theme is left out.
        ranked = [pair for pair in ranked if status == "maybe" or pair[0] >= FOUND]
    return Evidence(
        document, status, tuple(hit for _, hit in ranked), tuple(round(share, 3) for share, _ in ranked),
        tuple(notes), _provisions([one for one in passages if not _is_fact(one)]), _provisions(passages), found,
    )  # fmt: skip


def _is_fact(passage: Passage) -> bool:
    return passage.pinpoint.startswith("about:")


def _is_limit(passage: Passage) -> bool:
    """What a digest says of its own gaps: a fact on what the text does not have."""
    return passage.pinpoint == "about:limits"


def _provisions(passages: Sequence[Passage]) -> int:
    return len({one.provision or one.id for one in passages})


def _share(asked: tuple[str, ...], held: frozenset[str], overlap: Overlap, language: str) -> float:
    weights = {word: overlap.weight(fold(word)[:_PREFIX]) for word in asked}
    had = sum(weight for word, weight in weights.items() if _stem(word, language) in held)
    return had / total if (total := sum(weights.values())) else 0.0


@lru_cache(maxsize=8192)
def _stemmed(parts: tuple[tuple[str, str], ...], language: str) -> frozenset[str]:
    return frozenset(_stem(word, language) for part in parts for text in part for word in _content(text))


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    """The Snowball stem, folded: accents come and go with the ending ("nación", "naciones")."""
    found = stemmer(language)
    return fold(found.stemWord(word)) if found else fold(word)[:_PREFIX]


def _content(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if not is_function_word(word) and len(word) > 1)
