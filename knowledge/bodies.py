"""International bodies by the names that people use in four languages, from `data/bodies.toml`.

The library holds texts of some. The others are there so that "what does the World Bank say?"
is answered with "no text of the World Bank is held", and not with what somebody else says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.text import fold

__all__ = ["FILE", "WORDS", "bodies_at", "body_name", "is_body_word", "issuers_in"]

FILE = Path(__file__).parent / "data" / "bodies.toml"
_LANGUAGES = ("en", "fr", "es", "pt")
# Words of bodies' names, folded: a capital there names nothing beside the body.
WORDS = frozenset(
    """ilo oit bit un onu unga eu ue au ua oecd ocde united nations unies naciones unidas nacoes international
    internationale internacional labour labor travail trabajo trabalho organization organisation organizacion organizacao
    general generale geral assembly assemblee asamblea assembleia council conseil consejo conselho european europeenne
    europea europeia union uniao commission comision comissao framework""".split()
)
_SHOUTED = 3  # words from which a text all in capitals is no list of acronyms


@dataclass(frozen=True, slots=True)
class _Body:
    shown: tuple[str, ...]
    acronyms: re.Pattern[str] | None  # in capitals only: "un" is a French article, "eu" Portuguese for "I"
    names: re.Pattern[str] | None
    seats: frozenset[str]


def issuers_in(text: str, among: Collection[str] | None = None) -> frozenset[str]:
    """The international bodies that `text` names, by id: ilo, oecd, un, eu, au, world-bank, …

    Args:
        among: look for these only; a long text is read once for each.
    """
    folded = fold(text)
    # In a question in capitals "AU" and "UN" are words like others.
    shouted = len(text.split()) > _SHOUTED and sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text))
    return frozenset(
        id_
        for id_, body in _bodies().items()
        if among is None or id_ in among
        if (body.acronyms and not shouted and body.acronyms.search(text))
        or (body.names and body.names.search(folded))
    )


def bodies_at(place: str) -> frozenset[str]:
    """The bodies that a city stands for in the press: "Brussels wants …"."""
    folded = fold(place)
    return frozenset(id_ for id_, body in _bodies().items() if folded in body.seats)


def body_name(id_: str, language: str) -> str:
    """What a body is called in `language`, in English where that is none of the four; "" for no body."""
    body = _bodies().get(id_)
    return body.shown[_LANGUAGES.index(language) if language in _LANGUAGES else 0] if body else ""


def is_body_word(word: str) -> bool:
    """Whether `word` is part of a body's name: `Labour`, `Nations`, `Consejo`."""
    return fold(word) in WORDS


@cache
def _bodies() -> dict[str, _Body]:
    return {
        body["id"]: _Body(
            tuple(body["shown"]),
            re.compile(rf"\b(?:{'|'.join(body['acronyms'])})\b") if "acronyms" in body else None,
            re.compile("|".join(body["names"])) if "names" in body else None,
            frozenset(body.get("seats", ())),
        )
        for body in tomllib.loads(FILE.read_text(encoding="utf-8"))["body"]
    }
