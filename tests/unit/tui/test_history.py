"""The questions asked before: gone back through, and kept by the log alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.records import forget_all, keep
from knowledge.settings import change
from tui.history import MOST, History, kept_questions

QUESTIONS = st.lists(st.sampled_from("abcde"), max_size=8)


def test_going_back_and_forward_keeps_what_was_being_written() -> None:
    history = History()
    assert history.back("draft") == "draft", "there is none yet"
    history.add("one")
    history.add(" two\nlines ")
    assert not history.is_back
    assert [history.back("draft"), history.back("x"), history.back("x")] == ["two lines", "one", "one"]
    assert [history.forward(), history.forward(), history.forward()] == ["two lines", "draft", "draft"]


def test_earlier_questions_stand_before_those_of_the_session_each_once() -> None:
    history = History()
    history.add("b")
    history.take(["a", "b", "", "c"])
    assert history.questions == ("a", "c", "b")
    assert history.back("") == "b"
    history.take(str(number) for number in range(2 * MOST))
    assert len(history.questions) == MOST
    assert history.forward() == ""


@given(QUESTIONS, QUESTIONS, st.lists(st.booleans(), max_size=12))
def test_whatever_is_done_the_last_question_asked_is_one_step_back(
    earlier: list[str], asked: list[str], moves: list[bool]
) -> None:
    history = History()
    for question in asked:
        history.add(question)
    history.take(earlier)
    for back in moves:
        assert (history.back("") if back else history.forward()) in {"", *earlier, *asked}
    history.add("last")
    assert history.back("") == "last"
    assert len(set(history.questions)) == len(history.questions)


def test_the_log_is_the_only_place_that_keeps_them(sse_data_dir: Path, library: Any) -> None:
    for question in ("first?", "second?"):
        keep(sse_data_dir, library.finished(library.found(question), []).answer)
    assert kept_questions(sse_data_dir) == ["first?", "second?"]
    change("records.log", False)
    assert kept_questions(sse_data_dir) == []
    change("records.log", True)
    forget_all(sse_data_dir)
    assert kept_questions(sse_data_dir) == []
