"""The index in memory: passages, their vectors, their words, and the score that joins them.

The score of a passage for a question is

    cosine + lift - offset + weight x evidence (- a tie-break, see ABOUT and DIGEST)

drawn towards that of its translations and of its text (`knowledge.pooling`). The *lift* is
what its nearest sentence adds to the passage's own cosine. The *offset* is what
the question gets from its inner product with the mean passage of the passage's language,
above the mean over languages: e5 finds any two texts of one language alike, so without it a
French question ranks French passages first whatever they say. It is zero in an index of one
language, and counts the less the more provisions speak the question's language: translations
of one provision are one hit, so nothing is to be set right there. *Evidence* is BM25 over
what a text with all words of the question would get. Measured in docs/retrieval.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from knowledge import languages
from knowledge.calibration import Calibration
from knowledge.channels import Channels
from knowledge.documents import Passage
from knowledge.glossary import related
from knowledge.lexical import LexicalIndex
from knowledge.overlap import Overlap
from knowledge.pooling import Pools, provision_of
from knowledge.sentence_table import SentenceTable
from knowledge.vectors import FaissStore, VectorStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Rows = NDArray[np.int64]

__all__ = ["Index", "Scores", "searchable_text"]

ABOUT = 0.005  # cosine: of two that fit equally, a provision stands before a fact about its text
DIGEST = 0.02  # cosine: a digest stands this far behind the official text of the same language
SENTENCE = 0.6  # share of a passage's nearness that is its best sentence's
COVERED = 2.4  # words weigh up to 3.4 times as much where all provisions speak the question's language
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
        sentences: of the passages, where their vectors are there; a passage then counts for
            its best sentence too.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        vectors: Matrix,
        calibration: Calibration,
        lexical: dict[str, LexicalIndex] | None = None,
        overlap: Overlap | None = None,
        sentences: SentenceTable | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.vectors = vectors
        self.calibration = calibration
        self.sentences = sentences
        self.overlap = overlap or Overlap.of(searchable_text(passage) for passage in self.passages)
        groups: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self.passages):
            groups[languages.base(passage.language)].append(row)
        self._parts: dict[str, _Part] = {}
        self._behind: Matrix = _behind(self.passages)
        self._covered: dict[str, float] = {}
        self._pools = Pools(self.passages)
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
        self,
        query: str,
        vector: Matrix,
        language: str,
        allowed: NDArray[np.bool_] | None = None,
        *,
        learned: bool = True,
    ) -> Scores:
        """Score the candidates of a question.

        Args:
            query: its words.
            vector: its embedding, shape (d,).
            language: its language; any code.
            allowed: mask over the passages; the others are left out before ranking.
            learned: with what members learned about the weights, where the calibration has
                it; without it the scores are those that members learn from.
        """
        own = languages.base(language)
        found: list[tuple[Rows, Matrix, Matrix, Matrix]] = []
        worded = self._evidence(query, own)
        weight = self._lexical_weight(own)
        cosine: Matrix = self.vectors @ vector
        near = self._near(cosine, vector, own, allowed)
        for code, part in self._parts.items():
            permitted = None if allowed is None else np.flatnonzero(allowed[part.rows])
            evidence = worded[code]
            local = self._candidates(part, vector, evidence, permitted)
            rows = part.rows[local]
            found.append((rows, cosine[rows], near[rows], evidence[local]))
        if not found:
            nothing = np.zeros(0, np.float32)
            return Scores(np.zeros(0, np.int64), nothing, nothing, nothing, nothing)
        rows, raw, similarity, evidence = (np.concatenate(column) for column in zip(*found, strict=True))
        scores = self._pools.with_text(rows, similarity + np.float32(weight) * evidence)
        found_by = Scores(rows, scores, raw, similarity, evidence)
        return self._changed(found_by, vector, own) if learned else found_by

    def _changed(self, scores: Scores, vector: Matrix, language: str) -> Scores:
        """The scores with the learned weights of the channels; as they are where there are none."""
        fusion = self.calibration.fusion
        if fusion.neutral:
            return scores
        columns = self._channels.columns[scores.rows]
        change = fusion.change(self._channels.of(scores, vector, language), language, columns)
        return replace(scores, scores=scores.scores + change)

    @cached_property
    def _channels(self) -> Channels:
        return Channels(self)

    def has_language(self, language: str) -> bool:
        """Whether any passage is in `language`."""
        return languages.base(language) in self._parts

    def language_offset(self, vector: Matrix, language: str) -> float:
        """What texts of `language` gain in cosine for being in it; 0 for an unknown one."""
        part = self._parts.get(languages.base(language))
        return float(vector @ part.mean - vector @ self._mean) if part else 0.0

    def _near(
        self, cosine: Matrix, vector: Matrix, language: str, allowed: NDArray[np.bool_] | None
    ) -> Matrix:
        """The calibrated similarity of every passage: with its best sentence and its translations."""
        near = cosine + self._lift(cosine, vector)
        offset = np.zeros(len(self.passages), np.float32)
        for code, part in self._parts.items():
            offset[part.rows] = self.language_offset(vector, code)
        pooled = self._pools.over_translations(near, near - offset, allowed)
        apart = np.float32(1.0 - self._coverage(language) ** 3)
        similarity: Matrix = pooled - apart * offset - self._behind
        return similarity

    def _lift(self, cosine: Matrix, vector: Matrix) -> Matrix:
        """What each passage gains where one of its sentences is nearer to the question than it is."""
        lift = np.zeros(len(self.passages), np.float32)
        if self.sentences is not None and len(self.sentences.vectors):
            rows, best = self.sentences.best(vector)
            lift[rows] = np.float32(SENTENCE) * (best - cosine[rows])
        return lift

    def _evidence(self, query: str, language: str) -> dict[str, Matrix]:
        """BM25 of every passage over the best that the question could get, by language of the passage.

        Glossary terms count as the words that they stand for.
        """
        found: dict[str, Matrix] = {}
        possible = 0.0
        for code, part in self._parts.items():
            found[code], most = part.lexical.scores(query, language)
            possible = max(possible, most)
            if terms := related(query, code):
                worded, _ = part.lexical.scores(" ".join((query, *terms)), language)
                found[code] = np.maximum(found[code], worded)
        scale = np.float32(max(possible, 1e-6))
        # A glossary term may be rarer than the word that it stands for.
        return {code: np.minimum(scores / scale, 1.0) for code, scores in found.items()}

    def _lexical_weight(self, language: str) -> float:
        """Words count for more the more of the index can be found by the question's own words.

        Where every provision has a passage in the question's language, a passage that shares its
        words is likelier right than near; where half are in other languages only, the words
        mostly tell the language. Measured in docs/retrieval.md.
        """
        return self.calibration.lexical_weight * (1.0 + COVERED * self._coverage(language) ** 3)

    def _coverage(self, language: str) -> float:
        """The share of provisions that have a passage in `language`."""
        part = self._parts.get(language)
        if part is None or not self._pools.provisions:
            return 0.0
        if language not in self._covered:
            held = {provision_of(self.passages[row], row) for row in part.rows.tolist()}
            self._covered[language] = len(held) / self._pools.provisions
        return self._covered[language]

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
            continue
        if passage.kind == "digest" and (passage.document, languages.base(passage.language)) in officials:
            behind[row] = DIGEST
    return behind
