"""From judgements to training examples: the only place where questions become numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from federation.learning import Example
from knowledge import languages
from knowledge.channels import Channels
from knowledge.fusion import language_row
from knowledge.query import expand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.documents import Passage
    from knowledge.index import Scores
    from knowledge.judgements import Judgement
    from knowledge.retriever import Retriever

__all__ = ["examples_of", "passages_judged", "scored"]

_AT_ONCE = 64  # questions embedded together


def examples_of(
    retriever: Retriever,
    judgements: Iterable[Judgement],
    progress: Callable[[int, int], None] | None = None,
) -> list[Example]:
    """One example a question that has a passage which answers, in the order of the questions.

    The index's default weights are what is learned from: what an installed release changed is
    left out of the scores here, and stands in the weights that a round starts from. A question
    whose right passages are no longer in the library, or not among its candidates, gives no
    example.

    Args:
        progress: called with (done, in all) questions.
    """
    wanted = passages_judged(retriever.index.passages, judgements)
    found: list[Example] = []
    for rows, (scores, example) in zip(
        wanted.values(), scored(retriever, list(wanted), progress=progress), strict=True
    ):
        right = np.isin(scores.rows, list(rows))
        if right.any():
            found.append(replace(example, right=right))
    return found


def passages_judged(
    passages: Sequence[Passage], judgements: Iterable[Judgement]
) -> dict[tuple[str, str], set[int]]:
    """The rows of the passages that answer, by question and its language; questions without any are left out."""
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        if passage.document:
            by_place[passage.document, passage.pinpoint].append(row)
        else:
            by_key[passage.key].append(row)
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in judgements:
        rows = by_place.get((one.document, one.pinpoint), []) if one.document else by_key.get(one.key, [])
        if one.answers and rows:
            wanted[one.question, languages.base(one.language)].update(rows)
    return dict(wanted)


def scored(
    retriever: Retriever,
    asked: Sequence[tuple[str, str]],
    allowed: NDArray[np.bool_] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[Scores, Example]]:
    """The candidates of each question with their default scores, and an example in which none is right yet.

    Args:
        asked: question and base language.
        allowed: mask over the passages; the others are left out.
        progress: called with (done, in all) questions.
    """
    index = retriever.index
    channels = Channels(index)
    for first in range(0, len(asked), _AT_ONCE):
        batch = asked[first : first + _AT_ONCE]
        expanded = [expand(question, language) for question, language in batch]
        vectors = retriever.embedder.embed_queries(expanded)
        for (_, language), words, vector in zip(batch, expanded, vectors, strict=True):
            scores = index.score(words, vector, language, allowed, learned=False)
            example = Example(
                language_row(language), scores.scores, channels.of(scores, vector, language),
                channels.columns[scores.rows], np.zeros(len(scores.rows), bool),
            )  # fmt: skip
            yield scores, example
        if progress:
            progress(min(first + _AT_ONCE, len(asked)), len(asked))
