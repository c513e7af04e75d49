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
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.documents import Document
    from knowledge.embedding import Embedder
    from knowledge.ingest import Wanted

__all__ = ["add_paths", "compare_all", "fetch_texts"]


def add_paths(paths: Sequence[Path], wanted: Wanted) -> int:
    """Add files and the files of folders; returns how many failed."""
    from knowledge.readers.files import walk

    adder = _Adder()
    for found in walk(paths):
        if isinstance(found, KnowledgeError):
            adder.fail(found)
        else:
            adder.add(found, wanted)
    return adder.finish()


def fetch_texts(ids: Sequence[str], language: str | None, file: Path | None, url: str | None) -> int:
    """Fetch official texts (or take one from `file`) and add them; returns how many failed."""
    from knowledge.corpus.download import download
    from knowledge.ingest import Wanted

    wanted = _wanted_addresses(ids, base(language) if language else None, url, file)
    adder = _Adder()
    for address in wanted:
        target = data_folder() / "official" / f"{address.id}.{address.language}.{address.format}"
        path, location = file, str(file.resolve()) if file is not None else ""
        if path is None:
            tried = "" if address.tried else " (nobody has tried this address yet)"
            click.echo(f"fetching {address.url}{tried}", err=True)
            try:
                got = download(address.url, target, address.format, progress=_show_bytes)
            except KnowledgeError as error:
                adder.fail(error)
                continue
            path, location = got.path, got.url
        adder.add(
            path,
            Wanted(
                official=address.id,
                language=address.language,
                location=location,
                expect=tuple(address.expect),
            ),
        )
    return adder.finish()


class _Adder:
    """Adds files to the user's library, tells what became of each, and counts failures."""

    def __init__(self) -> None:
        from knowledge.embedding import open_embedder
        from knowledge.ingest import Intake
        from knowledge.store import open_library

        self._library = open_library()
        self._embedder = open_embedder()
        self._intake = Intake(self._library, self._embedder, show_progress)
        self._failed = 0

    def add(self, path: Path, wanted: Wanted) -> None:
        try:
            added = self._intake.add(path, wanted)
        except KnowledgeError as error:
            self.fail(error)
            return
        one = added.document
        click.echo(
            f"{added.outcome}: {one.id} ({one.language}, {one.kind}), {len(one.provisions)} provisions, "
            f"read as '{added.tradition}': {path.name}"
        )
        if one.kind == "official" and added.outcome != "unchanged":
            # Where our digest of the same text does not fit what was just added.
            for line in compare_all(self._library.documents(), [one], self._embedder):
                click.echo(f"note: our digest and the official text disagree: {line}", err=True)

    def fail(self, error: KnowledgeError) -> None:
        click.echo(f"error: {error}", err=True)
        self._failed += 1

    def finish(self) -> int:
        """Make the index now, so that the next question does not wait for it; how many files failed."""
        from knowledge.store import open_store

        self._library.close()
        open_store(data_folder(), self._embedder)
        return self._failed


def compare_all(digests: Iterable[Document], held: Iterable[Document], embedder: Embedder) -> list[str]:
    """Every disagreement of digests with the official texts that the user has, as lines."""
    from knowledge.corpus.agreement import copied, disagreements

    officials = {(one.id, one.language): one for one in held if one.kind == "official"}
    lines: list[str] = []
    for digest in digests:
        official = officials.get((digest.id, digest.language))
        if official is None or digest.kind != "digest":
            continue
        where = f"{digest.id}/{digest.language}.md"
        for found in disagreements(digest, official, embedder):
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
                worded(
                    "No address is known for {ids} in '{language}'. Use --url or --from.",
                    ids=", ".join(ids) or worded("any text"),
                    language=language,
                )
            )
        return found
    known = [address for address in find((), language) if address.id == ids[0]]
    if url is not None:
        return [Address.model_construct(id=ids[0], language=language or "en", url=url, format="any")]
    blank = Address.model_construct(id=ids[0], language=language or "en", url="", format="pdf")
    return [known[0] if known else blank]


def _show_bytes(done: int, total: int) -> None:
    if sys.stderr.isatty():
        share = f" of {total / 1e6:.1f}" if total else ""
        click.echo(f"\r{done / 1e6:.1f}{share} MB", err=True, nl=done == total)
