"""Where the official texts stand: the addresses that `sse corpus fetch` downloads from.

An address that nobody has tried yet is marked so, and the command says it: official sites
move their files, and a wrong file must never pass for the text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.errors import UnknownDocument

__all__ = ["FILE", "Address", "addresses", "find"]

FILE = Path(__file__).parent / "addresses.toml"


class Address(BaseModel):
    """One language of one official text.

    Attributes:
        format: what must come back: a PDF, or a web page that is the text itself.
        tried: ISO date of the last time that somebody fetched it, "" where nobody has.
        expect: phrases of which each stands in the text; a page that lacks one is another.
        note: what a reader should know, such as "draft" or "consolidated".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    url: Annotated[str, Field(pattern=r"^https://\S+$")]
    format: Literal["pdf", "html", "docx"]
    tried: str = ""
    expect: tuple[str, ...] = ()
    note: str = ""


@cache
def addresses(path: Path = FILE) -> tuple[Address, ...]:
    """Every address, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["text"]
    return tuple(Address.model_validate(row) for row in rows)


def find(ids: Collection[str], language: str | None) -> list[Address]:
    """The addresses of these texts (all of them where `ids` is empty), in one language or all.

    Raises:
        UnknownDocument: no address is known for an id.
    """
    known = addresses()
    for id_ in ids:
        if all(address.id != id_ for address in known):
            raise UnknownDocument(id_, sorted({address.id for address in known}))
    return [
        address
        for address in known
        if (not ids or address.id in ids) and language in (None, address.language)
    ]
