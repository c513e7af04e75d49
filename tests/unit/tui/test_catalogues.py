"""The catalogues hold every string of the code, and nothing else; a .mo file is what its .po says."""

from __future__ import annotations

import ast
import gettext
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tui
from knowledge.languages import LANGUAGES
from tui import catalogues
from tui.catalogues import DOMAINS, Domain, extract, path_of, read, untranslated, update
from tui.i18n import LOCALE

ROOT = Path(tui.__file__).parent.parent
PACKAGES = ("knowledge", "assistant", "federation", "tui")
INTERFACE, ERRORS, HELP = DOMAINS
EACH = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
OTHERS = [code for code in LANGUAGES if code != "en"]
# Words that are written alike, and names of keys and files.
ALIKE = re.compile(
    r"[\W\d]*|.*\{\w+\}\W*|Source|Question|\{documents\} documents|Licence|Note: .*|Note|local|no|Modelos?|Export|AI|Total|Action|\{count\} MB|Options|JSON Lines: .*",  # noqa: E501
    re.DOTALL,
)


def ids(language: str, domain: Domain = INTERFACE) -> dict[str, Any]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in read(language, domain)
        if message.id
    }


@cache
def extracted(name: str) -> frozenset[Any]:
    """Reading the whole code costs a second; each language asks for it."""
    return frozenset(extract(next(domain for domain in DOMAINS if domain.name == name)))


@cache
def sources(package: str) -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (source.relative_to(ROOT).as_posix(), ast.parse(source.read_text("utf-8")))
        for source in sorted((ROOT / package).rglob("*.py"))
    )


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def calls(package: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Where each call of a package stands, of what, and the call."""
    for source, tree in sources(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                yield f"{source}:{node.lineno}", called, node


@pytest.mark.parametrize("domain", [INTERFACE, ERRORS], ids=lambda domain: domain.name)
def test_what_the_code_marks_is_what_is_extracted(domain: Domain) -> None:
    """Babel sees no call inside of an f-string: such a string would stay English for ever."""
    found = {one if isinstance(one, str) else one[0] for one in extracted(domain.name)}
    seen = 0
    for package in domain.packages:
        for where, called, node in calls(package):
            if called in domain.keywords and isinstance(node.func, ast.Name):
                first, seen = node.args[0], seen + 1
                if isinstance(first, ast.Constant):
                    assert first.value in found, where
                else:
                    assert not isinstance(first, ast.JoinedStr), f"{where} fills in too early"
    assert seen > 300


def test_every_message_of_an_exception_can_be_said_in_another_language() -> None:
    exceptions = {
        node.name
        for package in PACKAGES
        for node in ast.parse((ROOT / package / "errors.py").read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert len(exceptions) > 40
    for package in PACKAGES:
        for where, called, node in calls(package):
            own = called in exceptions or (called == "__init__" and "errors.py" in where)
            for given in node.args if own else ():
                assert not isinstance(given, ast.JoinedStr), f"{where}: use worded()"
                words = isinstance(given, ast.Constant) and " " in str(given.value)
                assert not words, f"{where}: use worded()"


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing_untranslated_or_stale(language: str, domain: Domain) -> None:
    strings = {one if isinstance(one, str) else one[0] for one in extracted(domain.name)}
    catalogue = ids(language, domain)
    assert strings - catalogue.keys() == set(), "run: python -m tui.catalogues"
    assert catalogue.keys() - strings == set(), "run: python -m tui.catalogues"
    assert untranslated(read(language, domain)) == []


@EACH
@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_has_the_fields_of_its_string(language: str, domain: Domain) -> None:
    for text, message in ids(language, domain).items():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            # A form for one may leave its number out, and say "one" in a word.
            wanted = fields(text) if isinstance(message.id, str) else fields(message.id[1])
            assert fields(form) <= wanted, text
            assert isinstance(message.id, tuple | list) or fields(form) == wanted, text


@EACH
@pytest.mark.parametrize("language", OTHERS)
def test_no_string_was_left_in_english(language: str, domain: Domain) -> None:
    left = {text for text, message in ids(language, domain).items() if message.string == text}
    assert {text for text in left if not ALIKE.fullmatch(text)} == set()


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_readable_one_says(language: str, domain: Domain) -> None:
    with path_of(language, domain).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in read(language, domain):
        if not message.id or not all(
            message.string or [""]
        ):  # the header; what has no translation fails above
            continue
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            one, many = message.id
            assert {compiled.ngettext(one, many, n) for n in (1, 2)} == set(message.string)


@pytest.mark.parametrize("language", OTHERS)
def test_no_string_names_a_key_that_could_be_remapped(language: str) -> None:
    for text in ids(language):
        if not text.endswith("alt+enter or x."):  # how keys are written
            assert not re.search(r"\b(ctrl\+|F\d\b|Escape\b)", text), text


@EACH
def test_french_puts_a_space_that_does_not_break_before_its_signs(domain: Domain) -> None:
    for text, message in ids("fr", domain).items():
        for form in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not re.search(r"\w [:;!?](\s|$)", form), text
            assert not re.search(r"[a-zà-ÿ\])][;!?](\s|$)", form), text


def test_updating_keeps_translations_takes_new_ones_and_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "tui" / "a.py"
    source.parent.mkdir()
    source.write_text('_("One")\nN_("Two")\nngettext("{n} text", "{n} texts", n, n=n)\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "_ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "_REASONS", ())
    monkeypatch.setattr(catalogues, "_helps", dict)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "describe", list)
    given = {"One": {"fr": "Un"}, "{n} text": {"fr": "{n} texte", "fr_many": "{n} textes"}}
    missing = update(given)
    assert missing["en"] == []
    assert missing["fr"] == ["Two"]
    assert missing["pt"] == ["One", "Two", "{n} text"]
    first = (tmp_path / "fr" / "LC_MESSAGES" / "tui.po").read_bytes()
    assert update({"Two": {"fr": "Deux"}})["fr"] == []
    catalogue = ids("fr")
    assert catalogue["One"].string == "Un"
    assert catalogue["{n} text"].string == ("{n} texte", "{n} textes")
    source.write_text('_("One")\n', encoding="utf-8")
    update()
    assert set(ids("fr")) == {"One"}
    assert first.count(b"\n") > 10
    assert tmp_path != LOCALE
