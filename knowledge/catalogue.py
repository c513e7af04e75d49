"""The texts of a library by what a question may call them: names, bodies, countries, dates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.bodies import issuers_in
from knowledge.documents import Document
from knowledge.places import countries_in
from knowledge.references import kinds_in, written_dates
from knowledge.text import fold

__all__ = ["Catalogue", "Text"]


@dataclass(frozen=True)
class Text:
    """One text of the library over all its languages: what a question may call it."""

    id: str
    kind: str
    issuers: frozenset[str]
    kinds: frozenset[str]
    year: int
    symbol: str
    names: frozenset[str]
    versions: tuple[Document, ...] = field(repr=False)

    @cached_property
    def dates(self) -> frozenset[str]:
        """Its own dates and those written in it, as ISO dates; none where it has none of its own.

        Found when a question first gives a date: reading every body costs some hundred milliseconds.
        """
        dates = {document.date for document in self.versions if document.date}
        if dates:
            dates |= {date for document in self.versions for date in written_dates(document.body)}
        return frozenset(dates)


class Catalogue:
    """The texts of a library, ready to be compared with questions."""

    def __init__(self, documents: Iterable[Document]) -> None:
        versions: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            versions[document.id].append(document)
        owners: dict[str, set[str]] = defaultdict(set)
        for id_, found in versions.items():
            for name in {name for document in found for name in (*document.aliases, document.short_title)}:
                owners[_tokens(name)].add(id_)
        self.texts = tuple(
            _text(id_, found, frozenset(name for name, ids in owners.items() if ids == {id_}))
            for id_, found in versions.items()
        )
        self.bodies = frozenset(
            issuer for text in self.texts if text.kind != "practice" for issuer in text.issuers
        )

    def named(self, question: str) -> list[Text]:
        """The texts that a question calls by a name that no other text has."""
        asked = f" {_tokens(question)} "
        return [text for text in self.texts if any(f" {name} " in asked for name in text.names)]


def _text(id_: str, versions: list[Document], names: frozenset[str]) -> Text:
    first = versions[0]
    titles = " ".join(f"{document.title} {document.short_title}" for document in versions)
    issuers = frozenset().union(
        *(issuers_in(f"{document.issuer} {document.issuing_body}") for document in versions)
    )
    countries = countries_in(first.issuer) if id_.startswith("l-") else frozenset()
    if first.country and first.kind != "practice":
        countries |= {first.country}
    kinds = kinds_in(titles) | (frozenset({"law"}) if countries else frozenset())
    return Text(
        id_, first.kind, issuers | countries, kinds, first.year, first.symbol,
        frozenset(name for name in names if len(name) > 3), tuple(versions),
    )  # fmt: skip


def _tokens(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
