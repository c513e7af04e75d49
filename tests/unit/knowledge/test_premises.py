from __future__ import annotations

import pytest

from knowledge import Retriever
from knowledge.premises import Catalogue, Premise, check_premise


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What does the UN resolution of 2023 say on statistics?", {"un-2023"}),
        ("Que demande la résolution A/RES/77/281 ?", {"un-2023"}),
        ("¿Qué dice la resolución de la OIT de 2022?", {"ilo-2022"}),
        ("O que diz a recomendação da UE de 2023?", {"eu-2023"}),
        ("What is para. 5 of the ILO conclusions?", {"ilo-2022"}),
    ],
)
def test_texts_that_the_library_holds_are_known(
    installed: Retriever, question: str, documents: set[str]
) -> None:
    premise = check_premise(question, installed.catalogue)
    assert (premise.documents, premise.unknown, premise.missing) == (documents, None, "")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the UN resolution of 2021 say?", "2021"),
        ("Que dit la résolution de l'ONU de 2019 ?", "2019"),
        ("Article 12 of the 2019 Convention", "2019"),
        ("What is asked for in A/RES/75/111?", "75/111"),
        ("What does Convention No. 999 forbid?", "999"),
        ("What does the Greek law of 2016 on the social economy say?", "GR"),
        ("What does the ILO Convention on the social economy require?", "convention"),
        ("Que dit la résolution de l'OIT du 12 mars 2022 ?", "2022-03-12"),
    ],
)
def test_texts_that_it_does_not_hold_are_named(installed: Retriever, question: str, named: str) -> None:
    unknown = check_premise(question, installed.catalogue).unknown
    assert unknown is not None
    assert named in " ".join(
        map(
            str,
            (
                *unknown.issuers,
                *unknown.kinds,
                *unknown.years,
                *unknown.symbols,
                *unknown.numbers,
                *unknown.dates,
            ),
        )
    )


@pytest.mark.parametrize(
    "question",
    [
        "How do cooperatives reach the goals of 2030?",
        "What happened in Geneva in 2019?",
        "How does the UN resolution support the 2030 Agenda?",
        "Que dit la résolution de l'ONU du Programme 2030 ?",
        "Does the EU recommendation set a target for 2025?",
        "How can cooperatives act on climate by 2030?",
        "Recommendation No. 193",  # which the ILO digest cites
        "Who may become a member?",
    ],
)
def test_a_year_alone_or_a_text_that_is_cited_is_no_unknown_text(installed: Retriever, question: str) -> None:
    assert check_premise(question, installed.catalogue).unknown is None


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does paragraph 40 of the ILO conclusions say?", "para:40"),
        ("Que dit l'article 3 de la résolution de l'ONU ?", "art:3"),
        ("¿Qué dice el considerando 222 de la recomendación de la UE?", "recital:222"),
        ("What does paragraph 5 of the ILO conclusions say?", ""),
        ("What does paragraph 13 of the ILO conclusions say?", ""),
        ("What does paragraph 1 of the UN resolution say?", ""),
        ("What does paragraph 40 say?", ""),
    ],
)
def test_a_provision_that_the_named_text_lacks_is_missing(
    installed: Retriever, question: str, missing: str
) -> None:
    assert check_premise(question, installed.catalogue).missing == missing


def test_without_documents_nothing_is_unknown() -> None:
    assert check_premise("Article 12 of the 2019 Convention", Catalogue(())) == Premise()
