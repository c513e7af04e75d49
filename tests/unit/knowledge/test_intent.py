from __future__ import annotations

import pytest

from knowledge.intent import Intent, read_intent

TEXTS = frozenset({"digest", "official"})


@pytest.mark.parametrize(
    "question",
    [
        "Which texts can I cite for procurement clauses?",
        "Quels textes internationaux puis-je citer sur la commande publique ?",
        "¿Qué textos hablan de finanzas?",
        "Que textos internacionais falam de estatísticas?",
        "What do all the international texts say about women?",
    ],
)
def test_questions_for_texts_are_spread_over_texts(question: str) -> None:
    assert read_intent(question) == Intent(True, TEXTS)


@pytest.mark.parametrize(
    "question",
    [
        "Give two examples of energy cooperatives",
        "Donnez des exemples de souveraineté alimentaire",
        "¿Qué cooperativas trabajan con datos de salud?",
        "Quais são boas práticas de finanças solidárias?",
        "Which cooperatives serve informal workers?",
    ],
)
def test_questions_for_examples_are_spread_over_practices(question: str) -> None:
    assert read_intent(question) == Intent(True, frozenset({"practice"}))


@pytest.mark.parametrize(
    "question",
    [
        "Compare the ILO and the EU definitions",
        "Quelle différence entre l'OIT et l'OCDE ?",
        "¿En qué se diferencia la definición de la UE?",
        "O que têm em comum a OIT e a ONU?",
    ],
)
def test_comparisons_are_known(question: str) -> None:
    assert read_intent(question).several


@pytest.mark.parametrize(
    "question",
    [
        "How does the ILO define the SSE?",
        "Quand la première AMAP est-elle née ?",
        "¿Cuántos socios tiene Som Energia?",
        "O que pede a resolução 77/281?",
        "",
    ],
)
def test_other_questions_ask_for_one_answer(question: str) -> None:
    assert read_intent(question) == Intent()


def test_a_question_for_what_the_texts_say_wants_texts_alone() -> None:
    assert read_intent("What do the texts say on housing?") == Intent(True, TEXTS, only=True)
    assert read_intent("housing") == Intent()
