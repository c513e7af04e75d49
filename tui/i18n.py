"""The interface in the language in force: gettext, with the English text as the key.

A string is written in English where it is shown, as `_("Open {title}", title=…)`. Its
translations are in `locale/<language>/LC_MESSAGES/tui.po`, which `python -m tui.catalogues`
keeps up with the code. A string without one is shown in English. The language is the
process's: one terminal, one reader.

The messages of exceptions are English too (`knowledge.worded`); `said` puts one in the language
in force, from a catalogue of its own, which is read when the first error is shown.
"""

from __future__ import annotations

import datetime
import gettext
from functools import cache
from pathlib import Path

from knowledge.languages import LANGUAGES, interface_language
from knowledge.worded import Worded

__all__ = [
    "ERRORS",
    "HELP",
    "INTERFACE",
    "LOCALE",
    "NAMES",
    "N_",
    "_",
    "date",
    "help_text",
    "language",
    "ngettext",
    "number",
    "prepare",
    "said",
    "translated",
    "use",
]

INTERFACE, ERRORS, HELP = "tui", "errors", "help"  # gettext's domains
LOCALE = Path(__file__).with_name("locale")
NAMES = {"en": "English", "fr": "Français", "es": "Español", "pt": "Português"}  # each in itself
# How dates and numbers are written; Babel takes a bare "pt" for Brazil's, and "en" for the USA's.
_REGIONS = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES", "pt": "pt_PT"}
_in_force = ""


def _(message: str, /, **values: object) -> str:
    """`message`, an English text with {name} fields, in the language in force, filled with `values`."""
    return translated(message, language(), **values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The form that the language in force has for the number `n`; see `_`."""
    text = _catalogue(language()).ngettext(one, many, n)
    return text.format(**values) if values else text


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark `message` for translation where it cannot be translated yet; returned unchanged."""
    return message


def translated(message: str, code: str, /, **values: object) -> str:
    """`message` in the language `code`, whichever is in force."""
    # The empty text is the key of a catalogue's own header.
    text = _catalogue(code).gettext(message) if message else ""
    return text.format(**values) if values else text


def help_text(message: str) -> str:
    """A text of a command's help in the language in force."""
    return _catalogue(language(), HELP).gettext(message) if message else ""


def said(error: BaseException | str) -> str:
    """The message of an exception, or one that was taken from it, in the language in force."""
    message = error.args[0] if isinstance(error, BaseException) and error.args else error
    translate = _catalogue(language(), ERRORS).gettext
    if isinstance(message, Worded):
        return message.said(translate)
    text = str(error)
    return translate(text) if text else ""  # the empty text is the key of a catalogue's own header


def language() -> str:
    """The language in force: en, fr, es or pt; the setting's or the locale's until `use` is called."""
    return _in_force or use(interface_language())


def use(code: str) -> str:
    """Put a language in force from now on, English where `code` is none of ours; the one taken."""
    global _in_force  # noqa: PLW0603
    _in_force = code if code in LANGUAGES else "en"
    return _in_force


def prepare(code: str) -> None:
    """Read the catalogue of a language that will be needed; it takes a while, so call it in a thread."""
    _catalogue(code)


def date(value: datetime.date) -> str:
    """A day as the language in force writes it: `23 November 2026`, `23 novembre 2026`."""
    from babel.dates import format_date  # 30 ms, so not before a date is shown

    return str(format_date(value, "long", locale=_REGIONS[language()]))


def number(value: float) -> str:
    """A number as the language in force writes it: `12,345.6`, `12 345,6`."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, locale=_REGIONS[language()]))


@cache
def _catalogue(code: str, domain: str = INTERFACE) -> gettext.NullTranslations:
    return gettext.translation(domain, LOCALE, [code], fallback=True)
