"""A question made ready for search: acronyms of the field spelt out.

"What is the SSE?" has one content word that says little to an embedder; with its name beside
it the question finds what the name would.
"""

from __future__ import annotations

import re

from knowledge.text import fold

__all__ = ["expand"]

_ENGLISH = "social and solidarity economy"
# One acronym in three languages, with three names.
_ROMANCE = {"es": "economía social y solidaria", "pt": "economia social e solidária"}
_FRENCH = "économie sociale et solidaire"
_ANY = re.compile(r"\b(SSE|ESS)\b")


def expand(query: str, language: str) -> str:
    """`query` with each acronym followed by its name, unless the name is there already."""

    def spelt(match: re.Match[str]) -> str:
        name = _ENGLISH if match[1] == "SSE" else _ROMANCE.get(language, _FRENCH)
        return match[1] if fold(name) in folded else f"{match[1]} ({name})"

    folded = fold(query)
    return _ANY.sub(spelt, query)
