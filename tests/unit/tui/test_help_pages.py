"""The help of every command in four languages; nothing of it stays behind in the process."""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from tui import i18n
from tui.help_pages import CLICK, in_language, speaking, strings, told
from tui.main import cli, main


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    i18n.use("en")


def page(*command: str) -> str:
    with speaking():
        return CliRunner().invoke(in_language(cli), [*command, "--help"], prog_name="sse").output


@pytest.mark.parametrize(
    ("language", "usage", "ask", "options"),
    [
        ("fr", "Utilisation", "Répondre à une question par des citations", "Options"),
        ("es", "Uso", "Responder a una pregunta con citas", "Opciones"),
        ("pt", "Utilização", "Responder a uma pergunta com citações", "Opções"),
        ("en", "Usage", "Answer a question with quotes", "Options"),
    ],
)
def test_the_first_page_is_in_the_language_in_force(
    language: str, usage: str, ask: str, options: str
) -> None:
    i18n.use(language)
    shown = page()
    assert shown.startswith(usage)
    assert ask in shown
    assert f"{options}:" in shown


@pytest.mark.parametrize("language", ["fr", "es", "pt"])
def test_no_page_has_a_word_of_help_in_english(language: str) -> None:
    i18n.use(language)
    english = {text for text, _ in strings(cli) if told(text) != text}
    assert len(english) > 300

    def below(command: click.Command, names: list[str]) -> None:
        shown = " ".join(page(*names).split())
        assert "Show this message and exit." not in shown, names
        for text in english:
            first = re.split(r"(?<=[.;:]) ", text)[0]
            assert len(first) < 25 or first not in shown, (names, first)
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                below(found, [*names, name])

    below(cli, [])


def test_afterwards_all_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    domain = gettext.textdomain()
    i18n.use("fr")
    page("ask")
    assert "LANGUAGE" not in os.environ
    assert gettext.textdomain() == domain
    monkeypatch.setenv("LANGUAGE", "de")
    page("ask")
    assert os.environ["LANGUAGE"] == "de"
    assert "Answer QUESTION" in CliRunner().invoke(cli, ["ask", "--help"]).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "Il manque l'argument"),
        (["federation"], "Coordination : ouvrir une ronde."),
        (["corpus"], "Montrer ce que contient la bibliothèque"),
        (["ask", "x", "--limit", "99"], "Valeur invalide pour '--limit'"),
    ],
)
def test_an_error_of_use_says_what_to_do_in_the_language_in_force(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    i18n.use("fr")
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    shown = "".join(capsys.readouterr()).replace("\N{NO-BREAK SPACE}", " ")
    assert said in shown
    assert "Utilisation" in shown


def test_every_word_of_click_is_one_that_this_click_says() -> None:
    modules = (click.core, click.exceptions, click.formatting, click.decorators, click.types)
    source = "".join(inspect.getsource(module) for module in modules)
    for text in CLICK:
        assert text.encode("unicode_escape").decode() in source, text
