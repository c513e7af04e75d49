"""What a question says of the texts that it asks about.

Read by rules in the four languages: the body that issued it, the kind of text, its year or
date, symbol or number, and numbered provisions. `knowledge.premises` compares them with the
texts that the library holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.languages import is_function_word
from knowledge.text import fold

__all__ = [
    "PROVISIONS", "Reference", "countries_in", "is_body_word", "issuers_in", "kinds_in", "read_reference",
    "written_dates",
]  # fmt: skip

# Acronyms are matched in capitals only: "un" is a French article and "eu" Portuguese for "I".
_ISSUERS: dict[str, tuple[str, str]] = {
    "ilo": ("ILO|OIT|BIT|ILC|CIT", r"international labou?r (?:org|conf|off)|(?:organisation|conference|bureau) "
            r"internationale? du travail|(?:organizacion|conferencia|oficina) internacional del trabajo|"
            r"(?:organizacao|conferencia) internacional do trabalho"),
    "oecd": ("OECD|OCDE", r"organi[sz]ation for economic co-?operation|organisation de cooperation et de developpement|"
             r"organizacion para la cooperacion y el desarrollo|organizacao (?:para a|de) cooperacao e (?:o )?desenvolvimento"),
    "un": ("UN|ONU|NU|UNGA|AGNU|AGONU", r"united nations|nations unies|naciones unidas|nacoes unidas"),
    "eu": ("EU|UE", r"european (?:union|council|commission)|(?:union|commission|conseil) europeenn?e?|"
           r"(?:union|comision|consejo) europe[ao]|(?:uniao|comissao|conselho) europei[ao]|"
           r"council recommendation|recommandation du conseil|recomendacion del consejo|recomendacao do conselho"),
    "au": ("AU|UA", r"african union|union africaine|union africana|uniao africana"),
}  # fmt: skip
_KINDS: dict[str, str] = {
    "resolution": r"resolutions?|resoluciones?|resolucion|resolucoes|resolucao",
    "recommendation": r"recommendations?|recommandations?|recomendacion(?:es)?|recomendac(?:ao|oes)",
    "convention": r"conventions?|convenios?|convencion|convencao|convenc(?:ao|oes)|treat(?:y|ies)|traites?|tratados?",
    "directive": r"directives?|directivas?|diretivas?|regulations?|reglements?|reglamentos?|regulamentos?",
    "declaration": r"declarations?|declaracion(?:es)?|declarac(?:ao|oes)",
    "law": r"(?:framework )?(?:laws?|acts?)|lois?(?:-cadre)?|leyes|ley|leis?",
}
PROVISIONS: dict[str, str] = {
    "art": r"articles?|art\.?|articulos?|artigos?",
    "para": r"paragraphs?|paras?\.?|paragraphes?|par\.|parrafos?|parr\.?|paragrafos?|§",
    "recital": r"recitals?|considerants?|considerandos?",
    "block": r"blocks?|blocs?|bloques?|blocos?|piliers?|pillars?",
}
# Adjectives and names; they say whose law is meant, and nothing where no law is asked for.
_COUNTRIES: dict[str, str] = {
    "FR": r"france|francia|franca|french|francais\w*|frances\w*",
    "ES": r"spain|espagne|espana|espanha|spanish|espagnol\w*|espanol\w*|espanhol\w*",
    "PT": r"portugal|portuguese|portugais\w*|portugues\w*",
    "BR": r"bra[sz]il|bresil|brazilian|bresilien\w*|brasilen\w*|brasileir\w*",
    "CA-QC": r"quebec\w*",
    "TN": r"tunisi\w*|tunez|tunecin\w*",
    "SN": r"senegal\w*",
    "CM": r"cameroon\w*|cameroun\w*|camerun\w*|camaroes|camarones\w*",
    "MX": r"mexico|mexique|mexican\w*|mexicain\w*",
    "LU": r"luxemb\w+",
    "IT": r"ital(?:y|ie|ia)|italian\w*|italien\w*",
    "KR": r"(?:south )?korea\w*|coree|coreen\w*|corea\w*|coreia\w*",
    "MA": r"morocc\w*|maroc\w*|marruec\w*|marroq\w*",
    "ML": r"mali\w*",
    "CI": r"cote d.ivoire|ivory coast|ivoirien\w*|costa de marfil|costa do marfim",
    "CV": r"cabo verde|cape verde|cap.vert",
    "DJ": r"d?jibouti\w*|yibuti",
    "DE": r"germany|allemagne|alemania|alemanha|german|allemand\w*|aleman\w*|alemao|alema",
    "BE": r"belgi\w+|belge",
    "GR": r"greece|grece|grecia|greek|grec(?:que)?|grieg\w*|greg\w*",
    "PL": r"poland|pologne|polonia|polish|polonais\w*|polac\w*",
    "RO": r"romania\w*|roumanie|roumain\w*|rumani\w*|rumano|romeno",
    "EC": r"ecuador|equateur|equador|ecuatorian\w*|equatorien\w*|equatorian\w*",
    "CO": r"colombia\w*|colombie\w*",
    "AR": r"argentin\w*",
    "UY": r"uruguay\w*|uruguai\w*",
    "US": r"united states|etats.unis|estados unidos|american law",
    "UK": r"united kingdom|royaume.uni|reino unido|british|britanniqu\w*|britanic\w*",
    "IN": r"india\w*|inde|indien\w*",
    "JP": r"japan\w*|japon\w*|japao|japones\w*",
}  # fmt: skip
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
_BODIES = """ilo oit bit un onu unga eu ue au ua oecd ocde united nations unies naciones unidas nacoes international
    internationale internacional labour labor travail trabajo trabalho organization organisation organizacion organizacao
    general generale geral assembly assemblee asamblea assembleia council conseil consejo conselho european europeenne
    europea europeia union uniao commission comision comissao framework"""
_TOPIC = (
    "sse ess ees social sociale solidarity solidaire solidaria economy economie economia second first new"
)
_BESIDE = frozenset(_BODIES.split())
_BETWEEN = _BESIDE | frozenset(_TOPIC.split()) | _MONTH.keys()
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


def issuers_in(text: str) -> frozenset[str]:
    """The international bodies that `text` names: ilo, oecd, un, eu, au."""
    folded = fold(text)
    # In a question in capitals "AU" and "UN" are words like others.
    shouted = len(text.split()) > 3 and sum(map(str.isupper, text)) > 0.6 * sum(map(str.isalpha, text))
    found = [
        name
        for name, (acronyms, names) in _ISSUERS.items()
        if (not shouted and re.search(rf"\b(?:{acronyms})\b", text)) or re.search(names, folded)
    ]
    return frozenset(found)


def is_body_word(word: str) -> bool:
    """Whether `word` is part of a body's name: `Labour`, `Nations`, `Consejo`."""
    return fold(word) in _BESIDE


def kinds_in(text: str) -> frozenset[str]:
    """The kinds of text that `text` names: resolution, recommendation, convention, law, …"""
    folded = fold(text)
    return frozenset(kind for kind, names in _KINDS.items() if re.search(rf"\b(?:{names})\b", folded))


def countries_in(text: str) -> frozenset[str]:
    """The countries that `text` names, by noun or adjective, as ISO codes."""
    folded = fold(text)
    return frozenset(code for code, names in _COUNTRIES.items() if re.search(rf"\b(?:{names})\b", folded))


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
            if preceding not in _BESIDE:
                break
    return frozenset(found)
