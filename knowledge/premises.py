"""Premise check: does the library hold what a question takes for granted?

"The UN resolution of 2021" and "Article 12 of the 2019 Convention" score as high as
questions about texts that exist: no similarity tells them apart. So every reference of a
question is resolved against the texts of the library: known, unknown (then the nearest real
ones are named), or a known text without the provision that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.bodies import issuers_in
from knowledge.catalogue import Catalogue, Text
from knowledge.places import countries_in
from knowledge.references import ONE_TEXT, PROVISIONS, Reference, kinds_in, read_reference
from knowledge.text import fold

__all__ = ["Premise", "check_premise"]

_NEAREST = 4  # real texts or provisions named in place of one that is not there
# "What does paragraph 5 say": `para` also stands for operative paragraphs and points.
_ALSO = {"para": ("para", "op", "point", "pp"), "art": ("art",)}
_SAYS = re.compile(
    r"\b(?:says?|said|recommends?|recommended|defines?|adopt(?:s|ed)?|demands?|calls? for|position of|views? of|"
    r"according to|dit|disent|recommandent?|definit|adopte|preconise|demande|position d|selon|d.apres|"
    r"dice|dicen|recomienda|define|adopto|pide|posicion de|segun|diz|dizem|recomenda|adotou|adoptou|pede|posicao d|segundo)\b"
)
_ARTICLES = {"en": "the", "fr": "la|le|l|de la|du", "es": "la|el|del", "pt": "a|o|da|do|na|no"}


@dataclass(frozen=True, slots=True)
class Premise:
    """What became of a question's references.

    Attributes:
        documents: ids of the texts that are meant; empty where none is named.
        texts: the same, one set for each body or text that is named.
        exact: a particular text is cited by its symbol, number or year.
        unknown: what the question names and the library does not hold, or None.
        missing: a provision that the named text lacks, or "".
        nearest: ids of the nearest real texts (for `unknown`), or the pinpoints that the
            text has (for `missing`).
    """

    documents: frozenset[str] = frozenset()
    texts: tuple[frozenset[str], ...] = ()
    exact: bool = False
    unknown: Reference | None = None
    missing: str = ""
    nearest: tuple[str, ...] = ()


def check_premise(question: str, catalogue: Catalogue, language: str = "en") -> Premise:
    """Resolve the references of a question against the texts of a library.

    A text is unknown where the question gives a symbol or number that no document has,
    names only bodies that no document is of, gives a kind of text with a year or date that
    no document of that body is of, or speaks of a body's kind of text that it has none of.
    A year alone says nothing: it may be any date.
    """
    if not catalogue.texts:
        return Premise()
    reference = read_reference(question)
    named = catalogue.named(question)
    unknown = _unknown(question, reference, catalogue, named, language)
    if unknown:
        return Premise(unknown=unknown, nearest=_nearest(unknown, catalogue))
    groups, exact = _groups(question, reference, catalogue, named)
    fitting = [text for text in catalogue.texts if any(text.id in group for group in groups)]
    missing = next(
        (
            f"{kind}:{number}"
            for kind, number in sorted(reference.provisions)
            if fitting and not _has(fitting, kind, number) and not _cited(fitting, kind, number)
        ),
        "",
    )
    nearest = _pinpoints(fitting, missing.partition(":")[0]) if missing else ()
    return Premise(frozenset(text.id for text in fitting), tuple(groups), exact, None, missing, nearest)


def _unknown(
    question: str, reference: Reference, catalogue: Catalogue, named: Sequence[Text], language: str
) -> Reference | None:
    """The part of a reference that no text of the library answers to, or None."""
    names = sorted(reference.symbols | reference.numbers)
    strange = [
        name for name in names if not any(_mentions(text, name, reference.kinds) for text in catalogue.texts)
    ]
    if strange:
        return Reference(reference.issuers, reference.kinds, symbols=frozenset(strange[:1]))
    if named:
        if reference.dates and not any(reference.dates & text.dates for text in named):
            return Reference(reference.issuers, reference.kinds, dates=reference.dates)
        return None
    texts = [text for text in catalogue.texts if text.kind != "practice"]
    if reference.issuers and not reference.issuers & catalogue.bodies:
        # What a body says is in its own texts; what others say of it is no answer.
        heard = _SAYS.search(fold(question)) and reference.issuers <= issuers_in(question)
        spoken_of = not heard and any(
            _speaks_of(text, issuer) for text in catalogue.texts for issuer in reference.issuers
        )
        return None if spoken_of else Reference(reference.issuers, reference.kinds, reference.years)
    bodies, kinds = reference.issuers, reference.kinds
    # A law of 2019 is no convention of 2019; of a body's texts the year says which, whatever it is called.
    theirs = [text for text in texts if (bodies & text.issuers if bodies else kinds & text.kinds)]
    if reference.kinds and reference.years:
        dated = [text for text in theirs if text.year in reference.years]
        if not dated:
            return Reference(reference.issuers, reference.kinds, reference.years)
        if reference.dates and not any(reference.dates & text.dates for text in dated):
            return Reference(reference.issuers, reference.kinds, dates=reference.dates)
    exact = reference.years or reference.symbols or reference.numbers
    of_no_text = bodies and kinds and not any(kinds & text.kinds for text in theirs)
    if of_no_text and not exact and _definite(question, language):
        return Reference(bodies, kinds)
    return None


def _groups(
    question: str, reference: Reference, catalogue: Catalogue, named: Sequence[Text]
) -> tuple[list[frozenset[str]], bool]:
    """A set of ids for each body or text that is named, and whether a particular text is."""
    countries = countries_in(question)
    cited = [text for text in catalogue.texts if _is_called(text, reference)]
    cited += [text for text in catalogue.texts if text.id.startswith("l-") and countries & text.issuers]
    cited = list(dict.fromkeys(cited))
    exact = cited + [text for text in named if text not in cited]
    groups = [frozenset({text.id}) for text in exact]
    covered = frozenset().union(*(text.issuers for text in exact)) if exact else frozenset()
    by_year = False
    for issuer in sorted(reference.issuers - covered):
        theirs = [text for text in catalogue.texts if text.kind != "practice" and issuer in text.issuers]
        dated = [text for text in theirs if text.year in reference.years and reference.kinds]
        by_year |= bool(dated)
        if theirs:
            groups.append(frozenset(text.id for text in dated or theirs))
    return groups, bool(cited) or by_year


def _nearest(unknown: Reference, catalogue: Catalogue) -> tuple[str, ...]:
    """Ids of the real texts nearest to one that is not there: its body's, then its kind's."""
    year = max(unknown.years, default=0) or int(max(unknown.dates, default="0")[:4])

    def distance(text: Text) -> tuple[bool, bool, bool, int]:
        main = not text.id.startswith(("c-", "l-"))
        far = abs(text.year - year) if year else 0
        return not unknown.issuers & text.issuers, not unknown.kinds & text.kinds, not main, far

    texts = [text for text in catalogue.texts if text.kind != "practice"]
    if unknown.issuers & catalogue.bodies:
        texts = [text for text in texts if unknown.issuers & text.issuers]
    elif any(unknown.kinds & text.kinds for text in texts):
        texts = [text for text in texts if unknown.kinds & text.kinds]
    return tuple(text.id for text in sorted(texts, key=distance)[:_NEAREST])


def _definite(question: str, language: str) -> bool:
    """Whether one particular text is spoken of: "the ILO convention", not "a convention"."""
    articles = _ARTICLES.get(language, _ARTICLES["en"])
    return bool(re.search(rf"\b(?:{articles})\W*(?:\w+\W+){{0,2}}?(?:{ONE_TEXT})\b", fold(question)))


def _mentions(text: Text, name: str, kinds: frozenset[str]) -> bool:
    """Whether a symbol or number stands in the text, of itself or of a text it cites.

    A bare number ("Convention 199") counts beside its kind of text only: 199 may be anything.
    """
    parts = (part for one in text.versions for part in (one.symbol, one.body, *one.aliases))
    # The plain search first: it is 50 times as fast, and mostly says no.
    found = (part for part in parts if name in part and _has_name(part, name))
    if not name.isdigit() or not kinds:
        return any(True for _ in found)
    beside = re.compile(rf"(.{{0,40}})(?<!\d){name}(?!\d)", re.DOTALL)
    return any(kinds & kinds_in(match[1]) for part in found for match in beside.finditer(part))


def _is_called(text: Text, reference: Reference) -> bool:
    """Whether the text's own symbol is the one that is named, or has the number of its kind of text."""
    names = reference.symbols | (reference.numbers if reference.kinds & text.kinds else frozenset())
    return any(_has_name(text.symbol, name) for name in names)


