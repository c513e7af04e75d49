from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Retriever
from knowledge.calibration import Calibration
from knowledge.documents import Passage
from knowledge.embedding import E5Embedder, Embedder
from knowledge.index import Index, searchable_text

TOPICS = ["members votes", "surplus reserve", "data health", "solar energy", "ethical bank", "fair wages"]


@pytest.fixture
def make(word_embedder: Callable[..., Embedder]) -> Callable[..., Index]:
    embedder = word_embedder()

    def index(passages: list[Passage], calibration: Calibration | None = None) -> Index:
        vectors = embedder.embed_passages([passage.indexed_text for passage in passages])
        return Index(passages, vectors, calibration or Calibration())

    return index


@pytest.fixture
def ask(
    word_embedder: Callable[..., Embedder],
) -> Callable[[str], np.ndarray[tuple[int], np.dtype[np.float32]]]:
    embedder = word_embedder()
    return lambda query: embedder.embed_queries([query])[0]


def _passages(languages: list[str]) -> list[Passage]:
    return [Passage(str(row), TOPICS[row % 6], language) for row, language in enumerate(languages)]


def test_the_score_is_similarity_and_weighted_evidence(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    index = make(_passages(["en"] * 6), Calibration(lexical_weight=0.25))
    scores = index.score("health data", ask("health data"), "en")
    assert sorted(scores.rows.tolist()) == list(range(6))
    # In an index of the question's language alone the evidence counts twice.
    np.testing.assert_allclose(scores.scores, scores.similarity + 0.5 * scores.evidence, atol=1e-6)
    assert scores.rows[scores.scores.argmax()] == 2


def test_the_raw_score_is_the_cosine(make: Callable[..., Index], ask: Callable[[str], np.ndarray]) -> None:
    index = make(_passages(["en", "fr", "en", "fr", "de", "de"]))
    vector = ask("solar energy")
    scores = index.score("solar energy", vector, "fr")
    np.testing.assert_allclose(scores.raw, index.vectors[scores.rows] @ vector, atol=1e-6)


def test_one_language_alone_is_not_calibrated(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    index = make(_passages(["pt-BR", "pt", "pt_PT", "pt"]))
    vector = ask("ethical bank")
    scores = index.score("ethical bank", vector, "en")
    np.testing.assert_allclose(scores.similarity, scores.raw, atol=1e-6)
    assert index.language_offset(vector, "pt") == pytest.approx(0, abs=1e-6)


def test_what_a_language_gains_is_taken_from_its_passages(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    index = make(_passages(["en", "fr", "en", "fr", "de", "de"]))
    vector = ask("solar energy")
    scores = index.score("solar energy", vector, "fr")
    offsets = {code: index.language_offset(vector, code) for code in ("en", "fr", "de")}
    assert sum(offsets.values()) == pytest.approx(0, abs=1e-5)
    for row, raw, similarity in zip(scores.rows, scores.raw, scores.similarity, strict=True):
        assert raw - similarity == pytest.approx(offsets[index.passages[row].language], abs=1e-5)
    assert index.language_offset(vector, "xx") == 0


def test_of_two_that_fit_equally_a_provision_stands_before_a_fact_about_the_text(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    pinpoints = ["about:identity", "para:5", "", "about:structure", "heading:votes"]
    index = make([Passage(pinpoint, "members votes", "en", pinpoint=pinpoint) for pinpoint in pinpoints])
    scores = index.score("members votes", ask("members votes"), "en")
    ranked = [pinpoints[row] for row in scores.rows[np.argsort(-scores.scores, kind="stable")]]
    assert sorted(ranked[3:]) == ["about:identity", "about:structure"]


def test_what_attracts_any_question_in_a_language_is_taken_off() -> None:
    """A passage full of Spanish names is near to Spanish questions whatever they ask."""
    vectors = np.asarray([[0.8, 0.6, 0], [0, 0.6, 0.8], [0, 1, 0]], np.float32)
    means = {"es": np.asarray([1, 0, 0], np.float32), "en": np.asarray([0, 1, 0], np.float32)}
    index = Index(_passages(["en"] * 3), vectors, Calibration(query_means=means))
    question = np.asarray([0.6, 0, 0.8], np.float32)
    spanish = index.score("solar", question, "es")
    pull = dict(zip(spanish.rows.tolist(), (spanish.raw - spanish.similarity).tolist(), strict=True))
    assert pull[0] > 0 > pull[2]
    assert sum(pull.values()) == pytest.approx(0, abs=1e-6)
    unknown = index.score("solar", question, "de")
    np.testing.assert_allclose(unknown.raw, unknown.similarity, atol=1e-6)


def test_a_mask_leaves_the_others_out(make: Callable[..., Index], ask: Callable[[str], np.ndarray]) -> None:
    index = make(_passages(["en", "fr"] * 6))
    allowed = np.zeros(12, np.bool_)
    allowed[[3, 4]] = True
    scores = index.score("members votes", ask("members votes"), "en", allowed)
    assert sorted(scores.rows.tolist()) == [3, 4]
    nothing = index.score("members votes", ask("members votes"), "en", np.zeros(12, np.bool_))
    assert len(nothing.rows) == len(nothing.scores) == 0


def test_a_passage_is_found_by_words_where_hundreds_are_nearer(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    """The nearest alone would leave out the one passage that has the rare word."""
    near = [Passage(f"near{row}", "members votes members votes", "en") for row in range(400)]
    rare = Passage("rare", "observatory " + " ".join(TOPICS[1:]) * 3, "en")
    index = make([*near, rare])
    vector = ask("members votes members votes")
    assert (index.vectors @ vector)[:-1].min() > (index.vectors @ vector)[-1]
    scores = index.score("observatory", vector, "en")
    assert 400 in scores.rows
    assert scores.evidence[scores.rows.tolist().index(400)] > 0.5


def test_names_are_searched_but_not_embedded() -> None:
    passage = Passage("a", "text", "en", title="Title", heading="Heading", names=("OIT", "ILO"))
    assert searchable_text(passage) == "Title Heading OIT ILO text"
    assert "OIT" not in passage.indexed_text


def test_an_index_of_nothing_finds_nothing(ask: Callable[[str], np.ndarray]) -> None:
    index = Index([], np.zeros((0, 64), np.float32), Calibration())
    assert len(index.score("anything", ask("anything"), "en").rows) == 0


@given(st.lists(st.sampled_from(["en", "fr", "xx", "pt-BR", ""]), min_size=1, max_size=30), st.data())
def test_candidates_are_allowed_and_stand_once(languages: list[str], data: st.DataObject) -> None:
    random = np.random.default_rng(len(languages))
    vectors = random.normal(size=(len(languages), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = Index(_passages(languages), vectors, Calibration())
    allowed = np.asarray(
        data.draw(st.lists(st.booleans(), min_size=len(languages), max_size=len(languages))), np.bool_
    )
    scores = index.score("members votes", vectors[0], "en", allowed)
    assert sorted(scores.rows.tolist()) == np.flatnonzero(allowed).tolist()
    assert np.isfinite(scores.scores).all()


FRENCH = [
    "La coopérative réunit ses membres une fois par an en assemblée générale.",
    "Les excédents sont versés à une réserve que les membres ne peuvent partager.",
    "La banque éthique refuse de financer les armes et le charbon.",
    "Les agriculteurs livrent chaque semaine un panier de légumes.",
    "Les chauffeurs élisent leur conseil d'administration.",
    "L'association forme des jeunes aux métiers du bâtiment.",
    "La mutuelle rembourse les soins dentaires de ses adhérents.",
    "Le fournisseur d'électricité achète une énergie d'origine renouvelable.",
]
ENGLISH = {
    "Qui décide de l'usage des données de santé ?":
        "Patients decide together which researchers may use their health records.",
    "Comment les statistiques mesurent-elles l'économie sociale ?":
        "Statistical offices measure the social economy with satellite accounts.",
    "Quels impôts paient les entreprises sociales ?":
        "Social enterprises pay a lower rate of corporate tax on retained profits.",
}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(e5: E5Embedder) -> Retriever:
    french = [Passage(f"fr{number}", text, "fr") for number, text in enumerate(FRENCH)]
    english = [Passage(f"en{number}", text, "en") for number, text in enumerate(ENGLISH.values())]
    return Retriever.from_passages([*french, *english], embedder=e5)


@pytest.mark.parametrize("question", ENGLISH)
def test_the_passage_that_answers_is_found_across_languages(mixed: Retriever, question: str) -> None:
    """Raw cosines rank French passages first for a French question, whatever they say."""
    hits = mixed.search(question, language="fr")
    assert hits[0].passage.text == ENGLISH[question]
    assert len(hits) == 10
