"""Whether two terms say the same: same word or word of equal strength, same number, voice, modal."""

from __future__ import annotations

from functools import lru_cache

from assistant.paraphrase.lexicon import Lexicon
from assistant.paraphrase.terms import Term

__all__ = ["NOMINAL", "equal", "root"]

NOMINAL = frozenset({"word", "term", "number", "act"})


def equal(one: Term, other: Term, lexicon: Lexicon) -> bool:
    """Whether two terms say the same, with the same article, number, voice, modal and negation."""
    if "including" in {one.key, other.key} and {one.kind, other.kind} == {"link", "verb"}:
        verb = one if one.kind == "verb" else other
        return verb.key in {"include", "inclure", "comprendre", "incluir"} and ("ger", "active") in verb.roles
    verbal = {"verb", "act"}
    if one.kind in verbal and other.kind in verbal:
        if one.key != other.key or one.modal != other.modal or one.negated != other.negated:
            return False
        if one.kind == other.kind == "act":
            return _articles_agree(one, other, lexicon)
        if "act" in {one.kind, other.kind}:
            verb = one if one.kind == "verb" else other
            return ("ger", "active") in verb.roles
        return bool(one.roles & other.roles)
    if one.kind in verbal or other.kind in verbal:
        return False
    if one.kind != other.kind or one.negated != other.negated:
        return {one.kind, other.kind} == {"time", "number"} and one.key.lstrip("=") == other.key.lstrip("=")
    if one.kind in {"number", "time"}:
        loose = one.kind == "number" and lexicon.language == "en"
        return one.key == other.key and (loose or _articles_agree(one, other, lexicon))
    if one.key == other.key:
        plain = one.kind not in {"word", "term"}
        return plain or (one.plural == other.plural and _articles_agree(one, other, lexicon))
    if one.kind == "word" and lexicon.language != "en" and not (one.name and other.name):
        same = root(one.key, lexicon.language) == root(other.key, lexicon.language)
        return same and one.plural == other.plural and _articles_agree(one, other, lexicon)
    return False


@lru_cache(maxsize=16384)
def root(word: str, language: str) -> str:
    """A noun or adjective without the ending of its number and, in Romance languages, its gender."""
    if language == "en":
        return word.removesuffix("s")
    if word.endswith("aux"):
        return word[:-2] + "l"
    word = word.removesuffix("s")
    return word[:-1] if len(word) > 4 and word[-1] in "eao" else word


def _articles_agree(one: Term, other: Term, lexicon: Lexicon) -> bool:
    articles = {one.det, other.det}
    if len(articles) == 1 or articles == {"the", "this"}:
        return True
    # In English, "Member States" and "the Member States"; and "members" are also "the members".
    english = lexicon.language == "en"
    named = one.kind in {"term", "act"} or (one.name and other.name) or (one.det == "the" and one.plural)
    return english and articles == {"", "the"} and named
