"""`sse corpus`: what is in the library, and how texts and documents come in and go out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knowledge.commands import KINDS, show_progress
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.documents import Document
    from knowledge.library import Library

__all__ = ["corpus"]

_TRADITIONS = ("un", "ilo", "oecd", "eu", "law", "plain")


@click.group()
def corpus() -> None:
    """The texts: list and read them, bring in official ones and your own, check and export."""


@corpus.command("list")
@click.option(
    "--json", "as_json", is_flag=True, help="A list of JSON objects, a row a document and language."
)
@click.option("--kind", type=click.Choice(KINDS), help="Only this kind.")
def list_(as_json: bool, kind: str | None) -> None:
    """Show what the library holds, a row a document and language."""
    rows = [row(document) for document in _library().documents() if kind in (None, document.kind)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in rows:
        click.echo(
            f"{one['id']:<22} {one['language']}  {one['kind']:<8} {one['date']:<10} "
            f"{one['provisions']:>4}  {one['title']}"
        )
    click.echo(f"{len(rows)} documents in their languages", err=True)


def row(document: Document) -> dict[str, object]:
    """A document as `sse corpus list --json` prints it; fields may be added, never renamed."""
    return {
        "id": document.id,
        "language": document.language,
        "kind": document.kind,
        "title": document.title,
        "date": document.date or (str(document.year) if document.year else ""),
        "provisions": len(document.provisions),
        "url": document.url,
    }


@corpus.command()
@click.argument("id_", metavar="ID")
@click.argument("pinpoint", required=False)
@click.option("--lang", metavar="XX", help="The language to read; that of the interface where not given.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="Of a text that is there twice.",
)
def show(id_: str, pinpoint: str | None, lang: str | None, kind: str | None) -> None:
    """Read a document, or one provision of it: sse corpus show ilo-2022 para:5"""
    from knowledge.corpus.reading import provisions_at, version
    from knowledge.pinpoints import display

    library = _library()
    document = version(library.documents(), id_, lang, kind)
    provisions = provisions_at(document, pinpoint)
    click.echo(click.style(document.title, bold=True))
    about = (document.symbol, document.date or str(document.year or ""), document.status, document.kind)
    click.echo(" · ".join(part for part in about if part))
    if document.url:
        click.echo(click.style(document.url, dim=True))
    for provision in provisions:
        click.echo()
        where = display(provision.pinpoint, document.language, provision.title)
        click.echo(click.style(f"{where}  [{provision.pinpoint}]", bold=True))
        click.echo(document.body[provision.start : provision.end])
        if provision.reported_by:
            click.echo(click.style(provision.reported_by, dim=True))


@corpus.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--own", is_flag=True, help="Your own documents, never exported (the default).")
@click.option("--official", metavar="ID", help="The file is the official text ID, such as un-2023.")
@click.option("--title", default="", help="Its title; from the file where not given.")
@click.option("--lang", default="", metavar="XX", help="Its language; found where not given.")
@click.option(
    "--as", "tradition", type=click.Choice(_TRADITIONS), help="How it is drafted; found where not given."
)
def add(
    paths: tuple[Path, ...], own: bool, official: str | None, title: str, lang: str, tradition: str | None
) -> None:
    """Add files or folders: PDF, HTML, DOCX, Markdown or text.

    A file that cannot be read is named, and the others go on. Stopped with Ctrl-C, the same
    command goes on where it was.
    """
    from knowledge.corpus.adding import add_paths
    from knowledge.ingest import Wanted

    if own and official:
        raise click.UsageError("A file is your own (--own) or an official text (--official ID), not both.")
    if (official or title) and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("--official and --title are for one file; add the others by themselves.")
    failed = add_paths(paths, Wanted(official or "", title, lang, tradition))
    if failed:
        raise SystemExit(1)


@corpus.command()
@click.argument("ids", nargs=-1)
@click.option("--lang", metavar="XX", help="Only this language; all that have an address where not given.")
@click.option("--from", "file", type=click.Path(path_type=Path), help="A copy that is on this disk already.")
@click.option("--url", help="Fetch from this address, where the official site has moved the text.")
@click.option("--list", "only_list", is_flag=True, help="Show the addresses and connect nowhere.")
def fetch(
    ids: tuple[str, ...], lang: str | None, file: Path | None, url: str | None, only_list: bool
) -> None:
    """Download official texts from their official addresses and add them.

    This command connects to the addresses that it prints; no other command does.
    """
    from knowledge.corpus.adding import fetch_texts
    from knowledge.corpus.addresses import find

    if only_list:
        for address in find(ids, lang):
            tried = f"last fetched {address.tried}" if address.tried else "nobody has tried this address yet"
            click.echo(f"{address.id:<14} {address.language}  {address.format}  {address.url}  ({tried})")
        return
    if (file or url) and (len(ids) != 1 or not lang):
        raise click.UsageError("--from and --url are for one text: give its ID and --lang.")
    failed = fetch_texts(ids, lang, file, url)
    if failed:
        raise SystemExit(1)


@corpus.command()
@click.argument("id_", metavar="ID")
@click.option("--lang", metavar="XX", help="Only this language.")
def remove(id_: str, lang: str | None) -> None:
    """Remove a document that you added; the shipped texts stay."""
    from knowledge.errors import IngestError
    from knowledge.languages import base

    library = _library()
    mine = {key for key in library.provenances() if key[0] == id_ and (lang is None or key[1] == base(lang))}
    found = [one for one in library.documents() if (one.id, one.language, one.kind) in mine]
    if not found:
        raise IngestError(
            worded(
                "No document that you added has the id '{id_}'{value}. See sse corpus list --kind own "
                "(or official).",
                id_=id_,
                value=worded(" in {language}", language=lang) if lang else "",
            )
        )
    library.remove(found)
    for one in found:
        click.echo(f"removed {one.id} ({one.language}, {one.kind}): {one.title}")


@corpus.command()
@click.argument("target", type=click.Path(path_type=Path))
def export(target: Path) -> None:
    """Write the digests and practices to the folder TARGET, in the form of docs/corpus.md.

    Your own documents and official texts are never exported.
    """
    from knowledge.corpus.reading import export_documents

    count = export_documents(_library().documents(), target)
    click.echo(f"{count} files written to {target}")


@corpus.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--official", is_flag=True, help="Also compare with the official texts that you have added.")
def check(folder: Path | None, official: bool) -> None:
    """Say what is wrong with the corpus files below FOLDER (the shipped ones where not given)."""
    from knowledge.corpus.check import check as check_files
    from knowledge.corpus.loader import CORPUS

    report = check_files(folder or CORPUS)
    problems = list(report.problems)
    if official:
        from knowledge.corpus.adding import compare_all
        from knowledge.embedding import open_embedder

        problems += compare_all(report.documents, _library().documents(), open_embedder())
    for problem in problems:
        click.echo(problem)
    provisions = sum(len(document.provisions) for document in report.documents)
    click.echo(f"{len(report.documents)} files, {provisions} provisions, {len(problems)} problems", err=True)
    if problems:
        raise SystemExit(1)


@corpus.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
def datasheet(folder: Path | None) -> None:
    """Write the data sheet of the shipped corpus and its Croissant description (for maintainers)."""
    from knowledge.corpus.datasheet import write_datasheet

    for path in write_datasheet(folder or Path("docs")):
        click.echo(f"wrote {path}")


@corpus.command()
def rebuild() -> None:
    """Make the index again with the embedder that is set; the documents stay."""
    from knowledge.embedding import open_embedder
    from knowledge.paths import data_folder
    from knowledge.store import open_store

    embedder = open_embedder()
    store = open_store(data_folder(), embedder, rebuild=True, progress=show_progress)
    for notice in store.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(f"{len(store.index.passages)} passages indexed with {embedder.name}.")


@corpus.command()
def vectors() -> None:
    """Make the shipped vectors again after editing the corpus (for maintainers)."""
    from knowledge.build import build_shipped
    from knowledge.embedding import open_embedder

    click.echo(f"{build_shipped(open_embedder(), show_progress)} texts have vectors.")


def _library() -> Library:
    from knowledge.store import open_library

    return open_library()
