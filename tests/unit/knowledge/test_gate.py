from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from knowledge import Passage, Retriever
from knowledge.calibration import Calibration, GateWeights
from knowledge.catalogue import Catalogue
from knowledge.documents import Document
from knowledge.embedding import Embedder
from knowledge.gate import Gate, features, judge
from knowledge.index import Index
from knowledge.premises import check_premise
from knowledge.retriever import Hit

ILO = Passage(
    "a", "In 2022 the ILO Conference adopted 16 paragraphs; Enercoop had 4,200 members.", "en",
    title="ILO resolution 2022", names=("ILO", "OIT"), year=2022, pinpoint="para:5",
)  # fmt: skip
HITS = [Hit(ILO, 0.9, cosine=0.9)]


def _document(**fields: object) -> Document:
    return Document(
        **{
            "id": "un-2023", "language": "en", "kind": "digest", "title": "T", "short_title": "UN resolution 2023",
            "issuer": "UN", "url": "https://a.example", "licence": "CC0-1.0", "body": "", "provisions": (), "year": 2023,
            **fields,
        }
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def index(word_embedder: Callable[..., Embedder]) -> Callable[[GateWeights], Index]:
    vectors = word_embedder().embed_passages([ILO.indexed_text])
    return lambda weights: Index([ILO], vectors, Calibration(gate=weights))


def _judge(question: str, index: Index, documents: tuple[Document, ...] = (), hits: list[Hit] = HITS) -> Gate:
    return judge(question, "en", hits, index, check_premise(question, Catalogue(documents)))


def _features(question: str, index: Index, missing: tuple[str, ...] = ()) -> dict[str, float]:
    return features(question, "en", HITS, index, missing)


@pytest.mark.parametrize(
    ("probability", "verdict"),
    [(0.99, "answered"), (0.71, "answered"), (0.69, "doubtful"), (0.21, "doubtful"), (0.19, "not_in_texts")],
)
def test_the_verdict_follows_the_probability(
    index: Callable[[GateWeights], Index], probability: float, verdict: str
) -> None:
    bias = math.log(probability / (1 - probability))
    gate = _judge("what is adopted", index(GateWeights(bias, {}, answered=0.7, doubtful=0.2)))
    assert gate.verdict == verdict
    assert gate.probability == pytest.approx(probability)


def test_without_hits_nothing_is_answered(index: Callable[[GateWeights], Index]) -> None:
    assert _judge("what is adopted", index(GateWeights(99)), hits=[]).verdict == "not_in_texts"


def test_no_score_outweighs_a_name_that_is_missing(index: Callable[[GateWeights], Index]) -> None:
    gate = _judge("What is in Mondragon?", index(GateWeights(99)))
    assert (gate.verdict, gate.missing) == ("doubtful", ("Mondragon",))


@pytest.mark.parametrize(
    ("question", "fact"),
    [("What is the wage of a member of Enercoop?", "amount"), ("How many plants has Enercoop?", "count")],
)
def test_no_score_outweighs_a_sum_or_a_count_that_is_not_stated(
    index: Callable[[GateWeights], Index], question: str, fact: str
) -> None:
    gate = _judge(question, index(GateWeights(99)))
    assert (gate.verdict, gate.fact) == ("doubtful", fact)
    stated = _judge("How many members has Enercoop?", index(GateWeights(99)))
    assert (stated.verdict, stated.fact) == ("answered", "")


def test_no_score_outweighs_a_text_that_is_not_held(index: Callable[[GateWeights], Index]) -> None:
    gate = _judge("What is in the UN resolution of 2021?", index(GateWeights(99)), (_document(),))
    assert gate.verdict == "not_in_texts"
    assert gate.unknown is not None
    assert gate.unknown.years == {2021}


def test_no_score_outweighs_a_provision_that_is_not_there(index: Callable[[GateWeights], Index]) -> None:
    gate = _judge("paragraph 16 of the UN resolution", index(GateWeights(99)), (_document(),))
    assert (gate.verdict, gate.missing_provision) == ("not_in_texts", "para:16")


@pytest.mark.parametrize("bias", [-1e9, -50.0, 50.0, 1e9])
def test_the_probability_stays_one_whatever_the_coefficients(
    index: Callable[[GateWeights], Index], bias: float
) -> None:
    assert 0 <= _judge("adopted", index(GateWeights(bias, {"unknown": 3.0}))).probability <= 1


def test_features_say_how_much_of_the_question_is_found(index: Callable[[GateWeights], Index]) -> None:
    found = _features("paragraphs adopted by the conference", index(GateWeights()))
    nothing = _features("recipe for walnut bread", index(GateWeights()))
    assert found["overlap"] == found["overlap_top"] == pytest.approx(1)
    assert nothing["overlap"] == 0
    assert found["cosine"] == pytest.approx(0.5)
    assert found["missing"] == 0
    assert _features("x", index(GateWeights()), ("A",) * 9)["missing"] == 1


@pytest.mark.parametrize(
    "question",
    [
        "How does the ILO define the social and solidarity economy?",
        "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
        "¿Cómo define la OIT la economía social y solidaria?",
        "Como a OIT define a economia social e solidária?",
        "Is the ILO resolution of 2022 binding on States?",
        "Les membres de MIDATA sont-ils payés pour leurs données de santé ?",
    ],
)
def test_what_the_texts_answer_is_answered(installed: Retriever, question: str) -> None:
    gate = installed.retrieve(question).gate
    assert gate.verdict == "answered", gate


@pytest.mark.parametrize(
    "question",
    [
        "Which earlier resolutions does the UN resolution recall beside the 2030 Agenda?",
        "Are the Porto targets for 2030 in the EU recommendation?",
    ],
)
def test_a_year_that_is_no_date_of_a_text_refuses_nothing(installed: Retriever, question: str) -> None:
    gate = installed.retrieve(question).gate
    assert gate.verdict != "not_in_texts", gate


@pytest.mark.parametrize(
    "question",
    [
        "capital of Mongolia",
        "What is the capital of Mongolia?",
        "Quelle est la capitale de la Mongolie ?",
        "¿Cuál es la capital de Mongolia?",
        "Qual é a capital da Mongólia?",
        "How do I bake bread?",
        "What does the UN resolution of 2019 say about the SSE?",
        "Que dit la loi islandaise de 2020 sur les volcans ?",
        "What does ASEAN say about the social and solidarity economy?",
        "What does NATO say about the social economy?",
        "¿Quién ganó el mundial de fútbol?",
    ],
)
def test_what_the_texts_do_not_answer_is_not_in_them(installed: Retriever, question: str) -> None:
    gate = installed.retrieve(question).gate
    assert gate.verdict == "not_in_texts", gate


@pytest.mark.parametrize(
    "question",
    [
        "What does paragraph 40 of the ILO conclusions of 2022 say?",
        "What did Angela Merkel say of the social economy?",
        "Que dit l'OTAN de l'économie sociale ?",
        "Que dit la Ligue arabe de l'économie sociale ?",
        "Which 4711 measures does the EU recommendation list?",
    ],
)
def test_a_question_about_what_does_not_exist_is_never_simply_answered(
    installed: Retriever, question: str
) -> None:
    assert installed.retrieve(question).gate.verdict != "answered"


def test_below_the_floor_no_shared_word_helps(index: Callable[[GateWeights], Index]) -> None:
    near = _judge("what is adopted", index(GateWeights(99, floor=0.0)))
    far = _judge("what is adopted", index(GateWeights(99, floor=0.999)))
    assert near.verdict == "answered"
    assert far.verdict == "not_in_texts"
    assert far.probability == near.probability


def test_a_topic_whose_words_all_stand_in_a_passage_is_a_doubt_at_least(
    index: Callable[[GateWeights], Index],
) -> None:
    low = index(GateWeights(-99))
    assert judge("ILO paragraphs", "en", HITS, low, topic=True).verdict == "doubtful"
    assert judge("ILO paragraphs", "en", HITS, low).verdict == "not_in_texts"
    assert judge("ILO football", "en", HITS, low, topic=True).verdict == "not_in_texts"
    assert judge("ILO paragraphs", "en", HITS, index(GateWeights(-99, floor=0.95)), topic=True).verdict == (
        "not_in_texts"
    )


def test_how_a_question_asks_does_not_count_against_a_text(index: Callable[[GateWeights], Index]) -> None:
    asked = _features("What do the texts say about members of Enercoop?", index(GateWeights(0)))
    assert asked["overlap"] == _features("members of Enercoop", index(GateWeights(0)))["overlap"] == 1
    assert _features("What do the texts say?", index(GateWeights(0)))["overlap"] == 0
