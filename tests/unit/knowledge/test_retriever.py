from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import knowledge
from knowledge import Passage, Retriever
from knowledge.calibration import Calibration
from knowledge.documents import Document
from knowledge.embedding import E5Embedder
from knowledge.errors import EmbedderError, PinpointError, QueryError, UnknownDocument
from knowledge.filters import Filters
from knowledge.index import Index
from knowledge.passages import passages_of
from knowledge.retriever import Hit, Retrieval

DEFINITION = {
    "en": "How does the ILO define the social and solidarity economy?",
    "fr": "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
    "es": "¿Cómo define la OIT la economía social y solidaria?",
    "pt": "Como a OIT define a economia social e solidária?",
}


@pytest.fixture
def words(word_embedder: Any) -> Callable[[list[Passage]], Retriever]:
    """A retriever over any passages that costs no embedding."""
    return lambda passages: Retriever.from_passages(passages, embedder=word_embedder())


def test_passages_keep_their_ids_texts_and_languages(words: Callable[[list[Passage]], Retriever]) -> None:
    given = [
        Passage("x/1", "Members decide.", "de"),
        Passage("", "Voting is equal.", "pt-BR"),
        Passage("x/1", "…", ""),
    ]
    retriever = words(given)
    assert list(retriever.index.passages) == given
    assert {hit.passage for hit in retriever.search("members voting")} <= set(given)


def test_one_passage_is_found_with_a_score_above_nothing(e5: E5Embedder) -> None:
    for language in ("en", "de", ""):
        retriever = Retriever.from_passages([Passage("a", "Members elect the board.", language)], embedder=e5)
        (hit,) = retriever.search("Who elects the board?")
        assert hit.passage.id == "a"
        assert hit.score > 0


def test_an_answer_scores_above_what_does_not_answer(e5: E5Embedder) -> None:
    passages = [
        Passage("a", "Members elect the board.", "en"),
        Passage("b", "Bread is baked at night.", "en"),
    ]
    hits = Retriever.from_passages(passages, embedder=e5).search("Who elects the board?")
    assert [hit.passage.id for hit in hits] == ["a", "b"]


@pytest.mark.parametrize("code", ["de", "pt-BR", "xx", "", "und", "zh-Hant-TW", "a language"])
def test_any_language_code_is_accepted(words: Callable[[list[Passage]], Retriever], code: str) -> None:
    retriever = words([Passage("a", "members votes", code), Passage("b", "solar energy", "en")])
    assert [hit.passage.id for hit in retriever.search("members votes", language=code)] == ["a", "b"]
    assert [hit.passage.id for hit in retriever.search("members votes")] == ["a", "b"]


def test_no_passages_answer_nothing(words: Callable[[list[Passage]], Retriever]) -> None:
    retriever = words([])
    assert retriever.search("members votes") == []
    found = retriever.retrieve("members votes")
    assert (found.gate.verdict, found.searched_documents, found.searched_passages) == ("not_in_texts", 0, 0)


def test_equal_passages_are_found_each(words: Callable[[list[Passage]], Retriever]) -> None:
    passage = Passage("a", "members votes", "en")
    hits = words([passage] * 3).search("members votes")
    assert [hit.passage for hit in hits] == [passage] * 3
    assert len({hit.row for hit in hits}) == 3
    assert len({hit.score for hit in hits}) == 1


@pytest.mark.parametrize("filters", [{"documents": ["far"]}, {"kinds": ["practice"]}])
def test_a_filter_finds_what_would_rank_last(
    words: Callable[[list[Passage]], Retriever], filters: dict[str, list[str]]
) -> None:
    near = [
        Passage(str(number), f"members votes {number}", language, "near", kind="digest")
        for number in range(700)
        for language in ("en", "fr")
    ]
    far = Passage("far", "solar energy", "en", "far", kind="practice")
    retriever = words([*near[:600], far, *near[600:]])
    assert far not in [hit.passage for hit in retriever.search("members votes", limit=500)]
    hits = retriever.search("members votes", limit=3, **filters)  # type: ignore[arg-type]
    assert [hit.passage for hit in hits] == [far]


