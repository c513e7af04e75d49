"""Questions made from documents: headings, and sentences with a gap. No person asked them.

They are judgements of the source `generated`, so that a member without any can try what
training does. They are not used for training unless asked for: their words come from the
passage itself, so they teach that words count for more than people's questions bear out.
Measured in docs/federation.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.judgements import Judgement
from knowledge.languages import base, content_words
from knowledge.overlap import Overlap, stems
from knowledge.sentences import split
from knowledge.text import clean_query

if TYPE_CHECKING:
    from knowledge.documents import Passage

__all__ = ["generate"]

_LEAST = 3  # content words of a question: fewer say too little of one passage
_MOST = 24  # words of a sentence that is asked for; a longer one is cut


def generate(passages: Iterable[Passage], limit: int) -> list[Judgement]:
    """At most `limit` judgements, spread over the documents of `passages`, in a fixed order.

    A heading is a question where no other provision has it. From a sentence the half of its
    words that most passages have is taken, without the rarest: a question whose every word
    stands in the passage would be found by its words alone.
    """
    given = [one for one in passages if one.document and not one.pinpoint.startswith("about:")]
    overlap = Overlap.of(one.text for one in given)
    headings = Counter(
        one.heading for one in {(p.document, p.pinpoint, p.heading): p for p in given}.values()
    )
    created = datetime.now(UTC).isoformat(timespec="seconds")
    queues = [_of_document(group, overlap, headings) for group in _by_document(given)]
    found: dict[tuple[str, str, str], Judgement] = {}
    while queues and len(found) < limit:
        for queue in list(queues):
            made = next(queue, None)
            if made is None:
                queues.remove(queue)
                continue
            question, passage = made
            if len(found) < limit:
                found.setdefault(
                    (question, passage.document, passage.pinpoint),
                    Judgement(
                        question, base(passage.language), passage.document, passage.pinpoint, passage.key, True,
                        created, "generated",
                    ),
                )  # fmt: skip
    return list(found.values())


def _by_document(passages: Iterable[Passage]) -> list[list[Passage]]:
    groups: dict[tuple[str, str], list[Passage]] = {}
    for one in passages:
        groups.setdefault((one.document, one.language), []).append(one)
    return list(groups.values())


def _of_document(
    passages: Iterable[Passage], overlap: Overlap, headings: Counter[str]
) -> Iterator[tuple[str, Passage]]:
    for passage in passages:
        if headings[passage.heading] == 1 and len(content_words(passage.heading)) >= _LEAST:
            yield clean_query(passage.heading), passage
        if question := _with_gap(passage, overlap):
            yield question, passage


def _with_gap(passage: Passage, overlap: Overlap) -> str:
    """The longest sentence of a passage without the rarer half of its words; "" where little is left."""
    spans = split(passage.text, passage.language)
    sentence = max((passage.text[start:end] for start, end in spans), key=len, default="")
    asked = re.findall(r"\w+(?:['’/-]\w+)*", sentence)[:_MOST]
    known = {
        word: overlap.frequencies.get(next(iter(stems(word)), ""), 0) for word in content_words(sentence)
    }
    common = sorted(known, key=lambda word: (-known[word], word))[: len(known) // 2]
    kept = [word for word in asked if not content_words(word) or set(content_words(word)) & set(common)]
    return clean_query(" ".join(kept)) if len(common) >= _LEAST else ""
