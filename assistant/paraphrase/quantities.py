"""Dates and numbers in one form, whatever words and order they are written in."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.paraphrase.lexicon import Lexicon

__all__ = ["YEAR", "Piece", "dated", "lettered"]

YEAR = re.compile(r"(?:1[89]|20)\d\d")
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th|º|ª)?")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|e|ème|ª|º|a|o|\.º|\.ª)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


class Piece(NamedTuple):
    """A word without its article, or several that make one date or number."""

    text: str
    mark: str
    det: str
    at: int
    depth: int
    written: str
    after: int = 0  # one past the last word, for a piece of several


def dated(pieces: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """Dates and numbers in one form: `=2023-04-18`, `=2023-04`, `12000000`."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        text, after = _date(pieces, at, lexicon) or _number(pieces, at, lexicon) or (pieces[at].text, at + 1)
        last = pieces[after - 1]
        found.append(pieces[at]._replace(text=text, after=(last.after or last.at + 1)))
        at = after
    return found


def _date(pieces: list[Piece], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    texts = [piece.text for piece in pieces[at : at + 6]]
    if texts[0] == "de":
        return None
    iso = _ISO.fullmatch(texts[0])
    if iso:
        return f"={iso[1]}-{iso[2]}-{iso[3]}", at + 1
    bare = [(text, offset) for offset, text in enumerate(texts) if text != "de"]
    words = [text for text, _ in bare]
    day = month = used = 0
    if not words:
        return None
    if words[0] in lexicon.months:
        month, used = lexicon.months[words[0]], 1
        if len(words) > 1 and _DAY.fullmatch(words[1]) and "to" in lexicon.small["infinitive"]:
            day, used = int(re.sub(r"\D", "", words[1])), 2
    elif len(words) > 1 and _DAY.fullmatch(words[0]) and words[1] in lexicon.months:
        day, month, used = int(re.sub(r"\D", "", words[0])), lexicon.months[words[1]], 2
    if not month:
        return None
    year = words[used] if len(words) > used and YEAR.fullmatch(words[used]) else ""
    used += bool(year)
    if words[0] == "may" and used == 1:
        return None
    date = "-".join(filter(None, (year or "????", f"{month:02}", f"{day:02}" if day else "")))
    return f"={date}", at + bare[used - 1][1] + 1


def _number(pieces: list[Piece], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    text = pieces[at].text
    value = lexicon.numbers.get(text)
    if value is None and "-" in text:  # twenty-seven, dix-sept
        tens, _, ones = text.partition("-")
        if (
            tens in lexicon.numbers
            and ones in lexicon.numbers
            and lexicon.numbers[ones] < 10 <= lexicon.numbers[tens]
        ):
            value = lexicon.numbers[tens] + lexicon.numbers[ones]
    if text in lexicon.ordinals and pieces[at].mark != ",":
        return f"#{lexicon.ordinals[text]}", at + 1
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal:
        return f"#{ordinal[1]}", at + 1
    if value is None and not _PLAIN.fullmatch(text):
        return None
    plain = text if value is None else str(value)
    after = at + 1
    while after < len(pieces) and pieces[after].text in lexicon.scales and not pieces[after].mark:
        scaled = float(plain) * lexicon.scales[pieces[after].text]
        if not scaled.is_integer():
            break
        plain, after = str(int(scaled)), after + 1
    if plain == text and after == at + 1:
        return None
    # "12 millions de francs" is "12 000 000 francs"
    if after > at + 1 and after + 1 < len(pieces) and pieces[after].text == "de":
        after += 1
    return plain, after


def lettered(pieces: list[Piece]) -> list[Piece]:
    """`16(c)` is one number."""
    found: list[Piece] = []
    for piece in pieces:
        if (
            found
            and piece.depth
            and not piece.mark
            and len(piece.text) == 1
            and piece.text.isalpha()
            and found[-1].text[-1].isdigit()
            and found[-1].depth == piece.depth - 1
        ):
            last = found[-1]
            found[-1] = last._replace(text=f"{last.text}({piece.text})", after=piece.at + 1)
        else:
            found.append(piece)
    return found