def test_filters_are_joined(words: Callable[[list[Passage]], Retriever]) -> None:
    passages = [
        Passage(f"{document}-{kind}", "members votes", "en", document, kind=kind)
        for document in ("a", "b", "")
        for kind in ("digest", "own")
    ]
    retriever = words(passages)

    def found(**filters: Any) -> list[str]:
        return sorted(hit.passage.id for hit in retriever.search("members", **filters))

    assert found(documents={"a"}, kinds=["own"]) == ["a-own"]
    assert found(documents=["a", "b"]) == ["a-digest", "a-own", "b-digest", "b-own"]
    assert found(kinds=("own",)) == ["-own", "a-own", "b-own"]
    assert found(kinds=["practice"]) == found(documents=[]) == []
    searched = retriever.retrieve("members", documents=["a"], kinds=["own"])
    assert (searched.searched_documents, searched.searched_passages) == (1, 1)


def test_an_unknown_document_is_named_with_the_known_ones(
    words: Callable[[list[Passage]], Retriever],
) -> None:
    retriever = words(
        [Passage("1", "text", "en", "law-2"), Passage("2", "text", "en", "law-1"), Passage("3", "t", "en")]
    )
    with pytest.raises(UnknownDocument, match=r"'law-3'.*holds: law-1, law-2") as caught:
        retriever.search("text", documents=["law-1", "law-3"])
    assert caught.value.document == "law-3"
    with pytest.raises(UnknownDocument, match="holds: none"):
        words([]).search("text", documents=["law-1"])


def _translations(number: int, **fields: Any) -> list[Passage]:
    return [
        Passage(
            f"{number}-{language}",
            f"members votes {number} {language}",
            language,
            provision=f"p{number}",
            **fields,
        )
        for language in ("en", "fr", "pt-BR")
    ]


