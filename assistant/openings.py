"""An opening that names the heading a source stands under: "On public procurement, the EU asks …".

A model likes to begin with what was asked. The heading of a provision says what all of it is
about, so an opening that has the words of the heading, all of them and no other, adds nothing to
what stands below. One that has only some might join two matters of one heading: it stays.
"""

from __future__ import annotations

import re

from knowledge.languages import content_words

__all__ = ["below_heading"]

_TOPIC = r"(?P<topic>[^\W\d][^,.;:!?()\[\]\d]{1,80}?)\s*,\s+(?P<rest>\S.*)"
_OPENINGS = {
    language: re.compile(
        rf"\s*(?:{words})(?:\s+|(?<=['’]))(?:{articles})?{_TOPIC}", re.IGNORECASE | re.DOTALL
    )
    for language, words, articles in (
        (
            "en",
            r"on|regarding|concerning|as for|as regards|with regard to|with respect to|in the (?:area|field) of",
            r"the ",
        ),
        (
            "fr",
            r"sur|concernant|s['’]agissant d[eu]s?|s['’]agissant|en ce qui concerne|en matière d[e'’]|quant (?:à|aux?)",
            r"les? |la |l['’]",
        ),
        (
            "es",
            r"sobre|en cuanto al?|respecto (?:al?|del?)|en materia de|en lo que respecta al?|acerca del?",
            r"el |los |las? ",
        ),
        (
            "pt",
            r"sobre|(?:quanto|relativamente|no que (?:respeita|toca)) (?:aos?|às?)|em matéria de|acerca d[aeo]s?",
            r"os? |as? ",
        ),
    )
}
# "On no account", "sur aucun point": what denies or limits is no topic.
_LIMITS = re.compile(
    r"\b(?:no|not|none|only|some|any|sans|aucun\w*|pas|seul\w*|ningun\w*|ningún|solo|sólo|sin|nenhum\w*|apenas|sem|exclu\w*)\b",
    re.IGNORECASE,
)


def below_heading(sentence: str, heading: str, language: str) -> str:
    """The sentence without an opening that names `heading`; "" where it has none.

    Args:
        language: two-letter code of both.
    """
    opening = _OPENINGS.get(language)
    match = opening.match(sentence) if opening and heading else None
    if match is None or _LIMITS.search(match["topic"]):
        return ""
    named = sorted(content_words(match["topic"]))
    return match["rest"] if named and named == sorted(content_words(heading)) else ""
