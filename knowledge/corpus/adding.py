"""`sse corpus add` and `fetch`: one file after another, each told, none stopping the others."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from knowledge.commands import show_progress
from knowledge.corpus.addresses import Address, find
from knowledge.errors import IngestError, KnowledgeError
from knowledge.languages import base
from knowledge.paths import data_folder

if TYPE_CHECKING:
    from knowledge.documents import Document
    from knowledge.ingest import Added, Intake, Wanted
    from knowledge.library import Library

__all__ = ["add_paths", "compare_all", "fetch_texts"]


def add_paths(paths: Sequence[Path], wanted: Wanted) -> int:
    """Add files and the files of folders; returns how many failed."""
    from knowledge.readers.files import walk

    intake, library = _intake()
    failed = 0
    for found in walk(paths):
        if isinstance(found, KnowledgeError):
            failed += _tell_failure(found)
            continue
        try:
            added = intake.add(found, wanted)
        except KnowledgeError as error:
            failed += _tell_failure(error)
            continue
        _tell(added, found)
        if added.document.kind == "official" and added.outcome != "unchanged":
            _tell_disagreements(added.document, library)
    _finish(library)
    return failed


def fetch_texts(ids: Sequence[str], language: str | None, file: Path | None, url: str | None) -> int:
    """Fetch official texts (or take one from `file`) and add them; returns how many failed."""
    from knowledge.corpus.download import download
    from knowledge.ingest import Wanted

    language = base(language) if language else None
    wanted = _wanted_addresses(ids, language, url, file)
    intake, library = _intake()
    failed = 0
    for address in wanted:
        target = data_folder() / "official" / f"{address.id}.{address.language}.{address.format}"
        try:
            if file is not None:
                path, location = file, str(file.resolve())
            else:
                tried = "" if address.tried else " (nobody has tried this address yet)"
                click.echo(f"fetching {address.url}{tried}", err=True)
                got = download(address.url, target, address.format, progress=_show_bytes)
                path, location = got.path, got.url
            _expect(path, address)
            added = intake.add(
                path, Wanted(official=address.id, language=address.language, location=location)
            )
        except KnowledgeError as error:
            failed += _tell_failure(error)
            continue
        _tell(added, path)
        if added.outcome != "unchanged":
            _tell_disagreements(added.document, library)
    _finish(library)
    return failed


def compare_all(digests: Iterable[Document], held: Iterable[Document]) -> list[str]:
    """Every disagreement of digests with the official texts that the user has, as lines."""
    from knowledge.corpus.agreement import copied, disagreements
    from knowledge.embedding import open_embedder

    officials = {(one.id, one.language): one for one in held if one.kind == "official"}
    lines: list[str] = []
    for digest in digests:
        official = officials.get((digest.id, digest.language))
        if official is None or digest.kind != "digest":
            continue
        where = f"{digest.id}/{digest.language}.md"
        for found in disagreements(digest, official, open_embedder()):
            what = f"reads closer to {found.nearer}" if found.nearer else "is not in the official text"
            lines.append(f"{where}: {found.pinpoint} ({found.title}) {what}")
        lines += [
            f"{where}: {provision.pinpoint} copies the official text: '{run} …'; say it in our own words"
            for provision, run in copied(digest, official)
        ]
    return lines


def _wanted_addresses(
    ids: Sequence[str], language: str | None, url: str | None, file: Path | None
) -> list[Address]:
    """What to fetch; with a file or an address of the user's, also a text that has none here."""
    if file is None and url is None:
        found = find(ids, language)
        if not found:
            raise IngestError(
                f"No address is known for {', '.join(ids) or 'any text'} in '{language}'. Use --url or --from."
            )
        return found
    known = [address for address in find((), language) if address.id == ids[0]]
    if url is not None:
        return [Address.model_construct(id=ids[0], language=language or "en", url=url, format="any")]
    blank = Address.model_construct(id=ids[0], language=language or "en", url="", format="pdf")
    return [known[0] if known else blank]


def _expect(path: Path, address: Address) -> None:
    """Refuse a page that arrived in place of the text: it lacks what stands in the text."""
    from knowledge.readers.files import read_file
    from knowledge.text import fold

    if not address.expect:
        return
    text = fold(" ".join(block.text for block in read_file(path).blocks))
    lacking = [phrase for phrase in address.expect if fold(phrase) not in text]
    if lacking:
        raise IngestError(
            f"{address.url or path} is not the text {address.id}: '{lacking[0]}' does not stand in it. "
            "The address may have moved; look the text up on the issuer's site and use --url or --from FILE."
        )


def _intake() -> tuple[Intake, Library]:
    from knowledge.embedding import open_embedder
    from knowledge.ingest import Intake
    from knowledge.store import open_library

    library = open_library()
    return Intake(library, open_embedder(), show_progress), library


def _finish(library: Library) -> None:
    """Make the index now, so that the next question does not wait for it."""
    from knowledge.embedding import open_embedder
    from knowledge.store import open_store

    library.close()
    open_store(data_folder(), open_embedder())


def _tell(added: Added, path: Path) -> None:
    one = added.document
    click.echo(
        f"{added.outcome}: {one.id} ({one.language}, {one.kind}), {len(one.provisions)} provisions, "
        f"read as '{added.tradition}': {path.name}"
    )


def _tell_failure(error: KnowledgeError) -> int:
    click.echo(f"error: {error}", err=True)
    return 1


def _tell_disagreements(official: Document, library: Library) -> None:
    """Where our digest of the same text does not fit what was just added."""
    digests = [
        one
        for one in library.documents()
        if (one.id, one.language, one.kind) == (official.id, official.language, "digest")
    ]
    for line in compare_all(digests, [official]):
        click.echo(f"note: our digest and the official text disagree: {line}", err=True)


def _show_bytes(done: int, total: int) -> None:
    if sys.stderr.isatty():
        share = f" of {total / 1e6:.1f}" if total else ""
        click.echo(f"\r{done / 1e6:.1f}{share} MB", err=True, nl=done == total)
