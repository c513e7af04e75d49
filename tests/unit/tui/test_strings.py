"""The interface's phrases: complete in every language, and all of them used."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import tui.strings
from knowledge.languages import LANGUAGES
from tui.app import AssistantApp
from tui.screens.ask import AskScreen
from tui.strings import TABLES, tell
from tui.widgets.answer_view import AnswerView
from tui.widgets.statement import StatementView

SOURCES = sorted(Path(tui.strings.__file__).parent.rglob("*.py"))


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def used() -> set[str]:
    """The names of phrases in the code: first arguments of `tell` and `_tell`, f-strings as patterns."""
    names = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("tell", "_tell", "_link"):
                for argument in ast.walk(node.args[0]):
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        names.add(argument.value)
    return names


def test_every_language_has_a_table() -> None:
    assert tuple(TABLES) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_missing_empty_or_without_its_fields(language: str) -> None:
    english = TABLES["en"]
    assert TABLES[language].keys() == english.keys()
    for name, phrase in TABLES[language].items():
        assert phrase.strip(), name
        assert fields(phrase) == fields(english[name]), name


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_phrase_was_left_in_english(language: str) -> None:
    same_word = {"key.ask.source", "key.ask.question", "note", "ready"}  # as in French
    left = {name for name, phrase in TABLES[language].items() if phrase == TABLES["en"][name]}
    assert left <= same_word


def test_the_code_uses_the_phrases_that_there_are() -> None:
    names = used()
    known = TABLES["en"].keys()
    beginnings = {"example."}  # completed by a number
    assert names - known - beginnings == set()
    spare = {name for name in known - names if not name.startswith(("key.", "example."))}
    assert spare == set()


def test_every_key_has_its_phrase() -> None:
    bound = {
        binding.id
        for owner in (AssistantApp, AskScreen, AnswerView, StatementView)
        for binding in owner.BINDINGS
        if not isinstance(binding, tuple)
    }
    assert {f"key.{name}" for name in bound} == {name for name in TABLES["en"] if name.startswith("key.")}


def test_a_value_with_braces_is_not_read_as_a_field() -> None:
    assert tell("note", "en", note="{reason} [b]") == "Note: {reason} [b]"


def test_a_language_without_a_table_gets_english() -> None:
    assert tell("stopped", "de") == TABLES["en"]["stopped"]


def test_phrases_say_no_key_that_could_be_remapped() -> None:
    assert not [
        name for name, text in TABLES["en"].items() if re.search(r"\b(ctrl|F\d|Escape|Enter)\b", text)
    ]
