"""Keep the catalogues of translations up with the strings in the code: `python -m tui.catalogues`.

For those who change the app: it takes every string marked with `_`, `N_` and `ngettext`, and
the help of every setting, writes the .po and .mo files of each language, and names what has
no translation. Translations come from the .po files as they are and from TOML files given as
arguments, one table an English string:

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
from typing import TYPE_CHECKING, Any

from knowledge.files import write_atomically
from knowledge.languages import LANGUAGES
from knowledge.settings import describe
from tui.i18n import DOMAIN, LOCALE

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

__all__ = ["compiled", "extract", "path_of", "read", "untranslated", "update"]

_SOURCES = Path(__file__).parent
_KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}
_COMMENT = "# The app's strings. Edit the translations here; `python -m tui.catalogues` does the rest."
_HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
Message = str | tuple[str, str]  # a pair has a singular and a plural


def extract() -> dict[Message, list[str]]:
    """Every string of the interface, with the files that show it."""
    from babel.messages.extract import extract_from_file

    found: dict[Message, list[str]] = {}
    for source in sorted(_SOURCES.rglob("*.py")):
        name = source.relative_to(_SOURCES.parent).as_posix()
        for _line, message, _comments, _context in extract_from_file("python", source, keywords=_KEYWORDS):
            places = found.setdefault(tuple(message) if isinstance(message, list | tuple) else message, [])  # type: ignore[arg-type]
            if name not in places:
                places.append(name)
    for setting in describe():
        found.setdefault(setting.help, []).append("knowledge/settings.py")
    return found


def path_of(language: str) -> Path:
    """The .po file of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is on the disk; an empty one where there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = path_of(language)
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
    strings, given = extract(), translations or {}
    missing = {}
    for language in LANGUAGES:
        catalogue = _made(language, strings, given)
        write_atomically(path_of(language), _written(catalogue))
        write_atomically(path_of(language).with_suffix(".mo"), compiled(catalogue))
        missing[language] = untranslated(catalogue)
    return missing


def _made(
    language: str, strings: Mapping[Message, list[str]], given: Mapping[str, Mapping[str, str]]
) -> Catalog:
    from babel.messages.catalog import Catalog

    class Dateless(Catalog):
        """A header without the date of writing, which would change a file although nothing in it did."""

        @property
        def mime_headers(self) -> list[tuple[str, str]]:
            return [pair for pair in super().mime_headers if pair[0] in _HEADERS]

    old = read(language)
    new = Dateless(locale=language, fuzzy=False, charset="utf-8", header_comment=_COMMENT)
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
