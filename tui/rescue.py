"""What a crash must not take: the question and as much of its answer as had come.

The app notes both as they come, before they are shown. An answer that is in the log already
is named by its id; anything else is written to a file of the user's own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.asking import Asking, Came, Factory, Question
from tui.i18n import _, language

if TYPE_CHECKING:
    from textual.message import Message

    from assistant.answer import Statement

__all__ = ["FOLDER", "Noted", "NotingAsking"]

FOLDER = "rescued"


class Noted:
    """The last question, and what came of its answer."""

    def __init__(self) -> None:
        self.typed = ""  # in the box, not yet asked
        self.question = ""
        self.statements: list[Statement] = []
        self.id = ""  # of the whole answer in the log
        self._asked: Question | None = None

    def start(self, question: Question) -> None:
        """A question was asked."""
        self._asked, self.question, self.typed, self.id = question, question.text, "", ""
        self.statements = []

    def take(self, message: Message) -> None:
        """Note one event of the answer; those of a question before it are past."""
        from assistant.answer import Statement
        from assistant.assistant import Finished

        if not isinstance(message, Came) or message.question is not self._asked:
            return
        if isinstance(message.event, Statement):
            self.statements.append(message.event)
        elif isinstance(message.event, Finished):
            self.statements = list(message.event.answer.statements)
            self.id = message.event.answer.id

    def rescue(self, folder: Path) -> str:
        """Keep what is noted, in `folder` (the data folder); where it is, in a sentence, or "" for nothing.

        Raises:
            LibraryError: the file cannot be written.
        """
        kept = []
        if self.id:
            kept.append(_("The answer is in the log: sse show {id}", id=self.id))
        if self.typed or (self.question and not self.id):
            from knowledge.files import write_atomically
            from knowledge.paths import make_private

            make_private(folder)
            path = folder / FOLDER / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.md"
            write_atomically(path, self._written().encode("utf-8", errors="replace"))
            kept.append(_("Your question and what came of its answer are in {path}", path=path))
        return "\n".join(kept)

    def _written(self) -> str:
        parts = []
        if self.question and not self.id:
            parts = [f"# {self.question}"]
            parts += [_told(statement) for statement in self.statements]
        if self.typed:
            parts.append(f"# {self.typed}")
        return "\n\n".join(parts) + "\n"


class NotingAsking(Asking):
    """Asks, and notes every question and event before anything shows it; see `Asking`."""

    def __init__(self, factory: Factory, language: str, noted: Noted) -> None:
        super().__init__(factory, language)
        self._noted = noted

    def ask(self, question: Question, post: Callable[[Message], object]) -> None:
        def noting(message: Message) -> object:
            self._noted.take(message)
            return post(message)

        self._noted.start(question)
        super().ask(question, noting)


def _told(statement: Statement) -> str:
    """A sentence with its verdict and its source."""
    from assistant.rendering import quoted, reference
    from assistant.wording import say

    verdict = f"{say(statement.verdict, language())} · " if statement.kind == "written" else ""
    sources = [f"{reference(citation)}\n{citation.url}" for citation in statement.citations]
    return f"{quoted(statement)}\n\n{verdict}" + "\n".join(sources)
