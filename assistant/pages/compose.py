"""From a comparison, a note or a reference to a page. Digests never get quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Citation, Statement
from assistant.brief import Brief
from assistant.citing import date_in_words
from assistant.compare import Comparison, Row
from assistant.export.words import word
from assistant.pages.blocks import Block, Heading, Line, Page, Run, Table
from assistant.rendering import quoted, reference
from assistant.wording import joined, label, sureness
from assistant.work_wording import tell
from knowledge.languages import LANGUAGES

__all__ = ["SOURCE_TYPE", "brief_page", "comparison_page"]

# A compilation: a trained model chose the parts, and generated none of their words.
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/composite"


def comparison_page(comparison: Comparison) -> Page:
    """A table, a text a row; a second one for the practices where they were asked for."""
    code = comparison.language
    blocks: list[Block] = [_table(comparison.rows, code)]
    if comparison.practices is not None:
        blocks.append(Heading(tell("practices", code)))
        blocks.append(
            _table(comparison.practices, code) if comparison.practices else _line(tell("no_practice", code))
        )
    found = sum(row.statement is not None for row in comparison.rows)
    provisions = sum(row.searched for row in comparison.rows)
    blocks.append(
        _quiet(tell("searched_texts", code, found=found, texts=len(comparison.rows), provisions=provisions))
    )
    return _page(tell("compare_title", code, theme=comparison.theme), comparison, blocks)


def brief_page(brief: Brief) -> Page:
    """The note: sections of quotes, each with its source behind it, then the references."""
    code = brief.language
    blocks: list[Block] = []
    if brief.audience:
        blocks.append(_line(tell("brief_for", code, audience=brief.audience)))
    blocks += [_line(date_in_words(brief.created, _words(code))), _quiet(tell("brief_intro", code))]
    for section in brief.sections:
        if section.name in ("ask_others", "also_say") and not section.statements:
            continue  # these two say what is left over; that nothing is needs no telling
        blocks.append(Heading(tell(section.name, code)))
        blocks += [_cited(statement, code) for statement in section.statements]
        if not section.statements:
            blocks.append(_quiet(tell(f"no_{section.name}", code)))
    if brief.silent:
        blocks.append(_quiet(tell("silent", code, texts=joined(code, *(one.title for one in brief.silent)))))
    blocks.append(Heading(tell("references", code)))
    for one in brief.references:
        runs = [
            Run(f"{one.text} "),
            Run(one.url if _is_web(one.url) else "", link=one.url),
            Run(f" ({one.note})" if one.note else "", quiet=True),
        ]
        blocks.append(Line(tuple(run for run in runs if run.text.strip()), item=True))
    if not brief.references:
        blocks.append(_quiet(tell("no_references", code)))
    return _page(tell("brief_title", code, theme=brief.theme), brief, blocks)


def _page(title: str, made: Comparison | Brief, blocks: list[Block]) -> Page:
    code = _words(made.language)
    if made.left_out:
        blocks.append(_quiet(tell("own_left_out", code, count=made.left_out)))
    blocks.append(_quiet(tell("made_on", code, date=date_in_words(made.created, code))))
    system = f"SSE Assistant, embedder {made.embedder}"
    return Page(title, code, made.created, tuple(blocks), word("ai_quotes", code), system, SOURCE_TYPE)


def _words(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _table(rows: Sequence[Row], language: str) -> Table:
    header = tuple(tell(name, language) for name in ("column_text", "column_says", "column_where"))
    return Table(
        header,
        tuple(
            (_name(row, language), list(_says(row, language)), list(_where(row, language))) for row in rows
        ),
    )


def _name(row: Row, language: str) -> list[Line]:
    lines = [Line((Run(row.title, bold=True),))]
    return [*lines, _quiet(tell("private", language))] if row.private else lines


def _says(row: Row, language: str) -> Iterator[Line]:
    if row.statement is not None:
        yield _line(quoted(row.statement))
        if row.status == "maybe":
            yield _quiet(f"({tell('maybe', language)})")
        return
    yield _line(tell("nothing", language, searched=row.searched, held=row.held))
    if row.note is not None:
        citation = row.note.citations[0]
        colon = " : " if language == "fr" else ": "
        yield _quiet(f"{tell('digest_says', language)}{colon}{row.note.text}")
        if said := sureness(citation, language):
            yield _quiet(f"({said})")
    elif row.kind == "digest":
        yield _quiet(f"({tell('nothing_digest', language)})")


def _where(row: Row, language: str) -> Iterator[Line]:
    if row.statement is not None:
        citation = row.statement.citations[0]
        yield Line((Run(citation.pinpoint, bold=True),))
        yield _quiet(label(citation, language))
    if row.also:
        yield _quiet(tell("also", language, places=joined(language, *(one.pinpoint for one in row.also))))
    if _is_web(row.url):
        yield Line((Run(row.url, link=row.url, quiet=True),))


def _cited(statement: Statement, language: str) -> Line:
    citation: Citation = statement.citations[0]
    private = f"; {tell('private', language)}" if citation.kind == "own" else ""
    runs = [
        Run(f"{quoted(statement)} "),
        Run(f"{reference(citation)}", bold=True),
        Run(f" ({label(citation, language)}{private}) ", quiet=True),
        Run(citation.url if _is_web(citation.url) else "", link=citation.url, quiet=True),
    ]
    return Line(tuple(run for run in runs if run.text), item=True)


def _is_web(address: str) -> bool:
    """The path of a file on this machine is nobody else's business."""
    return address.startswith(("https://", "http://"))


def _line(text: str) -> Line:
    return Line((Run(text),))


def _quiet(text: str) -> Line:
    return Line((Run(text, quiet=True),))
