from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.support import check_support
from assistant.support_wording import _WHY, because, language_name
from knowledge.languages import LANGUAGES

SOURCE = "The fund shall pay half of the costs, unless the region pays them. Members vote in May."


def test_every_language_says_every_case_with_the_same_values() -> None:
    assert set(_WHY) == set(LANGUAGES)
    for table in _WHY.values():
        assert set(table) == set(_WHY["en"])
        for case, message in table.items():
            assert _fields(message) == _fields(_WHY["en"][case]), case


def _fields(message: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize(
    ("sentence", "passages", "said"),
    [
        ("Members vote in May.", [], "no hay fuente con la que compararla"),
        ("May.", [SOURCE], "es demasiado corta para comprobarla: hacen falta dos palabras con significado"),
        ("Members vote in May.", [SOURCE], "literal en la fuente"),
        ("Members vote in June.", [SOURCE], "la palabra «June» no está en la fuente"),
        ("Members vote in 2030.", [SOURCE], "el número 2030 no está en la fuente"),
        ("Members do not vote in May.", [SOURCE], "la negación es distinta"),
        ("The fund may pay half of the costs, unless the region pays them.", [SOURCE],
         "la fuente no dice «may»: la obligación es distinta"),
        ("The fund shall pay half of the costs.", [SOURCE], "se omitió la condición «unless»"),
        ("Les membres du conseil votent au mois de mai.", [SOURCE],
         "está en francés y la fuente en inglés: una traducción no se puede comprobar"),
    ],
)  # fmt: skip
def test_the_reason_is_said_in_the_readers_language(sentence: str, passages: list[str], said: str) -> None:
    assert check_support(sentence, passages, reader="es").reason == said
    assert check_support(sentence, passages).verdict == check_support(sentence, passages, reader="es").verdict


def test_what_was_left_out_stands_in_the_readers_quotation_marks() -> None:
    source = "Members pay a fee; the board sets it every year."
    said = {
        reader: check_support("Members pay a fee.", [source], "en", reader=reader)
        for reader in ("en", "fr", "de")
    }
    assert said["en"].reason == "the source sentence without 'the board sets it every year'"
    assert said["fr"].reason == "la phrase de la source sans « the board sets it every year »"
    assert said["de"].reason == said["en"].reason


def test_braces_of_a_text_are_only_text() -> None:
    assert because("word", "en", word="{where}", where="source") == "the word '{where}' is not in the source"


def test_languages_have_names() -> None:
    assert language_name("pt", "fr-CA") == "portugais"
    assert re.fullmatch(r"« de »", language_name("de", "fr"))
