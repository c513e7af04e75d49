"""The stream of an answer: its order, its record, and what a failing model leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.answer import Statement
from assistant.assistant import Failed, Finished, Found, Quoted
from assistant.errors import ModelError, ModelMissing
from assistant.writing import Draft
from knowledge import Retriever
from knowledge.errors import QueryError, UnknownDocument


@pytest.fixture
def assistant(retriever: Retriever, tmp_path: Path) -> Assistant:
    return Assistant(retriever, folder=tmp_path)


def test_events_come_in_order_and_end_with_the_answer(assistant: Assistant) -> None:
    events = list(assistant.ask("What is the SSE?"))
    assert isinstance(events[0], Found)
    assert isinstance(events[-1], Finished)
    statements = [event for event in events if isinstance(event, Statement)]
    assert statements == events[-1].answer.statements != []
    assert isinstance(events[-2], Quoted)
    assert events[-2].answer.statements == statements
    assert not any(isinstance(event, Draft | Failed) for event in events)


def test_the_record_says_how_it_came_about(assistant: Assistant) -> None:
    answer = assistant.answer("Comment l'OIT définit-elle l'ESS ?")
    assert answer.language == "fr"
    assert answer.searched.documents == len({document.id for document in assistant.retriever.documents})
    assert answer.embedder == assistant.retriever.embedder.fingerprint
    assert answer.release
    assert {"embed", "search", "gate", "quote", "all"} <= set(answer.timings_ms)
    assert answer.model.name == "SmolLM2-135M-Instruct"
    assert not answer.model.wrote
    assert "autotest" in answer.model.why_not


def test_what_is_not_in_the_texts_has_the_nearest_passages_and_no_statement(assistant: Assistant) -> None:
    answer = assistant.answer("What is the capital of Bhutan?")
    assert (answer.gate, answer.statements) == ("not_in_texts", [])
    assert answer.nearest
    assert answer.missing == ["Bhutan"]


def test_the_language_of_the_reader_wins_over_the_question(assistant: Assistant) -> None:
    answer = assistant.answer("ILO definition of the social and solidarity economy", language="fr")
    assert answer.language == "fr"
    assert {statement.citations[0].language for statement in answer.statements} == {"fr"}


def test_bad_questions_raise_before_anything_is_said(assistant: Assistant) -> None:
    with pytest.raises(QueryError):
        next(assistant.ask("  "))
    with pytest.raises(UnknownDocument):
        next(assistant.ask("work", documents=["nope"]))


def test_a_missing_model_leaves_the_quotes_and_is_an_error_only_when_it_was_to_write(
    retriever: Retriever, tmp_path: Path
) -> None:
    assistant = Assistant(retriever, model=str(tmp_path / "no.gguf"), folder=tmp_path)
    answer = assistant.answer("What is the SSE?")
    assert answer.statements
    assert "no.gguf" in answer.model.why_not
    events = list(assistant.ask("What is the SSE?", write=True))
    assert any(isinstance(event, Failed) and isinstance(event.error, ModelMissing) for event in events)
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.statements
    with pytest.raises(ModelMissing):
        assistant.answer("What is the SSE?", write=True)


def test_a_file_that_is_no_model_is_said_to_be_none(retriever: Retriever, tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"not a model")
    assistant = Assistant(retriever, model=str(tmp_path / "bad.gguf"), folder=tmp_path)
    with pytest.raises(ModelError, match=r"bad\.gguf"):
        assistant.answer("What is the SSE?", write=True)


@pytest.mark.slow
def test_the_packaged_model_writes_when_asked(assistant: Assistant) -> None:
    try:
        events = list(assistant.ask("When was the first AMAP created?", write=True))
    finally:
        assistant.close()
    answer = events[-1]
    assert isinstance(answer, Finished)
    assert answer.answer.model.wrote
    assert any(isinstance(event, Draft) for event in events)
    kinds = [statement.kind for statement in answer.answer.statements]
    assert kinds == sorted(kinds)
