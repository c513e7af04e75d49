"""A page as one HTML file: no script, no outside resource, readable and printable as it is."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from assistant.pages.blocks import Block, Cell, Heading, Line, Page, Run, Table

__all__ = ["html"]

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.5rem;vertical-align:top;"
    "text-align:left}td p{margin:.2rem 0}.quiet{color:#555}a{overflow-wrap:anywhere}"
)


def html(page: Page) -> str:
    """The page with its language, its date and the mark of the AI system in the head."""
    body = "\n".join(_blocks(page.blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n"
        f'<meta name="date" content="{escape(page.created)}">\n<meta name="generator" content="{escape(page.system)}">\n'
        f'<meta name="digitalSourceType" content="{escape(page.source_type)}">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(page.title)}</h1>\n{body}\n"
        f"<footer><p>{escape(page.notice)}</p></footer>\n</main>\n</body>\n</html>\n"
    )


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    listing = False
    for block in blocks:
        item = isinstance(block, Line) and block.item
        if item != listing:
            yield "<ul>" if item else "</ul>"
            listing = item
        if isinstance(block, Heading):
            yield f"<h2>{escape(block.text)}</h2>"
        elif isinstance(block, Table):
            yield from _table(block)
        else:
            yield f"<li>{_runs(block)}</li>" if item else f"<p>{_runs(block)}</p>"
    if listing:
        yield "</ul>"


def _table(table: Table) -> Iterator[str]:
    yield "<table>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
        + "</tr></thead>"
    )
    yield "<tbody>"
    for first, *rest in table.rows:
        cells = f'<th scope="row">{_cell(first)}</th>' + "".join(f"<td>{_cell(cell)}</td>" for cell in rest)
        yield f"<tr>{cells}</tr>"
    yield "</tbody>\n</table>"


def _cell(cell: Cell) -> str:
    return "".join(f"<p>{_runs(line)}</p>" for line in cell)


def _runs(line: Line) -> str:
    return "".join(_run(run) for run in line.runs)


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.link.startswith(("http://", "https://")):
        text = f'<a href="{escape(run.link)}">{text}</a>'
    if run.bold:
        text = f"<strong>{text}</strong>"
    return f'<span class="quiet">{text}</span>' if run.quiet else text
