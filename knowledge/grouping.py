"""From scored passages to hits: one a provision, and spread over documents where asked.

Translations of a provision would otherwise take each other's places: the same provision
four times leaves room for two others in ten.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import chain

import numpy as np

from knowledge.documents import Passage
from knowledge.hits import Hit
from knowledge.index import Scores
from knowledge.intent import Intent
from knowledge.languages import base
from knowledge.premises import Premise

__all__ = ["DEEP", "group", "prefer", "spread"]

LAW = 0.03  # cosine: how far one country's law, or a practice, stands behind where the field is asked for
NATIONAL = "l-"  # how the ids of national laws begin (docs/corpus.md)
NAMED = 0.01  # cosine: what a passage gains for being of the very text that the question cites

DEEP = 200  # hits among which a document that is to be brought forward is looked for
# A document whose best provision is further behind the first is not brought forward: on
# tune, .015 to .03 do as well.
WITHIN = 0.02


def prefer(scores: Scores, passages: Sequence[Passage], premise: Premise, general: bool = False) -> Scores:
    """The scores with those of a text that the question cites by symbol, number or year raised.

    Args:
        general: the question asks what the field itself is, or what the texts say on a topic;
            the law of one country and a practice then stand behind the texts of all.
    """
    if general and not premise.exact:
        found = [passages[row] for row in scores.rows.tolist()]
        partial = [one.kind == "practice" or one.document.startswith(NATIONAL) for one in found]
        return replace(scores, scores=scores.scores - np.float32(LAW) * np.asarray(partial, np.float32))
    if not premise.exact:
        return scores
    meant = [passages[row].document in premise.documents for row in scores.rows.tolist()]
    return replace(scores, scores=scores.scores + np.float32(NAMED) * np.asarray(meant, np.float32))


def group(scores: Scores, passages: Sequence[Passage], language: str, limit: int | None = None) -> list[Hit]:
    """One hit a provision, best first, shown in `language` where it exists.

    In the reader's language the official text stands before the digest. At most `limit` hits
    are made: making one costs more than ranking it.
    """
    order = np.argsort(-scores.scores, kind="stable").tolist()
    rows = scores.rows.tolist()
    groups: dict[str, list[int]] = {}
    for place in order:
        row = rows[place]
        groups.setdefault(passages[row].provision or f"\x1f{row}", []).append(place)
    return [
        _hit(scores, [(place, passages[rows[place]], rows[place]) for place in places], language)
        for places in list(groups.values())[:limit]
    ]


def _hit(scores: Scores, found: list[tuple[int, Passage, int]], language: str) -> Hit:
    """The hit of one provision from its (place, passage, row), best first."""
    own = [item for item in found if base(item[1].language) == language]
    official = [item for item in own if item[1].kind == "official"]
    shown = next(chain(official, own, found))
    others: dict[tuple[str, str], Passage] = {}
    for _, passage, _ in found:
        if (passage.language, passage.kind) != (shown[1].language, shown[1].kind):
            others.setdefault((passage.language, passage.kind), passage)
    best = found[0][0]
    return Hit(
        shown[1],
        float(scores.scores[best]),
        float(scores.similarity[best]),
        float(scores.evidence[best]),
        float(scores.raw[best]),
        shown[2],
        tuple(others.values()),
    )


def spread(hits: Sequence[Hit], intent: Intent, texts: Sequence[Set[str]], limit: int) -> list[Hit]:
    """The first `limit` hits, spread over documents where the question asks for several.

    Args:
        hits: all of them, best first.
        texts: for each text or body that the question names, the ids of its documents; each
            gets one of the first places. A text that two bodies share has one place.
    """
    first: list[Hit] = []
    seen: set[str] = set()
    if len(texts) > 1:
        for named in texts:
            if best := _best(hits, named - seen):
                seen.add(best.passage.document)
                first.append(best)
    if intent.several and hits:
        wanted_kinds = [hit for hit in hits if not intent.kinds or hit.passage.kind in intent.kinds]
        nearest = wanted_kinds if intent.only and wanted_kinds else hits
        reach = nearest[0].score - WITHIN
        for hit in wanted_kinds:
            if hit.score >= reach and hit.passage.document not in seen:
                seen.add(hit.passage.document)
                first.append(hit)
    taken = {id(hit) for hit in first}
    return [*first, *(hit for hit in hits if id(hit) not in taken)][: max(limit, 0)]


def _best(hits: Sequence[Hit], documents: Set[str]) -> Hit | None:
    """The best hit of these documents."""
    return next((hit for hit in hits if hit.passage.document in documents), None)
