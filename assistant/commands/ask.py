"""`sse ask`: quotes first, then what a model writes, each sentence checked."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

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
@click.option(
    "--document", "documents", multiple=True, metavar="ID", help="Search only this text; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/answer.md).")
@click.option("--plain", is_flag=True, help="Linear text for screen readers and pipes.")
def ask(
    question: tuple[str, ...],
    lang: str | None,
    limit: int,
    write: bool,
    documents: tuple[str, ...],
    as_json: bool,
    plain: bool,
) -> None:
    """Answer QUESTION with quotes from the texts, each with its pinpoint.

    Exits with 0 whether the texts answer, may answer or do not; the answer says which.
    """
    from assistant.answer import Answer
    from assistant.assistant import Assistant, Failed, Finished, Quoted
    from assistant.rendering import plain_quotes, plain_rest, terminal_quotes, terminal_rest
    from assistant.writing import Draft
    from knowledge.commands import open_retriever, reader_language

    def show(answer: Answer, done: bool) -> None:
        """The quotes as soon as they are there, the rest when a model has written."""
        if as_json:
            lines: Iterator[str] = iter([answer.model_dump_json(indent=2)] if done else [])
        elif plain or not sys.stdout.isatty():
            lines = plain_rest(answer) if done else plain_quotes(answer)
        else:
            lines = terminal_rest(answer, click.style) if done else terminal_quotes(answer, click.style)
        for line in lines:
            click.echo(line)

    assistant = Assistant(open_retriever())
    failure: Failed | None = None
    drafting = False
    try:
        text = " ".join(question)
        for event in assistant.ask(
            text,
            language=reader_language(text, lang),
            limit=limit,
            write=write or None,
            documents=documents or None,
        ):
            if isinstance(event, Draft) and sys.stderr.isatty():
                click.secho(
                    event.text if drafting else f"\ndraft: {event.text}", err=True, nl=False, dim=True
                )
                drafting = True
            elif isinstance(event, Failed):
                failure = event
            elif isinstance(event, Quoted | Finished):
                if drafting:
                    click.echo(err=True)
                show(event.answer, isinstance(event, Finished))
    finally:
        assistant.close()
    if failure:
        raise failure.error
