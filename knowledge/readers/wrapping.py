"""Lines and paragraphs as text: where an item begins, and how wrapped lines are joined.

No geometry here: what the words, signs and numbers of two neighbouring lines say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from knowledge.text import clean

__all__ = ["compounds", "ends_sentence", "is_label", "join", "split_bullet", "starts_item", "tidy"]

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\f": " ", "\v": " "}
)
_GLYPHS = "•‣◦⁃∙▪▫■□●○◆◇➔➢➤►▶✓✔·"
# Word's bullets come out of a PDF as private-use code points of the Symbol and Wingdings fonts.
_BULLET = re.compile(rf"([{_GLYPHS}\uf0a0-\uf0ff])\s*(?=\S)|([-–—*])\s+(?=\S)")
_NUMBER = re.compile(
    r"""\(\s?(?:[a-z]{1,2}|[ivxlc]{1,6}|[A-Z]|[0-9]{1,3})\s?\)(?=\s|$)
      | (?:[0-9]{1,3}|[a-z]|[ivx]{1,5})\)(?=\s|$)
      | (?:[0-9]{1,3}|[A-Z]|[IVX]{1,5})\.(?:[-–—]|º)?(?=\s|$)
      | [0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?(?=\s|$)
      | [0-9]{1,2}[°º](?=\s|$)
      | §\s?[0-9]""",
    re.VERBOSE,
)
_LAW = re.compile(
    r"""(?:article|art\.|artículo|articulo|artigo|section|sección|secção|seção|chapter|chapitre|capítulo
        |title|titre|título|part|partie|parte|annex|annexe|anexo|schedule)
        \s+(?:[0-9]+|[IVXLC]+\b|premier\b|[uú]nico\b|[A-Z]\b)(?:er|º|°|bis|ter|quater)?""",
    re.VERBOSE | re.IGNORECASE,
)
# A line that ends with one of these goes on: the number below is what it refers to.
_REFERS = re.compile(
    r"(?:^|[\s(’'])(?:articles?|arts?\.|paragraphs?|paras?\.?|par\.|points?|letters?|sub-?paragraphs?|sections?"
    r"|alinéas?|paragraphes?|lettres?|artículos?|párrafos?|apartados?|letras?|incisos?|artigos?|parágrafos?|alíneas?"
    r"|pontos?|números?|nos?\.?|n\.?º|n°|parts?|chapters?|titles?|annex(?:e|es)?|of|in|under|by|with|see|to|the|from"
    r"|de|du|des|dans|par|à|au|aux|la|le|les|l|del|el|los|las|en|por|da|do|dos|das|ao|às|e|y|et|and|or|ou|o"
    r"|is|are|was|were|than|at|for|est|sont|était|pour|que|es|son|fue|para|é|são|foi)$",
    re.IGNORECASE,
)
_LABELS_BEFORE = re.compile(r"\([a-z0-9]{1,4}\),?$")
_SENTENCE_END = re.compile(r"[.;:!?…][\"'»”’)\]]*$")
_BROKEN = re.compile(r"(?P<head>[^\W_](?:[^\W_]|['’‐-])*)(?P<sign>[-‐\u00ad\u2011])$")
_TAIL = 80  # characters at the end of a line that are looked at: a line may be as long as a file
_WORD = re.compile(r"[^\W_]+(?:[-‐'’][^\W_]+)*")
# First parts of compounds that keep their hyphen whatever follows.
_KEEPING = frozenset("non self ex vice peut celles ceux celui celle vis-à au-delà c’est-à c'est-à".split())


def tidy(text: str) -> str:
    """`text` on one line: cleaned, NFC, ligatures spelt out, runs of white space one space."""
    return " ".join(clean(text.translate(_LIGATURES)).split())


def is_label(text: str) -> bool:
    """Whether `text` is nothing but a number, letter or bullet: "(a)", "12.", "–"."""
    text = text.strip()
    match = _NUMBER.match(text)
    return (match is not None and match.end() == len(text)) or (len(text) == 1 and text in f"{_GLYPHS}-–—*")


def split_bullet(text: str) -> tuple[str, str]:
    """The bullet that `text` begins with and the rest; ("", text) where it begins with none."""
    match = _BULLET.match(text)
    if match is None:
        return "", text
    sign = match[1] or match[2]
    return ("•" if sign >= "\ue000" or sign == "*" else sign), text[match.end() :]


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a sign after which a new paragraph or item may begin."""
    return _SENTENCE_END.search(text[-_TAIL:].rstrip()) is not None


def starts_item(line: str, before: str = "", first: str = "") -> bool:
    """Whether `line` begins an item, a numbered paragraph or an article.

    Args:
        line: the line in question, without white space at its ends.
        before: the line before it in the same run of lines, or "".
        first: the first line of the paragraph that `before` belongs to, or "".
    """
    before = before[-_TAIL:].rstrip()
    opened = bool(before) and not ends_sentence(before)
    if bullet := _BULLET.match(line):
        # A dash may also open an aside within a sentence; a list is under way or announced.
        return not (opened and bullet[2] in ("–", "—") and not _BULLET.match(first))
    refers = opened and (_REFERS.search(before) or _LABELS_BEFORE.search(before))
    if number := _NUMBER.match(line):
        if opened and number.end() == len(line) and number[0].endswith("."):
            return False  # "at most\n100."
        # "J.\nA. Smith": single capitals only after the end of a sentence.
        return not refers and not (opened and number[0][0].isupper() and not _NUMBER.match(first))
    law = _LAW.match(line)
    if law is None or not line[0].isupper():
        return False
    rest = line[law.end() :].lstrip()
    return not opened or not (refers or (rest and (rest[0].islower() or rest[0] in ",;()")))


def compounds(lines: Iterable[str]) -> set[str]:
    """The words of a document in lower case, whole compounds included, halves at line ends left out."""
    known: set[str] = set()
    broken = False
    for line in lines:
        text = line.strip()
        found = _WORD.findall(text.lower().replace("‐", "-"))
        start = 1 if broken else 0
        broken = _BROKEN.search(text[-_TAIL:]) is not None
        known.update(found[start : len(found) - 1 if broken else None])
    return known


def join(lines: Sequence[str], known: Set[str] = frozenset()) -> str:
    """The lines of one paragraph as one line, hyphenation undone.

    A hyphen at a line end goes, unless the compound with its hyphen is a word of the document
    (`known`, from `compounds`) and the joined one is not. Nothing but white space and hyphens is lost.
    """
    pieces: list[str] = []
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if not pieces:
            pieces.append(line)
            continue
        pieces[-1], glue = _glue(pieces[-1], line, known)
        pieces.append(glue + line)
    return tidy("".join(pieces))


def _glue(left: str, right: str, known: Set[str]) -> tuple[str, str]:
    broken = _BROKEN.search(left[-_TAIL:])
    if broken is None:
        solid = len(left) > 1 and left[-1] == "/" and left[-2].isalpha() and right[0].isalpha()
        return left, "" if solid else " "
    head, sign = broken["head"], broken["sign"]
    if sign == "\u00ad":
        return left[:-1], ""
    tail = _WORD.match(right)
    capitals = head.isupper() and len(head) > 1 and tail is not None and tail[0].isupper()
    keep = (
        tail is None
        or sign == "\u2011"
        or "://" in left[-500:].rsplit(" ", 1)[-1]
        or not (right[0].islower() or capitals)
        or _is_compound(head.lower().replace("‐", "-"), tail[0].lower(), known)
    )
    return (left, "") if keep else (left[:-1], "")


def _is_compound(head: str, tail: str, known: Set[str]) -> bool:
    if head + tail in known:
        return False
    if f"{head}-{tail}" in known or head in _KEEPING:
        return True
    # "co-construction" beside "construction", where "coconstruction" is no word of the document.
    return head == "co" and tail in known
