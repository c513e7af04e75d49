"""The phrases that parts of the app still ask for by name."""

from __future__ import annotations

import pytest

from knowledge.languages import LANGUAGES
from tui.strings import PHRASES, tell


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_is_told_in_the_language_asked_for(language: str) -> None:
    told = tell("leave", language, key="^q")
    assert "^q" in told
    assert (told == "To leave, press ^q.") == (language == "en")


def test_a_language_without_a_catalogue_gets_english() -> None:
    assert tell("stopped", "de") == PHRASES["stopped"] == "Stopped."


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        tell("no such phrase", "en")
