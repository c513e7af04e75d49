"""Cut a text into sentences, by rules for the four languages.

Legal text is full of full stops that end nothing: "art. 5", "L'art. 3", "M. Dupont",
"n.º 30/2013", "p. ex.", initials, "Inc.". A stop ends a sentence only where the next word
begins like one and the word before is no abbreviation. Statistical splitters for English
were tried first: they cut "L'art. 5" and join "C'est. M. Dupont".
"""

from __future__ import annotations

import re

__all__ = ["split"]

Span = tuple[int, int]

# Always followed by something that belongs to them.
_TITLES = frozenset(
    "ee m mm mme mmes mlle dr dre me pr prof mr mrs ms st ste sr sra srta dra d dña exmo exma lic ing gen".split()
)
# Followed by a number or a name, mostly.
_ABBREVIATIONS = frozenset(
    """art arts par para paras párr pár al alín inc let no nos nº núm num n p pp pág págs fl fls vol vols ch chap
    cap sect sec fig tab cf vs ex ed éd eds coord dir op cit ibid id ss sq dept dép approx env aprox ca c v jan
    janv fév févr mar avr apr jun juil jul aug août sept sep oct nov déc dec ago set out dez ene abr""".split()
)
# Abbreviations that are words too: "vol. 2" but "dijo que no. Luego".
_ALSO_WORDS = frozenset("no let set out mar ago cap al ex ed par para env dir sec fig jan ss dec".split())
_NUMBERED = re.compile(r"(?:\d|[IVXLC]+\b|[a-z]\))")
# May end a sentence; they do when a capital follows.
_FINAL = frozenset("etc al co ltd inc corp cie sa sarl ltda lda".split())

_END = re.compile(
    r"(?P<stop>[.!?…]+)(?P<close>(?:[ \u00a0\u202f]?»|[\"'”’)\]])*)(?=\s|$)|\n{2,}|\n(?=[ \t]*(?:[-•*–—]|[0-9]{1,3}[.)])\s)"
)
_WORD_BEFORE = re.compile(r"([^\W_]+(?:\.[^\W_]+)*)$")
_OPENING = " \t\n\"'«“‘([¿¡-–—•"


def split(text: str, language: str = "en") -> list[Span]:
    """The sentences of `text` as (start, end) code points, without outer white space.

    Every character that is not white space lies in exactly one span. `language` is one of
    en, fr, es, pt; the rules are shared by all four, so an unknown code is harmless.
    """
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if match["stop"] and not _ends(text, start, match, language):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(stripped)))


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether the stop at `match` ends a sentence that began at `start`."""
    rest = text[match.end() :].lstrip(_OPENING)
    following = rest[:1]
    if following and (following.islower() or following in ",;:)"):
        return False
    if match["stop"] != ".":
        # "Pourquoi ?" inside a quotation goes on in lower case, which was ruled out above.
        return True
    before = _WORD_BEFORE.search(text, start, match.start())
    if before is None:
        # "n.º", "5.º", "16)." : a stop after a sign ends one only before a capital.
        return not following or following.isupper() or text[match.start() - 1] in ")]»”%\"'"
    word = before[1].lower()
    if word in _FINAL:
        return not following or following.isupper()
    if word in ("ex", "ej") and re.search(r"\bp\.\s*$", text[start : before.start()]):
        return False  # "p. ex. Enercoop"
    if word in _TITLES or "." in word:
        return not following
    if word in _ABBREVIATIONS:
        if not following or _NUMBERED.match(rest):
            return not following
        return word in _ALSO_WORDS
    if len(word) == 1 and before[1].isupper():
        return not following  # an initial: "J. Stuart Mill"
    if word.isdigit() and language in ("fr", "es", "pt", "en"):
        # "1. First item": a number alone at the start is an enumerator, not a sentence.
        return text[start : match.start()].strip() != before[1]
    return True
