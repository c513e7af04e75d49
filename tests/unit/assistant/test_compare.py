"""Texts side by side on a theme."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.compare import MAIN_TEXTS, Comparison, compare, texts_of, without_own
from knowledge import Intake, Library, Retriever
from knowledge.embedding import E5Embedder
from knowledge.errors import UnknownDocument
from knowledge.languages import LANGUAGES

TODAY = date(2026, 1, 31)
WORDS = {
    "en": "public procurement",
    "fr": "marchés publics",
    "es": "contratación pública",
    "pt": "contratação pública",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_its_row_with_a_quote_in_the_readers_language(
    retriever: Retriever, language: str
) -> None:
    found = compare(retriever, WORDS[language], language=language, today=TODAY)
    assert [row.document for row in found.rows] == list(MAIN_TEXTS)
    bodies = {(one.id, one.language): one.body for one in retriever.documents}
    for row in found.rows:
        assert row.status == "found"
        assert row.statement is not None
        citation = row.statement.citations[0]
        assert (citation.document, citation.language) == (row.document, language)
        assert bodies[row.document, language][citation.start : citation.end] == row.statement.text
        assert not citation.pinpoint_id.startswith("about:")
        assert citation.pinpoint_id not in {place.pinpoint_id for place in row.also}
    assert found.created == "2026-01-31"


def test_a_text_that_is_silent_says_how_much_was_searched(retriever: Retriever) -> None:
    found = compare(retriever, "artificial intelligence", texts=["ilo-2022"], language="en")
    row = found.rows[0]
    assert (row.status, row.statement, row.also) == ("nothing", None, [])
    held = next(one for one in retriever.documents if one.id == "ilo-2022" and one.language == "en")
    facts = sum(one.pinpoint.startswith("about:") for one in held.provisions)
    assert (row.searched, row.held) == (len(held.provisions) - facts, len(held.provisions))
    assert row.note is not None
    assert "artificial intelligence" in row.note.text


def test_a_theme_of_the_corpus_is_named_in_the_readers_language(retriever: Retriever) -> None:
    found = compare(retriever, "energy", texts=["un-2023"], language="fr", practices=True)
    assert (found.theme, found.theme_id) == ("énergie", "energy")
    assert found.practices
    assert all(row.kind == "practice" and row.statement for row in found.practices)


def test_practices_are_there_only_where_they_were_asked_for(retriever: Retriever) -> None:
    assert compare(retriever, "housing", texts=["eu-2023"]).practices is None


def test_an_unknown_text_is_refused(retriever: Retriever) -> None:
    with pytest.raises(UnknownDocument):
        compare(retriever, "housing", texts=["no-such"])


def test_all_texts_are_the_main_ones_first_and_no_practice(retriever: Retriever) -> None:
    texts = texts_of(retriever.documents)
    assert tuple(texts[:5]) == MAIN_TEXTS
    assert len(texts) == len(set(texts)) > 30
    assert not any(one.startswith("p-") for one in texts)


def test_a_comparison_survives_json(retriever: Retriever) -> None:
    found = compare(retriever, "statistics", texts=["eu-2023", "ilo-2022"], practices=True)
    assert Comparison.model_validate_json(found.model_dump_json()) == found


@pytest.fixture(scope="module")
def with_own(tmp_path_factory: pytest.TempPathFactory, e5: E5Embedder) -> Retriever:
    """The shipped library with a document of the user's own."""
    folder = tmp_path_factory.mktemp("own")
    charter = folder / "charter.md"
    charter.write_text(
        "# Charter of our cooperative\n\nWe apply social clauses in every public procurement of the town.\n",
        "utf-8",
    )
    library = Library(folder / "library.sqlite3")
    Intake(library, e5).add(charter)
    library.close()
    return Retriever.open(folder, embedder=e5)


def test_a_document_of_ones_own_is_private_and_does_not_leave(with_own: Retriever) -> None:
    found = compare(with_own, "public procurement", texts=["un-2023", "own-charter"])
    assert [(row.document, row.private) for row in found.rows] == [("un-2023", False), ("own-charter", True)]
    kept = without_own(found)
    assert [row.document for row in kept.rows] == ["un-2023"]
    assert kept.left_out == 1
    assert "cooperative" not in kept.model_dump_json()
    assert "own-charter" in texts_of(with_own.documents)


def test_a_note_does_not_take_documents_of_ones_own_along_either(with_own: Retriever) -> None:
    from assistant.brief import make_brief
    from assistant.brief import without_own as note_without_own

    note = make_brief(with_own, "public procurement", texts=["un-2023", "own-charter"])
    assert "own-charter" in {one.document for one in note.references}
    silent = make_brief(with_own, "fisheries", texts=["un-2023", "own-charter"])
    assert [one.document for one in note_without_own(silent).silent] == ["un-2023"]
    kept = note_without_own(note)
    assert "charter" not in kept.model_dump_json().lower()
    assert kept.left_out == 1