@pytest.mark.parametrize(
    ("asked", "shown"), [("en", "en"), ("fr", "fr"), ("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("FR", "fr")]
)
def test_translations_become_one_hit_in_the_asked_language(
    words: Callable[[list[Passage]], Retriever], asked: str, shown: str
) -> None:
    retriever = words([*_translations(1), *_translations(2)])
    hits = retriever.search("members votes", language=asked)
    assert sorted(hit.passage.id for hit in hits) == [f"1-{shown}", f"2-{shown}"]
    for hit in hits:
        assert retriever.index.passages[hit.row] == hit.passage
        assert {translation.language for translation in hit.translations} == {"en", "fr", "pt-BR"} - {shown}
        assert {translation.provision for translation in hit.translations} == {hit.passage.provision}


def test_a_reader_of_another_language_sees_the_best_one(words: Callable[[list[Passage]], Retriever]) -> None:
    (hit,) = words(_translations(1)).search("members votes pt", language="de")
    assert len({hit.passage.id, *(translation.id for translation in hit.translations)}) == 3


def test_the_parts_of_a_long_provision_are_one_hit(words: Callable[[list[Passage]], Retriever]) -> None:
    parts = [
        Passage(str(number), text, "en", provision="p")
        for number, text in enumerate(["members", "solar energy"])
    ]
    (hit,) = words(parts).search("solar energy")
    assert hit.passage.id == "1"
    assert hit.translations == ()


@pytest.mark.parametrize(("limit", "found"), [(0, 0), (-1, 0), (1, 1), (7, 7), (100, 30)])
def test_there_are_at_most_so_many_hits(
    words: Callable[[list[Passage]], Retriever], limit: int, found: int
) -> None:
    retriever = words([passage for number in range(30) for passage in _translations(number)])
    assert len(retriever.search("members votes", limit)) == found


@pytest.fixture
def library(document: Callable[..., Document]) -> list[Document]:
    """A resolution with its official text, its French digest, another body's text, and practices."""
    digest = document(
        "un-2023", ("op:1", "States support members votes."), ("op:1(a)", "Banks help."), ("op:2", "Data are counted."),
        issuer="UN", symbol="A/RES/77/281", title="Resolution 77/281", short_title="UN resolution 77/281",
        aliases=("UN", "ONU"), year=2023, date="2023-04-18", themes=("finance",),
    )  # fmt: skip
    official = document(
        "un-2023", ("op:1", "1. Encourages members votes;"), ("op:3", "3. Decides on members votes."), kind="official",
        **{name: getattr(digest, name) for name in ("issuer", "symbol", "title", "short_title", "aliases", "year", "date")},
    )  # fmt: skip
    practices = [
        document(f"p-{number}", ("heading:votes", f"Members votes count {number}."), kind="practice", issuer=f"Coop {number}",
                 country="FR", year=2000 + number, themes=("energy",))
        for number in range(12)
    ]  # fmt: skip
    ilo = document(
        "ilo-2022", ("para:5", "The scope of wages."), issuer="ILO", title="Resolution on decent work",
        short_title="ILO resolution 2022", aliases=("ILO", "OIT"), year=2022, themes=("work",),
    )  # fmt: skip
    return [digest, replace(digest, language="fr"), official, ilo, *practices]


@pytest.fixture
def over(word_embedder: Any) -> Callable[[list[Document]], Retriever]:
    """A retriever over documents, as an installed library gives one."""

    def made(documents: list[Document]) -> Retriever:
        embedder = word_embedder()
        passages = [passage for one in documents for passage in passages_of(one)]
        vectors = embedder.embed_passages([passage.indexed_text for passage in passages])
        return Retriever(Index(passages, vectors, Calibration()), embedder, documents)

    return made


def test_a_pinpoint_is_looked_up_with_what_is_below_it(
    over: Callable[[list[Document]], Retriever], library: list[Document]
) -> None:
    retriever = over([one for one in library if one.kind != "official"])

    def found(pinpoint: str, language: str | None = None) -> list[tuple[str, str, str]]:
        passages = retriever.lookup("un-2023", pinpoint, language)
        assert set(passages) <= set(retriever.index.passages)
        return [(passage.pinpoint, passage.language, passage.text) for passage in passages]

    whole = [("op:1", "fr", "States support members votes."), ("op:1(a)", "fr", "Banks help.")]
    assert found("op:1", "fr") == whole
    assert found("op:1(a)", "fr-CA") == whole[1:]
    assert found("op:2", "en") == [("op:2", "en", "Data are counted.")]


def test_an_official_text_is_looked_up_before_its_digest(
    over: Callable[[list[Document]], Retriever], library: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = over(library)
    assert [one.text for one in retriever.lookup("un-2023", "op:1", "en")] == ["1. Encourages members votes;"]
    monkeypatch.setenv("SSE_LANG", "fr")
    assert [one.language for one in retriever.lookup("un-2023", "op:2")] == ["fr"]
    monkeypatch.setenv("SSE_LANG", "es")  # no version in it: the English one
    assert [one.kind for one in retriever.lookup("un-2023", "op:3")] == ["official"]


def test_what_cannot_be_looked_up_is_named(
    over: Callable[[list[Document]], Retriever], library: list[Document]
) -> None:
    retriever = over(library)
    with pytest.raises(UnknownDocument, match="un-1999"):
        retriever.lookup("un-1999", "op:1")
    with pytest.raises(UnknownDocument, match=r"ilo-2022 \(en\)"):
        retriever.lookup("ilo-2022", "para:5", "pt")
    with pytest.raises(PinpointError, match=r"no provision op:2\. It has: op:1, op:3"):
        retriever.lookup("un-2023", "op:2", "en")  # the digest has it, the official text does not
    with pytest.raises(PinpointError, match="is not a pinpoint"):
        retriever.lookup("un-2023", "paragraph 1", "en")


QUESTIONS = [
    "members votes",
    "What do the ILO and the UN say on members votes?",
    "Que dit la résolution des votes ?",
    "solar energy",
    "What does the UN resolution of 1999 say?",
]


@pytest.mark.parametrize("language", [None, "fr"])
@pytest.mark.parametrize("filters", [None, Filters(kinds=["digest", "practice"], since=2004)])
def test_many_questions_at_once_find_what_each_finds_alone(
    over: Callable[[list[Document]], Retriever],
    library: list[Document],
    language: str | None,
    filters: Filters | None,
) -> None:
    retriever = over(library)
    together = retriever.search_many(QUESTIONS, 5, language, filters=filters)
    assert together == [retriever.search(question, 5, language, filters=filters) for question in QUESTIONS]
    assert all(together)


def test_no_questions_have_no_answers_and_one_that_is_none_is_refused(
    over: Callable[[list[Document]], Retriever], library: list[Document]
) -> None:
    retriever = over(library)
    assert retriever.search_many([]) == []
    with pytest.raises(QueryError):
        retriever.search_many(["members votes", " "])
    with pytest.raises(UnknownDocument, match="un-1999"):
        retriever.search_many(["members votes"], filters=Filters(documents=["un-1999"]))


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(documents=["ilo-2022"]), {"ilo-2022"}),
        (Filters(bodies=["OIT"]), {"ilo-2022"}),
        (Filters(themes=["finance"]), {"un-2023"}),
        (Filters(languages=["fr"]), {"un-2023"}),
        (Filters(kinds=["official"]), {"un-2023"}),
        (Filters(until=2001), {"p-0", "p-1"}),
        (Filters(since=2010, until=2022), {"p-10", "p-11", "ilo-2022"}),
        (Filters(kinds=["practice"], themes=["finance"]), set()),
    ],
)
def test_only_what_the_filters_let_through_is_found(
    over: Callable[[list[Document]], Retriever],
    library: list[Document],
    filters: Filters,
    documents: set[str],
) -> None:
    retriever = over(library)
    found = retriever.retrieve("members votes of the UN", 100, filters=filters)
    assert {hit.passage.document for hit in found.hits} == documents
    assert found.searched_documents == len(documents)
    mask = filters.mask(retriever.index.passages)
    assert mask is not None
    assert found.searched_passages == mask.sum()


