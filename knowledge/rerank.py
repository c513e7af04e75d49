"""A second opinion on the order of the first hits, where the user has a cross-encoder.

A cross-encoder reads question and passage together, which a vector cannot; it costs about a
hundred times as much a passage, so it sees the first `TOP` only. None is shipped and none is
fetched: it is a local folder, or a name that the user's own sentence-transformers cache has.
The gate does not see it: its verdict is calibrated on the search's own numbers.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from knowledge.cross_encoder import load_cross_encoder
from knowledge.errors import RerankerError
from knowledge.hits import Hit
from knowledge.worded import worded

__all__ = ["TOP", "CrossEncoderReranker", "Reranker", "open_reranker", "rerank"]

TOP = 30  # hits that are read again; about a second for a small model on one processor core
VARIABLE = "SSE_RERANKER"


@runtime_checkable
class Reranker(Protocol):
    """What a search needs of a reranking model."""

    @property
    def name(self) -> str:
        """The model's name, as shown to people."""
        ...

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers the query, on any scale; higher is better."""
        ...


class CrossEncoderReranker:
    """A cross-encoder read by sentence-transformers; loaded, torch included, at the first search.

    Args:
        model: a folder, or a name that the sentence-transformers cache of this user has.
    """

    def __init__(self, model: str) -> None:
        self._given = model
        self._model: Any = None

    @property
    def name(self) -> str:
        return Path(self._given).name or self._given

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """The model's own scores.

        Raises:
            RerankerError: the model is not there, or is none that gives a pair one number.
        """
        try:
            found = self._loaded().predict([(query, text) for text in texts], show_progress_bar=False)
        except RerankerError:
            raise
        except Exception as error:
            raise RerankerError(
                worded(
                    "The reranker '{given}' does not read passages: {error}.", given=self._given, error=error
                )
            ) from error
        if getattr(found, "ndim", 1) != 1:
            raise RerankerError(
                worded(
                    "'{given}' gives a pair {shape} numbers, a reranker one. Name a cross-encoder that was "
                    "trained for ranking.",
                    given=self._given,
                    shape=found.shape[-1],
                )
            )
        return [float(one) for one in found]

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                self._model = load_cross_encoder(self._given)
            except Exception as error:
                raise RerankerError(
                    worded(
                        "The reranker '{given}' does not load: {error}. Nothing is fetched for it: give a folder "
                        "with a cross-encoder, or a name in your sentence-transformers cache, or unset "
                        "{variable}.",
                        given=self._given,
                        error=error,
                        variable=VARIABLE,
                    )
                ) from error
        return self._model


def open_reranker(given: Reranker | str | None = None) -> Reranker | None:
    """The reranker that is given by object, folder or name, else that of `SSE_RERANKER`, else none."""
    setting = given or os.environ.get(VARIABLE)
    if not setting:
        return None
    return CrossEncoderReranker(setting) if isinstance(setting, str) else setting


def rerank(query: str, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """The first `TOP` hits in the reranker's order, each with its score; the others follow as they were.

    Raises:
        RerankerError: the model does not load, or gives another number of scores than passages.
    """
    first = hits[:TOP]
    if not first:
        return []
    scores = list(reranker.score(query, [hit.passage.indexed_text for hit in first]))
    if len(scores) != len(first):
        raise RerankerError(
            worded(
                "The reranker {name} gave {n_scores} scores for {n_first} passages; it cannot be used.",
                name=reranker.name,
                n_scores=len(scores),
                n_first=len(first),
            )
        )
    if any(math.isnan(score) for score in scores):
        raise RerankerError(
            worded("The reranker {name} gave no number for a passage; it cannot be used.", name=reranker.name)
        )
    # A stable sort: what it finds equal keeps the order of the search.
    order = sorted(range(len(first)), key=lambda place: -scores[place])
    return [*(replace(first[place], rerank=float(scores[place])) for place in order), *hits[TOP:]]
