"""Invented texts written down briefly, and what the recognisers make of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from knowledge.documents import Document, Provision
from knowledge.readers.blocks import Block, Source
from knowledge.readers.recognise import recognise
from knowledge.readers.structure import Structure


@dataclass(frozen=True)
class Drafted:
    """A structure, asked for by pinpoint."""

    structure: Structure

    @property
    def tradition(self) -> str:
        return self.structure.tradition

    @property
    def pinpoints(self) -> list[str]:
        return [provision.pinpoint for provision in self.structure.provisions]

    def provision(self, pinpoint: str, ordinal: int = 0) -> Provision:
        (found,) = [p for p in self.structure.provisions if (p.pinpoint, p.ordinal) == (pinpoint, ordinal)]
        return found

    def text(self, pinpoint: str, ordinal: int = 0) -> str:
        provision = self.provision(pinpoint, ordinal)
        return self.structure.body[provision.start : provision.end]

    def title(self, pinpoint: str, ordinal: int = 0) -> str:
        return self.provision(pinpoint, ordinal).title


def _check(structure: Structure) -> None:
    position = 0
    for provision in structure.provisions:
        assert position <= provision.start < provision.end
        assert not structure.body[position : provision.start].strip()
        text = structure.body[provision.start : provision.end]
        assert text == text.strip()
        position = provision.end
    assert not structure.body[position:].strip()
    places = [(provision.pinpoint, provision.ordinal) for provision in structure.provisions]
    assert len(places) == len(set(places))


@pytest.fixture(scope="session")
def check() -> Callable[[Structure], None]:
    """Provisions are in order, apart, and hold every character that is no white space."""
    return _check


@pytest.fixture(scope="session")
def source() -> Callable[[str], Source]:
    """A paragraph a block; `## ` before it makes a heading, `[1.] ` before it a generated label."""

    def make(text: str) -> Source:
        blocks = []
        for paragraph in re.split(r"\n\s*\n", text.strip()):
            line = re.sub(r"[ \n]+", " ", paragraph).strip()
            marks = re.match(r"(?P<level>#+ )?(?:\[(?P<label>[^\]]+)\] )?", line)
            assert marks
            level = len((marks["level"] or "").strip())
            blocks.append(Block(line[marks.end() :], level, marks["label"] or ""))
        return Source(tuple(blocks), "text")

    return make


@pytest.fixture(scope="session")
def read(source: Callable[[str], Source]) -> Callable[..., Drafted]:
    """The structure of an invented text, its invariant checked."""

    def made(text: str, tradition: str | None = None) -> Drafted:
        structure = recognise(source(text), tradition)
        _check(structure)
        return Drafted(structure)

    return made


def _document(id_: str, *sections: tuple[str, str], **fields: Any) -> Document:
    body, provisions = "", []
    for pinpoint, text in sections:
        title = f"Title of {pinpoint}"
        start = len(body) + len(title) + 2
        ordinal = sum(one.pinpoint == pinpoint for one in provisions)
        provisions.append(Provision(pinpoint, ordinal, title, start, start + len(text), "background"))
        body += f"{title}\n\n{text}\n\n"
    given = {
        "language": "en", "kind": "digest", "title": f"Text {id_}", "short_title": f"Short {id_}", "issuer": "Nobody",
        "url": "https://site.example/page", "licence": "CC-BY-4.0", "year": 2020, "themes": ("work",), **fields,
    }  # fmt: skip
    return Document(id=id_, body=body, provisions=tuple(provisions), **given)


@pytest.fixture(scope="session")
def document() -> Callable[..., Document]:
    """`document("x-1", ("para:1", "Members decide."), kind="own")`: an invented document with its sections."""
    return _document


# Written out: what an installation of the first version holds never changes again.
_FORMAT_1 = """
CREATE TABLE documents (
    id TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    short_title TEXT NOT NULL, issuer TEXT NOT NULL, url TEXT NOT NULL, licence TEXT NOT NULL,
    body TEXT NOT NULL, issuing_body TEXT NOT NULL, symbol TEXT NOT NULL, date TEXT NOT NULL,
    year INTEGER NOT NULL, status TEXT NOT NULL, country TEXT NOT NULL, aliases TEXT NOT NULL,
    themes TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (id, language)
) STRICT;
CREATE TABLE provisions (
    document TEXT NOT NULL, language TEXT NOT NULL, position INTEGER NOT NULL,
    pinpoint TEXT NOT NULL, ordinal INTEGER NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, confidence TEXT NOT NULL, reported_by TEXT NOT NULL,
    PRIMARY KEY (document, language, position),
    FOREIGN KEY (document, language) REFERENCES documents (id, language) ON DELETE CASCADE
) STRICT;
CREATE TABLE vectors (
    text_hash BLOB NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (text_hash, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO documents VALUES ('ilo-2022', 'en', 'digest', 'T', 'T', 'ILO', 'u', 'CC0-1.0', 'Text.', '', '', '', 2022,
    '', '', '[]', '[]', 'shipped');
INSERT INTO provisions VALUES ('ilo-2022', 'en', 0, 'para:5', 0, 'T', 0, 5, 'background', '');
INSERT INTO vectors VALUES (x'00112233445566778899aabbccddeeff', 'model-1', x'003c00c0');
INSERT INTO state VALUES ('revision', '7'), ('shipped_stamp', 'old');
PRAGMA user_version = 1;
"""


@pytest.fixture(scope="session")
def old_tables() -> str:
    """SQL that makes a library of format 1 with one document, one vector and its state."""
    return _FORMAT_1
