"""What a search finds: a passage, and why."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.documents import Passage

__all__ = ["Hit"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and why it was found.

    Attributes:
        score: what the ranking is by: `similarity` plus weighted `evidence`, drawn towards that of its text.
        similarity: cosine to the question, calibrated by language, with its best sentence and translations.
        evidence: how far its words stand out for this question, in [0, 1].
        cosine: the embedder's own cosine, before calibration.
        translations: the same provision in other languages, best first.
        rerank: the score of the reranker, where one is set and read this hit (`knowledge.rerank`).
    """

    passage: Passage
    score: float
    similarity: float = 0.0
    evidence: float = 0.0
    cosine: float = 0.0
    row: int = -1
    translations: tuple[Passage, ...] = ()
    rerank: float | None = None
