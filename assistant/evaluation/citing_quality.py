"""Citation recall and precision as ALCE defines them (Gao et al., EMNLP 2023, section 3).

A sentence has *recall* 1 where what it cites, taken together, supports it. A citation is
*precise* where its sentence has recall 1 and the citation is not irrelevant; it is irrelevant
where it does not support the sentence alone while the others still do without it. ALCE judges
by a language model for entailment; our judge is `assistant.support.check_support`, which knows
only sentences that say what the source says in the source's words. It errs to the safe side:
a true paraphrase counts as unsupported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Statement
from assistant.support import check_support
from knowledge.documents import Passage

__all__ = ["CitationQuality", "Judge", "citation_quality", "supports"]

Judge = Callable[[str, Sequence[Passage], str], bool]


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """Counts over the sentences of one answer.

    Attributes:
        supported: sentences whose citations together support them (recall is its share).
        precise: citations that are needed and right (precision is its share).
        shown_unsupported: sentences that are shown as quoted or supported, and that the judge
            does not support by what they cite; must be 0.
    """

    sentences: int
    supported: int
    citations: int
    precise: int
    shown_unsupported: int


def supports(sentence: str, passages: Sequence[Passage], language: str) -> bool:
    """The judge: whether one of the passages says the sentence."""
    if not passages:
        return False
    # A quote of a word or two is too short for the check, and is right where it stands there.
    if any(sentence in passage.text for passage in passages):
        return True
    return check_support(sentence, passages, language).verdict == "supported"


def citation_quality(
    statements: Sequence[Statement], passages: Mapping[str, Passage], judge: Judge = supports
) -> CitationQuality:
    """Judge every sentence of an answer by the passages that its citations name.

    Args:
        passages: of the index, by key. A citation of none of them supports nothing.
    """
    supported = citations = precise = shown = 0
    for statement in statements:
        cited = [passages.get(citation.key) for citation in statement.citations]
        language = statement.citations[0].language if statement.citations else ""
        held = [passage for passage in cited if passage is not None]
        recall = judge(statement.text, held, language)
        supported += recall
        citations += len(cited)
        shown += statement.verdict in ("quoted", "supported") and not recall
        for place, passage in enumerate(cited):
            if not recall or passage is None:
                continue
            others = [one for at, one in enumerate(cited) if at != place and one is not None]
            irrelevant = not judge(statement.text, [passage], language) and judge(
                statement.text, others, language
            )
            precise += not irrelevant
    return CitationQuality(len(statements), supported, citations, precise, shown)
