"""Where a question names a text, a body, a place, a provision, an organisation or its topic.

Spans, so that a follow-up can put another name in the place of one. Read by rules in the four
languages: what a question names is short and near, and a rule that finds nothing costs a
rewriting, while a wrong one would be shown to the user as what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.bodies import WORDS, issuers_in
from knowledge.languages import is_function_word
from knowledge.places import places_in
from knowledge.references import ONE_TEXT, PROVISIONS
from knowledge.text import fold

__all__ = [
    "ARTICLES",
    "CONTRACTIONS",
    "TOPIC_PREPOSITIONS",
    "Mention",
    "Role",
    "Token",
    "mentions",
    "tokens",
    "topic",
]

Role = Literal["text", "body", "place", "year", "provision", "name"]

ARTICLES = frozenset(
    "the a an le la les l' un une el los las unos unas o os as um uma this that these those".split()
)
# A preposition that has swallowed its article, as (preposition, article).
CONTRACTIONS: dict[str, tuple[str, str]] = {
    "du": ("de", "le"), "des": ("de", "les"), "au": ("à", "le"), "aux": ("à", "les"),
    "del": ("de", "el"), "al": ("a", "el"),
    "do": ("de", "o"), "da": ("de", "a"), "dos": ("de", "os"), "das": ("de", "as"),
    "no": ("em", "o"), "na": ("em", "a"), "nos": ("em", "os"), "nas": ("em", "as"),
    "ao": ("a", "o"), "à": ("a", "a"), "aos": ("a", "os"), "às": ("a", "as"),
    "pelo": ("por", "o"), "pela": ("por", "a"), "pelos": ("por", "os"), "pelas": ("por", "as"),
}  # fmt: skip
TOPIC_PREPOSITIONS = (
    "about", "on", "regarding", "concerning", "sur", "concernant", "au sujet de", "à propos de",
    "sobre", "acerca de", "respecto a", "respecto de", "relativamente a",
)  # fmt: skip
_OF = frozenset("of de du des del do da dos das d'".split())
_KIND = re.compile(rf"(?:{ONE_TEXT})")
_SYMBOL = re.compile(r"\d[\d./-]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PROVISION = re.compile(
    rf"(?<!\w)(?:{'|'.join(PROVISIONS.values())})\s*\d+(?:\([a-z]+\))*(?:\.?[ºo°]\b|\.?[º°])?"
)
_TOKEN = re.compile(r"[^\W\d_]+['’](?=\w)|\w+(?:[/.-]\w+)*")
_LONGEST = 7  # words of a body's name
# What begins a question and is no name, though it has a capital there.
_OPENERS = frozenset(
    """what which who whom whose when where why how is are was were do does did has have had can could should must
    will would may and but que qu' quel quelle quels quelles qui quand comment combien pourquoi et mais est cuando
    como donde cual cuales quien quienes cuanto cuantos cuanta cuantas y pero por quando onde qual quais quem quanto
    quantos quantas porque e mas o a el la los las le les l' the in en au dans no na em""".split()
)
_AFTER_BODY = re.compile(r"\s+(?:economiques?|economicos?|economic|sociale?s?|unies|unidas|du travail)\b")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the text; `folded` is lower case without accents."""

    start: int
    end: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a question.

    Attributes:
        start, end: the name alone.
        whole: where it begins with its article, or with the contraction that holds it.
        lead: that article or contraction, "" for none.
        adjective: a place that stands as an adjective: "Spanish law".
    """

    role: Role
    start: int
    end: int
    whole: int
    lead: str = ""
    adjective: bool = False


def tokens(text: str) -> list[Token]:
    """The words of `text`; an elided article is a word."""
    return [
        Token(match.start(), match.end(), match[0], fold(match[0]).replace("’", "'"))
        for match in _TOKEN.finditer(text)
    ]


def mentions(text: str) -> list[Mention]:
    """What `text` names, in its order; a name inside a text's ("the ILO resolution") is not told again."""
    words = tokens(text)
    found = [*_texts(text, words), *_bodies(text, words), *_provisions(text, words)]
    found += [*_places(text, words), *_years(words), *_names(words)]
    kept: list[Mention] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def topic(text: str) -> tuple[int, int] | None:
    """The words of a question that say what it is about: behind "about", or at its end; None if it does not tell."""
    end = len(text.rstrip(" ?!.\u00a0\u202f"))
    places = [one for one in mentions(text) if one.role in ("place", "year") and one.end == end]
    if places and (
        before := re.search(r"\b(?:in|en|au|aux|à|dans|no|na|em|nos|nas)\s*$", text[: places[0].whole])
    ):
        end = len(text[: before.start()].rstrip())
    elif places and fold(places[0].lead) in CONTRACTIONS:
        end = len(text[: places[0].whole].rstrip())
    pattern = rf"(?<!\w)(?:{'|'.join(TOPIC_PREPOSITIONS)})\s+"
    last = None
    for match in re.finditer(pattern, text[:end], re.IGNORECASE):
        last = match
    if last is not None:
        return last.end(), end
    named = re.match(
        r"\W*(?:what (?:is|are)|qu['’]est-ce qu(?:e |['’])|que son|qué (?:es|son)|que es|o que (?:é|são))\s*",
        text,
        re.IGNORECASE,
    )
    if named:
        return named.end(), end
    verbs = r"\b(?:define[sn]?|définit(?:-(?:elle|il))?|définissent|definem)\s+"
    for match in re.finditer(verbs, text[:end], re.IGNORECASE):
        last = match
    taken = [(one.whole, one.end) for one in mentions(text)]
    articles = [
        word.start
        for word in tokens(text[:end])
        if word.folded in ARTICLES
        and word.start > 0
        and not any(start <= word.start < stop for start, stop in taken)
    ]
    if last is not None:
        behind = [start for start in articles if start >= last.end()]
        return (behind[0] if behind else last.end(), end)
    return (articles[-1], end) if articles and articles[-1] > end // 3 else None


