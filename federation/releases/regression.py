"""The regression test: a candidate must not rank the shipped texts worse than the release in use.

It finds a round that went wrong (poison below the clipping norm, a mistake) before anybody is
asked to sign. It is public, so it proves no gain: members measure that on their own questions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from federation.errors import ReleaseError
from federation.releases.comparing import Comparison, Item, compare, items_of
from knowledge.fusion import Fusion
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.retriever import Retriever

__all__ = ["FILE", "check_regression", "public_items", "regression"]

FILE = Path(__file__).parent.parent / "data" / "public_test.jsonl"


def public_items(retriever: Retriever, progress: Callable[[int, int], None] | None = None) -> list[Item]:
    """The public questions over the shipped texts of a library; all else in it is left out.

    Raises:
        ReleaseError: the library holds none of the provisions that they ask for.
    """
    import numpy as np

    passages = retriever.index.passages
    allowed = np.array([one.kind in ("digest", "practice") and not one.shared for one in passages], bool)
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in np.flatnonzero(allowed).tolist():
        rows[passages[row].document, passages[row].pinpoint].append(row)
    asked = []
    for line in FILE.read_text("utf-8").splitlines():
        one = json.loads(line)
        right = [row for document, pinpoint in one["answers"] for row in rows[document, pinpoint]]
        if right:
            asked.append((one["question"], one["language"], right))
    if not asked:
        raise ReleaseError(
            worded("The library holds none of the shipped texts: the public test cannot be held here.")
        )
    return items_of(retriever, asked, allowed, progress)


def regression(items: list[Item], before: Fusion, after: Fusion) -> Comparison:
    """How a candidate does on the public test against the release in use."""
    return compare(items, before, after)


def check_regression(found: Comparison, override: str) -> None:
    """Raise ReleaseError where the candidate is worse beyond noise and nobody says why it is proposed."""
    if found.verdict != "worse" or override.strip():
        return
    raise ReleaseError(
        worded(
            "The candidate ranks the public test questions worse than the release in use: nDCG@10 "
            "{after:.3f} instead of {before:.3f} ({value:+.1f} to {value2:+.1f} points). It is not "
            "proposed. Look at the round's report, or say in the open why it is proposed "
            "nevertheless: --override WHY",
            after=found.after,
            before=found.before,
            value=100 * found.low,
            value2=100 * found.high,
        )
    )
