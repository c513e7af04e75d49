"""What a provision does: single sentences, and a hand-labelled set in four languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import knowledge
from assistant.roles import role_of
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.languages import LANGUAGES
from knowledge.sentences import split

LABELS = Path(knowledge.__file__).parents[1] / "tests" / "benchmarks" / "work" / "roles.jsonl"


@pytest.mark.parametrize(
    ("language", "sentence", "role"),
    [
        ("en", "The resolution encourages Member States to keep statistics.", "ask"),
        ("en", "The resolution invites the Governing Body to give guidance.", "ask_others"),
        ("en", "The resolution encourages development banks to support States.", "ask_others"),
        ("en", "The conclusions recognise that the economy should be inclusive.", "recognise"),
        ("en", "The text has nine blocks.", "say"),
        ("fr", "La résolution invite les États Membres à tenir des statistiques.", "ask"),
        ("fr", "La résolution prie le Directeur général d'établir un plan.", "ask_others"),
        ("es", "La resolución pide al Secretario General un informe.", "ask_others"),
        ("es", "La resolución alienta a los Estados a elaborar leyes.", "ask"),
        ("pt", "A resolução incentiva os Estados-Membros a criar leis.", "ask"),
        ("pt", "A resolução reconhece o papel das cooperativas.", "recognise"),
        ("de", "Die Entschließung fordert die Staaten auf.", "say"),
    ],
)
def test_a_sentence_is_filed_by_its_verb_and_by_whom_it_names_first(
    language: str, sentence: str, role: str
) -> None:
    assert role_of(sentence, "para:1", language) == role


def test_a_preamble_recognises_whatever_its_verbs() -> None:
    assert role_of("The preamble notes that States should act.", "pp:2", "en") == "recognise"
    assert role_of("Recital 3 asks for more.", "recital:3", "en") == "recognise"


def test_the_labelled_sentences_are_filed_as_a_reader_did() -> None:
    documents = {(one.id, one.language): one for one in map(load_document, corpus_files())}
    right: dict[str, list[bool]] = {"tune": [], "test": []}
    asked: list[bool] = []
    for line in LABELS.read_text("utf-8").splitlines():
        label = json.loads(line)
        for language in LANGUAGES:
            held = documents[label["document"], language]
            provision = next(
                one
                for one in held.provisions
                if (one.pinpoint, one.ordinal) == (label["pinpoint"], label["ordinal"])
            )
            text = held.body[provision.start : provision.end].removeprefix(provision.title).strip()
            start, end = split(text, language)[0]
            ours = role_of(text[start:end], label["pinpoint"], language)
            right[label["split"]].append(ours == label["role"])
            if ours == "ask":
                asked.append(label["role"] == "ask")
    assert len(right["test"]) == 164
    assert sum(right["tune"]) / len(right["tune"]) >= 0.98
    assert sum(right["test"]) / len(right["test"]) >= 0.88
    assert sum(asked) / len(asked) >= 0.95, "a demand that a text does not make is the worse mistake"
