"""The events of an answer on their way from a thread to the screen: a few at a time.

A model may send hundreds of pieces a second. As messages of their own they would stand in
line before the keys that the reader presses; here they wait beside that line, pieces of a
draft become one, and the screen takes as many at once as it can show without being felt.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.asking import Came

if TYPE_CHECKING:
    from textual.message import Message

__all__ = ["Arriving"]


class Arriving:
    """A queue from any thread to the screen's.

    Args:
        wake: called, in the sender's thread, when the queue is no longer empty.
    """

    def __init__(self, wake: Callable[[], object]) -> None:
        self._wake = wake
        self._waiting: deque[Message] = deque()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: Message) -> None:
        """Send a message, from any thread; the first one of several wakes the screen."""
        with self._lock:
            first = not self._waiting
            self._waiting.append(message)
        if first:
            self._wake()

    def take(self, most: int) -> list[Message]:
        """At most `most` messages, in their order; pieces of one draft that follow each other are one."""
        from assistant.writing import Draft

        taken: list[Message] = []
        with self._lock:
            while self._waiting and len(taken) < most:
                message = self._waiting.popleft()
                if not isinstance(message, Came) or not isinstance(message.event, Draft):
                    taken.append(message)
                    continue
                pieces = [message.event.text]
                while self._waiting and (more := _draft_of(message, self._waiting[0])) is not None:
                    pieces.append(more)
                    self._waiting.popleft()
                taken.append(Came(message.question, Draft("".join(pieces))))
        return taken


def _draft_of(first: Came, message: Message) -> str | None:
    """The text of a message that goes on with the draft of `first`."""
    from assistant.writing import Draft

    if isinstance(message, Came) and message.question is first.question and isinstance(message.event, Draft):
        return message.event.text
    return None
