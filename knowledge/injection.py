"""Prompt injection: a text that gives an order to the machine that reads it, or plays its part.

Nothing here obeys what stands in a source. These patterns find such a text all the same, so that
a person looks twice at a practice card before it is shared, and so that a sentence which a
language model copied from one is never called supported. They find what is clumsy, not what is
clever.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from knowledge.text import fold

__all__ = ["injection", "searchable"]

_FILE = Path(__file__).with_name("injection.toml")


def injection(text: str) -> dict[str, str]:
    """What in `text` is an "instruction" to a machine or plays its "role": kind to the words, folded."""
    folded = searchable(text)
    return {
        kind: match[0].strip()
        for kind, patterns in _patterns().items()
        if (match := next((found for pattern in patterns if (found := pattern.search(folded))), None))
    }


def searchable(text: str) -> str:
    """Folded, compatibility forms undone (full-width letters), spaced-out letters joined."""
    folded = fold(unicodedata.normalize("NFKC", text)).replace("’", "'")
    joined = re.sub(
        r"(?<!\w)((?:\w[ .*_-]){4,}\w)(?!\w)", lambda match: re.sub(r"[ .*_-]", "", match[0]), folded
    )
    return folded if joined == folded else f"{folded}\n{joined}"


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    table: dict[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {kind: tuple(re.compile(one) for one in patterns) for kind, patterns in table.items()}
