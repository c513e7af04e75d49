"""Which line of the linear mode is a command, in four languages, and which a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.languages import LANGUAGES
from knowledge.text import fold
from tui import i18n
from tui.i18n import translated
from tui.plain_words import HELP, Command, is_no, is_yes, parse, word_of, write_mode


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_a_word_of_its_own_in_every_language(language: str) -> None:
    i18n.use(language)
    words = [fold(word_of(name)) for name in HELP]
    assert len(set(words)) == len(words)
    others = set(HELP) - {word for word in words if word in HELP}
    assert not others & set(words), "a word is not another command's English name"
    for name in HELP:
        arguments = {
            "judge": f"2 {translated('yes', language)}", "write": translated("off", language),
            "language": "Français", "read": "known art. 5", "source": "2", "copy": "", "export": "a b.docx",
            "filter": "energy", "again": "3", "texts": "social economy",
        }  # fmt: skip
        argument = arguments.get(name, "")
        for word in (name, word_of(name), word_of(name).upper()):
            assert parse(f" {word}  {argument} ", lambda text: text == "known") == Command(name, argument)
    assert is_yes(translated("yes", language))
    assert is_no(translated("no", language))
    assert write_mode(translated("on", language)) == "on"
    assert write_mode("auto") == "auto"


@pytest.mark.parametrize(
    "line",
    [
        "next steps for cooperatives", "source of finance", "judge the proposal", "export of coffee", "more?",
        "read the definition", "texts on housing and on energy in Africa", "write a law", "language rights",
        "What is it?", "help for members", "quit the union", "judge 2 maybe", "again and again", "/", "copy rights",
    ],
)  # fmt: skip
def test_a_line_that_only_begins_like_a_command_is_a_question(line: str) -> None:
    command = parse(line, lambda _text: False)
    assert command == (Command("help", "") if line == "/" else None)


@given(st.text(max_size=40))
def test_any_line_is_a_command_that_is_known_or_a_question(line: str) -> None:
    command = parse(line, lambda _text: True)
    assert command is None or command.name in HELP
