"""An answer as text: for a terminal, or linear for screen readers and pipes.

A digest never stands in quotation marks: only official text does. Every statement is
followed by its reference, what kind of text it is, and the link.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from assistant.answer import Answer, Citation, Statement
from assistant.wording import AI_NOTICE, joined, label, say, source_kind, sureness

__all__ = [
    "beside",
    "footer",
    "judged",
    "plain",
    "plain_quotes",
    "plain_rest",
    "quoted",
    "reference",
    "terminal",
    "terminal_quotes",
    "terminal_rest",
    "writer",
]

_MARKS = {"en": ("“", "”"), "fr": ("« ", " »"), "es": ("«", "»"), "pt": ("«", "»")}
Style = Callable[..., str]


def reference(citation: Citation) -> str:
    """`ILO resolution 2022, para. 5`."""
    return ", ".join(part for part in (citation.title, citation.pinpoint) if part)


def quoted(statement: Statement) -> str:
    """The statement's text, in quotation marks where it is official text, verbatim."""
    citation = statement.citations[0] if statement.citations else None
    if statement.kind == "quote" and citation and citation.kind == "official":
        opening, closing = _MARKS.get(citation.language, _MARKS["en"])
        return f"{opening}{statement.text}{closing}"
    return statement.text


def writer(answer: Answer) -> str:
    """The model that wrote, with the address where it is no local one."""
    model = answer.model
    if model.where in ("", "local"):
        return model.name
    return say("endpoint", answer.language, model=model.name, where=model.where)


def judged(statement: Statement, language: str) -> str:
    """The verdict on a written sentence, and what the check says of it."""
    verdict = say(statement.verdict, language)
    return f"{verdict} ({statement.reason})" if statement.reason else verdict


def beside(citation: Citation) -> str:
    """The source that stands beside an unverified sentence; official text in quotation marks."""
    opening, closing = (
        _MARKS.get(citation.language, _MARKS["en"]) if citation.kind == "official" else ("", "")
    )
    return f"{opening}{' '.join(citation.quote.split())}{closing}"


def plain(answer: Answer) -> Iterator[str]:
    """Lines without colour, columns or symbols that a screen reader would spell out."""
    yield from plain_quotes(answer)
    yield from plain_rest(answer)


def plain_quotes(answer: Answer) -> Iterator[str]:
    """The first part of `plain`, which does not wait for a model: verdict, quotes, nearest passages."""
    language = answer.language
    if answer.asked:
        yield say("read_as", language, question=answer.question)
    yield answer.gate_reason
    for number, statement in enumerate(_of(answer, "quote"), 1):
        yield from _plain_statement(number, statement, language)
    for citation in answer.nearest:
        yield ""
        yield f"- {reference(citation)} ({label(citation, language)})"
        yield f"  {citation.quote}"
        yield f"  {citation.url}"


def plain_rest(answer: Answer) -> Iterator[str]:
    """The second part of `plain`: what a model wrote, and how the answer came about."""
    written = _of(answer, "written")
    if written:
        yield ""
        yield say("written", answer.language, model=writer(answer))
    for number, statement in enumerate(written, len(_of(answer, "quote")) + 1):
        yield from _plain_statement(number, statement, answer.language)
    yield ""
    yield from footer(answer)


def _plain_statement(number: int, statement: Statement, language: str) -> Iterator[str]:
    yield ""
    yield f"{number}. {quoted(statement)}"
    if statement.kind == "written":
        yield f"   {judged(statement, language)}"
    for citation in statement.citations:
        yield f"   {reference(citation)} ({label(citation, language)})"
        if statement.verdict == "unverified":
            yield f"   {beside(citation)}"
        yield f"   {citation.url}"


def terminal(answer: Answer, style: Style, width: int | None = None) -> Iterator[str]:
    """Lines for a terminal: statements grouped by text, the answering part in bold.

    Args:
        style: `click.style`, or anything of its signature.
        width: columns; those of the terminal where not given, 100 at most.
    """
    yield from terminal_quotes(answer, style, width)
    yield from terminal_rest(answer, style, width)


