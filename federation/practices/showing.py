"""A card as lines for a person: everything that leaves with it, nothing folded away."""

from __future__ import annotations

from collections.abc import Iterator

from federation.practices.card import Card
from federation.practices.wording import word

__all__ = ["card_lines"]


def card_lines(card: Card, language: str) -> Iterator[str]:
    """The whole card; labels in `language`, texts as they are.

    A card that nobody checked may hold characters that drive a terminal: they are shown as `?`.
    """
    colon = " : " if language == "fr" else ": "

    def line(name: str, value: str) -> str:
        return _safe(f"{word(name, language)}{colon}{value}")

    yield line("organisation", card.organisation)
    yield line("country", card.country)
    yield line("kind", card.kind)
    yield line("themes", ", ".join(card.themes))
    yield line("licence", card.licence)
    yield line("contact", card.contact or word("no_contact", language))
    yield line("sources", "")
    for number, address in enumerate(card.sources, 1):
        yield _safe(f"  {number}  {address}")
    for code, text in card.texts.items():
        yield ""
        yield _safe(f"[{code}] {text.title}")
        yield _safe(f"  {text.activity}")
        for number, told in enumerate(text.results):
            where = ""
            if number < len(card.results):
                result = card.results[number]
                place = card.sources.index(result.source) + 1 if result.source in card.sources else "?"
                where = f" ({result.year}; {place})"
            yield _safe(f"  - {told}{where}")


def _safe(line: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in line)
