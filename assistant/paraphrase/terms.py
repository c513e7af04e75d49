"""A sentence as terms: what its words say, apart from the form in which they say it.

Articles become a property of their noun; dates and numbers take one form; phrases of the
lexicon become one term each. A verb joins its auxiliaries, its modal and its negation
(see `assistant.paraphrase.verbs`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.grammar import grammar
from assistant.paraphrase.lexicon import Lexicon
from assistant.shortening import Words

__all__ = ["Role", "Term", "Terms", "lexed"]

Role = tuple[str, str]  # (fin | inf | purp | ger | rel | nom, active | passive)


class Term(NamedTuple):
    """What one word or phrase says.

    Attributes:
        kind: word, term, verb, act, modal, purpose, link, adverb, time, number, prep, and, or,
            rel, sub, neg, pron; before verbs are joined also be, have, do.
        key: what is compared.
        mark: the punctuation before it (see `assistant.shortening.Word`).
        det: "", the, a, this, or a possessive.
        start, end: the words of the sentence that it takes.
        plural: of a noun, as far as can be told.
        name: written with a capital or as a number.
        roles, modal, negated: of a verb.
    """

    kind: str
    key: str
    mark: str
    det: str
    start: int
    end: int
    depth: int = 0
    plural: bool = False
    name: bool = False
    tags: str = ""
    roles: frozenset[Role] = frozenset()
    modal: str = ""
    negated: bool = False
    written: str = ""


Terms = tuple[Term, ...]


class _Piece(NamedTuple):
    text: str
    mark: str
    det: str
    at: int
    depth: int
    written: str
    after: int = 0  # one past the last word, for a piece of several


_DETERMINERS = {"definite": "the", "indefinite": "a", "demonstrative": "this"}
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th|º|ª)?")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|re|e|ème|ª|º|a|o|\.º|\.ª)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_ADVERB = {
    "en": re.compile(r"\w{3,}ly"),
    "fr": re.compile(r"\w+(?:elle|ive|ique|euse|ale|aire|ière|ide|ecte|ée|nime)ment|\w+(?:am|em)ment"),
    "es": re.compile(r"\w{3,}mente"),
    "pt": re.compile(r"\w{3,}mente"),
}
_MOBILE = frozenset({"unanimously", "every year", "every month"})
_NOT_ADVERBS = frozenset("family assembly supply reply apply comply rely july only early".split())


def lexed(words: Words, language: str, lexicon: Lexicon) -> list[Term]:
    """The terms of a sentence before its verbs are joined."""
    pieces = _dated(_pieces(words, lexicon), lexicon)
    terms: list[Term] = []
    at = 0
    while at < len(pieces):
        term, at = _next(pieces, at, language, lexicon)
        if term.key == "%" and terms and terms[-1].kind == "number":
            last = terms.pop()
            term = last._replace(key=f"{last.key}%", end=term.end)
        if terms and term.depth and term.kind == "term" and term.key == terms[-1].key:
            continue  # the acronym in brackets behind its long form
        terms.append(term)
    return [_noun_or_verb(terms, at, language) for at in range(len(terms))]


def _noun_or_verb(terms: list[Term], at: int, language: str) -> Term:
    """English words that are verbs elsewhere are nouns or adjectives by where they stand.

    "one vote", "the annual increase", "of paid employment".
    """
    term = terms[at]
    if language != "en" or term.kind != "verb" or term.end - term.start > 1 or not at:
        return term
    before = terms[at - 1]
    if term.mark:
        return term
    following = terms[at + 1] if at + 1 < len(terms) else None
    tags = set(term.tags)
    nominal = before.kind in {"word", "term"}
    counts = before.kind == "number" and not (at > 1 and terms[at - 2].kind in {"word", "term"})
    noun = (counts or before.kind in {"prep", "act"}) and tags & {"l", "s"} and "p" not in tags
    noun = noun or (nominal and "l" in tags and not before.plural and before.det in {"the", "a"} and "p" not in tags)
    adjective = (
        "p" in tags
        and before.kind in {"prep", "number", "verb", "and"}
        and following is not None
        and following.kind in {"word", "term"}
        and not following.det
        and not following.mark
    )
    if noun or adjective:
        return term._replace(kind="word", key=term.written, plural=term.written.endswith("s"), tags="")
    return term


def _pieces(words: Words, lexicon: Lexicon) -> list[_Piece]:
    pieces: list[_Piece] = []
    mark, det = "", ""
    for at, word in enumerate(words):
        following = words[at + 1].text if at + 1 < len(words) else ""
        for text in _split(word.text, following, lexicon):
            mark = mark or (word.mark if text == _split(word.text, following, lexicon)[0] else "")
            kind = _determiner(text, following, lexicon)
            if kind:
                det = kind
                continue
            pieces.append(_Piece(text, mark, det, at, word.depth, word.written))
            mark, det = "", ""
    pieces = _lettered(pieces)
    if det:  # a sentence that ends with an article: nothing to attach it to
        pieces.append(_Piece(f"({det})", mark, "", len(words) - 1, 0, ""))
    return pieces


def _lettered(pieces: list[_Piece]) -> list[_Piece]:
    """`16(c)` is one number."""
    found: list[_Piece] = []
    for piece in pieces:
        if (
            found
            and piece.depth
            and not piece.mark
            and len(piece.text) == 1
            and piece.text.isalpha()
            and found[-1].text[-1].isdigit()
            and found[-1].depth == piece.depth - 1
        ):
            last = found[-1]
            found[-1] = last._replace(text=f"{last.text}({piece.text})", after=piece.at + 1)
        else:
            found.append(piece)
    return found


def _split(text: str, following: str, lexicon: Lexicon) -> tuple[str, ...]:
    if text in lexicon.contractions:
        return lexicon.contractions[text]
    if "infinitive" in lexicon.small and "to" in lexicon.small["infinitive"]:
        if text == "s":
            return ("'s",)
        if text == "t":
            return ("not",)
        if text.endswith("'"):
            return (text[:-2] if following == "t" and text.endswith("n'") and text != "can'" else text[:-1],)
    if text == "a" and "a~" in lexicon.small["prepositions"]:
        entry = lexicon.phrases.get((following,))
        infinitive = entry is not None and entry.kind == "verb" and "i" in entry.tags
        return ("a~",) if infinitive or following.endswith("s") else ("a",)
    return (text,)


def _determiner(text: str, following: str, lexicon: Lexicon) -> str:
    for name, kind in _DETERMINERS.items():
        if text in lexicon.small[name] and (text, following) != ("such", "as"):
            return kind
    if text in lexicon.small["possessive"]:
        return text
    return ""


def _dated(pieces: list[_Piece], lexicon: Lexicon) -> list[_Piece]:
    """Dates and numbers in one form: `=2023-04-18`, `=2023-04`, `12000000`."""
    found: list[_Piece] = []
    at = 0
    while at < len(pieces):
        text, after = _date(pieces, at, lexicon) or _number(pieces, at, lexicon) or (pieces[at].text, at + 1)
        last = pieces[after - 1]
        found.append(pieces[at]._replace(text=text, after=(last.after or last.at + 1)))
        at = after
    return found


def _date(pieces: list[_Piece], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    texts = [piece.text for piece in pieces[at : at + 6]]
    if texts[0] == "de":
        return None
    iso = _ISO.fullmatch(texts[0])
    if iso:
        return f"={iso[1]}-{iso[2]}-{iso[3]}", at + 1
    bare = [(text, offset) for offset, text in enumerate(texts) if text != "de"]
    words = [text for text, _ in bare]
    day = month = used = 0
    if not words:
        return None
    if words[0] in lexicon.months:
        month, used = lexicon.months[words[0]], 1
        if len(words) > 1 and _DAY.fullmatch(words[1]) and "to" in lexicon.small["infinitive"]:
            day, used = int(re.sub(r"\D", "", words[1])), 2
    elif len(words) > 1 and _DAY.fullmatch(words[0]) and words[1] in lexicon.months:
        day, month, used = int(re.sub(r"\D", "", words[0])), lexicon.months[words[1]], 2
    if not month:
        return None
    year = words[used] if len(words) > used and _YEAR.fullmatch(words[used]) else ""
    used += bool(year)
    if words[0] == "may" and used == 1:
        return None
    date = "-".join(filter(None, (year or "????", f"{month:02}", f"{day:02}" if day else "")))
    return f"={date}", at + bare[used - 1][1] + 1


def _number(pieces: list[_Piece], at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    text = pieces[at].text
    value = lexicon.numbers.get(text)
    if value is None and "-" in text:  # twenty-seven, dix-sept
        tens, _, ones = text.partition("-")
        if tens in lexicon.numbers and ones in lexicon.numbers and lexicon.numbers[ones] < 10 <= lexicon.numbers[tens]:
            value = lexicon.numbers[tens] + lexicon.numbers[ones]
    if text in lexicon.ordinals and not pieces[at].mark == ",":
        return f"#{lexicon.ordinals[text]}", at + 1
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal:
        return f"#{ordinal[1]}", at + 1
    if value is None and not _PLAIN.fullmatch(text):
        return None
    plain = text if value is None else str(value)
    after = at + 1
    while after < len(pieces) and pieces[after].text in lexicon.scales and not pieces[after].mark:
        scaled = float(plain) * lexicon.scales[pieces[after].text]
        if not scaled.is_integer():
            break
        plain, after = str(int(scaled)), after + 1
    if plain == text and after == at + 1:
        return None
    # "12 millions de francs" is "12 000 000 francs"
    if after > at + 1 and after + 1 < len(pieces) and pieces[after].text == "de":
        after += 1
    return plain, after


def _next(pieces: list[_Piece], at: int, language: str, lexicon: Lexicon) -> tuple[Term, int]:
    for length in range(min(lexicon.longest, len(pieces) - at), 0, -1):
        span = pieces[at : at + length]
        if any(piece.mark for piece in span[1:]):
            continue
        entry = lexicon.phrases.get(tuple(piece.text for piece in span))
        if entry is None or (entry.kind == "verb" and length == 1 and span[0].det):
            continue
        if entry.kind == "act" and length == 1:
            continue
        if entry.kind == "verb" and length == 1 and span[0].text in _auxiliaries(lexicon):
            continue
        kind, plural = entry.kind, "p" in entry.tags and entry.kind == "term"
        if kind == "link" and entry.key in _MOBILE:
            kind = "adverb"
        key = entry.key
        if kind == "purpose" and length == 1 and span[0].text in lexicon.small["prepositions"]:
            key = span[0].text
        return _term(kind, key, span)._replace(plural=plural, tags=entry.tags), at + length
    piece = pieces[at]
    return _term(*_single(piece, pieces[at + 1 : at + 2], language, lexicon), [piece]), at + 1


def _auxiliaries(lexicon: Lexicon) -> frozenset[str]:
    small = lexicon.small
    return small["be"] | small["have"] | small["do"]


def _single(piece: _Piece, following: list[_Piece], language: str, lexicon: Lexicon) -> tuple[str, str]:
    """The kind and key of a word that no phrase has."""
    text, small = piece.text, lexicon.small
    if text.startswith("=") or (_YEAR.fullmatch(text) and not piece.det and piece.written == text):
        return "time", text if text.startswith("=") else f"={text}"
    if text[0].isdigit() or text[0] in "#~":
        return "number", text
    for kind, name in (
        ("be", "be"), ("have", "have"), ("do", "do"), ("neg", "negation"), ("and", "and"), ("or", "or"),
    ):  # fmt: skip
        if text in small[name]:
            return kind, text
    if any(text == phrase[0] for phrase in lexicon.subordinators if len(phrase) == 1):
        return "sub", text
    if text in small["relative"]:
        return "rel", text
    if text in small["prepositions"] or text == "'s":
        return "prep", text
    if text in lexicon.pronouns:
        return "pron", text
    qualifier = grammar(language)
    if (
        _ADVERB[language].fullmatch(text)
        and text not in _NOT_ADVERBS
        and not (qualifier and (qualifier.qualifier.search(text) or qualifier.negation.search(text)))
    ):
        return "adverb", text
    return "word", text


def _term(kind: str, key: str, span: list[_Piece]) -> Term:
    first, last = span[0], span[-1]
    name = first.written[:1].isupper() or key[0].isdigit() or key[0] == "="
    plural = kind == "word" and key[-1] == "s"
    return Term(
        kind, key, first.mark, first.det, first.at, last.after or last.at + 1, first.depth, plural, name,
        written=" ".join(piece.text for piece in span),
    )  # fmt: skip
