"""A question made ready for search: acronyms of the field spelt out, a definition asked for.

"What is the SSE?" has one content word that says little to an embedder. With the name beside
it the question finds what the name would, and with the word "definition" what defines it
rather than whatever praises it.
"""

from __future__ import annotations

import re

from knowledge.text import fold

__all__ = ["asks_what_it_is", "expand"]

_ENGLISH = "social and solidarity economy"
# One acronym in three languages, with three names.
_ROMANCE = {"es": "economía social y solidaria", "pt": "economia social e solidária"}
_FRENCH = "économie sociale et solidaire"
_ANY = re.compile(r"\b(SSE|ESS)\b")


# "What is the SSE?", not "What is the deadline for strategies?": a short question about a thing.
_WHAT_IS = re.compile(
    r"\W*(?:what(?: is|'s|’s| are)|qu(?:'|’)est-ce que?|c(?:'|’)est quoi|¿?qu[eé] (?:es|son)|o que (?:é|são))\b\s*"
    r"(?:(?:the|an?|la|le|les|l(?:'|’)|el|los|las|o|os|as)\b\s*)?(?P<thing>[^?]{2,60}?)\W*",
    re.IGNORECASE,
)
_DEFINITION = {"en": "definition", "fr": "définition", "es": "definición", "pt": "definição"}
_THING_WORDS = 6


def expand(query: str, language: str) -> str:
    """`query` with each acronym followed by its name; "what is …?" as "definition: …".

    Only what the field is about is asked for as a definition; other questions keep their words.
    """

    def name(match: re.Match[str]) -> str:
        return _ENGLISH if match[1] == "SSE" else _ROMANCE.get(language, _FRENCH)

    def spelt(match: re.Match[str]) -> str:
        return match[1] if fold(name(match)) in fold(query) else f"{match[1]} ({name(match)})"

    what = _WHAT_IS.fullmatch(query)
    if what and len(what["thing"].split()) <= _THING_WORDS:
        thing = _ANY.sub(name, what["thing"])  # the name alone: the acronym finds what is said of the word
        if _names_the_field(thing):
            return f"{_DEFINITION.get(language, _DEFINITION['en'])}: {thing}"
    return _ANY.sub(spelt, query)


def asks_what_it_is(expanded: str, query: str) -> bool:
    """Whether `expand` made a question for a definition of the field out of `query`."""
    return expanded != query and expanded.startswith(tuple(f"{word}: " for word in _DEFINITION.values()))


def _names_the_field(text: str) -> bool:
    """Whether the thing is the social (and solidarity) economy, or an enterprise of it."""
    return bool(
        re.search(
            r"\b(?:social|solida)\w*\W+(?:\w+\W+){0,3}(?:econom|enterpris)|econom\w+ (?:social|solida)|"
            r"entreprises? social|empresas? socia",
            fold(text),
        )
    )
