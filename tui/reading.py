"""What the library screen shows of documents: the shelf by groups, one text ready to be read,
the same provision in another language, a provision with its reference.

Reading a long document takes a tenth of a second: call `read` in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from knowledge.worded import worded
from tui.i18n import N_
from tui.widgets.finding import plain_letters
from tui.widgets.flow import Leaf, leaf_of

if TYPE_CHECKING:
    from knowledge.documents import Document, Provision

__all__ = [
    "GROUPS",
    "Entry",
    "Group",
    "aligned",
    "entries",
    "grouped",
    "language_name",
    "other_languages",
    "place_in",
    "place_of",
    "quoted",
    "read",
]

GROUPS = {
    "texts": N_("International texts"),
    "laws": N_("National laws"),
    "practices": N_("Practices"),
    "own": N_("My documents"),
}
_LAW = "l-"  # how the ids of national laws begin
_LANGUAGES = {
    "en": N_("English"), "fr": N_("French"), "es": N_("Spanish"), "pt": N_("Portuguese"),
}  # fmt: skip


class Entry(NamedTuple):
    """One text on the shelf: an official text and our digest of it are two."""

    id: str
    kind: str
    versions: tuple[Document, ...]  # by language

    def in_language(self, language: str) -> Document:
        """The version in a language; English, then any other, where there is none."""
        return min(self.versions, key=lambda one: (one.language != language, one.language != "en"))

    @property
    def languages(self) -> list[str]:
        """The languages that it is there in, ours in their usual order."""
        return [one.language for one in self.versions]


class Group(NamedTuple):
    """A part of the shelf; `name` is a key of `GROUPS`."""

    name: str
    entries: tuple[Entry, ...]


def entries(documents: Iterable[Document]) -> list[Entry]:
    """The documents with their languages together."""
    found: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        found.setdefault((document.id, document.kind), []).append(document)
    order = list(_LANGUAGES)
    return [
        Entry(id_, kind, tuple(sorted(versions, key=lambda one: _place(order, one.language))))
        for (id_, kind), versions in found.items()
    ]


def grouped(shelf: Sequence[Entry], language: str, sought: str = "") -> list[Group]:
    """The shelf in the order in which it is shown; only what is called as `sought`, if that is given.

    Every word of `sought` must begin a word of the titles, names, symbol or id of a text.
    """
    from assistant.compare import MAIN_TEXTS

    words = plain_letters(sought).split()
    groups: dict[str, list[Entry]] = {name: [] for name in GROUPS}
    for entry in shelf:
        if all(f" {word}" in _names(entry) for word in words):
            groups[_group(entry)].append(entry)
    main = list(MAIN_TEXTS)
    return [
        Group(name, tuple(sorted(held, key=lambda one: (_place(main, one.id), *_sorted(one, language)))))
        for name, held in groups.items()
    ]


def read(document: Document, language: str) -> Leaf:
    """The document as blocks; what is said around it is in `language`, the reader's."""
    from assistant.citing import date_in_words
    from assistant.wording import say
    from knowledge.languages import LANGUAGES, base
    from knowledge.pinpoints import display
    from knowledge.sharing import shared_of

    code = language if language in LANGUAGES else "en"
    shared = shared_of(document.status) if document.kind == "practice" else None
    kind = say(document.kind, code)
    if shared is not None:
        kind = say("shared", code, name=shared.name, key=shared.short_key, release=shared.release)
    date = date_in_words(document.date, code) if document.date else str(document.year or "")
    facts = (document.issuing_body or document.issuer, document.symbol, date)
    about = [" · ".join(part for part in facts if part), "" if shared else document.status, kind]
    names = [display(one.pinpoint, base(document.language), one.title) for one in document.provisions]
    return leaf_of(document, about, names, [_source(one, code) for one in document.provisions])


def aligned(document: Document, number: int, other: Document) -> int:
    """The provision of `other`, another version of the same text, that is number `number` of the first.

    -1 where it has none. In a digest the pinpoint and its ordinal are the same in every language.
    """
    if not 0 <= number < len(document.provisions):
        return -1
    wanted = document.provisions[number]
    for place, provision in enumerate(other.provisions):
        if (provision.pinpoint, provision.ordinal) == (wanted.pinpoint, wanted.ordinal):
            return place
    return next((n for n, one in enumerate(other.provisions) if one.pinpoint == wanted.pinpoint), -1)


