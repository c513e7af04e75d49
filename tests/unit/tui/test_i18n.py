"""The interface's language: looked up, filled in, switched; dates, numbers and plurals in it."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Iterator

import pytest

from knowledge.errors import KnowledgeError, UnknownDocument
from knowledge.languages import LANGUAGES
from knowledge.worded import worded
from tui import i18n
from tui.i18n import N_, NAMES, _, date, language, ngettext, number, said, translated, use


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use("en")
    yield
    use("en")


def test_a_string_is_shown_in_the_language_in_force() -> None:
    assert _("Library") == "Library"
    assert use("fr") == language() == "fr"
    assert _("Library") == "Textes"
    assert _("Note: {note}", note="x") == "Note\xa0: x"
    assert translated("Library", "es") == "Biblioteca"
    assert language() == "fr"


def test_what_has_no_translation_is_english_and_so_is_a_language_that_is_none_of_ours() -> None:
    use("pt")
    assert _("A string that the app never shows, {n}", n=1) == "A string that the app never shows, 1"
    assert _("") == ""
    assert use("de") == "en"
    assert N_("Library") == "Library"


def test_a_value_is_never_read_as_a_field() -> None:
    assert _("Note: {note}", note="{reason} [b]") == "Note: {reason} [b]"
    assert _("a brace { alone") == "a brace { alone"


@pytest.mark.parametrize(
    ("code", "n", "form"), [("en", 0, "many"), ("en", 1, "one"), ("fr", 0, "many"), ("es", 1, "one")]
)
def test_without_a_catalogue_entry_a_plural_is_the_english_one(code: str, n: int, form: str) -> None:
    use(code)
    assert ngettext("one thing of {n}", "many things of {n}", n, n=n).startswith(form)


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    written = {}
    for code in LANGUAGES:
        use(code)
        written[code] = (
            date(datetime.date(2026, 11, 3)),
            number(12345.5).replace("\u202f", " ").replace("\xa0", " "),
        )
    assert written == {
        "en": ("3 November 2026", "12,345.5"),
        "fr": ("3 novembre 2026", "12 345,5"),
        "es": ("3 de noviembre de 2026", "12.345,5"),
        "pt": ("3 de novembro de 2026", "12 345,5"),
    }


def test_every_language_is_named_in_itself() -> None:
    assert tuple(NAMES) == LANGUAGES


def test_the_language_is_the_variables_until_another_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSE_LANG", "pt_BR.UTF-8")
    monkeypatch.setattr(i18n, "_in_force", "")
    assert language() == "pt"


def test_importing_it_loads_no_babel() -> None:
    code = "import sys, tui.i18n; tui.i18n.use('fr'); tui.i18n._('Library'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_an_error_is_said_in_the_language_in_force_with_the_reasons_inside_of_it() -> None:
    error = UnknownDocument("x-1", ["ilo-2022", "un-2023"])
    outer = KnowledgeError(worded("{name}: {reason}", name="a.pdf", reason=error))
    use("fr")
    assert said(error) != str(error)
    assert "x-1" in said(error)
    assert "ilo-2022, un-2023" in said(error)
    assert said(outer) == f"a.pdf\N{NO-BREAK SPACE}: {said(error)}"
    use("en")
    assert said(error) == str(error)


def test_a_reason_of_the_system_is_said_too_and_what_is_unknown_stays() -> None:
    use("es")
    assert said("No space left on device") != "No space left on device"
    assert said(ValueError("what no catalogue has")) == "what no catalogue has"
    assert said(ValueError()) == ""
