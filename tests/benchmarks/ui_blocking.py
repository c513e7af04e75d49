"""How long keys wait: the longest gap of a heartbeat on the event loop, in our app and in an empty one.

    python tests/benchmarks/ui_blocking.py [--json]

A heartbeat asks for the event loop every 2 ms. The app is used as people use it, over the shipped
library: it opens, answers three questions, opens the reader, goes through a text, compares.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.widgets import Input

QUESTIONS = (
    "How does the ILO define the social and solidarity economy?",
    "Que recommande l'UE sur les marchés publics ?",
    "¿Qué pide la ONU a los bancos de desarrollo?",
)
_EVERY = 0.002


class Heart:
    """Gaps in seconds by what was done meanwhile."""

    def __init__(self) -> None:
        self.gaps: dict[str, list[float]] = {}

    @asynccontextmanager
    async def beating(self, name: str) -> AsyncIterator[None]:
        gaps = self.gaps.setdefault(name, [])
        stop = asyncio.Event()

        async def beat() -> None:
            last = time.perf_counter()
            while not stop.is_set():
                await asyncio.sleep(_EVERY)
                now = time.perf_counter()
                gaps.append(now - last - _EVERY)
                last = now

        task = asyncio.create_task(beat())
        try:
            yield
        finally:
            stop.set()
            await task


class Empty(App[None]):
    """The baseline: a line to type into."""

    def compose(self) -> Any:
        yield Input()


async def empty(heart: Heart) -> None:
    async with Empty().run_test(size=(120, 40)) as pilot, heart.beating("empty app: typing"):
        for key in "a question of some length":
            await pilot.press("space" if key == " " else key)
        await asyncio.sleep(1)


async def ours(heart: Heart, folder: Path) -> None:
    from tui.app import AssistantApp

    os.environ.update(SSE_DATA_DIR=str(folder), SSE_CONFIG_DIR=str(folder))
    app: Any = AssistantApp(None, "en")

    async def until(condition: Any) -> None:
        for _ in range(4000):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise RuntimeError("it never came")

    async with app.run_test(size=(120, 40)) as pilot:
        async with heart.beating("opening the library"):
            await until(lambda: app.asking.assistant is not None)
        for question in QUESTIONS:
            line = app.screen.query_one("#question", Input)
            line.value = question
            line.focus()
            async with heart.beating("answering"):
                await pilot.press("enter")
                await until(lambda question=question: question in _shown(app))
                await asyncio.sleep(1.5)
        async with heart.beating("the first visit to the library"):
            app.open_screen("library")
            await until(lambda: type(app.screen).__name__ == "LibraryScreen")
            await asyncio.sleep(1.5)
        async with heart.beating("reading"):
            await pilot.press("enter")
            for _ in range(30):
                await pilot.press("pagedown")
        async with heart.beating("comparing"):
            app.open_screen("compare", theme="housing")
            await until(lambda: type(app.screen).__name__ == "CompareScreen")
            await asyncio.sleep(3)


def _shown(app: Any) -> str:
    return "\n".join(str(getattr(one, "content", "")) for one in app.screen.query("Static"))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--json", action="store_true")
    options = given.parse_args()
    heart = Heart()
    with tempfile.TemporaryDirectory() as folder:
        from knowledge import Retriever

        Retriever.open(Path(folder))  # a first start makes the library: measured elsewhere
        asyncio.run(empty(heart))
        asyncio.run(ours(heart, Path(folder)))
    told = {
        name: {
            "beats": len(gaps),
            "longest_ms": 1e3 * max(gaps),
            "p99_ms": 1e3 * sorted(gaps)[int(0.99 * len(gaps))],
        }
        for name, gaps in heart.gaps.items()
    }
    if options.json:
        print(json.dumps(told, indent=1))
        return
    for name, one in told.items():
        print(
            f"{name:32} longest {one['longest_ms']:7.1f} ms   p99 {one['p99_ms']:6.1f} ms   {one['beats']} beats"
        )


if __name__ == "__main__":
    main()
