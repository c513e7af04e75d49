"""Keep the catalogues of translations up with the strings in the code: `python -m tui.catalogues`.

For those who change the app or a message. There are three catalogues (domains of gettext): the
app's strings, marked with `_`, `N_` and `ngettext` or the help of a setting; the messages of
exceptions, marked with `worded`; and the help of the commands, read off them. This writes the
.po and .mo files of all three in each language, and names what has no translation. Translations
come from the .po files as they are and from TOML files given as arguments, one table an English
string:

    ["Open the library"]
    fr = "Ouvrir la bibliothèque"

A string with a plural has its forms beside each other: `fr = "{n} texte"`,
`fr_many = "{n} textes"`.
"""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.files import write_atomically
from knowledge.languages import LANGUAGES
from knowledge.settings import describe
from tui.i18n import ERRORS, HELP, INTERFACE, LOCALE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["DOMAINS", "Domain", "compiled", "extract", "path_of", "read", "untranslated", "update"]

_ROOT = Path(__file__).parent.parent
_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
_SYSTEM = "the operating system"  # where the reasons below come from
Message = str | tuple[str, str]  # a pair has a singular and a plural


class Domain(NamedTuple):
    """One catalogue: its name, the packages whose code has its strings, the functions that mark them, its header."""

    name: str
    packages: tuple[str, ...]
    keywords: Mapping[str, tuple[int, ...] | None]
    comment: str


_INTERFACE = Domain(
    INTERFACE, ("tui",), {"_": None, "N_": None, "ngettext": (1, 2)},
    "# The app's strings. Edit the translations here; `python -m tui.catalogues` does the rest.",
)  # fmt: skip
_ERRORS = Domain(
    ERRORS, ("knowledge", "assistant", "federation", "tui"), {"worded": None},
    "# The messages of errors. Edit the translations here; `python -m tui.catalogues` does the rest.",
)  # fmt: skip
_HELP = Domain(
    HELP, (), {},
    "# The help of the commands. Edit the translations here; `python -m tui.catalogues` does the rest.",
)  # fmt: skip
DOMAINS = (_INTERFACE, _ERRORS, _HELP)
# What a system says most often when a file cannot be read or written, as C libraries write it.
_REASONS = (
    "Address already in use", "Connection refused", "Connection reset by peer", "Directory not empty",
    "File exists", "File name too long", "Input/output error", "Is a directory", "Name or service not known",
    "Network is unreachable", "No space left on device", "No such file or directory", "Not a directory",
    "Operation not permitted", "Permission denied", "Read-only file system", "Too many open files",
)  # fmt: skip


def extract(domain: Domain = _INTERFACE) -> dict[Message, list[str]]:
    """Every string of a domain, with the files that show it."""
    from babel.messages.extract import extract_from_file

    found: dict[Message, list[str]] = {}
    for source in sorted(path for package in domain.packages for path in (_ROOT / package).rglob("*.py")):
        name = source.relative_to(_ROOT).as_posix()
        for _line, message, _comments, _context in extract_from_file(
            "python", source, keywords=dict(domain.keywords)
        ):
            places = found.setdefault(tuple(message) if isinstance(message, list | tuple) else message, [])  # type: ignore[arg-type]
            if name not in places:
                places.append(name)
    if domain is _HELP:
        return _helps()
    if domain is _INTERFACE:
        for setting in describe():
            found.setdefault(setting.help, []).append("knowledge/settings.py")
    else:
        for reason in _REASONS:
            found.setdefault(reason, []).append(_SYSTEM)
    return found


def _helps() -> dict[Message, list[str]]:
    from tui.help_pages import CLICK, strings
    from tui.main import cli

    found: dict[Message, list[str]] = {text: ["click"] for text in CLICK}
    for text, command in strings(cli):
        if text:
            found.setdefault(text, []).append(command)
    return found


def path_of(language: str, domain: Domain = _INTERFACE) -> Path:
    """The .po file of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain.name}.po"


def read(language: str, domain: Domain = _INTERFACE) -> Catalog:
    """The catalogue of a language as it is on the disk; an empty one where there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = path_of(language, domain)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    from babel.messages.mofile import write_mo

    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The strings that have no translation, or lack one of their forms."""
    missing = []
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.id and not all(forms):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def update(translations: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, list[str]]:
    """Write the .po and .mo files of every language; what is not translated, by language.

    Args:
        translations: for an English string, its translations by language; `<language>_many`
            for the plural. They win over those that are there.
    """
    missing: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for domain in DOMAINS:
        strings = extract(domain)
        for language in LANGUAGES:
            catalogue = _made(language, domain, strings, translations or {})
            path = path_of(language, domain)
            write_atomically(path, _written(catalogue))
            write_atomically(path.with_suffix(".mo"), compiled(catalogue))
            missing[language] += untranslated(catalogue)
    return missing


def _made(
    language: str,
    domain: Domain,
    strings: Mapping[Message, list[str]],
    given: Mapping[str, Mapping[str, str]],
) -> Catalog:
    from babel.messages.catalog import Catalog

    class Dateless(Catalog):
        """A header without the date of writing, which would change a file although nothing in it did."""

        @property
        def mime_headers(self) -> list[tuple[str, str]]:
            return [pair for pair in super().mime_headers if pair[0] in _HEADERS]

    old = read(language, domain)
    new = Dateless(locale=language, fuzzy=False, charset="utf-8", header_comment=domain.comment)
    for message in sorted(strings, key=lambda one: (one if isinstance(one, str) else one[0]).casefold()):
        places = [(name, 0) for name in strings[message]]
        one, many = (message, "") if isinstance(message, str) else message
        wanted, before = given.get(one, {}), old.get(message)
        kept: Any = before.string if before is not None else ""
        if not many:
            text = one if language == "en" else wanted.get(language) or kept
            new.add(message, text, places)
            continue
        forms = (
            [one, many]
            if language == "en"
            else [wanted.get(language, ""), wanted.get(f"{language}_many", "")]
        )
        new.add(message, tuple(forms) if all(forms) else kept or ("", ""), places)
    return new


def _written(catalogue: Catalog) -> bytes:
    from babel.messages.pofile import write_po

    buffer = io.BytesIO()
    # Line numbers would change with every edit of the code.
    write_po(buffer, catalogue, width=100, include_lineno=False, omit_header=False)
    return buffer.getvalue()


def _given(paths: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in paths:
        for message, forms in tomllib.loads(Path(path).read_text(encoding="utf-8")).items():
            found.setdefault(message, {}).update(forms)
    return found


def _main(paths: list[str]) -> int:
    missing = update(_given(paths))
    for language, messages in missing.items():
        for message in messages:
            sys.stdout.write(f"{language}: not translated: {message!r}\n")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
