"""The advocacy note: everything in it has its source."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.brief import SECTIONS, Brief, make_brief
from knowledge import Retriever
from knowledge.languages import LANGUAGES

TODAY = date(2026, 1, 31)
WORDS = {
    "en": "access to finance",
    "fr": "accès au financement",
    "es": "acceso a la financiación",
    "pt": "acesso ao financiamento",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_verbatim_in_its_source_and_every_source_is_referred_to(
    retriever: Retriever, language: str
) -> None:
    note = make_brief(retriever, WORDS[language], language=language, today=TODAY)
    bodies = {(one.id, one.language): one.body for one in retriever.documents}
    cited: list[str] = []
    for section in note.sections:
        for statement in section.statements:
            (citation,) = statement.citations
            assert statement.kind == "quote"
            assert (
                bodies[citation.document, citation.language][citation.start : citation.end] == statement.text
            )
            assert citation.pinpoint
            cited.append(citation.document)
    assert [one.document for one in note.references] == list(dict.fromkeys(cited))
    assert [section.name for section in note.sections] == list(SECTIONS)
    asked = next(section for section in note.sections if section.name == "ask")
    assert {"oecd-2022", "un-2023"} <= {one.citations[0].document for one in asked.statements}


def test_practices_show_what_came_of_them(retriever: Retriever) -> None:
    note = make_brief(retriever, "energy", today=TODAY)
    shown = note.sections[-1].statements
    assert shown
    assert {one.citations[0].kind for one in shown} == {"practice"}
    assert {"heading:results", "heading:figures"} & {one.citations[0].pinpoint_id for one in shown}


def test_a_theme_that_no_text_has_leaves_the_note_empty(retriever: Retriever) -> None:
    note = make_brief(retriever, "nuclear weapons", today=TODAY)
    assert not any(section.statements for section in note.sections)
    assert note.references == []
    assert len(note.silent) == 5


def test_what_may_not_be_on_the_theme_is_no_source(retriever: Retriever) -> None:
    """ "Education and training" has half of its words in the resolutions; a note takes nothing of that."""
    note = make_brief(retriever, "education and training", texts=["un-2023"], today=TODAY)
    assert not any(section.statements for section in note.sections[:-1])


def test_no_section_has_a_sentence_twice_and_no_text_fills_one(retriever: Retriever) -> None:
    note = make_brief(retriever, "statistics", today=TODAY)
    for section in note.sections[:-1]:
        texts = [one.citations[0].document for one in section.statements]
        assert all(texts.count(one) <= 2 for one in texts)
    said = [one.text for section in note.sections for one in section.statements]
    assert len(said) == len(set(said))


def test_a_note_survives_json(retriever: Retriever) -> None:
    note = make_brief(retriever, "housing", audience="  Ministry of\nHousing ", today=TODAY)
    assert note.audience == "Ministry of Housing"
    assert Brief.model_validate_json(note.model_dump_json()) == note
