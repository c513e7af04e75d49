"""Where a text says something, as a part of a sentence: "in paragraph 5 of its 2022 conclusions, the ILO asks …".

What a text asks in one of its paragraphs, the text asks; so the place may be left out of a
claim that keeps who asks. That holds for what is asserted, asked or recognised, and not for
what is counted, limited or denied there ("in block 2, the Recommendation lists three
measures"). So the verbs are a closed list, and the sentence has no number, limit or negation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.grammar import Grammar
    from assistant.shortening import Span, Words

__all__ = ["places", "text_verbs"]

_NUMBERS = r"(?: (?:~?\d[\d.\-]*|[ivx]+|[a-h]|and|et|y|e|to|à|a)(?!\w))*"
_LONGEST = 10  # words of a place, its "of" included
_DIGIT = re.compile(r"\d")
# What sets one thing apart from all others: a paragraph may say so of itself alone.
_ALONE = re.compile(
    r"\b(?:only|sole\w*|exclusiv\w+|except\w*|merely|most|least|main\w*|first|last|all|every|each|any|both"
    r"|seule?s?|seulement|unique\w*|sauf|hormis|excep\w*|princip\w+|premi\w+|derni\w+|tou[st]\w*|chaque|plus|moins"
    r"|s[oó]l[oa]\w*|únic\w+|salvo|primer\w*|últim\w+|tod[oa]s?|cada|más|menos|ambos|ambas"
    r"|só|somente|apenas|exce\w+|primeir\w+|mais|menos)\b"
)
_ACRONYM = re.compile(r"[A-Z]{2,}")


@dataclass(frozen=True, slots=True)
class _Forms:
    """How one language names a place in a text, a text, and what a text does."""

    place: re.Pattern[str]
    owned: re.Pattern[str]
    texts: frozenset[str]
    verbs: frozenset[str]
    joining: frozenset[str]


def places(words: Words, grammar: Grammar, language: str) -> Iterator[Span]:
    """The parts of a sentence that say where in its text something stands, and may be left out."""
    forms = _forms(language)
    if forms is None or not words:
        return
    first = next((at for at in range(1, len(words)) if words[at].mark == ","), len(words))
    yield from _owned(words, 0, grammar, forms)
    if first < len(words):
        yield from _owned(words, first, grammar, forms)  # "On taxation, paragraph 1 of …"
    opens = first < len(words) and forms.place.fullmatch(_spelled(words[:first])) is not None
    verb = _verb(words, first if opens else 0, forms)
    if not verb or _limited(words[verb:], grammar, forms):
        return
    if opens:
        yield 0, first
    for at in range(max(verb, 1), len(words)):
        if words[at].mark == ",":
            end = next((later for later in range(at + 1, len(words)) if words[later].mark), len(words))
            closes = end == len(words) or words[end].mark == ","
            if closes and forms.place.fullmatch(_spelled(words[at:end])):
                yield at, end


def _owned(words: Words, start: int, grammar: Grammar, forms: _Forms) -> Iterator[Span]:
    """`paragraph 5 of` in front of the name of a text that asks, encourages or recognises something."""
    for end in range(start + 2, min(start + _LONGEST, len(words))):
        if any(word.mark for word in words[start + 1 : end + 1]):
            return
        if forms.owned.fullmatch(_spelled(words[start:end])):
            verb = _verb(words, end, forms)
            if verb and not _alone(words[verb:], grammar):
                yield start, end


def text_verbs(language: str) -> frozenset[str]:
    """The verbs of what a text says and asks, as they stand behind its name; none in another language."""
    forms = _forms(language)
    return forms.verbs if forms else frozenset()


def _verb(words: Words, start: int, forms: _Forms) -> int:
    """Where the verb stands whose subject is a text or its author; 0 where there is no such verb.

    The subject is names, numbers and words for a text alone: "the EU Council Recommendation of
    2023", and not "the members of the Council".
    """
    named = False
    for at in range(start, len(words)):
        word = words[at]
        if at > start and word.mark and not word.depth:
            return 0
        if word.text in forms.verbs and named:
            return at
        capital = at > start and word.written[:1].isupper()
        acronym = _ACRONYM.fullmatch(word.written) is not None
        if word.text in forms.texts or acronym:
            named = True
        elif not (capital or word.depth or word.text in forms.joining or word.text[:1].isdigit()):
            return 0
    return 0


def _alone(said: Words, grammar: Grammar) -> bool:
    """Whether what is said counts, denies or leaves out other things, which the rest of the text may have.

    A condition ("where appropriate") stays with the claim, so it may stand here.
    """
    text = _spelled(said)
    return any(pattern.search(text) for pattern in (grammar.negation, grammar.numerals, _DIGIT, _ALONE))


def _limited(said: Words, grammar: Grammar, forms: _Forms) -> bool:
    """Whether what is said counts, limits or denies, the places themselves apart."""
    text = forms.place.sub("", _spelled(said))
    patterns = (grammar.negation, grammar.qualifier, grammar.numerals, re.compile(r"\d"))
    return any(pattern.search(text) for pattern in patterns)


def _spelled(words: Words) -> str:
    return " ".join(word.text for word in words)


@cache
def _forms(language: str) -> _Forms | None:
    table = _TABLES.get(language)
    if table is None:
        return None
    pattern, owned, texts, verbs, joining = table
    sets = (frozenset(listed.split()) for listed in (texts, verbs, joining))
    return _Forms(re.compile(pattern), re.compile(owned), *sets)


# place; the same before the name of its text; words for a text; what it does; what else its name may have
# fmt: off
_TABLES: dict[str, tuple[str, str, str, str, str]] = {
    "en": (
        r"\bin (?:its |the )?(?:operative |preambular )?(?:paragraphs?|articles?|sections?|parts?|chapters?|blocks?"
        r"|recitals?|points?|preamble)" + _NUMBERS +
        r"(?: of its (?:\d{4} )?(?:conclusions|resolution|recommendation|declaration|report|preamble)(?: of \d{4})?)?",
        r"(?:the )?(?:(?:operative |preambular )?(?:paragraphs?|articles?|sections?|parts?|chapters?|blocks?|recitals?"
        r"|points?)(?: (?:~?\d[\d.\-]*|[ivx]+|[a-h]|\( ?\w+ ?\)))+|preamble) of",
        "resolution recommendation declaration conclusions directive convention charter manifesto roadmap",
        "asks encourages invites recommends recognises recognizes defines calls notes acknowledges stresses urges"
        " requests recalls supports affirms reaffirms welcomes underlines emphasises emphasizes highlights declares",
        "the of on",
    ),
    "fr": (
        r"\b(?:au|aux|à l'|dans l'|dans (?:le|la|les|sa|son)) ?(?:paragraphes?|articles?|sections?|parties?|chapitres?"
        r"|blocs?|considérants?|points?|alinéas?|préambule)(?: opératifs?| du dispositif)?" + _NUMBERS +
        r"(?: de (?:ses|sa|son) (?:conclusions|résolution|recommandation|déclaration|rapport|préambule)(?: de \d{4})?)?",
        r"(?:(?:le |la |l' ?)?(?:paragraphe|article|section|partie|chapitre|bloc|considérant|point|alinéa)"
        r"(?: (?:~?\d[\d.\-]*|1er|[ivx]+|[a-h]))+(?: du dispositif)?|le préambule) (?:de|d'|du|des)",
        "résolution recommandation déclaration conclusions directive convention charte manifeste",
        "demande encourage invite recommande relève rappelle soutient reconnaît définit appelle note souligne prie"
        " exhorte affirme réaffirme salue déclare",
        "la le les l' de du des d' sur internationale unies européenne générale",
    ),
    "es": (
        r"\ben (?:el|la|los|las|su) (?:párrafos?|artículos?|secci(?:ón|ones)|partes?|capítulos?|bloques?"
        r"|considerandos?|puntos?|apartados?|preámbulo)(?: operativos?| dispositivos?)?" + _NUMBERS +
        r"(?: de sus? (?:conclusiones|resolución|recomendación|declaración|informe|preámbulo)(?: de \d{4})?)?",
        r"(?:(?:el |la )?(?:párrafo|artículo|sección|parte|capítulo|bloque|considerando|punto|apartado)"
        r"(?: (?:~?\d[\d.\-]*|[ivx]+|[a-h]))+(?: operativo| dispositivo| de la parte dispositiva)?|el preámbulo) (?:de|del)",
        "resolución recomendación declaración conclusiones directiva convenio carta manifiesto",
        "pide señala recuerda apoya alienta anima invita recomienda reconoce define llama insta exhorta observa"
        " subraya destaca solicita afirma reafirma acoge declara",
        "la el los las de del sobre",
    ),
    "pt": (
        r"\b(?:no|na|nos|nas|em) (?:parágrafos?|artigos?|secç(?:ão|ões)|partes?|capítulos?|blocos?|considerandos?"
        r"|pontos?|preâmbulo)(?: operativos?| dispositivos?)?" + _NUMBERS +
        r"(?: d[ao]s? (?:suas?|seus?) (?:conclusões|resolução|recomendação|declaração|relatório|preâmbulo)(?: de \d{4})?)?",
        r"(?:(?:o |a )?(?:parágrafo|artigo|secção|parte|capítulo|bloco|considerando|ponto)"
        r"(?: (?:~?\d[\d.\-]*|[ivx]+|[a-h]))+(?: operativo| dispositivo| da parte dispositiva)?|o preâmbulo)"
        r" (?:de|do|da|dos|das)",
        "resolução recomendação declaração conclusões diretiva convenção carta manifesto",
        "pede assinala recorda apoia encoraja incentiva convida recomenda reconhece define apela insta exorta nota"
        " sublinha destaca solicita afirma reafirma acolhe declara",
        "a o os as de do da dos das sobre",
    ),
}
# fmt: on