def other_languages(documents: Iterable[Document], document: Document) -> list[Document]:
    """The same text in its other languages; in each the same kind before another one."""
    found: dict[str, Document] = {}
    for one in sorted(documents, key=lambda one: (one.kind != document.kind, one.language)):
        if one.id == document.id and one.language != document.language:
            found.setdefault(one.language, one)
    order = list(_LANGUAGES)
    return sorted(found.values(), key=lambda one: _place(order, one.language))


def place_of(documents: Sequence[Document], written: str, language: str) -> tuple[Document, int]:
    """The document, among versions in order of preference, and the number of the provision that is
    written as people do: `para. 5`, `art. 4`, a heading.

    Raises:
        WorkError: none of them has it; the message names the nearest.
    """
    from assistant.citing import find_provision

    held, provision = find_provision(documents, written, language)
    # Under a wider pinpoint stand several provisions: the first of them has its place.
    starts = [one.start for one in held.provisions]
    return held, starts.index(provision.start)


def place_in(
    documents: Iterable[Document], id_: str, language: str, pinpoint: str = "", start: int = -1
) -> tuple[Document, int]:
    """The version of a text to read, and the number of its provision at a pinpoint; -1 without one.

    The official text comes before its digest, unless only the digest has the provision.

    Args:
        start: where a quote stands in the body: of several provisions with this pinpoint that one.

    Raises:
        WorkError: there is no such text, or it has no such provision.
    """
    from assistant.errors import WorkError

    order = ("official", "digest", "practice", "own")
    held = sorted(
        (one for one in documents if one.id == id_),
        key=lambda one: (one.language != language, one.language != "en", order.index(one.kind)),
    )
    if not held:
        raise WorkError(worded("The library has no text '{id_}'. `sse corpus list` shows them all.", id_=id_))
    if not pinpoint:
        return held[0], -1
    for one in held:
        places = [n for n, provision in enumerate(one.provisions) if provision.pinpoint == pinpoint]
        if places and one.language == held[0].language:
            quoted_there = (n for n in places if one.provisions[n].start <= start < one.provisions[n].end)
            return one, next(quoted_there, places[0])
    return place_of(held, pinpoint, language)


def quoted(document: Document, number: int, language: str) -> str:
    """A provision with its reference and what stands behind that, ready to paste; the whole for -1."""
    from assistant.citing import reference_of

    provision = document.provisions[number] if number >= 0 else None
    reference = reference_of(document, provision, language=language)
    text = document.body[provision.start : provision.end] if provision else ""
    note = f"({reference.note})" if reference.note else ""
    return "\n".join(part for part in (text, reference.text, reference.url, note) if part)


def language_name(code: str) -> str:
    """What a language is called in the one in force; its code where we have no word for it."""
    from tui.i18n import _

    return _(_LANGUAGES[code]) if code in _LANGUAGES else code


def _source(provision: Provision, language: str) -> str:
    """Who reports a provision, or that nobody was read."""
    from assistant.wording import say

    if provision.confidence == "reported":
        return say("reported", language, source=provision.reported_by)
    return ""


def _group(entry: Entry) -> str:
    if entry.kind in ("own", "practice"):
        return "own" if entry.kind == "own" else "practices"
    return "laws" if entry.id.startswith(_LAW) else "texts"


def _names(entry: Entry) -> str:
    """What a text is called, ready to be searched: every word has a space before it."""
    parts = [entry.id.replace("-", " "), entry.id]
    for one in entry.versions:
        parts += [one.title, one.short_title, one.symbol, *one.aliases]
    letters = plain_letters(" ".join(parts))
    return f" {letters.translate(_SEPARATORS)} {letters}"


_SEPARATORS = {ord(sign): " " for sign in "'’-/(),.:«»“”\""}


def _sorted(entry: Entry, language: str) -> tuple[str, bool]:
    return plain_letters(entry.in_language(language).short_title), entry.kind != "official"


def _place(order: Sequence[str], one: str) -> int:
    return order.index(one) if one in order else len(order)
