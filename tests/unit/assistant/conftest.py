"""The retriever over the shipped corpus, under the name that these tests use, and records of answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.answer import Answer, Citation, ModelUse, PassageUse, Searched, Statement
from assistant.redaction import text_hash
from knowledge import Retriever


@pytest.fixture(scope="session")
def retriever(installed: Retriever) -> Retriever:
    """Read-only: shared by all tests."""
    return installed


@pytest.fixture(scope="session")
def answered(retriever: Retriever) -> Answer:
    """A real answer over the shipped corpus, with its whole record; no model writes."""
    from assistant.assistant import Assistant

    return Assistant(retriever, log=False).answer(
        "Comment l'OIT définit-elle l'économie sociale et solidaire ?", write=False
    )


Make = Callable[..., Any]


@pytest.fixture
def citation() -> Make:
    """`citation(kind="own", …)`: a citation of "It is so." with what is given changed."""

    def make(**changes: Any) -> Citation:
        fields: dict[str, Any] = {
            "key": "0123456789ab", "document": "ilo-2022", "title": "ILO resolution 2022", "pinpoint": "para. 5",
            "pinpoint_id": "para:5", "language": "en", "kind": "digest", "confidence": "reported",
            "reported_by": "https://example.org/page", "url": "https://official.example.org", "quote": "It is so.",
            "start": 0, "end": 9,
        }  # fmt: skip
        return Citation(**{**fields, **changes})

    return make


@pytest.fixture
def statement(citation: Make) -> Make:
    """`statement(text="…", kind="written", cited={…})`: a quote of `citation(**cited)`."""

    def make(cited: dict[str, Any] | None = None, **changes: Any) -> Statement:
        one = citation(**(cited or {}))
        fields: dict[str, Any] = {"text": one.quote, "kind": "quote", "verdict": "quoted", "citations": [one]}
        return Statement(**{**fields, **changes})

    return make


@pytest.fixture
def record(citation: Make) -> Make:
    """`record(statement, …, language="fr")`: an answer with these statements and the passages that they cite."""

    def make(*statements: Statement, **changes: Any) -> Answer:
        cited = [one for each in statements for one in each.citations] + changes.get("nearest", [])
        passages = [
            PassageUse(
                key=one.key, document=one.document, language=one.language, kind=one.kind,
                pinpoint_id=one.pinpoint_id, sha256=text_hash(one.quote), score=0.9, similarity=0.8,
                evidence=0.3, cosine=0.85,
            )
            for one in cited
        ]  # fmt: skip
        fields: dict[str, Any] = {
            "question": "Is it?", "language": "en", "gate": "answered", "statements": list(statements),
            "nearest": [], "searched": Searched(documents=2, passages=9), "embedder": "e", "release": "shipped",
            "timings_ms": {"all": 1.5}, "gate_reason": "The texts answer:", "passages": passages,
            "model": ModelUse(name="M", sha256="ab" * 32, wrote=False, why_not="not asked."),
            "id": "20260102-030405006-abcdef", "created": "2026-01-02T03:04:05.006Z",
            "versions": {"python": "3.11.7", "sse-assistant": "0.1.0"}, "probability": 0.9,
        }  # fmt: skip
        return Answer(**{**fields, **changes})

    return make
