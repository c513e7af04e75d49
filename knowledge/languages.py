"""Languages: which one a text is in, its function words and its stemmer.

Detection costs no model: function words and letters that only one of the four languages
uses are counted. It decides only on clear evidence, so that a bare name or an acronym
keeps the language of the interface.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from knowledge.text import fold, words

if TYPE_CHECKING:
    import Stemmer

__all__ = [
    "LANGUAGES",
    "STOPWORDS",
    "base",
    "content_words",
    "detect",
    "interface_language",
    "is_function_word",
    "stemmer",
]

LANGUAGES = ("en", "fr", "es", "pt")
_LOCALE = ("SSE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides

# fmt: off
STOPWORDS: dict[str, frozenset[str]] = {
    "en": frozenset("""a about all also an and any are as at be been between both but by can could did do does
        for from give had has have how i if in into is it its may me more most must my no not of on one only or
        other our shall should so some such than that the their them then there these they this those to under
        up was we were what when where which who whom whose why will with would you your""".split()),
    "fr": frozenset("""a au aux avec ce ceci cela ces cet cette comme comment combien d dans de depuis des donc dont
        donnez du elle elles en entre est et etait ete etre eu fait faut il ils ici j je l la le les leur leurs lors
        lui ma mais me mes moi mon n ne ni nos notre nous on ont ou où par pas peut plus pour pourquoi puis
        qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont sous sur t ta te tes
        toi ton tous tout toute toutes tu un une vers vos votre vous y à ça""".split()),
    "es": frozenset("""a al algo algun alguna ante antes como con contra cual cuales cuando cuanto cuanta cuantos
        cuantas de del desde donde dos e el ella ellas ellos en entre era es esa ese eso esta estas este esto
        estos fue ha han hasta hay la las le les lo los mas me mi muy no nos o otra otro para pero por porque
        puede puedo que quien quienes se ser si sin sobre son su sus también tiene tu un una uno unos y ya""".split()),
    "pt": frozenset("""a ao aos as até com como da das de dela dele deles depois do dos e ela elas ele eles em
        entre era essa esse esta este estes eu foi foram ha há isso isto já lhe mais mas me mesmo meu minha muito
        na nas não nem no nos num numa o onde os ou para pela pelas pelo pelos pode podem por porque posso qual
        quais quando quanto quantos quantas que quem se sem ser seu seus só sobre são sua suas também te tem têm
        um uma umas uns você""".split()),
}
# fmt: on
_FOLDED = {code: frozenset(fold(word) for word in stop) for code, stop in STOPWORDS.items()}
_ALL_FOLDED = frozenset().union(*_FOLDED.values())

# Letters and endings that point to one of the four, with a weight each.
_MARKS: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("es", re.compile(r"[¿¡ñ]"), 2.0),
    ("es", re.compile(r"\b\w+(?:ción|ciones|dad|dades|miento)\b"), 1.0),
    ("pt", re.compile(r"[ãõ]|ções\b|ção\b|\bé\b"), 2.0),
    ("pt", re.compile(r"\b\w+(?:dade|dades|mento|nh[ao]s?|lh[ao]s?)\b"), 0.7),
    ("pt", re.compile(r"\b\w+(?:ári[ao]s?|[êâ]nci[ao]s?|[áí]vel|ês|õe[sm]?)\b"), 1.2),
    ("fr", re.compile(r"[èëîïœùû]|ê(?!s\b|m\b|nci|\b)|\b(?:[cdjlmnst]|qu)['’]"), 1.5),
    ("fr", re.compile(r"\b\w+(?:tion|tions|ité|ités|eux|aire|aires|ment)\b"), 0.4),
    ("en", re.compile(r"\b\w+(?:ing|tion|tions|ness|ity|ies|ed)\b"), 0.4),
    ("en", re.compile(r"\b(?:the|of|what|which|does)\b"), 0.6),
)


def base(code: str) -> str:
    """The bare code of a language tag: `pt-BR` -> `pt`; "" -> `und` (undetermined)."""
    return code.replace("_", "-").split("-")[0].strip().lower() or "und"


def detect(text: str, default: str = "en") -> str:
    """The language of `text` among en, fr, es, pt, or `default` where that is not clear.

    Function words, typical letters and endings vote; the winner must lead by a clear
    margin. Measured in `tests/unit/knowledge/test_languages.py` on parallel sentences.
    """
    lowered = text.lower()
    tokens = [fold(word) for word in words(lowered)]
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for token in tokens:
        sharing = [code for code in LANGUAGES if token in _FOLDED[code]]
        for code in sharing:
            # A word of one language alone says four times what a word shared by four does.
            scores[code] += 1.0 / len(sharing)
    for code, pattern, weight in _MARKS:
        scores[code] += weight * len(pattern.findall(lowered))
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    (best, top), (_, second) = ranked[0], ranked[1]
    return best if top >= 0.75 and top - second >= 0.3 else default


def interface_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the interface: `SSE_LANG`, else the setting, else the locale's, else English.

    Args:
        environment: the variables to look at alone, settings left aside; the process's and the
            settings where it is not given.
    """
    variables = os.environ if environment is None else environment
    chosen = next((variables[name] for name in _LOCALE if variables.get(name)), "")
    if environment is None and not variables.get("SSE_LANG"):
        from knowledge.settings import load

        chosen = load().language or chosen
    code = base(chosen)
    return code if code in LANGUAGES else "en"


def is_function_word(word: str, language: str | None = None) -> bool:
    """Whether `word` is a function word of `language`, or of any of the four without one."""
    return fold(word) in (_ALL_FOLDED if language is None else _FOLDED.get(language, frozenset()))


def content_words(text: str) -> list[str]:
    """The folded words of `text` that are function words of none of the four languages."""
    return [token for word in words(text) if len(token := fold(word)) > 1 and token not in _ALL_FOLDED]


_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@cache
def stemmer(language: str) -> Stemmer.Stemmer | None:
    """The Snowball stemmer of `language`, or None where Snowball has none."""
    import Stemmer

    name = _SNOWBALL.get(base(language))
    return Stemmer.Stemmer(name) if name else None
