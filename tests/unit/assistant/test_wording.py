"""The words around the quotes: complete in four languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant import wording
from assistant.wording import AI_NOTICE, gate_reason, label, reference_in_words, say
from knowledge.documents import Document
from knowledge.gate import Gate
from knowledge.languages import LANGUAGES, detect
from knowledge.references import Reference
from knowledge.sharing import Shared


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
    unknown = Reference(frozenset({"un"}), frozenset({"resolution"}), frozenset({2021}))
    told = gate_reason(Gate("not_in_texts", unknown=unknown), "en")
    assert "UN resolution 2021" in told
    assert told.endswith("The nearest passages are:")
    assert "Mongolia, 1999" in gate_reason(Gate("doubtful", missing=("Mongolia", "1999")), "en")
    assert gate_reason(Gate("answered"), "pt") == say("answered", "pt")


def test_the_nearest_real_texts_are_named_in_the_reader_s_language() -> None:
    documents = [
        Document("un-2023", code, "digest", "T", title, "UN", "https://a.example", "CC0-1.0", "", ())
        for code, title in (("en", "UN resolution 77/281"), ("fr", "Résolution ONU 77/281"))
    ]
    unknown = Reference(frozenset({"un"}), frozenset({"resolution"}), frozenset({2021}))
    gate = Gate("not_in_texts", unknown=unknown, nearest=("un-2023", "gone"))
    told = gate_reason(gate, "fr", documents)
    assert "résolution ONU 2021" in told
    assert "Résolution ONU 77/281." in told
    assert "UN resolution 77/281" in gate_reason(gate, "es", documents)


def test_the_provisions_that_are_held_are_named() -> None:
    gate = Gate("not_in_texts", missing_provision="art:40", nearest=("para:5", "para:16(c)"))
    told = gate_reason(gate, "fr")
    assert "art. 40" in told
    assert "par. 5, par. 16 c)." in told


@pytest.mark.parametrize(
    ("reference", "language", "words"),
    [
        (Reference(frozenset({"ilo"}), frozenset({"convention"})), "es", "convenio OIT"),
        (Reference(frozenset({"eu"}), frozenset({"recommendation"}), dates=frozenset({"2025-03-14"})), "en",
         "EU recommendation 2025-03-14"),
        (Reference(symbols=frozenset({"75/111"})), "pt", "75/111"),
        (Reference(frozenset({"GR"}), frozenset({"law"}), frozenset({2016})), "fr", "loi Grèce 2016"),
    ],
)  # fmt: skip
def test_a_reference_is_written_as_its_reader_writes_it(
    reference: Reference, language: str, words: str
) -> None:
    assert reference_in_words(reference, language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_card_says_who_shared_it_wherever_it_is_quoted(language: str, citation: Any) -> None:
    status = Shared("Les Jardins; et Cie", "0f" * 32, 12).status
    told = label(citation(kind="practice", shared=status, language=language), language)
    assert "Les Jardins; et Cie" in told
    assert "0f0f0f0f0f0f0f0f" in told
    assert "12" in told
    assert say("practice", language) not in told, "it is not our summary"
    assert say("practice", language) in label(citation(kind="practice", language=language), language)
    # A status on a text of another kind says nothing.
    assert "Jardins" not in label(citation(kind="own", shared=status, language=language), language)
