"""Find words in a text whatever their case and accents: `economie` finds « Économie »."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["find_all", "plain_letters"]

_UNUSUAL = re.compile(r"[^\x20-\x7e]")
_SIGNS = {
    **dict.fromkeys("\n\t\u00a0\u2009\u202f", " "),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    **dict.fromkeys("\u2010\u2011", "-"),
}
_MOST = 10_000  # places that are kept; nobody goes through more of them


def plain_letters(text: str) -> str:
    """`text` in lower case without accents, character by character: offsets stay what they were."""
    lower = text.lower()
    if len(lower) != len(text):  # of all characters only İ becomes two
        lower = "".join(letter.lower()[0] for letter in text)
    return _UNUSUAL.sub(lambda match: _plain(match[0]), lower)


def find_all(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where `wanted` stands in a text that went through `plain_letters`, in order, without overlap."""
    sought = plain_letters(" ".join(unicodedata.normalize("NFC", wanted).split()))
    found: list[tuple[int, int]] = []
    place = text.find(sought) if sought else -1
    while place >= 0 and len(found) < _MOST:
        found.append((place, place + len(sought)))
        place = text.find(sought, place + len(sought))
    return found


@lru_cache(maxsize=4_096)
def _plain(letter: str) -> str:
    """One character without its accent, or the plain sign that a keyboard has in its place."""
    return _SIGNS.get(letter) or unicodedata.normalize("NFD", letter)[0]
