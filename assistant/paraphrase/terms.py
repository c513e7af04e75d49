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
from assistant.paraphrase.quantities import YEAR, Piece, dated, lettered
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


_DETERMINERS = {"definite": "the", "indefinite": "a", "demonstrative": "this"}
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
    pieces = dated(_pieces(words, lexicon), lexicon)
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
    if language != "en" and at and terms[at - 1].kind == "prep" and not term.mark:
        # "como forma segura", "Consejo de Estado": behind a preposition only an infinitive is a verb.
        finite = term.kind == "verb" and term.end - term.start == 1 and not set(term.tags) & set("ig")
        if finite or (term.kind == "be" and term.name):
            return term._replace(kind="word", key=term.written, plural=term.written.endswith("s"), tags="")
    if term.kind == "be" and term.name and at and terms[at - 1].kind in {"word", "and"}:
        return term._replace(kind="word", key=term.written)
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
    noun = noun or (
        nominal and "l" in tags and not before.plural and before.det in {"the", "a"} and "p" not in tags
    )
    adjective = (
        "p" in tags
        and before.kind in {"prep", "number", "verb", "and"}
        and following is not None
        and following.kind in {"word", "term"}
        and not following.det
        and not following.mark
    )
    # "formal learning" at the end of its phrase: what has no object is a noun
    ends = following is None or bool(following.mark) or following.kind in {"prep", "and", "or", "link"}
    noun = noun or (tags == {"g"} and before.kind == "word" and not before.plural and ends)
    if noun or adjective:
        return term._replace(kind="word", key=term.written, plural=term.written.endswith("s"), tags="")
    return term


def _pieces(words: Words, lexicon: Lexicon) -> list[Piece]:
    pieces: list[Piece] = []
    mark, det = "", ""
    for at, word in enumerate(words):
        following = words[at + 1].text if at + 1 < len(words) else ""
        for text in _split(word.text, following, lexicon):
            mark = mark or (word.mark if text == _split(word.text, following, lexicon)[0] else "")
            kind = _determiner(text, following, lexicon)
            if kind:
                det = kind
                continue
            small = lexicon.small["prepositions"] | lexicon.small["relative"]
            if det and text in small:  # "l'une des conditions", "les que distribuyen": no article
                alone = "1" if det == "a" else f"({det})"
                pieces.append(Piece(alone, mark, "", max(at - 1, 0), word.depth, ""))
                mark, det = "", ""
            pieces.append(Piece(text, mark, det, at, word.depth, word.written))
            mark, det = "", ""
    pieces = lettered(pieces)
    if det:  # a sentence that ends with an article: nothing to attach it to
        pieces.append(Piece(f"({det})", mark, "", len(words) - 1, 0, ""))
    return pieces


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


def _next(pieces: list[Piece], at: int, language: str, lexicon: Lexicon) -> tuple[Term, int]:
    for length in range(min(lexicon.longest, len(pieces) - at), 0, -1):
        span = pieces[at : at + length]
        if any(piece.mark for piece in span[1:]):
            continue
        entry = lexicon.phrases.get(tuple(piece.text for piece in span))
        if entry is None or (entry.kind == "verb" and span[0].det):
            continue
        if entry.kind == "act" and length == 1:
            continue
        if entry.kind == "verb" and length == 1 and span[0].text in _auxiliaries(lexicon):
            continue
        kind, plural = entry.kind, "p" in entry.tags and entry.kind == "term"
        if kind == "link" and (entry.key in _MOBILE or entry.key.startswith("every ")):
            kind = "adverb"
        key = entry.key
        if kind == "purpose" and length == 1 and span[0].text in lexicon.small["prepositions"]:
            key = span[0].text
        return _term(kind, key, span)._replace(plural=plural, tags=entry.tags), at + length
    piece = pieces[at]
    return _term(*_single(piece, language, lexicon), [piece]), at + 1


def _auxiliaries(lexicon: Lexicon) -> frozenset[str]:
    small = lexicon.small
    return small["be"] | small["have"] | small["do"]


def _single(piece: Piece, language: str, lexicon: Lexicon) -> tuple[str, str]:
    """The kind and key of a word that no phrase has."""
    text, small = piece.text, lexicon.small
    if text.startswith("=") or (YEAR.fullmatch(text) and not piece.det and piece.written == text):
        return "time", text if text.startswith("=") else f"={text}"
    if text[0].isdigit() or text[0] in "#~":
        return "number", text
    for kind, name in (
        ("be", "be"), ("have", "have"), ("do", "do"), ("neg", "negation"), ("and", "and"), ("or", "or"),
    ):  # fmt: skip
        if text in small[name] and not (kind == "be" and piece.det in {"the", "a"}):
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


def _term(kind: str, key: str, span: list[Piece]) -> Term:
    first, last = span[0], span[-1]
    name = first.written[:1].isupper() or key[0].isdigit() or key[0] == "="
    plural = kind == "word" and key[-1] == "s"
    return Term(
        kind, key, first.mark, first.det, first.at, last.after or last.at + 1, first.depth, plural, name,
        written=" ".join(piece.text for piece in span),
    )  # fmt: skip
