"""The words around comparisons and notes: complete in four languages."""

from __future__ import annotations

import re

import pytest

from assistant import work_wording
from assistant.work_wording import BODIES, MONTHS, tell
from knowledge.languages import LANGUAGES, detect


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_blanks(language: str) -> None:
    english, ours = work_wording._SAY["en"], work_wording._SAY[language]
    assert set(ours) == set(english)
    for name, phrase in ours.items():
        assert set(re.findall(r"{(\w+)}", phrase)) == set(re.findall(r"{(\w+)}", english[name])), name
        assert phrase == phrase.strip() != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_in_the_language_that_they_stand_under(language: str) -> None:
    for name in ("brief_intro", "no_recognise", "nothing_digest"):
        assert detect(tell(name, language), "?") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_bodies_are_complete(language: str) -> None:
    assert len(set(MONTHS[language])) == 12
    assert all(names[language] for names in BODIES.values())


def test_a_language_without_phrases_gets_english() -> None:
    assert tell("ask", "de") == tell("ask", "en")
