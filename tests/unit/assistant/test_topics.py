"""Themes: those of the corpus in four languages, or free words."""

from __future__ import annotations

import pytest

from assistant.topics import NAMES, read_topic
from knowledge.errors import QueryError
from knowledge.languages import LANGUAGES
from knowledge.themes import THEMES


def test_every_theme_of_the_corpus_has_phrases_in_every_language() -> None:
    assert set(NAMES) == set(THEMES)
    for phrases in NAMES.values():
        assert set(phrases) == set(LANGUAGES)
        assert all(len(set(one)) == len(one) >= 2 for one in phrases.values())


@pytest.mark.parametrize("written", ["energy", "Énergie", "energía ", "energia?"])
def test_a_theme_is_known_by_its_id_and_by_its_name_in_any_language(written: str) -> None:
    topic = read_topic(written, "es")
    assert (topic.id, topic.name) == ("energy", "energía")
    assert "comunidades energéticas" in topic.query


def test_free_words_stand_for_themselves() -> None:
    topic = read_topic("  social clauses  in contracts ", "en")
    assert (topic.id, topic.phrases) == ("", ("social clauses in contracts",))


def test_a_phrase_of_a_theme_keeps_its_words_and_leads_to_its_practices() -> None:
    topic = read_topic("accès au financement", "fr")
    assert (topic.id, topic.phrases) == ("finance", ("accès au financement",))


def test_a_theme_without_words_is_refused() -> None:
    with pytest.raises(QueryError):
        read_topic(" ?! ", "en")
