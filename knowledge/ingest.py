"""Bring a file into the library: read, cut into provisions, embed, and only then add.

Vectors are kept as they are made, so an interrupted run goes on where it stopped; the
document itself is added in one transaction at the end, or not at all. The same bytes are
never added twice.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from knowledge import languages, prebuilt
from knowledge.documents import Document
from knowledge.errors import IngestError
from knowledge.passages import passages_of
from knowledge.tables import Provenance
from knowledge.text import clean, fold
from knowledge.worded import worded

if TYPE_CHECKING:
    from knowledge.embedding import Embedder
    from knowledge.library import Library
    from knowledge.prebuilt import Progress
    from knowledge.readers.blocks import Source
    from knowledge.readers.structure import Structure

__all__ = ["Added", "Intake", "Wanted"]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_SLUG = 48
_SHORT = 48  # characters of a short title, as in the corpus


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of a file; what is not said is taken from the file or the corpus.

    Attributes:
        official: id of the text that the file is (`un-2023`), or "" for a document of one's own.
        tradition: the recogniser to use; chosen by evidence where it is not given.
        location: where the file came from, if not from its path.
        expect: phrases of which each must stand in the text; a file that lacks one is another.
    """

    official: str = ""
    title: str = ""
    language: str = ""
    tradition: str | None = None
    location: str = ""
    expect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file."""

    document: Document
    outcome: Literal["added", "replaced", "unchanged"]
    tradition: str


class Intake:
    """Adds files to a library, one after another.

    The index is made at the next start; the vectors it needs are made here.
    """

    def __init__(self, library: Library, embedder: Embedder, progress: Progress | None = None) -> None:
        self._library = library
        self._embedder = embedder
        self._progress = progress
        self._held = {_key(document): document for document in library.documents()}
        self._origins = library.provenances()

    def add(self, path: Path, wanted: Wanted | None = None) -> Added:
        """Add one file.

        Raises:
            ReaderError: the file cannot be read as a document.
            IngestError: its language cannot be told, the official id is unknown, or the file
                lacks what is expected in it.
            LibraryError: the library cannot be written.
        """
        from knowledge.readers.files import read_file
        from knowledge.readers.recognise import recognise

        wanted = wanted or Wanted()
        kind: Literal["official", "own"] = "official" if wanted.official else "own"
        sha256 = _sha256(path)
        if same := self._known(sha256, kind, wanted):
            return Added(self._held[same], "unchanged", self._origins[same].tradition)
        source = read_file(path)
        _refuse_another(source, wanted, path)
        confidence: Literal["official", "background"] = "official" if wanted.official else "background"
        structure = recognise(source, wanted.tradition, confidence)
        language = _language(wanted, source, structure, path)
        location = wanted.location or str(path.resolve())
        if wanted.official:
            document = _official(wanted, list(self._held.values()), language, structure)
        else:
            id_ = self._own_id(path, location, sha256)
            document = _own(id_, wanted, source, language, structure, path)
        texts = [passage.indexed_text for passage in passages_of(document)]
        prebuilt.embed_texts(texts, self._embedder, self._library, self._progress)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        origin = Provenance(location, sha256, path.stat().st_size, now, structure.tradition)
        self._library.add(document, origin)
        replaced = _key(document) in self._origins
        self._held[_key(document)] = document
        self._origins[_key(document)] = origin
        return Added(document, "replaced" if replaced else "added", structure.tradition)

    def _known(self, sha256: str, kind: str, wanted: Wanted) -> tuple[str, str, str] | None:
        """The document that these very bytes are already, if nothing else is asked of it."""
        for key, origin in self._origins.items():
            document = self._held[key]
            if (
                key[2] == kind
                and origin.sha256 == sha256
                and wanted.official in ("", document.id)
                and wanted.title in ("", document.title)
                and languages.base(wanted.language or document.language) == document.language
                and wanted.tradition in (None, origin.tradition)
            ):
                return key
        return None

    def _own_id(self, path: Path, location: str, sha256: str) -> str:
        """The id that the same place or the same bytes have already, or a new one from the file's name."""
        own = {key: origin for key, origin in self._origins.items() if key[2] == "own"}
        for (id_, _, _), origin in own.items():
            if location == origin.location or sha256 == origin.sha256:
                return id_
        slug = re.sub(r"[^a-z0-9]+", "-", fold(path.stem)).strip("-")[:_MAX_SLUG].strip("-") or "document"
        taken = {id_ for id_, _, _ in self._held}
        numbered = (f"own-{slug}-{number}" for number in itertools.count(2))
        return next(id_ for id_ in itertools.chain([f"own-{slug}"], numbered) if id_ not in taken)


