"""The words around the quotes: complete in four languages."""

from __future__ import annotations

import re

import pytest

from assistant import wording
from assistant.wording import AI_NOTICE, gate_reason, say
from knowledge.gate import Gate
from knowledge.languages import LANGUAGES, detect


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_phrase_with_the_same_blanks(language: str) -> None:
    english, ours = wording._SAY["en"], wording._SAY[language]
    assert set(ours) == set(english)
    for name, phrase in ours.items():
        assert set(re.findall(r"{(\w+)}", phrase)) == set(re.findall(r"{(\w+)}", english[name])), name
        assert phrase == phrase.strip() != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_in_the_language_that_they_stand_under(language: str) -> None:
    for name in ("not_in_texts", "doubtful"):
        assert detect(wording._SAY[language][name], "?") == language
    assert detect(AI_NOTICE[language], "?") == language


def test_a_language_without_phrases_gets_english() -> None:
    assert say("answered", "de") == say("answered", "en")


def test_the_verdict_names_what_was_missing() -> None:
    told = gate_reason(Gate("not_in_texts", unknown_text="resolution 2021"), "en")
    assert "resolution 2021" in told
    assert told.endswith("The nearest passages are:")
    assert "Mongolia, 1999" in gate_reason(Gate("doubtful", missing=("Mongolia", "1999")), "en")
    assert "40" in gate_reason(Gate("doubtful", missing_provision="art:40"), "fr")
    assert gate_reason(Gate("answered"), "pt") == say("answered", "pt")
