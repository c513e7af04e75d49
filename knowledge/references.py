"""What a question says of the texts that it asks about.

Read by rules in the four languages: the body that issued it, the kind of text, its year or
date, symbol or number, and numbered provisions. `knowledge.premises` compares them with the
texts that the library holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.bodies import WORDS, body_name, issuers_in
from knowledge.languages import is_function_word
from knowledge.places import countries_in, country_name
from knowledge.text import fold

__all__ = [
    "ONE_TEXT",
    "PROVISIONS",
    "Reference",
    "issuer_name",
    "kinds_in",
    "read_reference",
    "written_dates",
]

# A kind of text: its names for one, and for several.
_ONE: dict[str, str] = {
    "resolution": r"resolution|resolucion|resolucao",
    "recommendation": r"recommendation|recommandation|recomendacion|recomendacao",
    "convention": r"convention|convenio|convencion|convencao|treaty|traite|tratado",
    "directive": r"directive|directiva|diretiva|regulation|reglement|reglamento|regulamento",
    "declaration": r"declaration|declaracion|declaracao",
    "law": r"(?:framework )?(?:law|act)|loi(?:-cadre)?|ley|lei",
}
_SEVERAL: dict[str, str] = {
    "resolution": r"resolutions|resoluciones|resolucoes",
    "recommendation": r"recommendations|recommandations|recomendaciones|recomendacoes",
    "convention": r"conventions|convenios|convencoes|convenciones|treaties|traites|tratados",
    "directive": r"directives|directivas|diretivas|regulations|reglements|reglamentos|regulamentos",
    "declaration": r"declarations|declaraciones|declaracoes",
    "law": r"(?:framework )?(?:laws|acts)|lois(?:-cadre)?|leyes|leis",
}
_KINDS = {kind: f"{names}|{_SEVERAL[kind]}" for kind, names in _ONE.items()}
ONE_TEXT = "|".join(_ONE.values())
PROVISIONS: dict[str, str] = {
    "art": r"articles?|art\.?|articulos?|artigos?",
    "para": r"paragraphs?|paras?\.?|paragraphes?|par\.|parrafos?|parr\.?|paragrafos?|§",
    "recital": r"recitals?|considerants?|considerandos?",
    "block": r"blocks?|blocs?|bloques?|blocos?|piliers?|pillars?",
}
_MONTH_NAMES = (
    ("january", "janvier", "enero", "janeiro"), ("february", "fevrier", "febrero", "fevereiro"),
    ("march", "mars", "marzo", "marco"), ("april", "avril", "abril"), ("may", "mai", "mayo", "maio"),
    ("june", "juin", "junio", "junho"), ("july", "juillet", "julio", "julho"),
    ("august", "aout", "agosto"), ("september", "septembre", "septiembre", "setembro"),
    ("october", "octobre", "octubre", "outubro"), ("november", "novembre", "noviembre", "novembro"),
    ("december", "decembre", "diciembre", "dezembro"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NAMED_MONTH = "|".join(_MONTH)
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|o|º|°)?\s+(?:of\s+|de\s+)?(?P<month>{_NAMED_MONTH}),?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b|"
    rf"\b(?P<us_month>{_NAMED_MONTH})\s+(?P<us_day>\d{{1,2}}),?\s+(?P<us_year>(?:19|20)\d\d)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# What may stand between a kind of text and its year: "Recommandation du Conseil de l'UE du 14 mars 2025".
_TOPIC = (
    "sse ess ees social sociale solidarity solidaire solidaria economy economie economia second first new"
)
_BETWEEN = WORDS | frozenset(_TOPIC.split()) | _MONTH.keys()
_NUMBERED_TEXT = re.compile(
    rf"\b(?:{'|'.join(_KINDS.values())})\s+(?:(?:n\W?o|n|num|number|numero)\W{{1,3}})?(\d{{1,3}}\.\d{{3}}(?:/(?:19|20)?\d\d)?|(?:19|20)\d\d-\d{{1,4}}|\d{{1,4}}[/-](?:19|20)\d\d|\d{{2,4}})\b(?!/)"
)
_SYMBOL = re.compile(r"(?<!\d)(\d{2}/\d{1,3})(?!\d|/)")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question says of the text that it asks about; anything may be absent."""

    issuers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    symbols: frozenset[str] = frozenset()
    provisions: frozenset[tuple[str, int]] = frozenset()
    numbers: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()


def issuer_name(issuer: str, language: str) -> str:
    """What a reader of `language` calls a body or a country of a `Reference`: `ILO`, `Grèce`."""
    return body_name(issuer, language) or country_name(issuer, language) or issuer.upper()


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of text that `text` names: resolution, recommendation, convention, law, …"""
    folded = fold(text)
    return frozenset(kind for kind, names in _KINDS.items() if re.search(rf"\b(?:{names})\b", folded))


def written_dates(text: str) -> frozenset[str]:
    """The full dates in `text`, in any of the four languages, as ISO dates."""
    found = set()
    for match in _DATE.finditer(fold(text)):
        day, month, year = (match[name] or match[f"us_{name}"] for name in ("day", "month", "year"))
        found.add(f"{year}-{_MONTH[month]:02}-{int(day):02}")
    return frozenset(found)


def read_reference(question: str) -> Reference:
    """Read issuer, kind, years, dates, symbols and numbered provisions out of a question."""
    folded = fold(question)
    kinds = kinds_in(question)
    issuers = issuers_in(question) | (countries_in(question) if "law" in kinds else frozenset())
    provisions = {
        (kind, int(match[1]))
        for kind, names in PROVISIONS.items()
        for match in re.finditer(rf"(?:\b|(?<=\W)|^)(?:{names})\s*(?:n\W{{0,3}})?(\d{{1,4}})\b", folded)
    }
    symbols = _SYMBOL.findall(question) if kinds or issuers or "A/" in question else []
    numbers = _NUMBERED_TEXT.findall(folded.replace("º", "o").replace("°", "o"))
    years = _years(folded)
    return Reference(
        issuers,
        kinds,
        years,
        frozenset(symbols),
        frozenset(provisions),
        frozenset(number for number in numbers if not _YEAR.fullmatch(number)),
        frozenset(date for date in written_dates(question) if int(date[:4]) in years),
    )


def _years(folded: str) -> frozenset[int]:
    """The years that belong to a kind of text: beside it, or after it with nothing but a date between.

    "The 2019 UN Convention" and "the resolution of April 2021" name a text; "does the
    resolution support the 2030 Agenda" does not.
    """
    tokens = re.findall(r"\w+", folded)
    found: set[int] = set()
    for place, token in enumerate(tokens):
        if not any(re.fullmatch(names, token) for names in _KINDS.values()):
            continue
        for following in tokens[place + 1 : place + 13]:
            if _YEAR.fullmatch(following):
                found.add(int(following))
                break
            day = following.isdigit() and len(following) < 3
            if not (day or following in _BETWEEN or is_function_word(following)):
                break
        for preceding in reversed(tokens[max(place - 5, 0) : place]):
            if _YEAR.fullmatch(preceding):
                found.add(int(preceding))
            if preceding not in WORDS:
                break
    return frozenset(found)
