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
