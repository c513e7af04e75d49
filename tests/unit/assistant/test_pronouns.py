"""Pronouns that stand for something said before, and those that do not."""

from __future__ import annotations

import pytest

from assistant.pronouns import fill_pronoun


@pytest.mark.parametrize(
    ("core", "before", "language", "means"),
    [
        ("who adopted it", "What does UN resolution 77/281 say?", "en", "who adopted UN resolution 77/281"),
        ("how many workers does it have", "When was Mondragon founded?", "en", "how many workers does Mondragon have"),
        ("Qui l'a adoptée", "Que dit la résolution 77/281 ?", "fr", "Qui a adopté la résolution 77/281"),
        ("qu'est-ce qu'elle dit des prix", "Que dit la loi de 2014 ?", "fr", "qu'est-ce que la loi de 2014 dit des prix"),
        ("que dit ce texte des prix", "Quand la résolution 77/281 date-t-elle ?", "fr", "que dit la résolution 77/281 des prix"),
        ("dónde se fundó", "¿Cuántos socios tiene Som Energia?", "es", "dónde se fundó Som Energia"),
        ("o que recomenda sobre dados", "O que diz a OCDE?", "pt", "o que recomenda a OCDE sobre dados"),
    ],
)  # fmt: skip
def test_a_pronoun_gets_the_name_that_it_stands_for(
    core: str, before: str, language: str, means: str
) -> None:
    assert fill_pronoun(core, [before], language) == means


@pytest.mark.parametrize(
    ("core", "language"),
    [
        ("is it possible to leave", "en"), ("when a bakery closes, who owns it", "en"), ("how is tax paid", "en"),
        ("existe-t-il un fonds", "fr"), ("la loi dit-elle pourquoi", "fr"), ("y a-t-il un fonds", "fr"),
        ("qué hora es", "es"), ("cómo cooperar", "es"), ("como a OIT define o trabalho", "pt"), ("há um fundo", "pt"),
    ],
)  # fmt: skip
def test_a_pronoun_that_has_its_noun_or_needs_none_stays(core: str, language: str) -> None:
    assert fill_pronoun(core, ["What does the ILO say about prices?"], language) == ""


def test_nothing_is_filled_in_where_nothing_was_named() -> None:
    assert fill_pronoun("does it say how", ["Why?"], "en") == ""
    assert fill_pronoun("dit-elle pourquoi", [], "fr") == ""
