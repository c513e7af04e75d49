"""Whether a text has something on a theme, by the measured rule."""

from __future__ import annotations

from assistant.evidence import FOUND, best_statements, practices_evidence, texts_evidence
from assistant.topics import Topic, read_topic
from knowledge import Retriever

MAIN = ["ilo-2022", "oecd-2022", "un-2023", "un-2024", "eu-2023"]


def test_a_theme_that_all_texts_have_is_found_in_all(retriever: Retriever) -> None:
    for words, language in (("marchés publics", "fr"), ("estadísticas", "es"), ("estatísticas", "pt")):
        found = texts_evidence(retriever, Topic(words, "", (words,)), MAIN, language)
        assert [one.status for one in found] == ["found"] * 5, words
        assert all(share >= FOUND for one in found for share in one.shares)


def test_a_theme_that_a_text_lacks_is_not_found_in_it(retriever: Retriever) -> None:
    for words in ("artificial intelligence", "food sovereignty", "nuclear weapons", "fisheries"):
        found = texts_evidence(retriever, Topic(words, "", (words,)), MAIN, "en")
        assert {one.status for one in found} == {"nothing"}, words
        assert not any(one.hits for one in found)


def test_words_that_only_begin_alike_are_not_the_same(retriever: Retriever) -> None:
    """ "habitação" and "habitualmente" share five letters, "aides d'État" and "à aider les États" words."""
    found = texts_evidence(retriever, Topic("habitação", "", ("habitação",)), ["oecd-2022", "eu-2023"], "pt")
    assert [one.status for one in found] == ["nothing", "found"]


def test_facts_about_a_text_are_no_provisions_of_it(retriever: Retriever) -> None:
    (found,) = texts_evidence(retriever, Topic("languages", "", ("languages",)), ["ilo-2022"], "en")
    assert found.status == "nothing"
    assert found.searched < found.held


def test_what_a_digest_says_of_its_gaps_is_a_note(retriever: Retriever) -> None:
    (found,) = texts_evidence(retriever, Topic("AI", "", ("artificial intelligence",)), ["un-2023"], "en")
    assert [hit.passage.pinpoint for hit in found.notes] == ["about:limits"]


def test_a_document_in_another_language_alone_is_compared_by_cognates(retriever: Retriever) -> None:
    (found,) = texts_evidence(retriever, Topic("statistiques", "", ("statistiques",)), ["un-2023"], "de")
    assert found.status == "found"


def test_practices_filed_under_a_theme_are_on_it_and_do_not_present_themselves(retriever: Retriever) -> None:
    found = practices_evidence(retriever, read_topic("energy", "en"), "en", 4)
    assert len(found) == 4
    themes = {one.id: one.themes for one in retriever.documents}
    for one in found:
        assert "energy" in themes[one.document]
        (statement,) = best_statements(retriever, one.retrieval, one.hits[:1])
        assert "presented here as a practice" not in statement.text


def test_no_practice_is_better_than_a_wrong_one(retriever: Retriever) -> None:
    assert practices_evidence(retriever, Topic("x", "", ("nuclear weapons",)), "en", 5) == []
