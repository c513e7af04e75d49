"""What a search can be narrowed to: which choices the library offers, and what they leave.

Reading the passages takes some milliseconds in a large library, so `choices_of` and
`remaining` belong in a thread.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tui.i18n import NAMES, _, ngettext
from tui.i18n import language as interface

if TYPE_CHECKING:
    from collections.abc import Collection

    from knowledge.filters import Filters
    from knowledge.retriever import Retriever

__all__ = [
    "Choices",
    "Remaining",
    "Text",
    "choices_of",
    "filters_in_words",
    "kind_name",
    "language_name",
    "remaining",
    "theme_name",
]

KINDS = ("official", "digest", "practice", "own")
_NAMED = 3  # texts that are named; more of them are counted


class Text(NamedTuple):
    """A text or practice that can be chosen: its id, its short title, and its kinds."""

    id: str
    title: str
    kinds: frozenset[str]


class Remaining(NamedTuple):
    """What filters let through, of how much."""

    passages: int
    of_passages: int
    documents: int
    of_documents: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the library has: only that is offered.

    Attributes:
        kinds, languages, themes: name -> how many passages have it, in a fixed order.
        texts: by title.
        years: of the oldest and of the newest document; (0, 0) where none has a year.
    """

    kinds: dict[str, int]
    languages: dict[str, int]
    themes: dict[str, int]
    texts: tuple[Text, ...]
    years: tuple[int, int]


def choices_of(retriever: Retriever) -> Choices:
    """The choices that the passages of a library offer; titles in the language in force where there are such."""
    from knowledge.languages import LANGUAGES, base
    from knowledge.text import fold
    from knowledge.themes import THEMES

    passages = retriever.index.passages
    kinds = Counter[str](passage.kind for passage in passages)
    languages = Counter(base(passage.language) for passage in passages)
    themes = Counter(theme for passage in passages for theme in passage.themes)
    years = [passage.year for passage in passages if passage.year]
    titles: dict[str, str] = {}
    text_kinds: dict[str, set[str]] = {}
    for passage in passages:
        if passage.document:
            text_kinds.setdefault(passage.document, set()).add(passage.kind)
            if passage.document not in titles or base(passage.language) == interface():
                titles[passage.document] = passage.title or passage.document
    texts = [Text(id_, title, frozenset(text_kinds[id_])) for id_, title in titles.items()]
    return Choices(
        {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        {
            code: languages[code]
            for code in [*LANGUAGES, *sorted(set(languages) - {*LANGUAGES})]
            if languages[code]
        },
        {theme: themes[theme] for theme in THEMES if themes[theme]},
        tuple(sorted(texts, key=lambda text: fold(text.title))),
        (min(years, default=0), max(years, default=0)),
    )


def remaining(filters: Filters | None, retriever: Retriever) -> Remaining:
    """How many passages and documents `filters` let through.

    Raises:
        UnknownDocument: they name a document that is not there.
    """
    passages = retriever.index.passages
    mask = filters.mask(passages) if filters is not None else None
    documents = {passage.document for passage in passages}
    if mask is None:
        return Remaining(len(passages), len(passages), len(documents), len(documents))
    left = {passage.document for passage, lets in zip(passages, mask, strict=True) if lets}
    return Remaining(int(mask.sum()), len(passages), len(left), len(documents))


def filters_in_words(filters: Filters, retriever: Retriever) -> str:
    """`official texts; energy; from 2015; text in French`: the filters in the language in force."""
    parts = []
    if filters.documents is not None:
        titles = _titles(retriever, filters.documents)
        counted = ngettext("{n} text", "{n} texts", len(titles), n=len(titles))
        parts.append(", ".join(titles) if len(titles) <= _NAMED else counted)
    for values, name in (
        (filters.kinds, kind_name), (filters.themes, theme_name), (filters.languages, language_name),
    ):  # fmt: skip
        if values is not None:
            parts.append(", ".join(name(value) for value in values))
    if filters.bodies is not None:
        parts.append(", ".join(filters.bodies))
    if filters.since is not None and filters.until is not None:
        parts.append(_("{since} to {until}", since=filters.since, until=filters.until))
    elif filters.since is not None:
        parts.append(_("from {year} on", year=filters.since))
    elif filters.until is not None:
        parts.append(_("until {year}", year=filters.until))
    return "; ".join(parts)


def kind_name(kind: str) -> str:
    """A kind of text in the language in force."""
    return {
        "official": _("official texts"),
        "digest": _("our summaries"),
        "practice": _("practice cards"),
        "own": _("your own documents"),
    }.get(kind, kind)


def theme_name(theme: str) -> str:
    """A theme of the corpus in the language in force."""
    from assistant.topics import NAMES as THEME_NAMES

    return THEME_NAMES[theme][interface()][0] if theme in THEME_NAMES else theme


def language_name(code: str) -> str:
    """A language in itself."""
    return NAMES.get(code, code)


def _titles(retriever: Retriever, documents: Collection[str]) -> list[str]:
    titles: dict[str, str] = {}
    for one in retriever.documents:
        if one.id in documents and (one.id not in titles or one.language == interface()):
            titles[one.id] = one.short_title
    return [titles.get(id_, id_) for id_ in documents]
