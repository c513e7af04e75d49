"""What may be left out of a sentence without changing what the rest of it claims.

Dropping a word can turn a claim round: "agricultural cooperatives must ...", "the majority
of members ...", "the Council refuses to adopt ...". No list of such words is complete, so
the rule goes the other way: it names the few parts that may go (an aside, an explanatory
clause, an independent clause, a long form beside its acronym, a middle item of a list), and
nothing else may. A part that limits, hedges or negates stays wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.grammar import Grammar
from knowledge.languages import STOPWORDS
from knowledge.text import clean, fold

__all__ = ["LIST_ITEM", "SMALL_WORDS", "Span", "Word", "Words", "parts", "read", "spell"]


class Word(NamedTuple):
    """A word, number or sign of a sentence.

    Attributes:
        text: lower case; a number in its plain form.
        mark: the strongest of `, — . : ;` between the word before and this one, or "".
        depth: how many brackets are open around it.
        written: as it stands in the text.
    """

    text: str
    mark: str
    depth: int
    written: str


Words = tuple[Word, ...]
Span = tuple[int, int]  # words[start:end]

SMALL_WORDS = frozenset().union(*STOPWORDS.values())

_TOKEN = re.compile(
    r"(?P<number>(?<![\w-])-?\d{1,3}(?:\s{1,2}\d{3})+(?:[.,]\d+)?(?!\w|[-./,]\d)"
    r"|(?<![\w-])-?\d+(?:[.,]\d+)*(?!\w|[-./:]\w))"
    r"|(?P<word>\w+://\S*\w|\w+(?:[-./]\w+|:\d+)*(?:'(?=\w))?)|(?P<other>\S)"
)
_SAME_SIGN = str.maketrans("’‘ʼ‐‑−–—…", "'''---——.")
_MARKS = ("", ",", "—", ".", ":", ";")  # from weak to strong
_SILENT = frozenset("()[]{}\"'«»“”„‹›*•·!¡¿")
LIST_ITEM = re.compile(r"(?:[-•*–—]|\(?\w{1,3}[.)])\s")
_ACRONYM = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=512)
def read(text: str, language: str) -> Words:
    """The words of a text, each with the punctuation before it.

    Compounds with a hyphen are one word, elided words stand apart, and every sign that is
    not known to be silent (%, €, ?, an emoji) is a word.
    """
    words: list[Word] = []
    mark, depth = "", 0
    for match in _TOKEN.finditer(re.sub(r"(?<=\w)–(?=\w)", "-", clean(text)).translate(_SAME_SIGN)):
        piece = match[0]
        if piece in _MARKS or piece == "-":  # a hyphen between blanks is a dash
            mark = max(mark, piece.replace("-", "—"), key=_MARKS.index)
        elif piece in _SILENT:
            depth = max(0, depth + (piece in "([{") - (piece in ")]}"))
        else:
            plain = _plain(piece, language) if match["number"] else piece.lower()
            words.append(Word(plain, mark, depth, piece))
            mark = ""
    return tuple(words)


def spell(words: Words) -> str:
    """The words in lower case, with blanks between them."""
    return " ".join(word.text for word in words)


def parts(words: Words, grammar: Grammar) -> tuple[Span, ...]:
    """The parts of a sentence that may be left out, each on its own or several together."""
    if any(word.text == "?" for word in words):
        return ()  # without its end, a question would read as a claim
    found = {
        part
        for finder in (_additives, _brackets, _asides, _clauses, _items)
        for part in finder(words, grammar)
        if part[0] < part[1] and not _protected(words[slice(*part)], grammar)
    }
    opening = _opens(words, 0, grammar.connectives)
    if 0 < opening < len(words) and words[opening].mark == ",":
        found.add((0, opening))
    return tuple(sorted(found))


def _plain(number: str, language: str) -> str:
    """`1 000`, `1,000` (en) and `1.000` (es, pt) -> `1000`; `3,5` (fr, es, pt) -> `3.5`.

    What could be read in two ways keeps its form behind a `~`, so it equals only itself.
    """
    digits = re.sub(r"\s", "", number)
    signs = re.findall(r"[.,]", digits)
    if not signs:
        return digits
    if digits != number:
        return digits.replace(",", ".")  # blanks group the thousands: the sign is a decimal one
    first, *groups = re.split(r"[.,]", digits.lstrip("-"))
    grouped = len(first) < 4 and first != "0" and all(len(group) == 3 for group in groups)
    if len(signs) > 1:
        return re.sub(r"[.,]", "", digits) if grouped and len(set(signs)) == 1 else "~" + digits
    if grouped:
        thousands = (language, signs[0]) in (("en", ","), ("es", "."), ("pt", "."))
        return digits.replace(signs[0], "") if thousands else "~" + digits
    return "~" + digits if (language, signs[0]) == ("en", ",") else digits.replace(",", ".")


def _protected(part: Words, grammar: Grammar) -> bool:
    text = spell(part)
    return bool(grammar.qualifier.search(text) or grammar.negation.search(text))


def _opens(words: Words, at: int, phrases: tuple[str, ...]) -> int:
    """Where the longest of the phrases that stand at `at` ends, or 0."""
    ends = [at + len(phrase.split()) for phrase in phrases if _stands(words, at, phrase)]
    return max(ends, default=0)


def _stands(words: Words, at: int, phrase: str) -> bool:
    return spell(words[at : at + len(phrase.split())]) == phrase


def _additives(words: Words, grammar: Grammar) -> Iterator[Span]:
    yield from ((at, at + 1) for at, word in enumerate(words) if word.text in grammar.additive)


def _brackets(words: Words, grammar: Grammar) -> Iterator[Span]:
    """`(such as …)`; and of `social economy (SE)` either the acronym or the long form.

    Other brackets limit as often as they explain: "COM(2023)", "the law (of Spain)".
    """
    start = 0
    while start < len(words):
        end = start + 1
        if words[start].depth:
            while end < len(words) and words[end].depth:
                end += 1
            long_form = _long_form(words, start) if end == start + 1 else start
            if long_form < start:
                yield long_form, start
            if long_form < start or _opens(words, start, grammar.elaborative):
                yield start, end
        start = end


def _long_form(words: Words, at: int) -> int:
    """Where the words begin whose initials are the acronym at `at`; `at` if there are none."""
    acronym = words[at].written
    if not (_ACRONYM.fullmatch(acronym) and acronym.isupper()):
        return at
    letters = fold(acronym)
    begin = at
    while letters and begin:
        begin -= 1
        word = words[begin]
        if word.text not in SMALL_WORDS and not word.text.endswith("'"):
            if fold(word.text)[:1] != letters[-1]:
                return at
            letters = letters[:-1]
        if word.depth or (letters and word.mark):
            return at
    return at if letters else begin


def _asides(words: Words, grammar: Grammar) -> Iterator[Span]:
    """`, such as …` up to a comma and a verb, or to the end; `, which …`, `, because …` to the end."""
    for at in range(1, len(words)):
        if words[at].mark not in (",", "—") or words[at].depth:
            continue
        before = spell(words[:at])
        if grammar.conditional.search(before):
            continue  # "if there is a machine, which solves it": the condition keeps all its words
        limited = grammar.limiting.search(before) or grammar.numerals.search(before) or _DIGIT.search(before)
        includes = _opens(words, at, grammar.inclusive)
        if includes and limited:
            continue  # "boards of five, including two women, may vote" is a condition
        if includes or _opens(words, at, grammar.elaborative):
            ends = (end for end in range(at + 1, len(words)) if words[end].mark in (",", "—"))
            yield from ((at, end) for end in ends if words[end].text in grammar.finite)
        else:
            inner = _opens(words, at, grammar.explanatory)
            if not inner or any(word.text in grammar.finite for word in words[inner : inner + 1]):
                continue  # "…, which is a mistake" judges the claim
        if _complete(words, at, grammar):
            yield at, len(words)


def _clauses(words: Words, grammar: Grammar) -> Iterator[Span]:
    """What follows `:`, `;` or `, and`, where the words before can stand alone."""
    plain = True  # no punctuation yet
    for at in range(1, len(words)):
        word = words[at]
        joined = plain and word.mark == "," and word.text in grammar.conjunctions
        if word.depth == 0 and (word.mark in (":", ";") or joined):
            # "firms that keep accounts, and publish them": one condition may not lose the other.
            before = spell(words[:at])
            limited = grammar.conditional.search(before) or (
                word.mark != ":" and grammar.limiting.search(before)
            )
            if not limited and _complete(words, at, grammar) and not _enumerates(words, at, grammar):
                yield at, len(words)
        plain = plain and not word.mark


def _complete(words: Words, at: int, grammar: Grammar) -> bool:
    """Whether the words before `at` are a sentence of their own, as far as can be told.

    They hold an auxiliary, or no comma follows behind which the main verb could stand.
    """
    closes = words[at].mark in (",", "—") and any(word.mark in (",", "—") for word in words[at + 1 :])
    return not closes or any(word.text in grammar.finite | grammar.listing for word in words[:at])


def _enumerates(words: Words, at: int, grammar: Grammar) -> bool:
    """Whether what follows the `;` or `, and` at `at` is no clause: "the seats are Bonn; Rome; Lima"."""
    if words[at].mark == ":":
        return False
    opened = any(word.text in grammar.finite or word.mark == ":" for word in words[:at])
    return opened and not any(word.text in grammar.finite for word in words[at:])


def _items(words: Words, grammar: Grammar) -> Iterator[Span]:
    """The middle items of a list of four or more, behind a verb that may have a list as object.

    As a subject, "small, local and green firms must pay" says more without "local". So does
    a list that is a condition, a whole or a choice; those sentences keep every item.
    """
    illustrated = (
        at for at in range(len(words)) if _opens(words, at, grammar.elaborative + grammar.inclusive)
    )
    words = words[: next(illustrated, len(words))]
    verb = next((at for at, word in enumerate(words) if word.text in grammar.listing), len(words))
    text = spell(words)
    if any(pattern.search(text) for pattern in (grammar.limiting, grammar.collective, grammar.numerals)):
        return
    if _protected(words, grammar) or _DIGIT.search(spell(words[verb:])):
        return
    chain: list[Span] = []
    at = verb + 1
    while at < len(words):
        end = at + 1
        while end < len(words) and not words[end].mark and words[end].text not in grammar.conjunctions:
            end += 1
        if words[at].mark == "," and _bare(words[at:end], grammar):
            chain.append((at, end))
        else:
            chain = []
        if end < len(words) and words[end].text in grammar.conjunctions:
            if len(chain) > 1:
                yield from chain
            chain = []
        at = end


def _bare(item: Words, grammar: Grammar) -> bool:
    """Whether an item is nouns and adjectives alone, "of" and articles apart."""
    inner = item[1:] if item[0].text in grammar.articles else item
    if not 0 < len(inner) < 6 or inner[0].text in SMALL_WORDS:
        return False
    joining = grammar.articles | grammar.linking
    small = any(word.text in SMALL_WORDS and word.text not in joining for word in inner)
    return not small and not any(word.depth or _DIGIT.search(word.text) for word in inner)
