"""A practice card: what an organisation did and what came of it, in one or more languages.

Its fields are those of the shipped practices. A card is plain data that anybody may have
written: `problems` says in full what keeps it from being shared, and nothing of it is believed
before it is signed (`federation.practices.signed`).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from federation.errors import PracticeError
from knowledge.corpus.loader import LICENCES
from knowledge.text import fold
from knowledge.worded import worded

__all__ = ["DEFAULT_LICENCE", "FIELDS", "KINDS", "MOST", "Card", "CardText", "Result", "slug", "tidy"]

# Forms of organisation, as the definitions of the texts list them.
KINDS = ("cooperative", "mutual", "association", "foundation", "social-enterprise", "other")
DEFAULT_LICENCE = "CC-BY-4.0"
# A card is given away: "as-published" is no licence that a member can give.
CARD_LICENCES = tuple(one for one in LICENCES if one != "as-published")
# How many entries each list may have.
MOST = {"themes": 5, "sources": 10, "results": 8}
FIELDS = (
    "organisation", "country", "kind", "themes", "sources", "results", "text", "licence", "contact",
)  # fmt: skip
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Result:
    """When a result was so, and the page that says it; its words stand in each language's text."""

    year: int
    source: str


@dataclass(frozen=True, slots=True)
class CardText:
    """A card in one language. `results` are in the order of `Card.results`."""

    title: str = ""
    activity: str = ""
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A practice card.

    Attributes:
        id: 32 hex digits, drawn when it was begun; stays through all revisions.
        revision: of its content, from 1; a later one takes the place of an earlier one.
        organisation, country, kind: who did it: a name, ISO 3166 code, one of `KINDS`.
        themes: of `knowledge.themes`.
        sources: addresses of pages that report it, the best first.
        results: of each result its year and its source.
        texts: by language code.
        licence: under which the texts are given.
        contact: an address for questions, or "" (the default): it is published with the card.
    """

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    revision: int = 1
    organisation: str = ""
    country: str = ""
    kind: str = ""
    themes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    texts: Mapping[str, CardText] = field(default_factory=dict)
    licence: str = DEFAULT_LICENCE
    contact: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Of its texts, as they were written."""
        return tuple(self.texts)

    def record(self) -> dict[str, Any]:
        """As JSON values, in the form that `of` reads and a TOML file has."""
        return {
            "id": self.id,
            "revision": self.revision,
            "organisation": self.organisation,
            "country": self.country,
            "kind": self.kind,
            "themes": list(self.themes),
            "sources": list(self.sources),
            "results": [{"year": one.year, "source": one.source} for one in self.results],
            "text": {
                code: {"title": one.title, "activity": one.activity, "results": list(one.results)}
                for code, one in self.texts.items()
            },
            "licence": self.licence,
            "contact": self.contact,
        }

    @classmethod
    def of(cls, record: object, name: str = "The card") -> Card:
        """From JSON or TOML values; texts are tidied. `name` names the file in an error.

        Raises:
            PracticeError: a field is unknown or not of its type. What a field says is
                looked at by `federation.practices.checking.problems`.
        """
        try:
            values = _mapping(record, "the card")
            unknown = sorted(set(values) - {"id", "revision", *FIELDS})
            if unknown:
                raise ValueError(f"'{unknown[0]}' is no field of a card; they are {', '.join(FIELDS)}")
            card = cls(
                organisation=_text(values, "organisation"),
                country=_text(values, "country").upper(),
                kind=_text(values, "kind"),
                themes=_texts(values.get("themes", []), "themes"),
                sources=_texts(values.get("sources", []), "sources"),
                results=tuple(_result(one) for one in _list(values.get("results", []), "results")),
                texts={
                    str(code): _card_text(one, str(code))
                    for code, one in _mapping(values.get("text", {}), "text").items()
                },
                licence=_text(values, "licence", DEFAULT_LICENCE),
                contact=_text(values, "contact"),
            )
            if "id" in values:
                card = replace(card, id=_identity(values["id"]))
            return replace(card, revision=_number(values.get("revision", 1), "revision", 1, 1_000_000))
        except (TypeError, ValueError) as error:
            raise PracticeError(
                worded(
                    "{name} is no practice card: {error}. See docs/practices.md for the form.",
                    name=name,
                    error=error,
                )
            ) from error


def tidy(text: str) -> str:
    """`text` in NFC on one line, with single spaces: how every text of a card is kept."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def slug(name: str, taken: Sequence[str] = ()) -> str:
    """A short name that can be typed, for a card in a member's folder: `les-jardins`, `les-jardins-2`."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:32].strip("-") or "card"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is no table of names and values")
    return value


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"'{name}' is no list")
    if len(value) > MOST.get(name, 100):
        raise ValueError(f"'{name}' has {len(value)} entries; at most {MOST.get(name, 100)} are taken")
    return value


def _text(values: Mapping[str, Any], name: str, default: str = "") -> str:
    value = values.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"'{name}' is no text in quotes")
    return tidy(value)


def _texts(value: object, name: str) -> tuple[str, ...]:
    return tuple(_text({name: one}, name) for one in _list(value, name))


def _result(value: object) -> Result:
    entry = _mapping(value, "an entry of 'results'")
    unknown = sorted(set(entry) - {"year", "source"})
    if unknown:
        raise ValueError(
            f"a result has 'year' and 'source', not '{unknown[0]}'; its words stand under 'text'"
        )
    return Result(_number(entry.get("year"), "year", 0, 9_999), _text(entry, "source"))


def _card_text(value: object, code: str) -> CardText:
    entry = _mapping(value, f"'text.{code}'")
    unknown = sorted(set(entry) - {"title", "activity", "results"})
    if unknown:
        raise ValueError(f"'text.{code}' has 'title', 'activity' and 'results', not '{unknown[0]}'")
    return CardText(
        _text(entry, "title"), _text(entry, "activity"), _texts(entry.get("results", []), "results")
    )


def _number(value: object, name: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"'{name}' is no whole number from {least} to {most}")
    return value


def _identity(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("its 'id' is not 32 hex digits; leave it out, and one is drawn")
    return value
