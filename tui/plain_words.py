"""The words of the linear mode: which line is a command, in the user's language or in English.

A command's word in a language is the first word of its help in that language, so that what
is told is what is understood. A line that is no command is a question, and so is every line
that ends with a question mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from knowledge.languages import LANGUAGES
from knowledge.text import fold
from tui.i18n import N_, NAMES, _

__all__ = [
    "HELP",
    "Command",
    "help_lines",
    "is_no",
    "is_yes",
    "language_named",
    "parse",
    "word_of",
    "write_mode",
]

# name -> help; the name is the English word.
HELP = {
    "source": N_("source NUMBER: where a sentence stands in its text; the number alone does the same"),
    "next": N_("next: the source of the next sentence"),
    "previous": N_("previous: the source of the sentence before"),
    "more": N_("more: read on in the text, from the source on"),
    "judge": N_("judge NUMBER yes or no: whether the passage answers the question; kept on this machine"),
    "copy": N_("copy NUMBER: the sentence with its reference, to the clipboard"),
    "export": N_("export FILE: the answer as .docx, .md, .html or .json, or its signed trace as .dsse"),
    "trace": N_("trace: how the answer came about"),
    "filter": N_(
        "filter WORDS: search only these kinds, themes, languages, years or texts; alone: what there is"
    ),
    "write": N_("write on, off or auto: whether the model writes below the quotes"),
    "texts": N_("texts WORDS: the texts and practices whose titles have these words; alone: all"),
    "read": N_("read TEXT PROVISION: a text from a provision on, by its name in the list of texts"),
    "history": N_("history: the questions asked before"),
    "again": N_("again NUMBER: ask a question of the history once more"),
    "language": N_("language en, fr, es or pt: the language of what is said here"),
    "help": N_("help: these lines"),
    "quit": N_("quit: leave"),
}
_ALONE = frozenset({"next", "previous", "more", "trace", "history", "help", "quit"})
_NUMBERED = frozenset({"source", "copy", "again"})
_MOST_WORDS = 4  # of a title that is looked for; a longer line is a question
_FILE = re.compile(r"\S.*\.(docx|md|html|json|dsse)(\s+\w+){0,2}", re.IGNORECASE)


class Command(NamedTuple):
    """A command and what stands behind its word."""

    name: str
    argument: str


def help_lines() -> Iterator[str]:
    """One line a command, in the language in force."""
    for text in HELP.values():
        yield _(text)
    yield _("Any other line is a question. A slash before a line makes it a command, whatever it says.")
    yield _(
        "What is not here has commands of its own: sse compare, sse brief, sse corpus, sse models, "
        "sse federation, sse settings; --help behind each tells more."
    )


def word_of(name: str) -> str:
    """A command's word in the language in force."""
    match = re.match(r"\w+", _(HELP[name]))
    return match[0] if match else name


def parse(line: str, is_text: Callable[[str], bool]) -> Command | None:
    """The command that a line is, or None where it is a question.

    Args:
        is_text: whether a word is the id of a text, so that "read me the definition" is a question.
    """
    text = line.strip()
    forced = text.startswith("/")
    if text == "?":
        return Command("help", "")
    if text.isdecimal():
        return Command("source", text)
    first, _space, argument = text.removeprefix("/").strip().partition(" ")
    argument = argument.strip()
    name = next((one for one in HELP if fold(first) in (fold(one), fold(word_of(one)))), "")
    if forced:
        return Command(name, argument) if name and _fits(name, argument, is_text) else Command("help", "")
    if not name or text.endswith("?") or not _fits(name, argument, is_text):
        return None
    return Command(name, argument)


def is_yes(word: str) -> bool:
    return fold(word) in {"yes", "y", fold(_("yes")), fold(_("yes"))[:1]}


def is_no(word: str) -> bool:
    return fold(word) in {"no", "n", fold(_("no")), fold(_("no"))[:1]}


def language_named(word: str) -> str:
    """The code of a language that is given by its code or its own name, or ""."""
    wanted = fold(word)
    return next((code for code in LANGUAGES if wanted in (code, fold(NAMES[code]))), "")


def _fits(name: str, argument: str, is_text: Callable[[str], bool]) -> bool:
    """Whether what stands behind a command's word can be its argument."""
    words = argument.split()
    if name in _ALONE:
        return not words
    if name in _NUMBERED:
        return not words or (len(words) == 1 and words[0].isdecimal())
    if name == "judge":
        rest = words[1:] if words and words[0].isdecimal() else words
        return len(rest) == 1 and (is_yes(rest[0]) or is_no(rest[0]))
    if name == "export":
        return len(words) <= 1 or _FILE.fullmatch(argument) is not None
    if name == "write":
        return len(words) == 1 and write_mode(words[0]) is not None
    if name == "language":
        return len(words) <= 1 and (not words or bool(language_named(words[0])))
    if name == "read":
        return bool(words) and is_text(words[0])
    if name == "texts":
        return len(words) <= _MOST_WORDS
    return True  # filter


def write_mode(word: str) -> str | None:
    """`on`, `off` or `auto`, in English or in the language in force; None for any other word."""
    modes = {"on": _("on"), "off": _("off"), "auto": "auto"}
    return next((mode for mode, named in modes.items() if fold(word) in (mode, fold(named))), None)
