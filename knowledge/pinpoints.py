"""Pinpoints: where in a text a provision stands, without words of any language.

A canonical pinpoint is `kind:value`. The kinds and their values:

    para:5   para:12-13   para:16(c)    numbered paragraph, a run of them, a sub-letter
    op:1     op:1(b)                    operative paragraph of a resolution
    recital:2                           recital of an EU act
    block:4                             building block of the OECD Recommendation
    point:9(c)                          point of an EU act or of a resolution
    art:5.4  art:10bis                  article of a law or treaty
    part:III                            part with a roman number
    heading:taxation                    under this heading, where no number is known
    about:identity                      a fact about the text, not a place in it

The display form is made per language and never states more than the canonical one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.errors import PinpointError
from knowledge.languages import base

__all__ = ["KINDS", "Pinpoint", "display", "parse"]

_NUMBERED = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,3}|(?:\([a-z0-9]{1,4}\)){0,3})"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# ASCII: digits of other scripts would be second spellings of one pinpoint.
_GRAMMAR: dict[str, re.Pattern[str]] = {
    "para": re.compile(_NUMBERED),
    "op": re.compile(_NUMBERED),
    "recital": re.compile(_NUMBERED),
    "block": re.compile(_NUMBERED),
    "point": re.compile(_NUMBERED),
    "art": re.compile(
        r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,3}|(?:bis|ter|quater)?(?:\.[0-9]{1,3}){0,2}(?:\([a-z0-9]{1,4}\)){0,3})"
    ),
    "part": re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"),
    "heading": re.compile(_SLUG),
    "about": re.compile(_SLUG),
}
KINDS = tuple(_GRAMMAR)
_RUNS = ("para", "op", "recital", "block", "point", "art")

# Only the word changes with the language; the number is set by `_value`.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "para": "para.", "op": "op. para.", "recital": "recital", "block": "block",
        "point": "point", "art": "Art.", "part": "Part", "heading": "section:", "about": "about the text:",
    },
    "fr": {
        "para": "par.", "op": "par. (dispositif)", "recital": "considérant", "block": "bloc",
        "point": "point", "art": "art.", "part": "partie", "heading": "rubrique :", "about": "à propos du texte :",
    },
    "es": {
        "para": "párr.", "op": "párr. (parte dispositiva)", "recital": "considerando", "block": "bloque",
        "point": "punto", "art": "art.", "part": "parte", "heading": "apartado:", "about": "sobre el texto:",
    },
    "pt": {
        "para": "par.", "op": "par. (parte dispositiva)", "recital": "considerando", "block": "bloco",
        "point": "ponto", "art": "art.", "part": "parte", "heading": "secção:", "about": "sobre o texto:",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A parsed pinpoint: its kind (one of `KINDS`) and its value as written."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


def parse(text: str) -> Pinpoint:
    """Parse a canonical pinpoint such as `op:1(b)`.

    Raises:
        PinpointError: the kind is unknown or the value is not in its grammar.
    """
    kind, colon, value = text.partition(":")
    if not colon or kind not in _GRAMMAR:
        raise PinpointError(
            f"'{text}' is not a pinpoint: write kind:value, with one of the kinds {', '.join(KINDS)}."
        )
    if not _GRAMMAR[kind].fullmatch(value):
        raise PinpointError(
            f"'{text}' is not a pinpoint: '{value}' is no value of '{kind}' (see docs/corpus.md)."
        )
    run = re.match(r"([0-9]+)-([0-9]+)", value) if kind in _RUNS else None
    if run and int(run[1]) >= int(run[2]):
        raise PinpointError(f"'{text}' is not a pinpoint: a run goes from a number to a greater one.")
    return Pinpoint(kind, value)


def display(pinpoint: str, language: str, title: str = "") -> str:
    """The pinpoint as a reader of `language` writes it: `para:16(c)` -> `para. 16(c)`.

    Args:
        pinpoint: canonical form; an empty one (a passage of unknown place) gives "".
        language: any code; a language without words of ours is shown as English.
        title: the section's title in that language, which stands in place of a slug.
    """
    if not pinpoint:
        return ""
    parsed = parse(pinpoint)
    language = base(language)
    word = _WORDS.get(language, _WORDS["en"])[parsed.kind]
    return f"{word} {_value(parsed, language, title)}"


def _value(pinpoint: Pinpoint, language: str, title: str) -> str:
    if pinpoint.kind in ("heading", "about"):
        return title or pinpoint.value.replace("-", " ")
    if language in ("fr", "es", "pt"):
        # Romance drafting sets the letter off with a space and one bracket: 16 c).
        return re.sub(r"\(([a-z0-9]+)\)", r" \1)", pinpoint.value)
    return pinpoint.value