def terminal_quotes(answer: Answer, style: Style, width: int | None = None) -> Iterator[str]:
    """The first part of `terminal`, which does not wait for a model."""
    width = width or _columns()
    language = answer.language
    if answer.asked:
        yield from _dim(say("read_as", language, question=answer.question), style, width)
    yield style(answer.gate_reason, bold=True)
    document = ""
    for statement in _of(answer, "quote"):
        citation = statement.citations[0]
        if citation.document != document:
            document = citation.document
            yield ""
            yield style(citation.title, fg="cyan", bold=True)
            yield from _dim(source_kind(citation, language), style, width)
            yield style(citation.url, dim=True)
        yield ""
        yield from _wrapped(statement, style, width)
        notes = joined(language, citation.pinpoint, sureness(citation, language))
        yield from _dim(notes, style, width, 4)
    for citation in answer.nearest:
        yield ""
        yield f"  {style(reference(citation), fg='cyan')}"
        yield from _dim(label(citation, language), style, width, 2)
        yield from (f"    {line}" for line in _wrap_words(citation.quote, width - 4, ()))


def terminal_rest(answer: Answer, style: Style, width: int | None = None) -> Iterator[str]:
    """The second part of `terminal`."""
    width = width or _columns()
    language = answer.language
    written = _of(answer, "written")
    if written:
        yield ""
        yield style(say("written", language, model=writer(answer)), bold=True)
    for statement in written:
        citation = statement.citations[0]
        yield ""
        yield from _wrapped(statement, style, width)
        colour = "green" if statement.verdict == "supported" else "yellow"
        for line in _wrap_words(judged(statement, language), width - 4, ()):
            yield f"    {style(line, fg=colour)}"
        yield from _dim(joined(language, reference(citation), label(citation, language)), style, width, 4)
        if statement.verdict == "unverified":
            yield from _dim(beside(citation), style, width, 6)
    yield ""
    for line in footer(answer):
        yield from _dim(line, style, width)


def _of(answer: Answer, kind: str) -> list[Statement]:
    return [statement for statement in answer.statements if statement.kind == kind]


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, 100)


def _dim(text: str, style: Style, width: int, indent: int = 0) -> Iterator[str]:
    """Lines of secondary text, wrapped and set in."""
    for line in _wrap_words(text, width - indent, ()):
        yield " " * indent + style(line, dim=True)


def footer(answer: Answer) -> Iterator[str]:
    """How the answer came about: what was searched, sent, withheld, why no model wrote, and the notice."""
    language = answer.language
    searched, model = answer.searched, answer.model
    yield say("searched", language, documents=searched.documents, passages=searched.passages)
    if model.where not in ("", "local") and model.prompt:
        yield say("sent", language, model=model.name, where=model.where)
    if answer.withheld:
        yield say("withheld_one" if answer.withheld == 1 else "withheld", language, count=answer.withheld)
    elif model.wrote and not model.why_not and not _of(answer, "written"):
        yield say("declined", language, model=writer(answer))
    if not model.wrote and model.why_not and answer.statements:
        yield say("quotes_only", language, reason=model.why_not)
    elif model.wrote and model.why_not:
        yield model.why_not
    yield AI_NOTICE.get(language, AI_NOTICE["en"])


def _wrapped(statement: Statement, style: Style, width: int) -> Iterator[str]:
    text = quoted(statement)
    bold: tuple[int, ...] = ()
    if statement.highlight:
        shift = text.find(statement.text)
        bold = tuple(shift + place for place in statement.highlight)
    for line in _wrap_words(text, width - 2, bold, style):
        yield f"  {line}"


def _wrap_words(text: str, width: int, bold: tuple[int, ...], style: Style | None = None) -> Iterator[str]:
    """Fill lines of `width` columns; words inside [bold) are styled, which takes no column."""
    line: list[str] = []
    used = place = 0
    for word in text.split(" "):
        start, end = place, place + len(word)
        place = end + 1
        if line and used + 1 + len(word) > width:
            yield " ".join(line)
            line, used = [], 0
        used += len(word) + bool(line)
        inside = bool(bold) and style is not None and start < bold[1] and end > bold[0]
        line.append(style(word, bold=True) if inside and style is not None else word)
    if line:
        yield " ".join(line)