def test_filters_and_arguments_are_joined(
    over: Callable[[list[Document]], Retriever], library: list[Document]
) -> None:
    hits = over(library).search(
        "members votes",
        100,
        documents=["un-2023", "p-1"],
        kinds=["official", "practice"],
        filters=Filters(since=2010),
    )
    assert {(hit.passage.document, hit.passage.kind) for hit in hits} == {("un-2023", "official")}


@pytest.mark.parametrize(
    "question",
    [
        "What do the ILO and the UN say on members votes?",
        "Que disent l'OIT et l'ONU des members votes ?",
        "ILO and A/RES/77/281 on members votes",
    ],
)
def test_a_question_that_names_two_bodies_has_both_among_its_first_hits(
    over: Callable[[list[Document]], Retriever], library: list[Document], question: str
) -> None:
    retriever = over(library)
    assert {hit.passage.document for hit in retriever.search(question, 2)} == {"ilo-2022", "un-2023"}
    alone = retriever.search("members votes", 10)
    assert "ilo-2022" not in [hit.passage.document for hit in alone[:2]]


def test_a_national_law_stands_behind_where_the_question_is_what_the_field_is(
    words: Callable[[list[Passage]], Retriever],
) -> None:
    names = ("l-es-2011", "ilo-2022")
    retriever = words([Passage(name, "social economy definition", "en", name) for name in names])

    def found(question: str) -> list[str]:
        return [hit.passage.document for hit in retriever.search(question, language="en")]

    assert found("What is the social economy?") == ["ilo-2022", "l-es-2011"]
    assert found("social economy definition") == ["l-es-2011", "ilo-2022"]  # equal, so in their order


@pytest.mark.parametrize(
    "query", [*DEFINITION.values(), "2022", "capital of Mongolia", "MIDATA", "coopératives énergie"]
)
def test_hits_are_sorted_distinct_and_explained(installed: Retriever, query: str) -> None:
    hits = installed.search(query, 30)
    assert len(hits) == 30
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.provision for hit in hits}) == 30
    for hit in hits:
        assert 0 <= hit.evidence <= 1 + 1e-6
        assert -1 <= hit.cosine <= 1 + 1e-6


def test_a_retrieval_tells_what_an_answer_shows(installed: Retriever) -> None:
    found = installed.retrieve("  What is\nthe SSE? ")
    assert isinstance(found, Retrieval)
    assert (found.query, found.language) == ("What is the SSE?", "en")
    assert found.searched_documents == len({document.id for document in installed.documents})
    assert found.searched_passages == len(installed.index.passages)
    assert found.vector.shape == (384,)
    assert set(found.timings_ms) == {"embed", "search", "gate"}
    assert list(found.hits) == installed.search("What is the SSE?")


@pytest.mark.parametrize(
    ("language", "used"), [(None, "fr"), ("en", "en"), ("pt-BR", "pt"), ("de", "de"), ("", "fr")]
)
def test_the_language_is_detected_where_it_is_not_given(
    installed: Retriever, language: str | None, used: str
) -> None:
    assert installed.retrieve("Qu'est-ce que l'économie sociale ?", language=language).language == used


@pytest.mark.parametrize("query", ["", "  ", "?", "a" * 5_000])
def test_what_is_no_question_is_refused(installed: Retriever, query: str) -> None:
    with pytest.raises(QueryError):
        installed.search(query)


