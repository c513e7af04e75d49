"""The record: filters in words, and what a writer says of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import ModelUse
from assistant.models.worker import ModelWorker, Usage
from assistant.recording import joined_filters, record, used
from assistant.writing import Writing
from knowledge.documents import Passage
from knowledge.filters import Filters
from knowledge.overlap import Overlap
from knowledge.retriever import Retriever

USE = ModelUse(name="m", sha256="", wrote=False, why_not="", where="local")


def test_filters_of_the_call_go_before_those_that_are_given_together() -> None:
    joined = joined_filters(Filters(documents=["a"], kinds=["own"], since=2020), ["b"], None)
    assert joined == Filters(documents=["b"], kinds=["own"], since=2020)
    assert joined_filters(None, None, None) == Filters()


@pytest.mark.parametrize(("release", "told"), [("", "shipped"), ("3 (abababab)", "3 (abababab)")])
def test_a_record_names_the_release_in_use(word_embedder: Any, release: str, told: str) -> None:
    retriever = Retriever.from_passages([Passage("a", "The bank lends.", "en")], embedder=word_embedder())
    retriever.index.calibration = replace(retriever.index.calibration, release=release)
    retrieval = retriever.retrieve("Who lends?", 1, "en")
    assert record(retriever, retrieval, [], USE, Filters()).release == told


def test_the_use_of_a_model_has_its_prompt_and_its_decoding() -> None:
    worker = ModelWorker("unused.gguf", context_tokens=512, threads=2, batch_threads=3)
    worker.last_usage = Usage(40, 7, 0.1, 0.2, "stop")
    passage = Passage(id="a", text="The bank lends.", language="en")
    writing = Writing(worker, "Who lends?", [passage], "en", Overlap({}, 1))
    use = used(USE, worker, writing)
    assert [message.role for message in use.prompt] == ["system", "user"]
    assert "The bank lends." in use.prompt[1].content
    assert use.decoding == {
        "temperature": 0.0, "seed": 0, "max_tokens": 220, "context_tokens": 512, "threads": 2, "batch_threads": 3,
        "finish_reason": "stop",
    }  # fmt: skip
    assert (use.prompt_tokens, use.generated_tokens) == (40, 7)