def _refuse_another(source: Source, wanted: Wanted, path: Path) -> None:
    """Raise where a page arrived in place of the text: it lacks what stands in the text."""
    if not wanted.expect:
        return
    text = fold(" ".join(block.text for block in source.blocks))
    lacking = [phrase for phrase in wanted.expect if fold(phrase) not in text]
    if lacking:
        raise IngestError(
            worded(
                "{location} is not the text {official}: '{lacking}' does not stand in it. The address "
                "may have moved; look the text up on the issuer's site and use --url or --from FILE.",
                location=wanted.location or path,
                official=wanted.official,
                lacking=lacking[0],
            )
        )


def _key(document: Document) -> tuple[str, str, str]:
    return document.id, document.language, document.kind


def _language(wanted: Wanted, source: Source, structure: Structure, path: Path) -> str:
    given = wanted.language or source.language
    if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_].*)?", given):
        return languages.base(given)
    # The middle of a text says more than its title page.
    middle = len(structure.body) // 2
    found = languages.detect(structure.body[max(middle - 2_000, 0) : middle + 2_000], "")
    if not found:
        raise IngestError(
            worded(
                "The language of {path} cannot be told. Give it with --lang, for instance --lang fr.",
                path=path,
            )
        )
    return found


def _official(wanted: Wanted, held: Sequence[Document], language: str, structure: Structure) -> Document:
    """The official text, with what the corpus knows of it."""
    if not _ID.fullmatch(wanted.official):
        raise IngestError(
            worded(
                "'{official}' is no id of a text: small letters, digits and hyphens, such as un-2023.",
                official=wanted.official,
            )
        )
    known = [document for document in held if document.id == wanted.official and document.kind == "digest"]
    known.sort(key=lambda document: (document.language != language, document.language != "en"))
    if known:
        return dataclasses.replace(
            known[0],
            language=language,
            kind="official",
            title=wanted.title or known[0].title,
            licence="as-published",
            body=structure.body,
            provisions=structure.provisions,
        )
    if not wanted.title:
        ids = ", ".join(sorted({document.id for document in held if document.kind == "digest"}))
        raise IngestError(
            worded(
                "No text of the corpus has the id '{official}'. Give one of these: {ids}; or give "
                "--title, and it is added under this new id.",
                official=wanted.official,
                ids=ids,
            )
        )
    return Document(
        id=wanted.official, language=language, kind="official", title=wanted.title,
        short_title=_short(wanted.title), issuer="", url="", licence="as-published", body=structure.body,
        provisions=structure.provisions, status="Official text added by the user",
    )  # fmt: skip


def _own(
    id_: str, wanted: Wanted, source: Source, language: str, structure: Structure, path: Path
) -> Document:
    title = clean(wanted.title or source.title).strip() or path.stem.replace("_", " ").replace("-", " ")
    return Document(
        id=id_, language=language, kind="own", title=title[:300], short_title=_short(title), issuer="",
        url="", licence="private", body=structure.body, provisions=structure.provisions,
        status="Own document, never exported",
    )  # fmt: skip


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IngestError(
            worded(
                "{path} cannot be read: {strerror}. Check the name and its permissions.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error


def _short(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= _SHORT else title[: _SHORT - 1].rsplit(" ", 1)[0] + "…"
