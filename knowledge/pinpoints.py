"""Pinpoints: where in a text a provision stands, without words of any language.

A canonical pinpoint is `kind:value`. The kinds and their values:

    para:5   para:12-13   para:16(c)    numbered paragraph, a run of them, a sub-letter
    pp:3                                preambular paragraph, as lawyers count them
    op:1     op:1(b)                    operative paragraph of a resolution
    recital:2                           recital of an EU act
    block:4                             building block of the OECD Recommendation
    point:9(c)                          point of an EU act or of a resolution
    art:5.4  art:10bis  art:5A          article of a law or treaty
    art:1(I)(2)  art:4(§1)(I)  art:4(§) article with roman divisions, §, and a sole §
    art:L3332-17-1                      article of a code
    sec:3(1)                            section of an act that has sections for articles
    part:III part:IV(a)                 part with a roman number, its sub-letter
    heading:taxation                    under this heading, where no number is known
    page:3                              page, where the text has no numbers
    unnumbered:7                        paragraph counted from the start, where it has no pages either
    about:identity                      a fact about the text, not a place in it

The display form is made per language and never states more than the canonical one does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.errors import PinpointError
from knowledge.languages import base
from knowledge.worded import worded

__all__ = ["KINDS", "Pinpoint", "display", "parse"]

# ñ follows n in Spanish lists of letters.
_GROUP = r"\([a-zñ0-9]{1,4}\)"
_DEEP_GROUP = r"\((?:[a-zñ0-9]{1,4}|[IVXLC]{1,7}|[A-Z]|§(?:[1-9][0-9]{0,2})?)\)"
_NUMBERED = rf"[1-9][0-9]{{0,3}}(?:-[1-9][0-9]{{0,3}}|(?:{_GROUP}){{0,3}})"
_ARTICLE = rf"(?:(?:bis|ter|quater|[A-Z])?(?:\.[0-9]{{1,3}}){{0,2}}(?:{_DEEP_GROUP}){{0,4}})"
_COUNT = re.compile(r"[1-9][0-9]{0,5}")
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
# ASCII: digits of other scripts would be second spellings of one pinpoint.
_GRAMMAR: dict[str, re.Pattern[str]] = {
    "para": re.compile(_NUMBERED),
    "pp": re.compile(_NUMBERED),
    "op": re.compile(_NUMBERED),
    "recital": re.compile(_NUMBERED),
    "block": re.compile(_NUMBERED),
    "point": re.compile(_NUMBERED),
    "art": re.compile(
        rf"[1-9][0-9]{{0,3}}(?:-[1-9][0-9]{{0,3}}|{_ARTICLE})|[LRD][1-9][0-9]{{0,3}}(?:-[1-9][0-9]{{0,2}}){{0,3}}(?:{_DEEP_GROUP}){{0,4}}"
    ),
    "sec": re.compile(rf"[1-9][0-9]{{0,3}}{_ARTICLE}"),
    "part": re.compile(rf"(?=[IVXLC])C{{0,3}}(?:XC|XL|L?X{{0,3}})(?:IX|IV|V?I{{0,3}})(?:{_GROUP}){{0,2}}"),
    "heading": re.compile(_SLUG),
    "about": re.compile(_SLUG),
    "page": _COUNT,
    "unnumbered": _COUNT,
}
KINDS = tuple(_GRAMMAR)
_RUNS = ("para", "pp", "op", "recital", "block", "point", "art")

# Only the word changes with the language; the number is set by `_value`.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "para": "para.", "op": "op. para.", "recital": "recital", "block": "block",
        "point": "point", "art": "Art.", "part": "Part", "heading": "section:", "about": "about the text:",
        "pp": "preambular para.", "sec": "s.", "page": "p.",
    },
    "fr": {
        "para": "par.", "op": "par. (dispositif)", "recital": "considérant", "block": "bloc",
        "point": "point", "art": "art.", "part": "partie", "heading": "rubrique :", "about": "à propos du texte :",
        "pp": "préambule, al.", "sec": "sect.", "page": "p.",
    },
    "es": {
        "para": "párr.", "op": "párr. (parte dispositiva)", "recital": "considerando", "block": "bloque",
        "point": "punto", "art": "art.", "part": "parte", "heading": "apartado:", "about": "sobre el texto:",
        "pp": "párr.", "sec": "secc.", "page": "pág.",
    },
    "pt": {
        "para": "par.", "op": "par. (parte dispositiva)", "recital": "considerando", "block": "bloco",
        "point": "ponto", "art": "art.", "part": "parte", "heading": "secção:", "about": "sobre o texto:",
        "pp": "par.", "sec": "sec.", "page": "p.",
    },
}  # fmt: skip
_AFTER = {("pp", "es"): "del preámbulo", ("pp", "pt"): "do preâmbulo"}
_SOLE = {"en": "sole para.", "fr": "par. unique", "es": "parágrafo único", "pt": "parágrafo único"}
_DEEP = re.compile(r"\((?:[A-Z]|§)")


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
            worded(
                "'{text}' is not a pinpoint: write kind:value, with one of the kinds {kinds}.",
                text=text,
                kinds=", ".join(KINDS),
            )
        )
    if not _GRAMMAR[kind].fullmatch(value):
        raise PinpointError(
            worded(
                "'{text}' is not a pinpoint: '{value}' is no value of '{kind}' (see docs/corpus.md).",
                text=text,
                value=value,
                kind=kind,
            )
        )
    run = re.match(r"([0-9]+)-([0-9]+)", value) if kind in _RUNS else None
    if run and int(run[1]) >= int(run[2]):
        raise PinpointError(
            worded("'{text}' is not a pinpoint: a run goes from a number to a greater one.", text=text)
        )
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
    if parsed.kind == "unnumbered":
        return _nth(int(parsed.value), language)
    if parsed.kind in ("art", "sec") and (_DEEP.search(parsed.value) or parsed.value[0].isalpha()):
        value = _deep_value(parsed.value, language)
    else:
        value = _value(parsed, language, title)
    word = _WORDS.get(language, _WORDS["en"])[parsed.kind]
    return " ".join(filter(None, (word, value, _AFTER.get((parsed.kind, language)))))


def _value(pinpoint: Pinpoint, language: str, title: str) -> str:
    if pinpoint.kind in ("heading", "about"):
        return title or pinpoint.value.replace("-", " ")
    if language in ("fr", "es", "pt"):
        # Romance drafting sets the letter off with a space and one bracket: 16 c).
        return re.sub(r"\(([a-zñ0-9]+)\)", r" \1)", pinpoint.value)
    return pinpoint.value


def _deep_value(value: str, language: str) -> str:
    """`1(I)(2)` as `1, I, 2°` in French, `4(§1)(I)` as `4º, § 1º, I` in Portuguese."""
    number, *groups = value.replace(")", "").split("(")
    if number[0].isalpha() and language == "fr":
        number = f"{number[0]}. {number[1:]}"
    parts = [_ordinal(number, language) if number.isdigit() and groups else number]
    for group in groups:
        if group == "§":
            parts.append(_SOLE.get(language, _SOLE["en"]))
        elif group.startswith("§"):
            sign = "parágrafo" if language == "es" else "§"
            parts.append(f"{sign} {_ordinal(group[1:], language)}")
        else:
            parts.append(f"{group}°" if language == "fr" and group.isdigit() else group)
    return ", ".join(parts)


def _ordinal(number: str, language: str) -> str:
    """Brazilian drafting counts articles and § with ordinals up to the ninth."""
    return f"{number}º" if language == "pt" and len(number) == 1 else number


def _nth(number: int, language: str) -> str:
    if language == "fr":
        return f"{number}{'er' if number == 1 else 'e'} alinéa"
    if language in ("es", "pt"):
        return f"{number}.º {'párrafo' if language == 'es' else 'parágrafo'}"
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending} paragraph"
