"""Quotes: whole sentences, verbatim, the best first, and the part that answers."""

from __future__ import annotations

import pytest

from assistant.quoting import highlight, quote
from knowledge import Retriever
from knowledge.overlap import Overlap


@pytest.mark.parametrize(
    ("question", "document", "fact"),
    [
        ("À quelle date la résolution de l'OIT a-t-elle été adoptée ?", "ilo-2022", "10 juin 2022"),
        ("What percentage does The Drivers Cooperative take per ride?", "p-drivers", "15%"),
        ("Quand et où est née la première AMAP ?", "p-amap", "Aubagne en avril 2001"),
        ("Quel délai les États de l'UE ont-ils pour adopter une stratégie ?", "eu-2023", "24 mois"),
        ("Where does the ILO speak of an observatory?", "ilo-2022", "observatory"),
        ("What does UN resolution 77/281 ask of UN country teams?", "un-2023", "country teams"),
    ],
)
def test_a_quote_holds_the_fact_that_was_asked_for(
    retriever: Retriever, question: str, document: str, fact: str
) -> None:
    statements = quote(retriever, retriever.retrieve(question))
    assert any(
        fact in statement.text and statement.citations[0].document == document for statement in statements
    )


def test_quotes_are_whole_sentences_verbatim_and_few(retriever: Retriever) -> None:
    bodies = {(document.id, document.language): document.body for document in retriever.documents}
    for question in (
        "definition of the social economy",
        "Quelles pratiques de finance solidaire ?",
        "cooperatives",
    ):
        for limit in (1, 2, 3):
            statements = quote(retriever, retriever.retrieve(question), limit)
            assert 1 <= len(statements) <= limit
            assert len({statement.text for statement in statements}) == len(statements)
            for statement in statements:
                (citation,) = statement.citations
                body = bodies[citation.document, citation.language]
                assert statement.text == citation.quote == body[citation.start : citation.end]
                assert statement.text[-1] in '.?!»"'
                assert (statement.kind, statement.verdict) == ("quote", "quoted")


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("What does the UN ask of governments on the social economy?", {"un-2023", "un-2024", "c-un-sg-2024"}),
        ("What does the ILO ask of employers?", {"ilo-2022", "c-ilo-r193-2002", "c-ilo-sap-2023", "c-ilo-care-2024"}),
    ],
)  # fmt: skip
def test_what_a_body_asks_is_quoted_from_its_texts(
    retriever: Retriever, question: str, bodies: set[str]
) -> None:
    """Six governments ask the EU in nearly the same words; that is no answer."""
    statements = quote(retriever, retriever.retrieve(question))
    assert statements
    assert {statement.citations[0].document for statement in statements} <= bodies


def test_a_text_that_speaks_of_the_body_that_is_named_may_be_quoted(retriever: Retriever) -> None:
    question = "¿En qué se diferencia la definición europea de economía social de la de la OIT?"
    (first, *_) = quote(retriever, retriever.retrieve(question))
    assert first.citations[0].document in ("eu-2023", "ilo-2022")


@pytest.mark.parametrize(
    "question",
    [
        "What do the texts say on housing?",
        "Que disent les textes sur les femmes ?",
        "¿Qué dicen los textos sobre la vivienda?",
        "O que dizem os textos sobre a habitação?",
    ],
)
def test_what_the_texts_say_is_not_quoted_from_a_practice(retriever: Retriever, question: str) -> None:
    kinds = {document.id: document.kind for document in retriever.documents}
    statements = quote(retriever, retriever.retrieve(question))
    assert statements
    assert {kinds[statement.citations[0].document] for statement in statements} == {"digest"}


def test_quotes_of_one_text_stand_together(retriever: Retriever) -> None:
    statements = quote(retriever, retriever.retrieve("member figures of energy cooperatives"), 6)
    order = [statement.citations[0].document for statement in statements]
    assert order == sorted(order, key=order.index)


def test_no_quote_where_none_is_wanted(retriever: Retriever) -> None:
    assert quote(retriever, retriever.retrieve("cooperative"), 0) == []


NOTHING_KNOWN = Overlap({}, 1)


def highlighted(sentence: str, question: str) -> str | None:
    span = highlight(sentence, question, NOTHING_KNOWN)
    return None if span is None else sentence[slice(*span)]


def test_a_question_for_a_number_points_to_the_clause_that_has_one() -> None:
    sentence = "The cooperative takes 15% of each ride, while other platforms take 25% to 40%."
    assert highlighted(sentence, "What percentage does the cooperative take of a ride?") == (
        "The cooperative takes 15% of each ride"
    )


def test_otherwise_the_answer_is_what_the_question_did_not_say() -> None:
    sentence = "Les principes de la définition sont la coopération volontaire, l'entraide et l'autonomie."
    found = highlighted(sentence, "Quels sont les principes de la définition ?")
    assert found is not None
    assert found.startswith("coopération volontaire")
    assert "principes" not in found


def test_nothing_is_highlighted_where_the_whole_sentence_answers() -> None:
    assert highlighted("Solar roofs supply 420 households.", "¿Qué pide la resolución?") is None


@pytest.mark.parametrize("sentence", ["", "?", "a", "12", ", , ,", "Only asked words", "  spaced  out  "])
def test_highlight_lies_inside_the_sentence(sentence: str) -> None:
    for question in ("Only asked words", "how many", "quand", ""):
        span = highlight(sentence, question, NOTHING_KNOWN)
        assert span is None or 0 <= span[0] < span[1] <= len(sentence)
