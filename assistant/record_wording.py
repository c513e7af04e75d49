"""What a record, a verification and a replay say in words, in French, Spanish and Portuguese.

English is what the code says, and stands here as the key. Names of checks and fields, hashes
and versions are the same in every language: people compare them across borders.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

__all__ = ["MESSAGES", "Say", "in_english", "speaker"]

MESSAGES = Path(__file__).parent / "data" / "record_wording.toml"


class Say(Protocol):
    """Says an English message in a language, with its {fields} filled in."""

    def __call__(self, message: str, /, **values: object) -> str: ...


def speaker(language: str) -> Say:
    """What says messages in `language`; a language without messages gets English."""
    table = {} if language == "en" else _tables()

    def say(message: str, /, **values: object) -> str:
        return table.get(message, {}).get(language, message).format(**values)

    return say


def in_english(message: str, /, **values: object) -> str:
    """The message as it stands: for JSON, which programs read."""
    return message.format(**values)


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, Mapping[str, str]]:
    with MESSAGES.open("rb") as file:
        return tomllib.load(file)
