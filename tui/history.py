"""The questions asked before, for the arrow keys in the question's line.

They are those of the log (`records.log`): there is no second place that keeps them, so
what is forgotten there is forgotten here, and with the log switched off a question lives
as long as the app runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["MOST", "History", "kept_questions"]

MOST = 500  # questions that can be gone back through


class History:
    """Questions, oldest first, and where the reader is among them."""

    def __init__(self) -> None:
        self._questions: list[str] = []
        self._at = 0  # the place after the last one is that of the text being written
        self._written = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """All of them, oldest first."""
        return tuple(self._questions)

    @property
    def is_back(self) -> bool:
        """Whether the reader has gone back, and can come forward."""
        return self._at < len(self._questions)

    def take(self, earlier: Iterable[str]) -> None:
        """Put questions, oldest first, before those that are there."""
        self._set([*earlier, *self._questions])

    def add(self, question: str) -> None:
        """Note a question that was asked; the next step back leads to it."""
        self._set([*self._questions, question])
        self._at = len(self._questions)

    def back(self, written: str) -> str:
        """The question before; `written` is what stands in the line now, and is kept if it is none of them."""
        if not self.is_back:
            self._written = written
        self._at = max(0, self._at - 1)
        return self._questions[self._at] if self._questions else written

    def forward(self) -> str:
        """The question after, and after the last one what was being written."""
        self._at = min(len(self._questions), self._at + 1)
        return self._questions[self._at] if self.is_back else self._written

    def _set(self, questions: list[str]) -> None:
        """Each once, where it was asked last; the reader stays where they are, counted from the end."""
        from_end = len(self._questions) - self._at
        cleaned = [" ".join(question.split()) for question in questions]
        once = dict.fromkeys(question for question in reversed(cleaned) if question)
        self._questions = list(once)[:MOST][::-1]
        self._at = max(0, len(self._questions) - from_end)


def kept_questions(folder: Path) -> list[str]:
    """The questions of the log in `folder`, oldest first; none where the log is switched off.

    Reads the disk, so call it in a thread.

    Raises:
        RecordError: the log is damaged or cannot be read.
        KnowledgeError: the settings cannot be read.
    """
    from assistant.records import listing
    from knowledge.settings import load

    return [entry.question for entry in reversed(listing(folder, MOST))] if load().log else []
