from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Retriever
from knowledge.calibration import Calibration
from knowledge.documents import Passage
from knowledge.embedding import E5Embedder, Embedder
from knowledge.grouping import LAW, prefer
from knowledge.index import ABOUT, COVERED, DIGEST, SENTENCE, Index, searchable_text
from knowledge.pooling import TEXT
from knowledge.premises import Premise
from knowledge.sentence_table import SentenceTable

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
    # In an index of the question's language alone the evidence counts most.
    weight = 0.25 * (1 + COVERED)
    np.testing.assert_allclose(scores.scores, scores.similarity + weight * scores.evidence, atol=1e-6)
    assert scores.rows[scores.scores.argmax()] == 2


@pytest.mark.parametrize(
    ("language", "share"), [("en", 1.0), ("fr", 0.5), ("de", 0.25), ("fr-CA", 0.5), ("pt", 0.0), ("", 0.0)]
)
def test_words_weigh_more_the_more_provisions_speak_the_question_s_language(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray], language: str, share: float
) -> None:
    """Provisions count, not passages: four of them, each in English, two in French too, one in German."""
    passages = [
        Passage(f"{row}-{code}", TOPICS[row], code, provision=f"p{row}")
        for row, codes in enumerate((("en", "fr", "de"), ("en", "fr", "fr"), ("en",), ("en", "en")))
        for code in codes
    ]
    scores = make(passages, Calibration(lexical_weight=0.25)).score(
        "data health", ask("data health"), language
    )
    weight = 0.25 * (1 + COVERED * share**3)
    assert scores.evidence.any()
    np.testing.assert_allclose(scores.scores, scores.similarity + weight * scores.evidence, atol=1e-6)


