"""`sse ask`: quotes first, then what a model writes, each sentence checked."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Literal

import click

from knowledge.commands import KINDS

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.assistant import Assistant
    from assistant.conversation import Conversation
    from knowledge.filters import Filters

__all__ = ["ask"]


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option(
    "--lang",
    metavar="XX",
    help="Your language (en, fr, es, pt); the question's where not given, or the locale's.",
)
@click.option("--limit", type=click.IntRange(1, 10), default=3, show_default=True, help="Quotes at most.")
@click.option("--write", is_flag=True, help="Let the model write below the quotes; each sentence is checked.")
@click.option("--model", metavar="NAME|PATH", help="Let this model or endpoint write, and no other.")
@click.option(
    "--unverified",
    type=click.Choice(["show", "withhold"]),
    help="Written sentences that fail the check: show them so marked, or withhold them.",
)
@click.option("--follow", is_flag=True, help="A follow-up to the last question that was answered.")
@click.option(
    "--document", "documents", multiple=True, metavar="ID", help="Search only this text; repeatable."
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Search only this kind; repeatable."
)
@click.option("--theme", "themes", multiple=True, metavar="THEME", help="Search only this theme; repeatable.")
@click.option(
    "--body", "bodies", multiple=True, metavar="NAME", help="Search only texts of this body (ILO …)."
)
@click.option("--since", type=int, metavar="YEAR", help="Only documents of this year and later.")
@click.option("--until", type=int, metavar="YEAR", help="Only documents of this year and earlier.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/answer.md).")
@click.option("--plain", is_flag=True, help="Linear text for screen readers and pipes.")
def ask(
    question: tuple[str, ...],
    lang: str | None,
    limit: int,
    write: bool,
    model: str | None,
    unverified: Literal["show", "withhold"] | None,
    follow: bool,
    documents: tuple[str, ...],
    kinds: tuple[str, ...],
    themes: tuple[str, ...],
    bodies: tuple[str, ...],
    since: int | None,
    until: int | None,
    as_json: bool,
    plain: bool,
) -> None:
    """Answer QUESTION with quotes from the texts, each with its pinpoint.

    Exits with 0 whether the texts answer, may answer or do not; the answer says which. Ctrl-C
    while a model writes ends the writing; the quotes and what was checked stay.
    """
    from assistant.assistant import Assistant, Failed, Finished, Quoted
    from assistant.writing import Draft
    from knowledge.commands import open_retriever, reader_language

    text = " ".join(question)
    filters = _filters(documents, kinds, themes, bodies, since, until)
    conversation = _conversation() if follow else None
    language = lang or (reader_language(text, None) if conversation is None else None)
    assistant = Assistant(
        open_retriever(), model, tell=lambda reason: click.echo(f"note: {reason}", err=True)
    )
    events = assistant.ask(
        text, language=language, limit=limit, write=write or None, filters=filters, unverified=unverified,
        conversation=conversation,
    )  # fmt: skip
    failure: Failed | None = None
    drafting = False
    try:
        with _ending(assistant) as interrupt:
            for event in events:
                if isinstance(event, Draft) and sys.stderr.isatty():
                    _draft(event.text, first=not drafting)
                    drafting = True
                elif isinstance(event, Failed):
                    failure = event
                elif isinstance(event, Quoted | Finished):
                    if drafting:
                        click.echo(err=True)
                    _show(event.answer, isinstance(event, Finished), as_json, plain)
                    interrupt.expected = isinstance(event, Quoted)
    finally:
        assistant.close()
    if interrupt.came:
        raise KeyboardInterrupt
    if failure:
        raise failure.error


class _Interrupt:
    """Ctrl-C: the first one, once the quotes are there, ends the writing; any other the command."""

    def __init__(self, assistant: Assistant) -> None:
        self.expected = self.came = False
        self._assistant = assistant

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if not self.expected or self.came:
            raise KeyboardInterrupt
        self.came = True
        # In a thread: the interrupted one may hold the lock of the pipe to the model.
        threading.Thread(target=self._assistant.cancel, daemon=True).start()


@contextmanager
def _ending(assistant: Assistant) -> Iterator[_Interrupt]:
    interrupt = _Interrupt(assistant)
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)


def _filters(
    documents: tuple[str, ...],
    kinds: tuple[str, ...],
    themes: tuple[str, ...],
    bodies: tuple[str, ...],
    since: int | None,
    until: int | None,
) -> Filters:
    from knowledge.filters import Filters
    from knowledge.themes import THEMES

    for theme in themes:
        if theme not in THEMES:
            raise click.UsageError(f"'{theme}' is no theme; the themes are {', '.join(THEMES)}.")
    return Filters(documents or None, kinds or None, bodies or None, themes or None, since=since, until=until)


def _conversation() -> Conversation:
    """The turns that a follow-up goes on from: the last answer in the log."""
    from assistant.conversation import Conversation
    from assistant.records import last
    from knowledge.paths import data_folder

    return Conversation.of(last(data_folder()))


def _show(answer: Answer, done: bool, as_json: bool, plain: bool) -> None:
    """The quotes as soon as they are there, the rest when a model has written."""
    from assistant.rendering import plain_quotes, plain_rest, terminal_quotes, terminal_rest

    if as_json:
        lines: Iterator[str] = iter([answer.model_dump_json(indent=2)] if done else [])
    elif plain or not sys.stdout.isatty():
        lines = plain_rest(answer) if done else plain_quotes(answer)
    else:
        lines = terminal_rest(answer, click.style) if done else terminal_quotes(answer, click.style)
    for line in lines:
        click.echo(line)


def _draft(piece: str, first: bool) -> None:
    click.secho(f"\ndraft: {piece}" if first else piece, err=True, nl=False, dim=True)
