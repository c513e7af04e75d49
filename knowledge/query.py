"""A question made ready for search: acronyms of the field spelt out.

"What is the SSE?" has one content word that says little to an embedder; with its name beside
it the question finds what the name would.
"""

from __future__ import annotations

import re

from knowledge.text import fold

__all__ = ["expand"]

_NAMES = {
    "SSE": "social and solidarity economy",
    "ESS": "économie sociale et solidaire",
    "EES": "economia social e solidária",
}
_ANY = re.compile(rf"\b({'|'.join(_NAMES)})\b")
# In Spanish the acronym is ESS too, and the name is another.
_SPANISH = "economía social y solidaria"


def expand(query: str, language: str) -> str:
    """`query` with each acronym followed by its name, unless the name is there already."""

    def spelt(match: re.Match[str]) -> str:
        name = _SPANISH if language == "es" and match[1] == "ESS" else _NAMES[match[1]]
        return match[1] if fold(name) in folded else f"{match[1]} ({name})"

    folded = fold(query)
    return _ANY.sub(spelt, query)
