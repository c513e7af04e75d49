"""How long keys wait: the longest gap of a heartbeat on the event loop, in our app and in an empty one.

    python tests/benchmarks/ui_blocking.py [--json] [--at-once]

A heartbeat asks for the event loop every 2 ms. The app is used as people use it, over the shipped
library: it opens, answers three questions, opens the reader, goes through a text, compares, looks
at the federation, the models and the settings, saves. With `--at-once` the other screens are
visited before the app has had the time to load them ahead.

A key also stands in the queue of the app: `queue` is the longest that a message waited there.
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
        self.queued: dict[str, list[float]] = {}

    @asynccontextmanager
    async def beating(self, name: str, app: App[None]) -> AsyncIterator[None]:
        gaps = self.gaps.setdefault(name, [])
        queued = self.queued.setdefault(name, [])
        stop = asyncio.Event()

        async def beat() -> None:
            last = time.perf_counter()
            while not stop.is_set():
                await asyncio.sleep(_EVERY)
                now = time.perf_counter()
                gaps.append(now - last - _EVERY)
                last = now

        async def queue() -> None:
            while not stop.is_set():
                came = asyncio.Event()
                sent = time.perf_counter()
                app.call_later(came.set)
                await came.wait()
                queued.append(time.perf_counter() - sent)
                await asyncio.sleep(_EVERY)

        tasks = [asyncio.create_task(one()) for one in (beat, queue)]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks)


class Empty(App[None]):
    """The baseline: a line to type into."""

    def compose(self) -> Any:
        yield Input()


async def empty(heart: Heart) -> None:
    app = Empty()
    async with app.run_test(size=(120, 40)) as pilot, heart.beating("empty app: typing", app):
        for key in "a question of some length":
            await pilot.press("space" if key == " " else key)
        await asyncio.sleep(1)


async def ours(heart: Heart, folder: Path, *, at_once: bool) -> None:
    from tui.app import AssistantApp

    os.environ.update(SSE_DATA_DIR=str(folder), SSE_CONFIG_DIR=str(folder))
    app: Any = AssistantApp(None, "en")

    async def until(condition: Any) -> None:
        for _ in range(4000):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise RuntimeError("it never came")

    async def visit(name: str, pause: float = 1.5, **arguments: Any) -> None:
        async with heart.beating(f"the first visit: {name}", app):
            app.open_screen(name, **arguments)
            await until(lambda: type(app.screen).__name__.lower() == f"{name}screen")
            await asyncio.sleep(pause)

    async with app.run_test(size=(120, 40)) as pilot:
        async with heart.beating("opening the library", app):
            await until(lambda: app.asking.assistant is not None)
        if not at_once:
            async with heart.beating("loading the screens ahead", app):
                await asyncio.sleep(4)
            for question in QUESTIONS:
                line = app.screen.query_one("#question", Input)
                line.value = question
                line.focus()
                async with heart.beating("answering", app):
                    await pilot.press("enter")
                    await until(lambda question=question: question in _shown(app))
                    await asyncio.sleep(1.5)
            async with heart.beating("going through the answer", app):
                for key in ("down", "down", "up", "enter", "escape", "f7", "escape"):
                    await pilot.press(key)
                    await asyncio.sleep(0.2)
            async with heart.beating("a dialog: save", app):
                await pilot.press("f8")
                await asyncio.sleep(0.5)
                await pilot.press("escape")
            async with heart.beating("a dialog: filters", app):
                await pilot.press("f3")
                await asyncio.sleep(1)
                await pilot.press("escape")
        await visit("library")
        async with heart.beating("reading", app):
            await pilot.press("enter")
            for _ in range(30):
                await pilot.press("pagedown")
        await visit("compare", 3, theme="housing")
        for name in ("brief", "federation", "models", "settings"):
            await visit(name)
        async with heart.beating("the second visits", app):
            for name in ("ask", "library", "compare", "federation", "ask"):
                app.open_screen(name)
                await asyncio.sleep(0.5)
        async with heart.beating("other colours", app):
            app.theme = "sse-light"
            await asyncio.sleep(1)


def _shown(app: Any) -> str:
    return "\n".join(str(getattr(one, "content", "")) for one in app.screen.query("Static"))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--json", action="store_true")
    given.add_argument(
        "--at-once", action="store_true", help="visit the screens before they are loaded ahead"
    )
    options = given.parse_args()
    heart = Heart()
    with tempfile.TemporaryDirectory() as folder:
        from knowledge import Retriever

        Retriever.open(Path(folder))  # a first start makes the library: measured elsewhere
        asyncio.run(empty(heart))
        asyncio.run(ours(heart, Path(folder), at_once=options.at_once))
    told = {
        name: {
            "beats": len(gaps),
            "longest_ms": 1e3 * max(gaps),
            "p99_ms": 1e3 * sorted(gaps)[int(0.99 * len(gaps))],
            "queue_ms": 1e3 * max(heart.queued[name]),
        }
        for name, gaps in heart.gaps.items()
    }
    if options.json:
        print(json.dumps(told, indent=1))
        return
    for name, one in told.items():
        print(
            f"{name:32} longest {one['longest_ms']:7.1f} ms   p99 {one['p99_ms']:6.1f} ms   "
            f"queue {one['queue_ms']:7.1f} ms   {one['beats']} beats"
        )


if __name__ == "__main__":
    main()
