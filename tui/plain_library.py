"""The linear mode's way through the library: texts by title, a text provision by provision, filters, files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.text import fold
from tui.filtering import (
    Choices,
    choices_of,
    filters_in_words,
    kind_name,
    language_name,
    remaining,
    theme_name,
)
from tui.i18n import _, language
from tui.plain_answer import provision_lines
from tui.plain_words import word_of

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation
    from knowledge.documents import Document
    from knowledge.filters import Filters
    from knowledge.retriever import Retriever

__all__ = ["Bookmark", "export_answer", "narrowed", "text_lines"]

_FILE = re.compile(r"(?P<path>.+?\.(?:docx|md|html|json|dsse))(?P<words>(?:\s+\w+)*)", re.IGNORECASE)
_YEARS = re.compile(r"(?P<since>\d{4})?(?P<to>-)?(?P<until>\d{4})?")


@dataclass(slots=True)
class Bookmark:
    """The place in a document from which to read on."""

    document: Document
    at: int

    @classmethod
    def of(cls, documents: Sequence[Document], citation: Citation) -> Bookmark | None:
        """Behind the provision that a citation is of; None where the library has it no more."""
        wanted = (citation.document, citation.language, citation.kind)
        for document in documents:
            if (document.id, document.language, document.kind) == wanted:
                for number, one in enumerate(document.provisions):
                    if one.start <= citation.start and citation.end <= one.end:
                        return cls(document, number + 1)
        return None

    @classmethod
    def at_provision(cls, documents: Sequence[Document], written: str) -> Bookmark:
        """At the provision that `ID PROVISION` names as people write it, or at the text's beginning.

        Raises:
            AssistantError: the text has no such provision; the nearest are named.
            ValueError: there is no such text.
        """
        from assistant.citing import find_provision

        id_, _space, pinpoint = written.strip().partition(" ")
        document = _best([one for one in documents if one.id == id_])
        if not pinpoint.strip():
            return cls(document, 0)
        others = [one for one in documents if one.id == id_ and one is not document]
        held, found = find_provision([document, *others], pinpoint, language())
        places = [(one.start, one.end) for one in held.provisions]
        return cls(held, places.index((found.start, found.end)))

    def read(self) -> list[str]:
        """The next provision, in lines; none at the end. The bookmark moves behind it."""
        if self.at >= len(self.document.provisions):
            return []
        self.at += 1
        return list(provision_lines(self.document, self.document.provisions[self.at - 1]))


def text_lines(words: str, documents: Sequence[Document]) -> Iterator[str]:
    """The texts whose titles, issuers or ids have these words: id, title, what it is, languages."""
    from tui.widgets.marks import mark_of

    by_id: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        by_id.setdefault((document.id, document.kind), []).append(document)
    wanted = fold(words).split()
    found = 0
    for versions in by_id.values():
        searched = fold(" ".join(f"{one.id} {one.title} {one.short_title} {one.issuer}" for one in versions))
        if all(word in searched for word in wanted):
            best, found = _best(versions), found + 1
            languages = " ".join(sorted(one.language for one in versions))
            yield f"{best.id}: {best.short_title}, {mark_of(best).word}, {languages}"
    if not found:
        yield _("No text has these words in its title.")


def narrowed(argument: str, before: Filters | None, retriever: Retriever) -> tuple[Filters | None, list[str]]:
    """The filters that the words of a command say, and what to tell of them; `before` where they say none."""
    from knowledge.filters import Filters

    choices = choices_of(retriever)
    if not argument:
        return before, [*_set_now(before, retriever), *_offered(choices)]
    if fold(argument) in {"everything", "all", "none", fold(_("everything"))}:
        return None, _set_now(None, retriever)
    fields: dict[str, list[str]] = {}
    years: dict[str, Any] = {}
    known = _values(choices)
    words = argument.replace(",", " ").split()
    while words:
        # The longest name first: `text in French` before `text`.
        for length in range(len(words), 0, -1):
            field, value = known.get(fold(" ".join(words[:length])), ("", ""))
            if field:
                fields.setdefault(field, []).append(value)
                break
        else:
            length = 1
            if not (read := _years(words[0])):
                told = _("Nothing in the library is called {word}. Nothing was changed.", word=words[0])
                return before, [told, *_offered(choices)]
            years |= read
        del words[:length]
    chosen: dict[str, Any] = {name: tuple(values) for name, values in fields.items()}
    filters = Filters(**chosen, **years)
    return filters, _set_now(filters, retriever)


def export_answer(answer: Answer, argument: str) -> str:
    """Write the answer to the file that the argument names; what came of it.

    Raises:
        AssistantError, KnowledgeError: it cannot be written.
    """
    from tui.exporting import ANSWER_ENDINGS, private_documents, save_answer

    match = _FILE.fullmatch(argument)
    if match is None:
        return _("Give a file whose name ends in {endings}.", endings=", ".join(ANSWER_ENDINGS))
    path = Path(match["path"]).expanduser().absolute()
    words = {fold(word) for word in match["words"].split()}
    replaced = bool(words & {"replace", fold(_("replace"))})
    own = bool(words & {"private", fold(_("private"))})
    again = f"{word_of('export')} {argument}"
    if path.exists() and not replaced:
        return _(
            "{path} is there already. To replace it: {command}", path=path, command=f"{again} {_('replace')}"
        )
    save_answer(answer, path, replaced=replaced, include_own=own)
    told = _("Written: {path}", path=path)
    if own or not private_documents(answer):
        return told
    left_out = _(
        "What comes from your own documents, which are private, was left out. To put it in: {command}",
        command=f"{again} {_('replace')} {_('private')}",
    )  # fmt: skip
    return f"{told} {left_out}"


def _best(versions: Sequence[Document]) -> Document:
    """The version in the reader's language, else in English; the official text before a summary of it."""
    return min(
        versions, key=lambda one: (one.language != language(), one.language != "en", one.kind != "official")
    )


