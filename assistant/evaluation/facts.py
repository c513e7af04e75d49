"""Is a fact in an answer? Numbers, dates and names are compared by what they mean.

"1 200 000", "1.200.000" and "1,2 million" are one number, "27 March 2024", "27/03/2024" and
"27 mars 2024" one date. A fact is contained where the answer has every number, date and name
of it and two thirds of its other words; what no word of the fact says cannot be told so, which
makes this a floor for paraphrase and no judgement of sense (docs/evaluation.md).
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from knowledge.languages import is_function_word
from knowledge.text import clean, fold, words

__all__ = ["SHARE", "Content", "content_of", "dates_in", "has_fact", "numbers_in"]

SHARE = 2 / 3  # of a fact's words that are no number, date or name
_PREFIX = 5  # letters by which inflected words meet, as in `knowledge.overlap`

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier enero janeiro jan", "february fevrier febrero fevereiro feb", "march mars marzo marco",
            "april avril abril apr", "may mai mayo maio", "june juin junio junho jun", "july juillet julio julho jul",
            "august aout agosto aug", "september septembre septiembre setembro sept sep",
            "october octobre octubre outubro oct", "november novembre noviembre novembro nov",
            "december decembre diciembre dezembro dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?\s+(?:of\s+|de\s+)?(?P<name>{_MONTH})\.?,?\s+(?:de[l]?\s+)?(?P<year>\d{{4}})\b"
    ),
    re.compile(rf"\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
    re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b"),
)
_SCALES = {
    "thousand": 3, "mille": 3, "mil": 3, "million": 6, "millions": 6, "millon": 6, "millones": 6, "milhao": 6,
    "milhoes": 6, "billion": 9, "billions": 9, "milliard": 9, "milliards": 9, "bilhao": 9, "bilhoes": 9,
    "mil millones": 9, "mil milhoes": 9,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
# Thousands in groups of three behind a space, a point, a comma or an apostrophe; then decimals.
_NUMBER = re.compile(
    r"(?<![\w/])(?P<number>"
    r"\d{1,3}(?:(?P<group>[ \u00a0\u202f.,'’])\d{3}(?!\d))(?:(?P=group)\d{3}(?!\d))*(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:\s*(?P<percent>%|per ?cent|pour ?cent|por ciento|por cento)|\s+(?P<scale>{_SCALE})\b)?"
)
_CODE = re.compile(r"\b(?=[\w/.-]*\d)[\w.-]+(?:/[\w.-]+)+")  # A/RES/77/281, 77/281, OECD/LEGAL/0472
# Number words that answers write out; larger ones are written in figures.
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "douze": 12, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "doce": 12, "dois": 2, "duas": 2, "quatro": 4, "sete": 7, "oito": 8, "nove": 9,
    "dez": 10, "doze": 12,
}  # fmt: skip


class Content(NamedTuple):
    """What a text holds: numbers as "value" or "value%", ISO dates, names and words folded."""

    numbers: frozenset[str]
    dates: frozenset[str]
    codes: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]


def has_fact(answer: str, fact: str) -> bool:
    """Whether an answer contains a fact."""
    wanted, held = content_of(fact), content_of(answer)
    if not (wanted.dates <= held.dates and wanted.codes <= held.codes):
        return False
    loose = held.numbers | {number.rstrip("%") for number in held.numbers} | _parts_of(held.dates)
    if not wanted.numbers <= loose:
        return False
    if not {_stem(name) for name in wanted.names} <= {_stem(word) for word in held.words | held.names}:
        return False
    asked = {_stem(word) for word in wanted.words}
    if not asked:
        return bool(wanted.numbers or wanted.dates or wanted.codes or wanted.names)
    return len(asked & {_stem(word) for word in held.words | held.names}) >= SHARE * len(asked)


def content_of(text: str) -> Content:
    """The numbers, dates, codes, names and other content words of a text."""
    text = clean(text)
    folded = fold(text)
    codes = frozenset(
        found for found in (m[0].strip(".-") for m in _CODE.finditer(folded)) if not _is_date(found)
    )
    rest = _CODE.sub(" ", folded)
    names = frozenset(_names(_CODE.sub(" ", text)))
    said = {
        word
        for word in words(rest)
        if len(word) > 1 and not word[0].isdigit() and not is_function_word(word)
        and word not in _MONTHS and word not in _SCALES and word not in _WORDS
    }  # fmt: skip
    return Content(numbers_in(text), dates_in(text), codes, names, frozenset(said - names))


def dates_in(text: str) -> frozenset[str]:
    """The full dates in a text, as ISO dates; days before months, as in the four languages."""
    return frozenset(iso for _, iso in _dated(fold(text)))


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text in a plain form: `1200000`, `13.6`, `23%`; dates and codes left out."""
    folded = fold(text)
    for span, _ in _dated(folded):
        folded = folded[: span[0]] + " " * (span[1] - span[0]) + folded[span[1] :]
    folded = _CODE.sub(lambda match: " " * len(match[0]), folded)
    found = {_value(match) for match in _NUMBER.finditer(folded)}
    found |= {str(_WORDS[word]) for word in re.findall(r"[^\W\d_]+", folded) if word in _WORDS}
    return frozenset(number for number in found if number)


def _dated(folded: str) -> list[tuple[tuple[int, int], str]]:
    found: list[tuple[tuple[int, int], str]] = []
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            parts = match.groupdict()
            month = _MONTHS[parts["name"]] if parts.get("name") else int(parts["month"])
            day = int(parts["day"])
            if 1 <= month <= 12 and 1 <= day <= 31:
                found.append((match.span(), f"{parts['year']}-{month:02}-{day:02}"))
    return found


def _is_date(code: str) -> bool:
    return any(pattern.fullmatch(code) for pattern in _DATES)


def _value(match: re.Match[str]) -> str:
    written, group = match["number"], match["group"]
    if group:
        whole = written.replace(group, "")
        # A last group of one to two digits behind the other sign are decimals.
        number = whole.replace(",", ".")
    else:
        number = written.replace(",", ".")
    try:
        value = Decimal(number)
    except InvalidOperation:
        return ""
    if match["scale"]:
        value *= Decimal(10) ** _SCALES[match["scale"]]
    plain = f"{value.normalize():f}"
    return f"{plain}%" if match["percent"] else plain


def _parts_of(dates: frozenset[str]) -> set[str]:
    """A year or a day alone is had where the whole date is."""
    return {str(int(part)) for date in dates for part in (date[:4], date[8:])}


def _names(text: str) -> list[str]:
    """Words with a capital inside a sentence, folded; months and the like are no names."""
    found = []
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0]
        first = not re.search(r"[^\W_]", text[: match.start()].rpartition(". ")[2])
        shouted = len(word) > 1 and word.isupper()
        if (shouted or (word[0].isupper() and not first)) and not is_function_word(word):
            found.append(fold(word))
    return [name for name in found if name not in _MONTHS and name not in _WORDS]


def _stem(word: str) -> str:
    return fold(word)[:_PREFIX]
