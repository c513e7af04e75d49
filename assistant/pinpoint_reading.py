"""Pinpoints as people write them: "para. 5", "§ 5", "párr. 5", "point 9 c)", "art. 4º, § 1º, I".

The result is a list of canonical candidates (`knowledge.pinpoints`), likeliest first. Which of
them a text has, only the text can say: nothing here is a pinpoint that is known.
"""

from __future__ import annotations

import re

from knowledge.errors import PinpointError
from knowledge.pinpoints import parse
from knowledge.text import clean, fold

__all__ = ["LONGEST", "heading_words", "read_pinpoints"]

LONGEST = 120  # characters; the longest title of a section has fewer

# What stands before a number, folded, in the four languages. A sign may mean several kinds:
# "para. 1" of a United Nations resolution is its operative paragraph 1.
_PARAGRAPH = r"(?:par(?:a|agraph|agraphe|rafo|r|agrafo)?s?|§§?|¶)"
_BEFORE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"preambular par(?:agraph|a)?s?|preambule,? (?:al|alinea|par|paragraphe)|al(?:inea)? du preambule",
        ("pp",),
    ),
    (r"pp", ("pp", "page")),
    (
        r"op(?:erative)? ?par(?:a|agraph)?s?|ops?|par(?:agraphe)? \(?(?:du )?dispositif\)?|"
        r"parr(?:afo)? \(?(?:de la )?(?:parte dispositiva|dispositivo)\)?|"
        r"par(?:agrafo)? \(?(?:da )?(?:parte dispositiva|dispositivo)\)?",
        ("op",),
    ),
    (_PARAGRAPH, ("para", "op")),
    (r"recitals?|considerants?|considerandos?|cons", ("recital",)),
    (r"(?:building )?blocks?|blocs?|bloques?|blocos?|pillars?|piliers?|pilar(?:es)?", ("block",)),
    (r"points?|pts?|puntos?|pontos?", ("point",)),
    (r"art(?:icles?|iculos?|igos?|s)?", ("art",)),
    (r"s|sec(?:tions?|c|cion|ciones|cao)?|sect|ss", ("sec",)),
    (r"par(?:ts?|ties?|tes?)", ("part",)),
    (r"p|pag(?:es?|inas?)?", ("page",)),
)
# "paragraphe 1 du dispositif", "párr. 3 del preámbulo": what it is of stands behind the number.
_AFTER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"(?:of the )?operative(?: part)?|(?:du )?dispositif|de la parte dispositiva|da parte dispositiva",
        ("op",),
    ),
    (r"of the preamble|du preambule|del preambulo|do preambulo", ("pp",)),
)
_HEADING = re.compile(
    r"(?:heading|under(?: the heading)?|section|rubrique|titre|apartado|epigrafe|rubrica|seccao|secao|parte)\s*:?\s+(?=\D)"
)
_PREAMBLE = re.compile(r"(?:the )?preamble|(?:le )?preambule|(?:el )?preambulo|(?:o )?preambulo")
_NUMBERED = ("para", "op", "point", "art", "recital", "block", "sec", "pp")
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\band\b|&|\bet\b|\ba\b|\by\b|\be\b|\bau\b|\bal\b|\bao\b)\s*")
_ORDINAL = re.compile(r"(?<=\d)(?:º|°|ª|(?:er|re|e|o)(?![^\W\d_]))")
# A group of several letters that are no roman number stands in brackets, as none other is written.
_PIECE = re.compile(
    r"\s*[,.]?\s*(?:\(\s*([a-zñ]{1,4}|§\s*\d{0,3})\s*\)|"
    r"\(?\s*(§\s*\d{0,3}|(?:[a-zñ]|[ivxl]{2,4}|[IVXLC]{1,7}|[A-Z]|\d{1,4})(?![^\W_]))\s*\)?)"
)
_PARAGRAPH_SIGN = re.compile(r"(?<=\d),?\s+par[aá]grafo\s+(?=\d)", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.\s*")  # "op. para. 1" reads like "op para 1"
_SOLE = re.compile(r"§ ?unico|paragrafo unico|paragraphe unique|par\. unique|sole para(?:graph|\.)?")


def read_pinpoints(written: str) -> tuple[str, ...]:
    """The canonical pinpoints that `written` may mean; none where it is no number with a word.

    A bare number may be of any numbered kind. A title of a section is not read here.
    """
    text = _tidy(written)
    if not text or len(text) > LONGEST:
        return ()
    try:
        return (str(parse(text)),)
    except PinpointError:
        pass
    text = " ".join(_ABBREVIATED.sub(" ", text).split())
    folded = fold(text)
    if len(folded) != len(text):  # a letter that folds to two: no pinpoint is written so
        return ()
    if _PREAMBLE.fullmatch(folded):
        return ("heading:preamble",)
    for names, kinds in _AFTER:
        behind = re.fullmatch(rf"(?:{_PARAGRAPH}\s*)?(?P<value>\d.*?),?\s+\(?(?:{names})\)?", folded)
        if behind:
            return _of(kinds, text[slice(*behind.span("value"))])
    for names, kinds in _BEFORE:
        before = re.match(rf"(?:{names})(?:\s+n[º°o]?)?\s*(?=[\d§]|(?<=\s)[ivxlrd])", folded)
        if before and (found := _of(kinds, text[before.end() :])):
            return found
    return _of(_NUMBERED, text) if re.match(r"\d", text) else ()


def heading_words(written: str) -> str:
    """What is left of the title of a section without "section", "rubrique" …, folded."""
    folded = fold(_tidy(written)).strip("«»“”\"' ")
    return _HEADING.sub("", folded, count=1) if _HEADING.match(folded) else folded


def _tidy(written: str) -> str:
    return " ".join(clean(written).split()).strip(" .,;:")


def _of(kinds: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The kinds in whose grammar the value is, in their order."""
    found: list[str] = []
    for kind in kinds:
        for one in _values(value.strip(), kind):
            try:
                found.append(str(parse(f"{kind}:{one}")))
                break
            except PinpointError:
                continue
    return tuple(dict.fromkeys(found))


def _values(value: str, kind: str) -> list[str]:
    """The canonical spellings that a value may have, the plainest first."""
    value = _ORDINAL.sub("", value)
    value = _PARAGRAPH_SIGN.sub(", § ", value)
    value = _SOLE.sub("§", fold(value)) if _SOLE.search(fold(value)) else value
    run = _TO.split(value)
    if len(run) == 2 and all(part.isdigit() for part in run):
        return [f"{run[0]}-{run[1]}"]
    if kind == "part":
        roman = re.match(r"[IVXLCivxlc]+(?![^\W\d_])", value)
        return [roman[0].upper() + _groups(value[roman.end() :])] if roman else []
    code = re.match(r"([LRD])\.?\s*(\d+(?:-\d+)*)", value)
    if code:
        return [code[1] + code[2] + _groups(value[code.end() :])]
    head = re.match(r"(\d{1,4})\s*(bis|ter|quater|[A-Z](?![\w)]))?((?:\.\d{1,3}){0,2})", value)
    if head is None:
        return []
    suffix = head[2] or ""
    first = f"{head[1]}{suffix}{head[3]}" + _groups(value[head.end() :])
    return [first]


def _groups(rest: str) -> str:
    """`, § 1, I, a` and ` c)` and `(1)(e)` as groups in brackets; what is left over spoils it."""
    groups = ""
    place = 0
    rest = rest.rstrip()
    while place < len(rest):
        piece = _PIECE.match(rest, place)
        if piece is None or piece.end() == place:
            return "?"
        groups += f"({(piece[1] or piece[2]).replace(' ', '')})"
        place = piece.end()
    return groups
