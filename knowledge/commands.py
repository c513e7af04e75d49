"""The library's part of `sse`: `search`, and what the corpus commands share."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from knowledge.hits import Hit
    from knowledge.retriever import Retriever

__all__ = ["KINDS", "open_retriever", "reader_language", "search", "show_progress"]

KINDS = ("official", "digest", "practice", "own")


def open_retriever(reranker: str | None = None) -> Retriever:
    """The installed library, with progress and notices on standard error."""
    from knowledge.retriever import Retriever

    retriever = Retriever.open(progress=show_progress, reranker=reranker)
    for notice in retriever.notices:
        click.echo(f"note: {notice}", err=True)
    return retriever


def reader_language(text: str, given: str | None) -> str:
    """The language that is given, else the text's; a bare name or acronym keeps the locale's."""
    from knowledge.languages import detect, interface_language

    return given or detect(text, interface_language())


def show_progress(done: int, total: int) -> None:
    """One line on standard error, rewritten; silent where nobody watches."""
    if sys.stderr.isatty():
        click.echo(f"\rembedding {done} of {total} texts", err=True, nl=done == total)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--lang", metavar="XX", help="Your language; the query's where not given.")
@click.option(
    "--document", "documents", multiple=True, metavar="ID", help="Search only this text; repeatable."
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Search only this kind; repeatable."
)
@click.option(
    "--theme",
    "themes",
    multiple=True,
    metavar="THEME",
    help="Search only this theme; repeatable (docs/corpus.md).",
)
@click.option(
    "--body",
    "bodies",
    multiple=True,
    metavar="NAME",
    help="Search only texts of this body (ILO, OECD, UN, EU …).",
)
@click.option("--since", type=int, metavar="YEAR", help="Only documents of this year and later.")
@click.option("--until", type=int, metavar="YEAR", help="Only documents of this year and earlier.")
@click.option(
    "--rerank",
    "reranker",
    metavar="MODEL",
    help="Let this cross-encoder order the first passages: a folder, or a name in your sentence-transformers cache.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Passages at most.")
@click.option("--json", "as_json", is_flag=True, help="A list of JSON objects (docs/answer.md).")
def search(
    query: tuple[str, ...],
    lang: str | None,
    documents: tuple[str, ...],
    kinds: tuple[str, ...],
    themes: tuple[str, ...],
    bodies: tuple[str, ...],
    since: int | None,
    until: int | None,
    reranker: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show the passages that fit QUERY best, best first."""
    from knowledge.filters import Filters
    from knowledge.themes import THEMES

    for theme in themes:
        if theme not in THEMES:
            raise click.UsageError(f"'{theme}' is no theme; the themes are {', '.join(THEMES)}.")
    text = " ".join(query)
    filters = Filters(
        documents or None, kinds or None, bodies or None, themes or None, since=since, until=until
    )
    hits = open_retriever(reranker).search(text, limit, reader_language(text, lang), filters=filters)
    if as_json:
        click.echo(json.dumps([hit_record(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for number, hit in enumerate(hits, 1):
        passage = hit.passage
        click.echo(
            f"{number}. {click.style(passage.reference(), bold=True)}  [{passage.kind}, {passage.key}]"
        )
        click.echo(f"   {passage.text}")
        read = "" if hit.rerank is None else f"  rerank {hit.rerank:.3f}"
        click.echo(f"   score {hit.score:.3f}{read}  {click.style(passage.url, dim=True)}\n")


def hit_record(hit: Hit) -> dict[str, object]:
    """A hit as `sse search --json` prints it; fields may be added, never renamed."""
    from knowledge.pinpoints import display

    passage = hit.passage
    record: dict[str, object] = {
        "key": passage.key,
        "document": passage.document,
        "title": passage.title,
        "pinpoint": display(passage.pinpoint, passage.language, passage.heading),
        "pinpoint_id": passage.pinpoint,
        "language": passage.language,
        "kind": passage.kind,
        "confidence": passage.confidence,
        "reported_by": passage.reported_by,
        "url": passage.url,
        "score": round(hit.score, 6),
        "text": passage.text,
    }
    if passage.shared:
        record["shared"] = passage.shared
    return record if hit.rerank is None else record | {"rerank": round(hit.rerank, 6)}
