"""The index in memory: passages, their vectors, their words, and the score that joins them.

The score of a passage for a question is

    cosine - offset - pull + weight x evidence (- a tie-break, see ABOUT)

The first three terms are the cosine calibrated by language: e5 finds any two texts of one
language alike, so without it a French question ranks French passages first whatever they
say. `offset` is what the question gets from its inner product with the mean passage of the
passage's language, above the mean over languages; it is zero in an index of one language.
`pull` is what the passage gets from the direction of the question's language, above the
other passages of its own language: a passage full of Spanish names attracts any Spanish
question. Evidence comes from BM25 (`knowledge.lexical`). Measured in docs/retrieval.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge import languages
from knowledge.calibration import Calibration
from knowledge.documents import Passage
from knowledge.glossary import related
from knowledge.lexical import LexicalIndex
from knowledge.overlap import Overlap
from knowledge.vectors import FaissStore, VectorStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Rows = NDArray[np.int64]

__all__ = ["Index", "Scores", "searchable_text"]

ABOUT = 0.005  # cosine: of two that fit equally, a provision stands before a fact about its text
DIGEST = 0.02  # cosine: a digest stands this far behind the official text of the same language
POOL = 256  # candidates a language: far beyond any limit that is asked for, still under 1 ms


def searchable_text(passage: Passage) -> str:
    """The words a passage is found by: title, heading, names of its issuer, and its text."""
    return " ".join((passage.title, passage.heading, *passage.names, passage.text))


@dataclass(frozen=True, slots=True)
class Scores:
    """Candidates of one question: parallel arrays, in no order.

    `rows` index the passages; `raw` is the plain cosine, `similarity` the calibrated one.
    """

    rows: Rows
    scores: Matrix
    raw: Matrix
    similarity: Matrix
    evidence: Matrix


@dataclass(frozen=True, slots=True)
class _Part:
    """The passages of one language."""

    rows: Rows
    store: VectorStore
    lexical: LexicalIndex
    mean: Matrix


class Index:
    """Passages with their vectors (float32, shape (n, d), unit length), ready to search.

    Args:
        passages: in row order.
        vectors: of their `indexed_text`.
        calibration: fits the embedder that made the vectors.
        lexical, overlap: restored parts; made from the texts where not given.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Matrix,
        calibration: Calibration,
        lexical: dict[str, LexicalIndex] | None = None,
        overlap: Overlap | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.vectors = vectors
        self.calibration = calibration
        self.overlap = overlap or Overlap.of(searchable_text(passage) for passage in self.passages)
        groups: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self.passages):
            groups[languages.base(passage.language)].append(row)
        self._parts: dict[str, _Part] = {}
        self._pulls: dict[str, Matrix] = {}
        self._behind: Matrix = _behind(self.passages)
        overall = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
        for language, members in sorted(groups.items()):
            rows = np.asarray(members, np.int64)
            words = (lexical or {}).get(language) or LexicalIndex(
                [searchable_text(self.passages[row]) for row in members], language
            )
            mean = calibration.language_mean(language, vectors[rows], overall)
            self._parts[language] = _Part(rows, FaissStore(vectors[rows]), words, mean)
        means = [part.mean for part in self._parts.values()]
        self._mean: Matrix = np.mean(means, axis=0) if means else overall

    @property
    def lexical(self) -> dict[str, LexicalIndex]:
        """The word index of each language, to be kept."""
        return {language: part.lexical for language, part in self._parts.items()}

    def score(
        self, query: str, vector: Matrix, language: str, allowed: NDArray[np.bool_] | None = None
    ) -> Scores:
        """Score the candidates of a question.

        Args:
            query: its words.
            vector: its embedding, shape (d,).
            language: its language; any code.
            allowed: mask over the passages; the others are left out before ranking.
        """
        own = languages.base(language)
        found: list[tuple[Rows, Matrix, Matrix, Matrix]] = []
        pull = self._pull(own)
        weight = self._lexical_weight(own)
        for code, part in self._parts.items():
            permitted = None if allowed is None else np.flatnonzero(allowed[part.rows])
            evidence = part.lexical.evidence(query, own)
            if terms := related(query, code):
                worded = part.lexical.evidence(" ".join((query, *terms)), own)
                evidence = np.maximum(evidence, worded)
            local = self._candidates(part, vector, evidence, permitted)
            raw = part.store.similarities(vector, local)
            shift = np.float32(self.language_offset(vector, code)) + pull[part.rows[local]]
            similarity = raw - shift - self._behind[part.rows[local]]
            found.append((part.rows[local], raw, similarity, evidence[local]))
        if not found:
            nothing = np.zeros(0, np.float32)
            return Scores(np.zeros(0, np.int64), nothing, nothing, nothing, nothing)
        rows, raw, similarity, evidence = (np.concatenate(column) for column in zip(*found, strict=True))
        scores = similarity + np.float32(weight) * evidence
        return Scores(rows, scores, raw, similarity, evidence)

    def has_language(self, language: str) -> bool:
        """Whether any passage is in `language`."""
        return languages.base(language) in self._parts

    def language_offset(self, vector: Matrix, language: str) -> float:
        """What texts of `language` gain in cosine for being in it; 0 for an unknown one."""
        part = self._parts.get(languages.base(language))
        return float(vector @ part.mean - vector @ self._mean) if part else 0.0

    def _pull(self, language: str) -> Matrix:
        """How far each passage lies in the direction of questions in `language`; kept.

        Relative to the passages of its own language, so that the pull has mean zero there.
        """
        if language not in self._pulls:
            pull = np.zeros(len(self.passages), np.float32)
            direction = self.calibration.language_direction(language, self.vectors.shape[1])
            if direction is not None:
                pull += self.vectors @ direction
                for part in self._parts.values():
                    pull[part.rows] -= pull[part.rows].mean()
            self._pulls[language] = pull
        return self._pulls[language]

    def _lexical_weight(self, language: str) -> float:
        """Words count for more the fewer passages there are that the question cannot match.

        Twice the weight in an index of the question's language alone, once where that
        language is rare; measured in docs/retrieval.md.
        """
        part = self._parts.get(language)
        share = len(part.rows) / len(self.passages) if part else 0.0
        return self.calibration.lexical_weight * (1.0 + share**2)

    @staticmethod
    def _candidates(part: _Part, vector: Matrix, evidence: Matrix, permitted: Rows | None) -> Rows:
        near, _ = part.store.search(vector, POOL, permitted)
        worded = np.flatnonzero(evidence)
        if permitted is not None:
            worded = np.intersect1d(worded, permitted)
        if len(worded) > POOL:
            worded = worded[np.argpartition(-evidence[worded], POOL)[:POOL]]
        return np.union1d(near, worded).astype(np.int64)


def _behind(passages: Sequence[Passage]) -> Matrix:
    """What each passage stands behind others for what it is, in cosine; see ABOUT and DIGEST."""
    officials = {
        (passage.document, languages.base(passage.language))
        for passage in passages
        if passage.kind == "official"
    }
    behind = np.zeros(len(passages), np.float32)
    for row, passage in enumerate(passages):
        if passage.pinpoint.startswith("about:"):
            behind[row] = ABOUT
        elif passage.kind == "digest" and (passage.document, languages.base(passage.language)) in officials:
            behind[row] = DIGEST
    return behind
