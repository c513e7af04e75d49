"""The linear mode: a prompt, then lines; for screen readers, simple terminals and pipes.

Nothing moves the cursor and nothing is coloured. Ctrl-C ends an answer that is coming; twice
in a row it ends the program.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from tui.i18n import _
from tui.plain_session import PlainSession
from tui.plain_words import word_of

if TYPE_CHECKING:
    from assistant.assistant import Assistant

__all__ = ["converse", "run"]

PROMPT = "> "
_STEPS = 10  # times that reading texts is told of


def run() -> None:
    """Open the library, then converse over standard input and output.

    Raises:
        KnowledgeError: the library cannot be opened.
        KeyboardInterrupt: Ctrl-C while the library opens, or twice later.
    """
    # A byte that is no text of this terminal's encoding becomes a sign, not an error.
    reconfigure: Any = getattr(sys.stdin, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")
    greet(_say)
    assistant = _opened(_say)
    try:
        converse(assistant, _read, _say)
    finally:
        assistant.close()


def greet(say: Callable[[str], None]) -> None:
    """What this is, that an AI system answers, and how to go on."""
    say(
        _(
            "This is an AI system. It searches the texts and chooses sentences of them; if you ask for it, a "
            "language model writes sentences, which are marked and checked. It can be wrong: read the source "
            "beside each sentence."
        )
    )
    say(
        _(
            "Write a question. {help} tells the commands, {quit} leaves.",
            help=word_of("help"), quit=word_of("quit"),
        )
    )  # fmt: skip


def converse(assistant: Assistant, read: Callable[[], str | None], say: Callable[[str], None]) -> None:
    """Read lines and answer them until the reader leaves or nothing more comes.

    Args:
        read: the next line, or None at the end; may raise KeyboardInterrupt.
        say: prints a line.

    Raises:
        KeyboardInterrupt: Ctrl-C, twice in a row.
    """
    session = PlainSession(assistant, say)
    for notice in assistant.retriever.notices:
        session.say(_("Note: {note}", note=notice))
    interrupted = False
    while not session.over:
        try:
            line = read()
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
            say("")
            say(_("Ctrl-C once more leaves."))
            continue
        if line is None:
            return
        interrupted = False
        with _ending(session):
            session.do(line)


@contextmanager
def _ending(session: PlainSession) -> Iterator[None]:
    """Ctrl-C ends the answer, and a second one before it has ended the program."""
    came = False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal came
        if came:
            raise KeyboardInterrupt
        came = True
        # In a thread: the interrupted one may hold the lock of the pipe to the model.
        threading.Thread(target=session.stop, daemon=True).start()

    if threading.current_thread() is not threading.main_thread():
        yield  # signals go to the main thread alone
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _opened(say: Callable[[str], None]) -> Assistant:
    from assistant.assistant import Assistant
    from knowledge.retriever import Retriever

    told = -1

    def progress(done: int, total: int) -> None:
        nonlocal told
        step = _STEPS * done // max(1, total)
        if step > told:
            told = step
            say(_("reading texts, {done} of {total} …", done=done, total=total))

    say(_("opening the library …"))
    return Assistant(
        Retriever.open(progress=progress), tell=lambda reason: say(_("Note: {note}", note=reason))
    )


def _read() -> str | None:
    """A line of standard input, after the prompt if somebody sits there; None at the end.

    `input` would let a line editor, where one is loaded, move the cursor.
    """
    if sys.stdin.isatty():
        sys.stdout.write(f"\n{PROMPT}")
        sys.stdout.flush()
    line = sys.stdin.readline()
    if line and not sys.stdin.isatty():
        # In what a pipe leaves, the question stands above its answer.
        sys.stdout.write(f"\n{PROMPT}{line.rstrip()}\n")
    return line or None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
