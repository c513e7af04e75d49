"""The forms of a verb in four languages, each with what it can be in a sentence.

Regular conjugation of the third person, which is what statements about texts use, by rule;
what no rule gives stands in the lexicon. A form is a set of letters: s, l, t finite
(singular, plural, either), i infinitive, p participle, g the -ing form or gerund, w future,
c conditional.
"""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["forms", "plural"]

_TAGS = {"part": "p", "ger": "g", "fut": "w", "cond": "c", "inf": "i"}
_VOWELS = "aeiou"

# ending of the infinitive -> (endings, tag); "|" stands between endings
_ENDINGS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "fr": {
        "er": (
            ("e|ait|a", "s"), ("ent|aient|èrent", "l"), ("é|ée|és|ées", "p"), ("ant", "g"),
            ("era|eront", "w"), ("erait|eraient", "c"),
        ),
        "ir": (
            ("it|issait|isse", "s"), ("issent|issaient|irent", "l"), ("i|ie|is|ies", "p"), ("issant", "g"),
            ("ira|iront", "w"), ("irait|iraient", "c"),
        ),
    },
    "es": {
        "ar": (
            ("a|e|ó|aba", "s"), ("an|en|aron|aban", "l"), ("ado|ada|ados|adas", "p"), ("ando", "g"),
            ("ará|arán", "w"), ("aría|arían", "c"),
        ),
        "er": (
            ("e|a|ió|ía", "s"), ("en|an|ieron|ían", "l"), ("ido|ida|idos|idas", "p"), ("iendo", "g"),
            ("erá|erán", "w"), ("ería|erían", "c"),
        ),
        "ir": (
            ("e|a|ió|ía", "s"), ("en|an|ieron|ían", "l"), ("ido|ida|idos|idas", "p"), ("iendo", "g"),
            ("irá|irán", "w"), ("iría|irían", "c"),
        ),
    },
    "pt": {
        "ar": (
            ("a|e|ou|ava", "s"), ("am|em|aram|avam", "l"), ("ado|ada|ados|adas", "p"), ("ando", "g"),
            ("ará|arão", "w"), ("aria|ariam", "c"), ("arem", "i"),
        ),
        "er": (
            ("e|a|eu|ia", "s"), ("em|am|eram|iam", "l"), ("ido|ida|idos|idas", "p"), ("endo", "g"),
            ("erá|erão", "w"), ("eria|eriam", "c"), ("erem", "i"),
        ),
        "ir": (
            ("e|a|iu|ia", "s"), ("em|am|iram|iam", "l"), ("ido|ida|idos|idas", "p"), ("indo", "g"),
            ("irá|irão", "w"), ("iria|iriam", "c"), ("irem", "i"),
        ),
    },
}  # fmt: skip


def forms(lemma: str, language: str, irregular: tuple[str, ...] = ()) -> dict[str, str]:
    """The forms of a verb: {form: letters}. `irregular` are those that the lexicon gives."""
    verb, _, tail = lemma.partition(" ")
    found = dict(_english(verb, irregular) if language == "en" else _romance(verb, language, irregular))
    return {f"{form} {tail}".strip(): tags for form, tags in found.items()}


def plural(noun: str, language: str) -> str:
    """The plural by rule of a singular noun; of a phrase, of its head."""
    words = noun.split()
    # An English head stands last, a Romance one first.
    if language == "en":
        return " ".join([*words[:-1], _english_plural(words[-1])])
    head = words[0]
    if language == "fr":
        head = head if head[-1] in "sxz" else head + "x" if head.endswith("eau") else head + "s"
    else:
        head = _iberian_plural(head, language)
    rest = [
        word if language == "fr" and word[-1] in "sxz" else _agree(word, words, language)
        for word in words[1:]
    ]
    return " ".join([head, *rest])


def _agree(word: str, words: list[str], language: str) -> str:
    """An adjective behind the head takes its number; what follows "of" does not."""
    before = words[1 : words.index(word)]
    if word in _JOINING or (_JOINING - _DENYING) & set(before):
        return word
    return word + "s" if language == "fr" else _iberian_plural(word, language)


_DENYING = frozenset({"no", "non", "não"})
_JOINING = frozenset("de d' du la le l' à a e y et al del para por no não non".split())


def _english_plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _iberian_plural(noun: str, language: str) -> str:
    if language == "pt" and noun.endswith("ção"):
        return noun[:-2] + "ões"
    if language == "pt" and noun.endswith("m"):
        return noun[:-1] + "ns"
    if language == "pt" and noun[-2:] in {"al", "el", "ol", "ul"}:
        return noun[:-1] + "is"
    if noun.endswith("ión"):
        return noun[:-2] + "ones"
    return noun + ("s" if noun[-1] in "aeiouéá" else "es")


def _english(verb: str, irregular: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield verb, "li"
    ends_in_y = verb.endswith("y") and verb[-2:-1] not in _VOWELS
    hissing = verb.endswith(("s", "x", "z", "ch", "sh", "o"))
    yield (verb[:-1] + "ies" if ends_in_y else verb + ("es" if hissing else "s")), "s"
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    past, participle, *progressive = irregular or ("", "")
    yield (progressive[0] if progressive else stem + "ing"), "g"
    if not irregular:
        yield (verb[:-1] + "ied" if ends_in_y else stem + "ed"), "tp"
    elif past == participle:
        yield past, "litp" if past == verb else "tp"
    else:
        yield past, "t"
        yield participle, "pli" if participle == verb else "p"


def _romance(verb: str, language: str, irregular: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield verb, "i"
    reflexive = "-" in verb or (language == "es" and verb.endswith("rse"))
    ending = verb[-2:]
    stem = verb[:-2]
    if not reflexive and len(stem) > 1:  # no rule gives the forms of `ir`, `dar`, `ver`
        for endings, tag in _ENDINGS[language].get(ending, ()):
            for suffix in endings.split("|"):
                yield _spelled(stem, ending, suffix, language), tag
        if language == "fr" and ending == "re":
            yield from ((stem + suffix, "w") for suffix in ("ra", "ront"))
            yield from ((stem + suffix, "c") for suffix in ("rait", "raient"))
    for form in irregular:
        tag, _, rest = form.rpartition(":")
        yield rest, _TAGS[tag] if tag else ("l" if rest.endswith(("nt", "n", "m")) else "s")


def _spelled(stem: str, ending: str, suffix: str, language: str) -> str:
    """The letter before the ending keeps its sound: `encourageait`, `publique`, `exija`."""
    soft = suffix[0] in "eéèií"
    if language == "fr" and ending == "er" and not soft:
        if stem.endswith("g"):
            return stem + "e" + suffix
        if stem.endswith("c"):
            return stem[:-1] + "ç" + suffix
    return stem + suffix