def _values(choices: Choices) -> dict[str, tuple[str, str]]:
    """What can be said -> (field of the filters, its value); ids go before names."""
    names = {
        **{fold(text.title): ("documents", text.id) for text in choices.texts},
        **{fold(kind_name(kind)): ("kinds", kind) for kind in choices.kinds},
        **{fold(theme_name(theme)): ("themes", theme) for theme in choices.themes},
        **{fold(language_name(code)): ("languages", code) for code in choices.languages},
    }
    ids = {
        **{fold(text.id): ("documents", text.id) for text in choices.texts},
        **{kind: ("kinds", kind) for kind in choices.kinds},
        **{theme: ("themes", theme) for theme in choices.themes},
        **{code: ("languages", code) for code in choices.languages},
    }
    return {**names, **ids}


def _years(word: str) -> dict[str, int]:
    """`2015`, `2015-2020`, `2015-` or `-2020` as fields of the filters; nothing for any other word."""
    match = _YEARS.fullmatch(word)
    if match is None or not (match["since"] or match["until"]) or (match["until"] and not match["to"]):
        return {}
    since = match["since"] and int(match["since"])
    until = int(match["until"]) if match["until"] else None if match["to"] else since
    return {name: int(year) for name, year in (("since", since), ("until", until)) if year}


def _set_now(filters: Filters | None, retriever: Retriever) -> list[str]:
    left = remaining(filters, retriever)
    if filters is None:
        return [_("Everything is searched: {n} passages.", n=left.passages)]
    told = _(
        "Searching only: {filters} ({passages} of {all} passages)",
        filters=filters_in_words(filters, retriever), passages=left.passages, all=left.of_passages,
    )  # fmt: skip
    return [told] if left.passages else [told, _("No passage is left: take something away.")]


def _offered(choices: Choices) -> list[str]:
    """What there is to choose from; texts have a command of their own."""
    oldest, newest = choices.years
    return [
        _("Kinds: {values}", values=", ".join(f"{kind} ({kind_name(kind)})" for kind in choices.kinds)),
        _("Languages: {values}", values=", ".join(choices.languages)),
        _("Themes: {values}", values=", ".join(f"{one} ({theme_name(one)})" for one in choices.themes)),
        _("Years: {since}-{until}", since=oldest, until=newest),
        _("Texts, by the names that this lists: {command}", command=word_of("texts")),
        _("All again: {command}", command=f"{word_of('filter')} " + _("everything")),
    ]
