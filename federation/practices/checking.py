"""What keeps a practice card from being shared: field by field, told in the reader's language.

Hidden characters, markup and addresses inside a text are refused rather than cleaned away: what
a member signs is what a reader sees. Where the corpus has a rule already (themes, licences,
longest section and sentence, addresses of sites), it is that rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from federation.clock import now
from federation.practices.card import CARD_LICENCES, KINDS, MOST, Card, CardText, tidy
from knowledge.corpus.check import MAX_WORDS
from knowledge.corpus.loader import MAX_SECTION
from knowledge.languages import LANGUAGES, detect
from knowledge.sentences import split
from knowledge.text import clean
from knowledge.themes import THEMES

__all__ = ["LENGTHS", "Problem", "problems", "text_problem"]

# Fewest and most characters of each text.
LENGTHS = {
    "organisation": (2, 120), "title": (8, 160), "activity": (80, MAX_SECTION), "result": (15, 400),
    "source": (10, 300), "contact": (0, 120),
}  # fmt: skip
_FIRST_YEAR = 1800
_COMBINING = 3  # marks on one letter; languages with more are written in other scripts than these four
_MARKUP = re.compile(
    r"<\s*[a-zA-Z/!?]|&(?:[a-z]{2,8}|#\d+|#x[0-9a-f]+);|```|~~~|\]\s*\(|!\[|\*\*|__\w|\{\{|\}\}|\{%|\$\(|\\[a-z]+\{"
    r"|^\s*(?:#|\+\+\+|---|[|>*`])|^\s*(?:reported_by|confidence)\s*:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|coop|info|io|eu|fr|es|pt|br)/", re.IGNORECASE)
_SOURCE = re.compile(
    r"https?://(?P<host>[a-z0-9.-]+\.[a-z]{2,24})(?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE
)
_UNSAFE = frozenset("\"'<>\\^`{|}")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `where` is its field, `code` names its wording in `federation.practices.wording`."""

    where: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


def problems(card: Card) -> list[Problem]:
    """Everything that keeps the card from being shared; none for a good one."""
    found = [
        *_named("organisation", card.organisation, "organisation"),
        *_chosen("country", bool(_COUNTRY.fullmatch(card.country)), "country", value=card.country),
        *_chosen("kind", card.kind in KINDS, "choice", value=card.kind, choices=", ".join(KINDS)),
        *_chosen("licence", card.licence in CARD_LICENCES, "choice",
                 value=card.licence, choices=", ".join(CARD_LICENCES)),
        *_themes(card), *_sources(card), *_results(card), *_contact(card.contact),
    ]  # fmt: skip
    if not card.texts:
        found.append(Problem("text", "no_text", {"choices": ", ".join(LANGUAGES)}))
    for code, text in card.texts.items():
        found += _text(code, text, len(card.results))
    return found


def text_problem(text: str, kind: str, language: str = "") -> tuple[str, dict[str, object]] | None:
    """What is wrong with one text as `(code, values)`, or None. `kind` is a key of `LENGTHS`."""
    least, most = LENGTHS[kind]
    if clean(text) != unicodedata.normalize("NFC", text) or _piled(text) or not text.isprintable():
        return "hidden", {}
    if not least <= len(tidy(text)) <= most:
        return "length", {"count": len(tidy(text)), "least": least, "most": most}
    if kind in ("source", "contact"):
        return None
    if _MARKUP.search(text):
        return "markup", {}
    if _ADDRESS.search(text):
        return "address", {}
    if kind != "organisation" and not any(char.isalpha() for char in text):
        return "length", {"count": 0, "least": least, "most": most}
    if kind == "activity" and language and detect(text, language) != language:
        return "language", {"found": detect(text, language), "given": language}
    spans = split(text, language or "en")
    if any(len(text[start:end].split()) > MAX_WORDS for start, end in spans):
        return "sentence", {"most": MAX_WORDS}
    return None


def source_problem(address: str) -> tuple[str, dict[str, object]] | None:
    """What is wrong with the address of a source, or None."""
    if problem := text_problem(address, "source"):
        return problem
    if not _SOURCE.fullmatch(address) or set(address) & _UNSAFE:
        return "source", {"value": address}
    return None


def _named(name: str, text: str, kind: str, language: str = "") -> Iterator[Problem]:
    if problem := text_problem(text, kind, language):
        yield Problem(name, *problem)


def _chosen(name: str, good: bool, code: str, **values: object) -> Iterator[Problem]:
    if not good:
        yield Problem(name, code, values)


def _themes(card: Card) -> Iterator[Problem]:
    if not 1 <= len(card.themes) <= MOST["themes"] or len(set(card.themes)) < len(card.themes):
        yield Problem("themes", "count", {"count": len(set(card.themes)), "least": 1, "most": MOST["themes"]})
    for theme in card.themes:
        yield from _chosen("themes", theme in THEMES, "choice", value=theme, choices=", ".join(THEMES))


def _sources(card: Card) -> Iterator[Problem]:
    if not 1 <= len(card.sources) <= MOST["sources"]:
        yield Problem("sources", "count", {"count": len(card.sources), "least": 1, "most": MOST["sources"]})
    for address in card.sources:
        if problem := source_problem(address):
            yield Problem("sources", *problem)


def _results(card: Card) -> Iterator[Problem]:
    this_year = now().year
    if not 1 <= len(card.results) <= MOST["results"]:
        yield Problem("results", "count", {"count": len(card.results), "least": 1, "most": MOST["results"]})
    for number, result in enumerate(card.results, 1):
        name = f"results {number}"
        if not _FIRST_YEAR <= result.year <= this_year:
            yield Problem(name, "year", {"value": result.year, "least": _FIRST_YEAR, "most": this_year})
        yield from _chosen(name, result.source in card.sources, "not_a_source", value=result.source)


def _contact(contact: str) -> Iterator[Problem]:
    if problem := text_problem(contact, "contact"):
        yield Problem("contact", *problem)
    elif contact and not _CONTACT.fullmatch(contact) and source_problem(contact):
        yield Problem("contact", "contact", {"value": contact})


def _text(code: str, text: CardText, results: int) -> Iterator[Problem]:
    name = f"text.{code}"
    if code not in LANGUAGES:
        yield Problem(name, "choice", {"value": code, "choices": ", ".join(LANGUAGES)})
        return
    yield from _named(f"{name}.title", text.title, "title", code)
    yield from _named(f"{name}.activity", text.activity, "activity", code)
    if len(text.results) != results:
        yield Problem(f"{name}.results", "uneven", {"count": len(text.results), "wanted": results})
    for number, result in enumerate(text.results, 1):
        yield from _named(f"{name}.results {number}", result, "result", code)
    if text.results and not any(char.isdigit() for result in text.results for char in result):
        yield Problem(f"{name}.results", "figure", {})


def _piled(text: str) -> bool:
    """Whether a letter carries a pile of marks, which runs over the lines above and below."""
    run = 0
    for char in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(char) else 0
        if run >= _COMBINING:
            return True
    return False
