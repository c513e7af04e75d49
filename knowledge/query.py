"""A question made ready for search: acronyms of the field spelt out, a definition or a topic asked for.

"What is the SSE?" has one content word that says little to an embedder. With the name beside
it the question finds what the name would, and with the word "definition" what defines it
rather than whatever praises it. "What do the texts say on housing?" asks for housing: searched
as it stands it finds what is said of texts.
"""

from __future__ import annotations

import re

from knowledge.text import fold

__all__ = ["asks_the_texts", "asks_what_it_is", "expand", "names_topic"]

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
# "What do the (international) texts say on housing?", in folded words; the topic is what remains.
_SAID_ON = re.compile(
    r"\W*(?:and |et |y |e )?(?:"
    r"what (?:do|does|did) (?:(?:the|these|those|all) )?(?:\w+ )?texts? (?:say|state|tell(?: us)?|mention|recogni[sz]e|provide)"
    r" (?:about|on|regarding|concerning|of|for|with regard to)|"
    r"(?:qu'est-ce que |ce que |que )disent (?:tous )?(?:les |ces )?textes(?: internationaux)? "
    r"(?:sur|de|du|des|d'|a propos d[eu]s?|concernant|au sujet d[eu]s?|en matiere de)|"
    r"(?:que|lo que) dicen (?:todos )?(?:los |estos )?textos(?: internacionales)? "
    r"(?:sobre|acerca del?|respecto a(?: l[ao]s?)?|del?)|"
    r"(?:o )?que dizem (?:todos )?(?:os |estes )?textos(?: internacionais)? "
    r"(?:sobre|acerca d[eao]s?|a respeito d[eao]s?|d[eao]s?)"
    r")\s+(?P<topic>[^?]{2,80}?)\W*"
)
_ARTICLE = re.compile(r"(?:the|les?|la|los|las|el|os|as|o|a|l')\b\s*(?=\w)")
# A topic is put in a few words and asks nothing; what begins so is a question or an order.
_TOPIC_WORDS = 5
_ASKS = re.compile(
    r"\W*(?:who|what|which|when|where|why|how|is|are|does|do|did|can|could|should|must|may|has|have|give|list|show|tell|compare|"
    r"qu[ei]?|quels?|quelles?|quand|ou|pourquoi|comment|combien|est|sont|peut|peuvent|doit|doivent|donnez|cite[rz]?|"
    r"quien|quienes|cual|cuales|cuando|donde|por|como|cuantos?|cuantas?|es|son|puede|pueden|debe|deben|dame|"
    r"quem|qual|quais|quando|onde|quantos?|quantas?|o que|sao|pode|podem|deve|devem|liste)\b"
)
_DEFINITION = {"en": "definition", "fr": "définition", "es": "definición", "pt": "definição"}
_THING_WORDS = 6


def expand(query: str, language: str) -> str:
    """`query` with each acronym followed by its name; "what is …?" as "definition: …".

    Only what the field is about is asked for as a definition; a question for what the texts say on
    a topic is searched as the topic; other questions keep their words.
    """

    def name(match: re.Match[str]) -> str:
        return _ENGLISH if match[1] == "SSE" else _ROMANCE.get(language, _FRENCH)

    def spelt(match: re.Match[str]) -> str:
        return match[1] if fold(name(match)) in fold(query) else f"{match[1]} ({name(match)})"

    query = _topic_asked(query) or query
    what = _WHAT_IS.fullmatch(query)
    if what and len(what["thing"].split()) <= _THING_WORDS:
        thing = _ANY.sub(name, what["thing"])  # the name alone: the acronym finds what is said of the word
        if _names_the_field(thing):
            return f"{_DEFINITION.get(language, _DEFINITION['en'])}: {thing}"
    return _ANY.sub(spelt, query)


def asks_the_texts(query: str) -> bool:
    """Whether the query is for what the texts say on a topic: "what do the texts say on housing?"."""
    return bool(_topic_asked(query))


def names_topic(query: str) -> bool:
    """Whether the query is for a topic, "housing" or "what do the texts say on housing?", and asks nothing of it."""
    if asks_the_texts(query):
        return True
    words = query.split()
    return 0 < len(words) <= _TOPIC_WORDS and "?" not in query and not _ASKS.match(fold(query))


def _topic_asked(query: str) -> str:
    """What remains of "what do the texts say on housing?": "housing"; "" for another question."""
    folded = fold(query).replace("’", "'")
    match = _SAID_ON.fullmatch(folded)
    if match is None or len(folded) != len(query):
        return match["topic"] if match else ""
    start, end = match.span("topic")
    article = _ARTICLE.match(folded, start, end)
    return query[article.end() if article else start : end]


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
