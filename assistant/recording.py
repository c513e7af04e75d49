"""The record of an answer: what was searched and found, which model wrote how, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.answer import Answer, Message, ModelUse, PassageUse, Searched, Statement, cite
from assistant.wording import gate_reason, reference_in_words
from assistant.writing import MAX_TOKENS, SEED, TEMPERATURE, Writing
from knowledge.filters import Filters
from knowledge.hits import Hit
from knowledge.retriever import Retrieval, Retriever

if TYPE_CHECKING:
    from assistant.models.endpoint import Endpoint
    from assistant.models.worker import ModelWorker

__all__ = ["RELEASE", "joined_filters", "record", "used"]

RELEASE = "shipped"  # where no signed release of the index is installed: the package's own is in use
NEAREST = 5


def record(
    retriever: Retriever,
    retrieval: Retrieval,
    statements: Sequence[Statement],
    use: ModelUse,
    filters: Filters,
    *,
    asked: str = "",
) -> Answer:
    """The answer with all that is known once the quotes are chosen; `timings_ms` are the search's."""
    gate = retrieval.gate
    nearest = retrieval.hits[:NEAREST] if gate.verdict == "not_in_texts" else ()
    return Answer(
        question=retrieval.query,
        language=retrieval.language,
        gate=gate.verdict,
        statements=list(statements),
        nearest=[cite(hit.passage) for hit in nearest],
        searched=Searched(documents=retrieval.searched_documents, passages=retrieval.searched_passages),
        model=use,
        embedder=retriever.embedder.fingerprint,
        release=retriever.index.calibration.release or RELEASE,
        timings_ms={},
        gate_reason=gate_reason(gate, retrieval.language, retriever.documents),
        missing=list(gate.missing),
        unknown_text=reference_in_words(gate.unknown, retrieval.language) if gate.unknown else "",
        created=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        asked=asked,
        filters=_told(filters),
        passages=[_passage_use(hit) for hit in retrieval.hits],
        probability=round(gate.probability, 4),
    )


def used(use: ModelUse, writer: ModelWorker | Endpoint, writing: Writing) -> ModelUse:
    """`use` with the prompt, the decoding parameters and the tokens of what was written."""
    decoding: dict[str, float | int | str] = {
        "temperature": TEMPERATURE, "seed": SEED, "max_tokens": MAX_TOKENS,
    }  # fmt: skip
    # An endpoint says nothing of these.
    for name in ("context_tokens", "threads", "batch_threads"):
        value = getattr(writer, name, None)
        if value is not None:
            decoding[name] = value
    usage = writer.last_usage
    if usage is not None:
        decoding["finish_reason"] = usage.finish_reason
    return use.model_copy(
        update={
            "prompt": [Message.model_validate(message) for message in writing.offer.messages],
            "decoding": decoding,
            "prompt_tokens": usage.prompt_tokens if usage else 0,
            "generated_tokens": usage.generated_tokens if usage else 0,
        }
    )


def joined_filters(
    filters: Filters | None, documents: Collection[str] | None, kinds: Collection[str] | None
) -> Filters:
    """All filters in one; `documents` and `kinds` go before those in `filters`."""
    filters = filters or Filters()
    if documents is not None:
        filters = replace(filters, documents=documents)
    return replace(filters, kinds=kinds) if kinds is not None else filters


def _told(filters: Filters) -> dict[str, list[str]]:
    """The filters that are set, as text."""
    told: dict[str, list[str]] = {}
    for one in fields(filters):
        value = getattr(filters, one.name)
        if value is not None:
            told[one.name] = [str(value)] if isinstance(value, int) else sorted(map(str, value))
    return told


def _passage_use(hit: Hit) -> PassageUse:
    passage = hit.passage
    return PassageUse(
        key=passage.key,
        document=passage.document,
        language=passage.language,
        kind=passage.kind,
        pinpoint_id=passage.pinpoint,
        sha256=hashlib.sha256(passage.text.encode("utf-8", "surrogatepass")).hexdigest(),
        score=round(hit.score, 6),
        similarity=round(hit.similarity, 6),
        evidence=round(hit.evidence, 6),
        cosine=round(hit.cosine, 6),
    )
