"""What a follow-up leaves out: is it a fragment ("and the EU?"), or a question with a gap ("does it say how?").

`read_fragment` reads the first kind, for `assistant.substitution` to put in its place;
`fill_gap` completes the second, where a pronoun or a missing subject stands for something
that a question before has named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.mentions import ARTICLES, CONTRACTIONS, TOPIC_PREPOSITIONS, Mention, mentions, tokens
from assistant.pronouns import fill_pronoun
from knowledge.languages import content_words
from knowledge.text import fold

__all__ = ["Fragment", "fill_gap", "read_fragment"]

_LONGEST = 8  # words of a fragment
_ABOUT = (  # "what about …": whatever follows is a fragment
    r"(?:and\s+|but\s+|so\s+)?(?:what|how)\s+about|(?:et\s+|mais\s+)?qu['’]en est-il|(?:et\s+)?quid|"
    r"(?:y\s+|pero\s+)?qué\s+(?:hay|pasa|ocurre|tal)|(?:e\s+|mas\s+)?quanto(?=\s+(?:a|à|ao|aos|às)\s)|"
    r"(?:e\s+|mas\s+)?que\s+(?:dizer|tal)|et\s+(?:pour|concernant)\s+ce\s+qui\s+est"
)
_AND = r"and|but|et|mais|y|e|pero|mas"
_OPENING = re.compile(
    rf"\s*(?:(?P<about>{_ABOUT})|(?P<and>{_AND}))\s+(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL
)
# What links "what about" to its noun: its article stays.
_LINKS = re.compile(
    r"(?:de l['’]|de la|de las|de los|con|de|d['’]|a|respecto (?:a|de)|with|of)\s*", re.IGNORECASE
)
_QUESTION_WORDS = frozenset(
    """what which who whom whose when where why how is are was were do does did has have had can could should must will
    would may might que qu' quel quelle quels quelles qui quand comment combien pourquoi ou est-ce qu'est-ce cuando como
    donde cual cuales quien quienes cuanto cuantos cuanta cuantas por quando onde qual quais quem quanto quantos quanta
    quantas porque existe existem existen hay ha""".split()
)
# Verbs by which a few words behind "and" are a sentence of their own, and no name.
_VERBS = frozenset(
    """is are was were do does did has have can must should pay pays sont ont est doivent peuvent paient existe existent
    son tienen deben pueden pagan hay tiene pagam sao tem devem podem ha""".split()
)
_PLACE_PREPOSITIONS = frozenset("in en au aux à dans no na nos nas em within for pour para".split())
_TOPIC = tuple(fold(one) for one in (*TOPIC_PREPOSITIONS, "for", "pour", "para"))

Kind = Literal["provision", "text", "body", "place", "year", "about", "name", "topic", "how"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a question that was typed.

    Attributes:
        text: without "and", "what about" and the question mark.
        mention: what it names, where it names something; its offsets are in `text`.
        preposition: what it begins with, of place ("in", "no") or of topic ("about"), or "".
    """

    kind: Kind
    text: str
    mention: Mention | None = None
    preposition: str = ""


def read_fragment(text: str) -> Fragment | None:
    """`text` as a fragment of a question, or None where it is a question of its own."""
    core = _core(text)
    opening = _OPENING.fullmatch(core)
    about = bool(opening and opening["about"])
    rest = _core(opening["rest"]) if opening else core
    if about:
        rest = _unlinked(rest)
    words = tokens(rest)
    if not words or len(words) > _LONGEST:
        return None
    if (words[0].folded in _QUESTION_WORDS or fold(rest).startswith("o que ")) and not about:
        # "and how?": an interrogative alone.
        alone = not content_words(" ".join(word.text for word in words)) and len(words) <= 2
        return Fragment("how", rest) if alone and not _auxiliary(words[0].folded) else None
    if re.search(r"-(?:il|elle|ils|elles)\b", rest) or any(word.folded in _VERBS for word in words):
        return None
    lead = _preposition(rest, _TOPIC)
    named = mentions(rest)
    only = named[0] if len(named) == 1 and not content_words(_without(rest, named[0])) else None
    if only is not None and not (only.role == "name" and opening is None):
        first = words[0].text
        place = first if only.role in ("place", "year") and first.lower() in _PLACE_PREPOSITIONS else ""
        if not (lead and only.role not in ("place", "year")):
            return Fragment(only.role, rest, only, place)
    if lead and (opening or "?" in text):
        return Fragment("about", rest, preposition=lead)
    if opening is None:
        return None
    return Fragment("topic", rest)


def fill_gap(text: str, before: Sequence[str], language: str) -> str:
    """The question `text` with what a pronoun, or a subject left out, stands for; "" where nothing is missing.

    Args:
        before: the questions before, the last one first.
    """
    core = _core(text)
    opening = re.fullmatch(rf"(?:{_AND})\s+(\S.*)", core, re.IGNORECASE | re.DOTALL)
    core = opening[1] if opening else core
    filled = fill_pronoun(core, before, language)
    return marked(filled, language) if filled else ""


def marked(core: str, language: str) -> str:
    """A question with its marks and a capital."""
    core = core[:1].upper() + core[1:]
    if language == "es":
        return f"¿{core}?"
    return f"{core} ?" if language == "fr" else f"{core}?"


def _core(text: str) -> str:
    return text.strip().strip("¿¡?!. \u00a0\u202f").strip()


def _auxiliary(word: str) -> bool:
    return word in frozenset(
        "is are was were do does did has have had can could should must will would may".split()
    )


def _unlinked(rest: str) -> str:
    """What follows "what about", with its article out of "des", "aos", "del" …"""
    first, _, others = rest.partition(" ")
    if first.lower() in CONTRACTIONS:
        return f"{CONTRACTIONS[first.lower()][1]} {others}"
    match = _LINKS.match(rest)
    if not match:
        return rest
    article = re.search(r"(l['’]|la|las|los)\s*$", match[0], re.IGNORECASE)
    behind = rest[match.end() :]
    if not article:
        return behind
    return f"{article[1]}{behind}" if article[1][-1] in "'’" else f"{article[1]} {behind}"


def _preposition(text: str, among: Sequence[str]) -> str:
    folded = fold(text)
    found = [one for one in among if folded.startswith(f"{one} ")]
    return text[: len(max(found, key=len))] if found else ""


def _without(text: str, mention: Mention) -> str:
    left = text[: mention.whole] + " " + text[mention.end :]
    return " ".join(
        word.text
        for word in tokens(left)
        if word.folded not in _PLACE_PREPOSITIONS | ARTICLES and word.text.lower() not in CONTRACTIONS
    )
