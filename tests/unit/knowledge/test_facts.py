from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Passage
from knowledge.facts import fact_asked, states


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("What is the starting wage of an aide?", "amount"),
        ("How high is the fine for missing the deadline?", "amount"),
        ("Combien coûte l'adhésion ?", "amount"),
        ("À combien s'élève l'amende ?", "amount"),
        ("¿Cuál es el presupuesto de la recomendación?", "amount"),
        ("Quanto custou a cerimónia?", "amount"),
        ("How many members are there?", "count"),
        ("Combien de salariés à la SIDI ?", "count"),
        ("¿Cuántos empleados tiene Som Energia?", "count"),
        ("Quantos pacientes têm conta?", "count"),
        ("número de socios", "count"),
        ("How is a cooperative defined?", ""),
        ("Which cooperatives cap the salaries of their boards?", ""),
        ("Who decides on costs?", ""),
        ("How many of the have?", ""),
        ("Cuanto antes", ""),
        ("", ""),
    ],
)
def test_a_question_asks_for_an_amount_or_a_count(question: str, fact: str) -> None:
    assert fact_asked(question) == fact


@pytest.mark.parametrize(
    ("text", "language", "question", "told"),
    [
        ("A share costs 100 euros.", "en", "What does a share cost?", True),
        ("A share costs €100.", "en", "What does a share cost?", True),
        ("Una participación cuesta cien pesos, tres veces menos.", "es", "What does a share cost?", True),
        ("There are 100 shares. Each costs something.", "en", "What does a share cost?", False),
        ("In 2021 it had 70,000 members.", "en", "How many members has it?", True),
        ("Three members founded it.", "en", "How many members has it?", True),
        ("Its members decide. It was founded in 2011.", "en", "How many members has it?", False),
        ("La coopérative réunit 12 sociétaires et 3 mutuelles.", "fr", "How many workers?", False),
        ("La coopérative réunit 12 sociétaires et 3 mutuelles.", "fr", "Combien de mutuelles ?", True),
        ("Nothing is counted here.", "en", "Who decides?", True),
    ],
)
def test_a_sentence_has_the_sum_or_the_number_with_what_is_counted(
    text: str, language: str, question: str, told: bool
) -> None:
    passage = Passage("a", text, language)
    assert states([passage], fact_asked(question), question) is told


def test_a_term_of_the_glossary_counts_for_the_thing() -> None:
    passage = Passage("a", "Quebec has 500 SACCOs.", "en")
    assert states([passage], "count", "Combien de COOPEC ?") is states(
        [passage], "count", "How many SACCOs are there?"
    )


@given(st.text(max_size=60))
def test_any_question_can_be_read(question: str) -> None:
    assert fact_asked(question) in ("", "amount", "count")
    assert isinstance(
        states([Passage("a", "12 members pay 3 euros.", "en")], fact_asked(question), question), bool
    )
