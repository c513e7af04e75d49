"""The record: closed, frozen, and faithful to the passage."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assistant.answer import Answer, Searched, cite
from knowledge import Retriever
from knowledge.documents import Passage


def test_a_citation_carries_everything_of_its_passage(retriever: Retriever) -> None:
    for passage in retriever.index.passages:
        citation = cite(passage)
        assert citation.key == passage.id
        assert citation.quote == passage.text
        assert (citation.start, citation.end) == (passage.start, passage.end)
        assert citation.kind in ("digest", "practice")
        assert citation.url.startswith("http")
        assert citation.pinpoint


def test_a_part_of_a_passage_has_its_own_offsets() -> None:
    passage = Passage(id="k", text="One. Two.", language="en", pinpoint="para:16(c)", start=50, end=59)
    citation = cite(passage, 5, 9)
    assert (citation.quote, citation.start, citation.end) == ("Two.", 55, 59)
    assert (citation.pinpoint, citation.pinpoint_id) == ("para. 16(c)", "para:16(c)")


def test_records_are_closed_and_frozen() -> None:
    with pytest.raises(ValidationError):
        Searched(documents=1, passages=2, more=3)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Searched(documents=1, passages=2).documents = 5  # type: ignore[call-arg]


def test_an_answer_survives_json(retriever: Retriever) -> None:
    from assistant import Assistant

    answer = Assistant(retriever).answer("What is the SSE?")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer
