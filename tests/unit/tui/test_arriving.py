"""Events between the thread that answers and the screen: none is lost, few are shown at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Event
from assistant.writing import Draft
from tui.app import AssistantApp
from tui.arriving import Arriving
from tui.asking import Came, Ended, Question
from tui.screens.ask import AT_ONCE


class Other:
    """An event that is no piece of a draft."""


QUESTION = Question("What?", None)


def came(event: Any) -> Came:
    return Came(QUESTION, event)


def test_it_wakes_once_for_what_waits_together() -> None:
    woken = []
    arriving = Arriving(lambda: woken.append(1))
    arriving.put(came(Draft("a")))
    arriving.put(came(Draft("b")))
    assert woken == [1]
    arriving.take(9)
    assert len(arriving) == 0
    arriving.put(Ended(QUESTION))
    assert woken == [1, 1]


def test_drafts_of_two_questions_stay_apart() -> None:
    arriving = Arriving(lambda: None)
    for question in (QUESTION, Question("And?", None)):
        arriving.put(Came(question, Draft("a")))
        arriving.put(Came(question, Draft("b")))
    assert [message.event.text for message in arriving.take(9)] == ["ab", "ab"]  # type: ignore[attr-defined]


@given(st.lists(st.one_of(st.text(max_size=3), st.none()), max_size=60), st.integers(1, 9))
def test_order_and_every_piece_are_kept(pieces: list[str | None], most: int) -> None:
    """A text is a piece of a draft, None another event."""
    arriving = Arriving(lambda: None)
    for piece in pieces:
        arriving.put(came(Other() if piece is None else Draft(piece)))
    found: list[Any] = []
    while arriving:
        taken = arriving.take(most)
        assert len(taken) <= most
        found += [message.event for message in taken]  # type: ignore[attr-defined]
    assert "".join("|" if isinstance(one, Other) else one.text for one in found) == "".join(
        "|" if piece is None else piece for piece in pieces
    )


async def test_keys_answer_while_two_thousand_events_stream_and_a_few_are_mounted_at_once(
    app_of: Callable[..., AssistantApp], scripted: Any, library: Any, drive: Any
) -> None:
    quotes = library.quotes()
    shown: list[int] = []

    def script(assistant: Any, question: str, language: str, write: bool) -> Iterator[Event]:
        yield library.found(question)
        for number in range(60):
            yield quotes[number % 3]
        for number in range(2_000):
            yield Draft(f"{number} ")
        assert assistant.cancelled.wait(20)  # the worker does nothing more, and blocks nothing

    def seen(message: Any) -> None:
        if type(message).__name__ == "_Arrived":
            shown.append(len(app.screen.query("AnswerView > *")))

    app = app_of(scripted(script))
    async with app.run_test(message_hook=seen) as pilot:
        await drive.send(pilot, "What?")
        await drive.until(pilot, lambda: shown)
        await pilot.press("ctrl+l", *"so")
        assert app.screen.query_one("#question").value == "so", "the old question was selected"
        assert not drive.idle(app)
        await drive.until(pilot, lambda: drive.lines(app)[-1].endswith(" 1998 1999"))
        await pilot.press("escape")
        await drive.until(pilot, lambda: drive.idle(app))
        assert len(drive.views(app)) == 60
    steps = [after - before for before, after in pairwise(shown)]
    assert len(steps) >= 60 // AT_ONCE
    assert max(steps) <= 2 * AT_ONCE, "a sentence and a heading each"
