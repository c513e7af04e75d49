"""Put a fragment into the last question, in the place of what is of its kind.

"What does the ILO say about taxation?" and "the EU" give "What does the EU say about
taxation?". Prepositions and articles that grew together come apart and grow together again:
"em Portugal" and "o Brasil" give "no Brasil".
"""

from __future__ import annotations

import re

from assistant.ellipsis import Fragment, marked
from assistant.mentions import ARTICLES, CONTRACTIONS, TOPIC_PREPOSITIONS, Mention, mentions, tokens, topic
from knowledge.places import places_in
from knowledge.references import kinds_in

__all__ = ["put"]

_BY = {"en": "according to", "fr": "selon", "es": "según", "pt": "segundo"}
_IN = {"en": "in", "fr": "en", "es": "en", "pt": "em"}
# What stands in a question for what a fragment names: the first kind that is there.
_PLACES: dict[str, tuple[str, ...]] = {
    "provision": ("provision",),
    "text": ("text", "body"),
    "body": ("body", "text"),
    "place": ("place",),
    "year": ("year",),
    "name": ("name",),
}
_COUNTRY = {"le": "au", "la": "en", "les": "aux", "l'": "en"}  # "le Portugal" and where it is, in French
_ABOUT = re.compile(rf"(?<!\w)(?:{'|'.join(TOPIC_PREPOSITIONS)})\s+$", re.IGNORECASE)
_GROWN = {(preposition, article): word for word, (preposition, article) in CONTRACTIONS.items()}


def put(fragment: Fragment, last: str, language: str) -> str:
    """The question `last` with `fragment` in the place of its own kind, or appended."""
    if fragment.kind == "how":
        return _appended(last, f", {fragment.text}", language)
    if fragment.mention is not None:
        return _named(fragment, fragment.mention, last, language)
    span = topic(last)
    if fragment.kind == "about":
        bare = fragment.text[len(fragment.preposition) :].strip()
        if span is None:
            return _appended(last, f" {fragment.text}", language)
        behind = _ABOUT.search(last[: span[0]])
        if behind is None:
            return _replaced(last, span, bare, language)
        return _replaced(last, (behind.start(), span[1]), fragment.text, language)
    if span is None:
        return _appended(last, f": {fragment.text}", language)
    return _replaced(last, span, fragment.text, language)


def _named(fragment: Fragment, new: Mention, last: str, language: str) -> str:
    held = mentions(last)
    for role in _PLACES[new.role]:
        for old in held:
            if old.role == role:
                return _exchanged(fragment, new, old, last, language)
    if new.role == "place":
        text = next((one for one in held if one.role == "text"), None)
        where = fragment.text if fragment.preposition else f"{_IN[language]} {_name(fragment, new)}"
        if text is not None and places_in(last[text.start : text.end]):
            return _replaced(
                last, (text.start, text.end), f"{_kind_of(last[text.start : text.end])} {where}", language
            )
        body = next((one for one in held if one.role == "body"), None)
        if body is not None and not fragment.preposition:
            return _replaced(last, (body.whole, body.end), fragment.text, language)
        return _appended(last, f" {where}", language)
    if new.role == "body":
        place = next((one for one in held if one.role == "place" and not one.adjective), None)
        if place is not None:
            return _exchanged(fragment, new, place, last, language)
        return _appended(last, f", {_BY[language]} {fragment.text}", language)
    if new.role in ("name", "text") and (span := topic(last)) is not None:
        return _replaced(last, span, fragment.text, language)
    return _appended(last, f": {fragment.text}", language)


def _exchanged(fragment: Fragment, new: Mention, old: Mention, last: str, language: str) -> str:
    """`new` in the place of `old`, with the article and preposition that it needs."""
    before = last[: old.whole].rstrip()
    if old.adjective:
        where = fragment.text if fragment.preposition else f"{_IN[language]} {_name(fragment, new)}"
        return _appended(_cut(last, old), f" {where}", language)
    if new.role in ("place", "year") and (fragment.preposition or new.role == "place"):
        if fragment.preposition:
            preposition = re.search(
                r"(?:^|\s)(in|en|au|aux|à|dans|em|no|na|nos|nas|within)$", before, re.IGNORECASE
            )
            start = preposition.start(1) if preposition else old.whole
            return _replaced(last, (start, old.end), fragment.text, language)
        return _replaced(last, *_moved(fragment, new, old, last, language), language)
    if not new.lead:  # "and OECD?": what was there keeps its article
        return _replaced(last, (old.start, old.end), _name(fragment, new), language)
    article = new.lead.lower().replace("’", "'")
    grown = CONTRACTIONS.get(old.lead.lower())
    if grown is None:
        return _replaced(last, (old.whole, old.end), _led(new.lead, _name(fragment, new)), language)
    joined = _GROWN.get((grown[0], article))
    lead = joined or f"{grown[0]} {new.lead}"
    return _replaced(last, (old.whole, old.end), _led(lead, _name(fragment, new)), language)


def _moved(
    fragment: Fragment, new: Mention, old: Mention, last: str, language: str
) -> tuple[tuple[int, int], str]:
    """A place without a preposition in the place of one that has it: "au Portugal", "l'Espagne"."""
    name, lead = _name(fragment, new), new.lead.lower().replace("’", "'")
    held = old.lead.lower()
    if language == "pt":
        grown = CONTRACTIONS.get(held)
        start = old.whole
        if grown is None and (match := re.search(r"(?:^|\s)(em)\s+$", last[: old.whole], re.IGNORECASE)):
            grown, start = ("em", ""), match.start(1)
        if grown is not None:
            return (start, old.end), f"{_GROWN.get((grown[0], lead), grown[0])} {name}"
    if language == "fr" and lead in _COUNTRY:
        match = re.search(r"(?:^|\s)(au|aux|en)\s*$", last[: old.start], re.IGNORECASE)
        if match:
            return (match.start(1), old.end), f"{_COUNTRY[lead]} {name}"
    if held in ARTICLES and lead:
        return (old.whole, old.end), _led(new.lead, name)
    return (old.start, old.end), name


def _name(fragment: Fragment, mention: Mention) -> str:
    return fragment.text[mention.start : mention.end]


def _kind_of(text: str) -> str:
    """The kind of a text without its country and year: "Spanish law of 2011" -> "law"."""
    return next((word.text for word in tokens(text) if kinds_in(word.text)), text)


def _led(lead: str, name: str) -> str:
    return f"{lead}{name}" if lead[-1] in "'’" else f"{lead} {name}"


def _cut(last: str, old: Mention) -> str:
    """`last` without an adjective."""
    return f"{last[: old.start].rstrip()} {last[old.end :].lstrip()}"


def _replaced(last: str, span: tuple[int, int], new: str, language: str) -> str:
    return marked(_bare(last[: span[0]] + new + last[span[1] :]), language)


def _appended(last: str, new: str, language: str) -> str:
    return marked(f"{_bare(last)}{new}", language)


def _bare(question: str) -> str:
    return question.strip().strip("¿?! \u00a0\u202f.").strip()