def _has_name(part: str, name: str) -> bool:
    """Whether a symbol or number stands in `part` by itself: 77/28 is not in A/RES/77/281."""
    return bool(re.search(rf"(?<!\d){re.escape(name)}(?!\d)", part))


def _speaks_of(text: Text, issuer: str) -> bool:
    """Whether a provision tells of a country's law, or of a body, that no text here is of."""
    document = text.versions[0]
    for provision in document.provisions:
        said = document.body[provision.start : provision.end]
        if issuer in issuers_in(said):
            return True
        if "law" in kinds_in(said) and (issuer == document.country or issuer in countries_in(said)):
            return True
    return False


def _has(texts: Iterable[Text], kind: str, number: int) -> bool:
    """Whether one of the texts has the provision."""
    return any(
        number in range(first, last + 1)
        for text in texts
        for name, first, last in _numbered(text)
        if name in _ALSO.get(kind, (kind,))
    )


def _numbered(text: Text) -> Iterable[tuple[str, int, int]]:
    for document in text.versions:
        for provision in document.provisions:
            name, _, value = provision.pinpoint.partition(":")
            numbers = [int(number) for number in re.findall(r"\d+", value.split("(")[0].split(".")[0])]
            if numbers:
                yield name, numbers[0], numbers[-1]


def _cited(texts: Iterable[Text], kind: str, number: int) -> bool:
    """Whether one of the texts speaks of that provision of another: "Article 12 of its Constitution"."""
    pattern = re.compile(rf"\b(?:{PROVISIONS[kind]})\s*(?:n\W{{0,3}})?{number}\b")
    return any(
        str(number) in document.body and pattern.search(fold(document.body))
        for text in texts
        for document in text.versions
    )


def _pinpoints(texts: Sequence[Text], kind: str) -> tuple[str, ...]:
    """Numbered pinpoints that the texts have, of the kind that was asked for if there are any."""
    found = list(
        dict.fromkeys(
            provision.pinpoint
            for text in texts
            for document in text.versions
            for provision in document.provisions
            if re.search(r":\d", provision.pinpoint)
        )
    )
    same = [pinpoint for pinpoint in found if pinpoint.partition(":")[0] in _ALSO.get(kind, (kind,))]
    return tuple((same or found)[: 2 * _NEAREST])
