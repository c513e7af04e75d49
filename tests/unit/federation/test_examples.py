from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from federation.examples import examples_of
from knowledge.documents import Passage
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS
from knowledge.judgements import Judgement
from knowledge.retriever import Retriever

PASSAGES = [
    Passage(id="statutes-2-en", text="Members elect the board every two years.", language="en",
            document="statutes", pinpoint="art:2", provision="statutes:art:2"),
    Passage(id="statutes-2-fr", text="Les membres élisent le conseil tous les deux ans.", language="fr",
            document="statutes", pinpoint="art:2", provision="statutes:art:2"),
    Passage(id="note", text="The bakery buys flour from three mills.", language="en"),
    Passage(id="other", text="Surplus is shared in March.", language="en"),
]  # fmt: skip


def judgement(question: str, passage: Passage, answers: bool = True, **changes: Any) -> Judgement:
    fields = {
        "question": question, "language": "en", "document": passage.document, "pinpoint": passage.pinpoint,
        "key": passage.key, "answers": answers, **changes,
    }  # fmt: skip
    return Judgement(**fields)


@pytest.fixture
def retriever(word_embedder: Any) -> Retriever:
    return Retriever.from_passages(PASSAGES, embedder=word_embedder())


def right_of(retriever: Retriever, *judgements: Judgement) -> list[int]:
    """How many right passages each example has."""
    return [int(one.right.sum()) for one in examples_of(retriever, judgements)]


def test_an_example_is_the_question_against_every_candidate(retriever: Retriever) -> None:
    (example,) = examples_of(retriever, [judgement("Who sells flour to the bakery?", PASSAGES[2])])
    count = len(example.base)
    assert example.channels.shape == (count, len(CHANNELS))
    assert example.columns.shape == example.right.shape == (count,)
    assert LANGUAGE_ROWS[example.row] == "en"
    best = int(np.argmax(example.channels[:, CHANNELS.index("words")]))
    assert example.right.tolist() == [place == best for place in range(count)]


def test_a_provision_is_right_in_every_language_and_version(retriever: Retriever) -> None:
    judged = judgement("Who elects the board?", PASSAGES[0], key="of another version")
    assert right_of(retriever, judged) == [2]


def test_judgements_of_one_question_are_one_example(retriever: Retriever) -> None:
    question = "When is surplus shared, and where does flour come from?"
    assert right_of(retriever, judgement(question, PASSAGES[2]), judgement(question, PASSAGES[3])) == [2]
    both = judgement("A?", PASSAGES[2]), judgement("B?", PASSAGES[3])
    assert right_of(retriever, *both) == [1, 1]


def test_what_does_not_answer_or_is_gone_gives_no_example(retriever: Retriever) -> None:
    gone = Passage(id="gone", text="No longer here.", language="en")
    moved = Passage(id="x", text="x", language="en", document="statutes", pinpoint="art:99")
    assert right_of(
        retriever, judgement("A?", PASSAGES[2], answers=False), judgement("B?", gone), judgement("C?", moved)
    ) == []  # fmt: skip


def test_progress_counts_questions(retriever: Retriever) -> None:
    told: list[tuple[int, int]] = []
    many = [judgement(f"Question {number} about flour?", PASSAGES[2]) for number in range(70)]
    examples_of(retriever, many, lambda *step: told.append(step))
    assert told == [(64, 70), (70, 70)]
