"""From judgements to training examples: the only place where questions become numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np

from federation.learning import Example
from knowledge import languages
from knowledge.channels import Channels
from knowledge.fusion import language_row
from knowledge.query import expand

if TYPE_CHECKING:
    from knowledge.judgements import Judgement
    from knowledge.retriever import Retriever

__all__ = ["examples_of"]

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
    index = retriever.index
    channels = Channels(index)
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_key: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(index.passages):
        if passage.document:
            by_place[passage.document, passage.pinpoint].append(row)
        else:
            by_key[passage.key].append(row)
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in judgements:
        rows = by_place.get((one.document, one.pinpoint), []) if one.document else by_key.get(one.key, [])
        if one.answers and rows:
            wanted[one.question, languages.base(one.language)].update(rows)
    asked = list(wanted)
    found: list[Example] = []
    for first in range(0, len(asked), _AT_ONCE):
        batch = asked[first : first + _AT_ONCE]
        expanded = [expand(question, language) for question, language in batch]
        vectors = retriever.embedder.embed_queries(expanded)
        for key, words, vector in zip(batch, expanded, vectors, strict=True):
            scores = index.score(words, vector, key[1], learned=False)
            right = np.isin(scores.rows, list(wanted[key]))
            if right.any():
                found.append(
                    Example(
                        language_row(key[1]), scores.scores, channels.of(scores, vector, key[1]),
                        channels.columns[scores.rows], right,
                    )
                )  # fmt: skip
        if progress:
            progress(min(first + _AT_ONCE, len(asked)), len(asked))
    return found