def test_where_every_provision_speaks_the_question_s_language_none_is_set_back_for_its_own(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    passages = [
        Passage(f"{row}-{code}", TOPICS[row], code, provision=f"p{row}")
        for row in range(4)
        for code in (("en", "fr") if row % 2 else ("en",))
    ]
    index = make(passages)
    vector = ask("solar energy")
    assert abs(index.language_offset(vector, "fr")) > 1e-3
    covered, partly = (index.score("solar energy", vector, language) for language in ("en", "fr"))
    # A passage without translations is as near as its cosine; the others count for theirs too.
    alone = [passages[row].provision in ("p0", "p2") for row in covered.rows.tolist()]
    np.testing.assert_allclose(covered.similarity[alone], covered.raw[alone], atol=1e-6)
    assert np.abs(partly.similarity - partly.raw).min() > 5e-4


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
    # A third of the provisions speak French, so that nearly all of the offset counts.
    apart = 1 - (1 / 3) ** 3
    for row, raw, similarity in zip(scores.rows, scores.raw, scores.similarity, strict=True):
        assert raw - similarity == pytest.approx(apart * offsets[index.passages[row].language], abs=1e-5)
    assert index.language_offset(vector, "xx") == 0


def test_of_two_that_fit_equally_a_provision_stands_before_a_fact_about_the_text(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    pinpoints = ["about:identity", "para:5", "", "about:structure", "heading:votes"]
    index = make([Passage(pinpoint, "members votes", "en", pinpoint=pinpoint) for pinpoint in pinpoints])
    scores = index.score("members votes", ask("members votes"), "en")
    ranked = [pinpoints[row] for row in scores.rows[np.argsort(-scores.scores, kind="stable")]]
    assert sorted(ranked[3:]) == ["about:identity", "about:structure"]


def test_a_digest_stands_behind_the_official_text_of_its_language_only(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    digest = Passage("digest", "members votes", "en", document="un-2023", kind="digest", pinpoint="op:1")
    passages = [
        digest,
        replace(digest, id="official", kind="official"),
        replace(digest, id="french", language="fr"),
        replace(digest, id="other", document="un-2024"),
        replace(digest, id="practice", kind="practice"),
        replace(digest, id="regional", language="en-GB"),
        replace(digest, id="about", pinpoint="about:identity"),
    ]
    index = make(passages)
    vector = ask("members votes")
    scores = index.score("members votes", vector, "en")
    behind = {
        passages[row].id: raw - similarity - index.language_offset(vector, passages[row].language)
        for row, raw, similarity in zip(scores.rows, scores.raw, scores.similarity, strict=True)
    }
    assert behind == pytest.approx(
        {
            "digest": DIGEST, "official": 0, "french": 0, "other": 0, "practice": 0, "regional": DIGEST, "about": ABOUT,
        },
        abs=1e-5,
    )  # fmt: skip


def test_a_national_law_stands_behind_what_fits_equally_and_its_digest_behind_its_own_text(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    law = Passage(
        "law",
        "members votes",
        "en",
        document="l-es-2011",
        kind="official",
        pinpoint="art:2",
        provision="l-es-2011#2",
    )
    passages = [
        replace(law, id="law digest", kind="digest"),
        law,
        replace(law, id="other law's digest", document="l-fr-2014", kind="digest", provision="l-fr-2014#2"),
        replace(law, id="resolution", document="ilo-2022", kind="digest", provision="ilo-2022#2"),
    ]
    index = make(passages)
    scores = index.score("members votes", ask("members votes"), "en")
    digest = DIGEST / (1 + TEXT)  # a passage's own score beside that of its text

    def behind(general: bool) -> dict[str, float]:
        found = prefer(scores, passages, Premise(), general)
        return {
            passages[row].id: found.scores.max() - score
            for row, score in zip(found.rows, found.scores, strict=True)
        }

    assert behind(general=True) == pytest.approx(
        {"law digest": LAW + digest, "law": LAW, "other law's digest": LAW, "resolution": 0}, abs=1e-5
    )
    # Asked for anything but the field itself, a law is a text as any other.
    assert behind(general=False) == pytest.approx(
        {"law digest": digest, "law": 0, "other law's digest": 0, "resolution": 0}, abs=1e-5
    )


@pytest.mark.parametrize(
    ("question", "asked_in", "row"),
    [("What is an AMAP?", "en", 0), ("une SCIC", "fr", 1), ("community-supported agriculture", "en", 2)],
)
def test_a_term_of_the_glossary_is_evidence_for_what_means_the_same(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray], question: str, asked_in: str, row: int
) -> None:
    passages = [
        Passage("csa", "community-supported agriculture feeds the village", "en"),
        Passage("scic", "la cooperativa de interés colectivo del pueblo", "es"),
        Passage("amap", "les AMAP nourrissent la ville", "fr"),
        *_passages(["en", "es", "fr"] * 4),
    ]
    index = make(passages)
    scores = index.score(question, ask(question), asked_in)
    evidence = dict(zip(scores.rows.tolist(), scores.evidence.tolist(), strict=True))
    own = [other for other in evidence if passages[other].language == passages[row].language]
    assert evidence[row] > 0.1
    assert [other for other in own if evidence[other] > 0] == [row]


def test_a_term_of_many_rare_words_is_no_more_than_full_evidence(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    """The four words of the term together score more than the one word of the question could."""
    scic = Passage("scic", "la cooperativa de interés colectivo del pueblo", "es")
    index = make([scic, *_passages(["en", "es", "fr"] * 4)])
    part = index.lexical["es"]
    assert part.scores("cooperativa de interés colectivo", "es")[0].max() > part.scores("SCIC", "fr")[1]
    scores = index.score("une SCIC", ask("une SCIC"), "fr")
    assert scores.evidence.max() == scores.evidence[scores.rows.tolist().index(0)] == 1


def test_evidence_is_measured_by_what_a_text_with_all_the_words_would_get(
    make: Callable[..., Index], ask: Callable[[str], np.ndarray]
) -> None:
    passages = [
        Passage("both", "observatory kiosk", "en"),
        Passage("one", "observatory wages", "fr"),
        *_passages(["en", "fr"] * 6),
    ]
    index = make(passages)

    def evidence(question: str) -> list[float]:
        scores = index.score(question, ask(question), "en")
        return [float(scores.evidence[scores.rows.tolist().index(row)]) for row in range(2)]

    both, one = evidence("observatory kiosk")
    assert 0.7 < both <= 1
    assert 0 < one < 0.8 * both
    # One word of many is a chance: even the best is little evidence.
    assert evidence("observatory lighthouse keepers count ships at night")[0] < 0.5 * both
    assert evidence("lighthouse keepers") == [0, 0]
    # Where no other language's texts could get more, the text that has all of them has it all.
    alone = make([passage for passage in passages if passage.language == "en"])
    assert alone.score("observatory kiosk", ask("x"), "en").evidence.max() == pytest.approx(1)


def test_a_passage_counts_for_its_best_sentence_too() -> None:
    vectors = np.asarray([[1, 0, 0], [0.6, 0.8, 0], [0, 1, 0]], np.float32)
    spans = np.asarray([[0, 0, 5], [0, 6, 9], [2, 0, 5]], np.int32)
    sentences = np.asarray([[0, 0, 1], [0.8, 0, 0.6], [1, 0, 0]], np.float32)
    question = np.asarray([1, 0, 0], np.float32)
    lifted = Index(_passages(["en"] * 3), vectors, Calibration(), sentences=SentenceTable(spans, sentences))
    plain = Index(_passages(["en"] * 3), vectors, Calibration())
    one, other = lifted.score("what", question, "en"), plain.score("what", question, "en")
    assert one.rows.tolist() == other.rows.tolist() == [0, 1, 2]
    np.testing.assert_allclose(one.raw, other.raw)
    # A nearer sentence lifts, a farther one lowers; a passage without sentences stays.
    expected = [SENTENCE * (0.8 - 1), 0, SENTENCE * (1 - 0)]
    np.testing.assert_allclose(one.similarity - other.similarity, expected, atol=1e-6)


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