@pytest.mark.parametrize("language", DEFINITION)
def test_the_definition_of_the_ilo_is_found_first_in_every_language(
    installed: Retriever, language: str
) -> None:
    found = installed.retrieve(DEFINITION[language])
    assert found.language == language
    assert (found.hits[0].passage.document, found.hits[0].passage.pinpoint) == ("ilo-2022", "para:5")


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt"])
def test_hits_are_in_the_reader_s_language_where_it_is_held(installed: Retriever, language: str) -> None:
    for hit in installed.search(DEFINITION[language], 20):
        assert hit.passage.language == language
        assert all(translation.provision == hit.passage.provision for translation in hit.translations)


def test_the_texts_do_not_know_the_capital_of_mongolia(installed: Retriever) -> None:
    assert installed.retrieve("capital of Mongolia").gate.verdict == "not_in_texts"


def test_one_practice_can_be_searched_alone(installed: Retriever) -> None:
    hits = installed.search(DEFINITION["en"], documents=["p-midata"])
    assert hits
    assert {hit.passage.document for hit in hits} == {"p-midata"}
    practices = installed.search(DEFINITION["en"], 50, kinds=["practice"])
    assert {hit.passage.kind for hit in practices} == {"practice"}
    with pytest.raises(UnknownDocument, match="p-midata"):
        installed.search("anything", documents=["p-nobody"])


def test_the_sentences_of_a_hit_are_its_passage(installed: Retriever) -> None:
    for hit in installed.search(DEFINITION["fr"], 5):
        sentences, vectors = installed.sentences(hit)
        assert sentences
        assert vectors.shape == (len(sentences), 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
        for sentence in sentences:
            assert hit.passage.text[sentence.start : sentence.end] == sentence.text


def test_the_sentences_of_any_passage_are_embedded_on_demand(
    words: Callable[[list[Passage]], Retriever],
) -> None:
    retriever = words([Passage("a", "Members decide. Votes are equal.", "en", title="T")])
    sentences, vectors = retriever.sentences(retriever.search("votes")[0])
    assert [sentence.text for sentence in sentences] == ["Members decide.", "Votes are equal."]
    assert vectors.shape == (2, 64)
    assert retriever.sentences(Hit(Passage("b", "", "en"), 0.0))[0] == []


@pytest.mark.slow
def test_open_uses_the_data_folder_of_the_environment(sse_data_dir: Path, e5: E5Embedder) -> None:
    first = Retriever.open(embedder=e5)
    assert first.notices == ()
    assert (sse_data_dir / "library.sqlite3").exists()
    query = "satellite accounts"
    assert Retriever.open(str(sse_data_dir), embedder=e5).search(query) == first.search(query)


@pytest.mark.slow
def test_open_says_where_it_answers_from(tmp_path: Path, e5: E5Embedder) -> None:
    (tmp_path / "file").write_text("in the way")
    retriever = Retriever.open(tmp_path / "file" / "data", embedder=e5)
    assert len(retriever.notices) == 1
    assert retriever.search("satellite accounts")


def test_open_names_an_embedder_that_is_none(monkeypatch: pytest.MonkeyPatch, sse_data_dir: Path) -> None:
    monkeypatch.setenv("SSE_EMBEDDER", "nothing")
    with pytest.raises(EmbedderError, match="SSE_EMBEDDER"):
        Retriever.open()
    assert not sse_data_dir.exists()


HEAVY = ("torch", "llama_cpp", "flwr", "textual", "sentence_transformers", "scipy", "bm25s")
MODULES = f"""
import json, sys
def loaded():
    return [name for name in {HEAVY!r} if name in sys.modules]
from knowledge import Passage, Retriever
report = {{"import": loaded()}}
retriever = Retriever.open()
hits = retriever.search("clauses sociales dans les marchés publics", limit=3)
report["hits"] = len(hits)
report["search"] = loaded()
print(json.dumps(report))
"""


def test_no_heavy_library_is_loaded_to_search(run_python: Callable[..., str]) -> None:
    first = json.loads(run_python(MODULES))
    assert first["hits"] == 3
    # The first start makes the word index, for which bm25s brings scipy.
    assert set(first["search"]) <= {"bm25s", "scipy"}
    assert json.loads(run_python(MODULES)) == {"import": [], "hits": 3, "search": []}


def test_importing_a_passage_loads_no_numbers(run_python: Callable[..., str]) -> None:
    code = "import sys; from knowledge import Passage, citation_key; print('numpy' in sys.modules, 'sqlite3' in sys.modules)"
    assert run_python(code).split() == ["False", "False"]


def test_every_public_name_is_there() -> None:
    for name in knowledge.__all__:
        assert getattr(knowledge, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        knowledge.nothing_of_the_kind  # noqa: B018
