"""The collector is quiet while something is made, and everything is as before in the end."""

from __future__ import annotations

import gc
import sys
from typing import Any

import pytest

from knowledge.errors import LibraryCorrupt
from tui.app import AssistantApp
from tui.asking import Asking
from tui.pacing import Pacing


def test_quiet_from_begin_to_started_and_while_something_is_made() -> None:
    before = sys.getswitchinterval()
    pacing = Pacing()
    try:
        pacing.begin()
        assert not gc.isenabled()
        with pacing.made():
            pass
        assert not gc.isenabled(), "the start is not over"
        pacing.started()
        assert gc.isenabled()
        with pacing.made():
            with pacing.made():
                assert not gc.isenabled()
            assert not gc.isenabled(), "the outer one goes on"
        assert gc.isenabled()
        assert sys.getswitchinterval() < before
    finally:
        pacing.end()
    assert sys.getswitchinterval() == before
    assert gc.get_freeze_count() == 0
    pacing.end()


def test_without_an_app_nothing_changes() -> None:
    pacing = Pacing()
    with pacing.made():
        assert gc.isenabled()
    pacing.started()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_library_that_does_not_open_ends_the_quiet() -> None:
    def factory(progress: Any) -> Any:
        assert not gc.isenabled()
        raise LibraryCorrupt("The library is damaged.")

    told: list[Any] = []
    asking = Asking(factory, "en")
    asking.pacing.begin()
    try:
        asking.open(told.append)
        assert gc.isenabled()
    finally:
        asking.pacing.end()
    assert type(told[0]).__name__ == "NotOpened"


@pytest.mark.parametrize("opens", [True, False])
async def test_after_the_app_all_is_as_before(opens: bool, scripted: Any, drive: Any) -> None:
    before = sys.getswitchinterval()

    def factory(progress: Any) -> Any:
        if not opens:
            raise LibraryCorrupt("The library is damaged.")
        return scripted()

    app = AssistantApp(factory, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await drive.until(pilot, lambda: drive.idle(app))
        await drive.until(pilot, gc.isenabled)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert sys.getswitchinterval() == before
