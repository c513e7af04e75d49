"""Check corpus files: each by itself, and the languages of a document side by side."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.corpus.loader import CORPUS, corpus_files, load_document
from knowledge.documents import Document
from knowledge.errors import CorpusError
from knowledge.sentences import split

__all__ = ["MAX_WORDS", "Report", "check"]

MAX_WORDS = 70  # of a sentence: a longer one is no quote that anybody reads


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: the good documents, and every problem as `file:line: reason`."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]


def check(root: Path = CORPUS) -> Report:
    """Read every file below `root` and compare the languages of each document.

    Unlike the loader it does not stop at the first malformed file.
    """
    documents: list[Document] = []
    problems: list[str] = []
    languages: dict[str, list[tuple[Path, Document]]] = defaultdict(list)
    files = corpus_files(root)
    if not files:
        problems.append(f"{root}: no file such as texts/ilo-2022/en.md lies below this folder")
    for path in files:
        try:
            document = load_document(path)
        except CorpusError as error:
            problems.append(str(error))
            continue
        documents.append(document)
        problems.extend(f"{path}:1: {reason}" for reason in _doubtful(document))
        languages[document.id].append((path, document))
    for versions in languages.values():
        folders = {path.parent for path, _ in versions}
        if len(folders) > 1:
            problems.append(
                f"{versions[0][0]}:1: the id '{versions[0][1].id}' stands in more than one folder"
            )
        for path, document in versions[1:]:
            problems.extend(_misaligned(versions[0][1], document, str(path)))
    return Report(tuple(documents), tuple(problems))


def _doubtful(document: Document) -> list[str]:
    """What one file says that cannot be, or that nobody can read."""
    found: list[str] = []
    today = datetime.datetime.now(datetime.UTC).date()
    if document.date > today.isoformat() or document.year > today.year:
        found.append(f"the date {document.date or document.year} is in the future")
    sources = [provision.reported_by for provision in document.provisions if provision.reported_by]
    found += [
        f"'{url}' is no address of a site"
        for url in dict.fromkeys((document.url, *sources))
        if not re.fullmatch(r"[\w.-]+\.[a-z]{2,}(?::\d+)?", _host(url), re.IGNORECASE)
    ]
    for provision in document.provisions:
        text = document.body[provision.start : provision.end]
        found += [
            f"{provision.pinpoint}: a sentence has more than {MAX_WORDS} words and is quoted alone: "
            f"'{text[start : start + 40]}…'"
            for start, end in split(text, document.language)
            if len(text[start:end].split()) > MAX_WORDS
        ]
    return found


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # "https://[site.org/page": read as an address in numbers, and not one
        return ""


def _misaligned(first: Document, other: Document, path: str) -> list[str]:
    """Where two languages of one document do not say the same thing."""
    found: list[str] = []
    found += [
        f"{path}:1: {name} is {getattr(other, name)!r}, but {getattr(first, name)!r} in '{first.language}'"
        for name in ("kind", "date", "year", "symbol", "themes", "country")
        if getattr(first, name) != getattr(other, name)
    ]
    for number, (ours, theirs) in enumerate(zip_longest(first.provisions, other.provisions), 1):
        if ours is None or theirs is None or ours.pinpoint != theirs.pinpoint:
            have = theirs.pinpoint if theirs else "nothing"
            want = ours.pinpoint if ours else "nothing"
            found.append(f"{path}:1: section {number} is {have}, but {want} in '{first.language}'")
            break  # one shift would report every section after it
        if (ours.confidence, ours.reported_by) != (theirs.confidence, theirs.reported_by):
            found.append(
                f"{path}:1: section {number} ({theirs.pinpoint}) names another source than in '{first.language}'"
            )
    return found
