"""Follow-ups: completed from the turns before, or left alone."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant
from assistant.conversation import Conversation, Turn
from knowledge.languages import detect
from knowledge.text import fold

DATA = Path(__file__).with_name("data")
BENCHMARKS = Path(assistant.__file__).parents[1] / "tests" / "benchmarks" / "data"
LAST = {
    "en": "What does the ILO say about taxation?",
    "fr": "Que dit l'OIT sur la fiscalité ?",
    "es": "¿Qué dice la OIT sobre los impuestos?",
    "pt": "O que diz a OIT sobre a tributação?",
}


def dialogues(name: str) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = tomllib.loads((DATA / name).read_text(encoding="utf-8"))["dialogue"]
    return content


def read(dialogue: dict[str, Any]) -> str:
    """What is understood of the last words of a dialogue."""
    conversation = Conversation()
    for turn in dialogue["turns"]:
        conversation.add(conversation.complete(turn)[0], dialogue["language"])
    return conversation.complete(dialogue["asked"])[0]


def right(dialogue: dict[str, Any], found: str) -> bool:
    if "means" not in dialogue:
        return found == str(dialogue["asked"])
    return _bare(found) in map(_bare, dialogue["means"])


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+(?:/\w+)?", fold(text)))


def completed(typed: str, *turns: str, language: str = "en") -> str:
    return Conversation([Turn(turn, language) for turn in turns]).complete(typed)[0]


def test_the_dialogues_cover_the_four_languages_and_complete_questions() -> None:
    all_ = dialogues("dialogues.toml")
    assert len(all_) >= 60
    for language in LAST:
        own = [one for one in all_ if one["language"] == language]
        assert len(own) >= 15
        assert sum("means" not in one for one in own) >= 4


@pytest.mark.parametrize(
    "dialogue", dialogues("dialogues.toml"), ids=lambda one: f"{one['language']}: {one['asked']}"
)
def test_a_dialogue_is_understood(dialogue: dict[str, Any]) -> None:
    found = read(dialogue)
    assert right(dialogue, found), found


def test_most_dialogues_that_no_rule_was_made_for_are_understood() -> None:
    held_out = dialogues("dialogues_heldout.toml")
    assert sum(right(one, read(one)) for one in held_out) >= 0.8 * len(held_out)


def test_no_question_of_the_benchmarks_is_rewritten() -> None:
    lines = [
        line for path in sorted(BENCHMARKS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    questions = [str(found) for line in lines if (found := json.loads(line).get("question"))]
    assert len(questions) > 100
    rewritten = []
    for question in questions:
        language = detect(question)
        if completed(question, LAST[language], language=language) != question:
            rewritten.append(question)
    assert rewritten == []


def test_without_turns_nothing_is_rewritten() -> None:
    assert Conversation().complete("and the EU?", "en") == ("and the EU?", "en")


def test_a_pronoun_finds_its_name_some_turns_back() -> None:
    asked = completed(
        "does it mention women?", "What does the OECD Recommendation say?", "How are prices set?"
    )
    assert asked == "Does the OECD Recommendation mention women?"


@pytest.mark.parametrize(
    ("typed", "last", "means"),
    [
        ("and how?", "Does the ILO recommend tax relief for cooperatives?",
         "Does the ILO recommend tax relief for cooperatives, how?"),
        ("and in 2023?", "How many members did Enercoop have in 2020?", "How many members did Enercoop have in 2023?"),
        ("and the OECD?", "What is an AMAP?", "What is an AMAP, according to the OECD?"),
        ("Does this text bind States?", "When was UN resolution 77/281 adopted?", "Does UN resolution 77/281 bind States?"),
    ],
)  # fmt: skip
def test_other_ways_of_following_up(typed: str, last: str, means: str) -> None:
    assert completed(typed, last) == means


@pytest.mark.parametrize(
    ("typed", "last", "language", "means"),
    [
        ("et le Portugal ?", "Quelle loi encadre les coopératives en Espagne ?", "fr",
         "Quelle loi encadre les coopératives au Portugal ?"),
        ("e Portugal?", "Que lei regula as cooperativas no Brasil?", "pt", "Que lei regula as cooperativas em Portugal?"),
        ("e o Brasil?", "Que lei regula as cooperativas em Portugal?", "pt", "Que lei regula as cooperativas no Brasil?"),
        ("e a OCDE?", "O que diz a resolução da OIT sobre dados?", "pt", "O que diz a OCDE sobre dados?"),
        ("¿y OCDE?", "¿Qué dice la OIT sobre los datos?", "es", "¿Qué dice la OCDE sobre los datos?"),
    ],
)  # fmt: skip
def test_articles_and_prepositions_fit_what_they_belong_to(
    typed: str, last: str, language: str, means: str
) -> None:
    assert completed(typed, last, language=language) == means


def test_the_language_stays_that_of_the_conversation_where_the_words_do_not_tell() -> None:
    conversation = Conversation([Turn(LAST["pt"], "pt")])
    assert conversation.complete("e a OCDE?") == ("O que diz a OCDE sobre a tributação?", "pt")
    assert conversation.complete("e a OCDE?", "fr")[1] == "fr"


@pytest.mark.parametrize("typed", ["", "   ", "?!", "x" * 3000])
def test_what_cannot_be_searched_comes_back_as_it_is(typed: str) -> None:
    assert completed(typed, LAST["en"]) == typed


@given(st.text(max_size=60), st.text(min_size=1, max_size=60), st.sampled_from([*LAST, "de"]))
def test_any_text_is_taken(typed: str, last: str, language: str) -> None:
    assert isinstance(completed(typed, last, language=language), str)


@given(
    st.sampled_from(["and ", "et ", "¿y ", "e ", "what about ", ""]),
    st.text(max_size=30),
    st.sampled_from(sorted(LAST)),
)
def test_any_fragment_is_taken(opening: str, rest: str, language: str) -> None:
    found = completed(opening + rest, LAST[language], language=language)
    assert found == opening + rest or found.rstrip(" ?")


def test_a_conversation_keeps_its_last_turns() -> None:
    conversation = Conversation()
    for number in range(50):
        conversation.add(f"Question {number}?", "en")
    assert len(conversation.turns) == 20
    assert conversation.turns[-1] == Turn("Question 49?", "en")