def _texts(text: str, words: list[Token]) -> Iterator[Mention]:
    placed = [(one.start, one.end) for one in places_in(text)]
    for number, word in enumerate(words):
        if not _KIND.fullmatch(word.folded):
            continue
        first = number
        while first > 0 and (
            (words[first - 1].text[0].isupper() and words[first - 1].folded not in _OPENERS)
            or _YEAR.fullmatch(words[first - 1].text)
            or words[first - 1].folded == "framework"
        ):
            first -= 1
        last = number
        while last + 1 < len(words):
            after = words[last + 1]
            step = 0
            if _SYMBOL.fullmatch(after.text) or any(start <= after.start < end for start, end in placed):
                step = 1
            elif after.folded in _OF and last + 2 < len(words):
                step = 3 if words[last + 2].folded in ARTICLES and last + 3 < len(words) else 2
                named = words[last + step].text
                step = step if named[0].isupper() or _YEAR.fullmatch(named) else 0
            if not step:
                break
            last += step
        if first == last and not _led(text, words, first)[1]:
            continue  # "resolution" in a row of keywords
        yield _mention("text", text, words, first, last)


def _bodies(text: str, words: list[Token]) -> Iterator[Mention]:
    """The shortest run of words that ends in each word and names a body."""
    free = 0
    for last in range(len(words)):
        for first in range(last, max(free, last - _LONGEST + 1) - 1, -1):
            if issuers_in(text[words[first].start : words[last].end]):
                found = _mention("body", text, words, first, last)
                tail = _AFTER_BODY.match(fold(text), found.end)
                yield Mention("body", found.start, tail.end() if tail else found.end, found.whole, found.lead)
                free = last + 1
                break


def _provisions(text: str, words: list[Token]) -> Iterator[Mention]:
    for match in _PROVISION.finditer(fold(text)):
        whole, lead = _lead_before(text, words, match.start())
        yield Mention("provision", match.start(), match.end(), whole, lead)


def _places(text: str, words: list[Token]) -> Iterator[Mention]:
    for place in places_in(text):
        whole, lead = _lead_before(text, words, place.start)
        adjective = text[place.start].islower()
        yield Mention("place", place.start, place.end, whole, lead, adjective)


def _years(words: list[Token]) -> Iterator[Mention]:
    for word in words:
        if _YEAR.fullmatch(word.text):
            yield Mention("year", word.start, word.end, word.start)


def _names(words: list[Token]) -> Iterator[Mention]:
    """Names of organisations: words with a capital, with the noun that says what they are."""
    first = 0
    while first < len(words):
        last = first
        while last < len(words) and words[last].text[0].isupper() and not _ordinary(words[last], last):
            last += 1
        if last > first:
            start = first
            if start > 1 and words[start - 2].folded in ARTICLES and words[start - 1].text.islower():
                start -= 0 if is_function_word(words[start - 1].text) else 1
            lead = words[start - 1] if start > 0 and _leads(words[start - 1]) else None
            whole = lead.start if lead else words[start].start
            yield Mention("name", words[start].start, words[last - 1].end, whole, lead.text if lead else "")
        first = max(last, first + 1)


def _ordinary(word: Token, number: int) -> bool:
    return word.folded in _OPENERS | ARTICLES if number == 0 else word.folded in WORDS and len(word.text) > 4


def _mention(role: Role, text: str, words: list[Token], first: int, last: int) -> Mention:
    whole, lead = _led(text, words, first)
    return Mention(role, words[first].start, words[last].end, whole, lead)


def _led(text: str, words: list[Token], first: int) -> tuple[int, str]:
    return _lead_before(text, words, words[first].start)


def _lead_before(text: str, words: list[Token], start: int) -> tuple[int, str]:
    """Where the article or contraction before `start` begins, and what it is."""
    before = next((word for word in reversed(words) if word.end <= start), None)
    if before is None or text[before.end : start].strip() or not _leads(before):
        return start, ""
    return before.start, before.text


def _leads(word: Token) -> bool:
    return word.folded in ARTICLES or word.text.lower() in CONTRACTIONS
