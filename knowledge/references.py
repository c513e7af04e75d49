"""Texts that a question names: does the library have them?

"The UN resolution of 2021", "Article 12 of the 2019 Convention" score as high as questions
about texts that exist: no similarity tells them apart. So the references are read out of
the question (issuer, kind of text, year, symbol, numbered provision) and compared with the
library's documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.documents import Document
from knowledge.languages import is_function_word
from knowledge.text import fold

__all__ = ["Reference", "Resolution", "is_body_word", "issuers_in", "read_reference", "resolve"]

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
_PROVISIONS: dict[str, str] = {
    "art": r"articles?|art\.?|articulos?|artigos?",
    "para": r"paragraphs?|paras?\.?|paragraphes?|par\.|parrafos?|parr\.?|paragrafos?|§",
    "recital": r"recitals?|considerants?|considerandos?",
    "block": r"blocks?|blocs?|bloques?|blocos?|piliers?|pillars?",
}
_YEAR = re.compile(r"(?:19|20)\d\d")
# What may stand between a kind of text and its year: "Recommandation du Conseil de l'UE du 14 mars 2025".
_MONTHS = """january february march april may june july august september october november december janvier fevrier mars
    avril mai juin juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre janeiro fevereiro marco maio junho julho setembro outubro dezembro"""
_BODIES = """ilo oit bit un onu unga eu ue au ua oecd ocde united nations unies naciones unidas nacoes international
    internationale internacional labour labor travail trabajo trabalho organization organisation organizacion organizacao
    general generale geral assembly assemblee asamblea assembleia council conseil consejo conselho european europeenne
    europea europeia union uniao commission comision comissao framework"""
_TOPIC = (
    "sse ess ees social sociale solidarity solidaire solidaria economy economie economia second first new"
)
_BESIDE = frozenset(_BODIES.split())
_BETWEEN = _BESIDE | frozenset(f"{_MONTHS} {_TOPIC}".split())
_NUMBERED_TEXT = re.compile(
    rf"\b(?:{'|'.join(_KINDS.values())})\s+(?:(?:n\W?o|n|num|number|numero)\W{{1,3}})?(\d{{1,4}}[/-](?:19|20)\d\d|\d{{2,4}})\b(?!/)"
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


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reference against the library.

    `documents` are the ids that fit; `unknown` names a text that no document is; `missing`
    names a numbered provision that none of the fitting documents has.
    """

    documents: frozenset[str] = frozenset()
    unknown: str = ""
    missing: str = ""


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


def read_reference(question: str) -> Reference:
    """Read issuer, kind, years, symbols and numbered provisions out of a question."""
    folded = fold(question)
    kinds = [kind for kind, names in _KINDS.items() if re.search(rf"\b(?:{names})\b", folded)]
    provisions = {
        (kind, int(match[1]))
        for kind, names in _PROVISIONS.items()
        for match in re.finditer(rf"(?:\b|(?<=\W)|^)(?:{names})\s*(?:n\W{{0,3}})?(\d{{1,4}})\b", folded)
    }
    return Reference(
        issuers_in(question),
        frozenset(kinds),
        _years(folded),
        frozenset(_SYMBOL.findall(question))
        if kinds or issuers_in(question) or "A/" in question
        else frozenset(),
        frozenset(provisions),
        frozenset(
            n
            for n in _NUMBERED_TEXT.findall(folded.replace("º", "o").replace("°", "o"))
            if not _YEAR.fullmatch(n)
        ),
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


def resolve(reference: Reference, documents: Sequence[Document]) -> Resolution:
    """Compare a reference with the library's documents.

    A text is unknown where the question gives a symbol or number that no document has, or
    names only bodies that no document is of, or a kind of text with a year that no document
    is of. Years alone say nothing: they may be any date.
    """
    if not documents:
        return Resolution()
    fitting = [document for document in documents if _fits(reference, document)]
    unknown = ""
    strange = [
        name
        for name in (*sorted(reference.symbols), *sorted(reference.numbers))
        if not any(_mentions(document, name) for document in documents)
    ]
    present = {
        issuer for document in documents if document.kind != "practice" for issuer in _issuers_of(document)
    }
    if strange:
        unknown = strange[0]
    elif reference.issuers and not reference.issuers & present:
        unknown = ", ".join(sorted(issuer.upper() for issuer in reference.issuers))
    elif reference.kinds and reference.years and not _any_of(reference, documents):
        unknown = " ".join([*sorted(reference.kinds), *(str(year) for year in sorted(reference.years))])
    missing = ""
    if fitting and not unknown and (reference.issuers or reference.symbols):
        missing = next(
            (f"{kind}:{n}" for kind, n in sorted(reference.provisions) if not _has(fitting, kind, n)), ""
        )
    return Resolution(frozenset(document.id for document in fitting), unknown, missing)


def _fits(reference: Reference, document: Document) -> bool:
    if any(symbol in document.symbol for symbol in reference.symbols):
        return True
    if not reference.issuers & _issuers_of(document):
        return False
    return not reference.years or document.year in reference.years or not reference.kinds


def _any_of(reference: Reference, documents: Iterable[Document]) -> bool:
    """Whether some document, or a text that one of them cites with its year, is meant."""
    for document in documents:
        if document.kind == "practice":
            continue
        if document.year in reference.years and (
            not reference.issuers or reference.issuers & _issuers_of(document)
        ):
            return True
    return False


def _issuers_of(document: Document) -> frozenset[str]:
    return issuers_in(f"{document.issuer} {document.issuing_body}")


def _mentions(document: Document, name: str) -> bool:
    """Whether a symbol or number stands in the document, of itself or of a text it cites."""
    # The plain search first: it is 50 times as fast, and mostly says no.
    texts = [text for text in (document.symbol, document.body) if name in text]
    return any(re.search(rf"(?<!\d){name}(?!\d)", text) for text in texts)


def _has(documents: Iterable[Document], kind: str, number: int) -> bool:
    """Whether one of the documents has the provision; `para` also stands for operative ones."""
    kinds = {"para": ("para", "op", "point")}.get(kind, (kind,))
    for document in documents:
        for provision in document.provisions:
            name, _, value = provision.pinpoint.partition(":")
            numbers = [int(n) for n in re.findall(r"\d+", value.split("(")[0])]
            if name in kinds and numbers and numbers[0] <= number <= numbers[-1]:
                return True
    return False
