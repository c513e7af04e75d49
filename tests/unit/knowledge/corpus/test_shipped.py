from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pytest

from knowledge import Passage, Retriever
from knowledge.build import shipped_texts
from knowledge.corpus.check import Report, check
from knowledge.embedding import E5Embedder
from knowledge.files import read_tensors
from knowledge.languages import LANGUAGES
from knowledge.passages import MAX_PASSAGE, passages_of
from knowledge.pinpoints import parse
from knowledge.prebuilt import FILE, load_shipped, text_hash
from knowledge.text import clean
from knowledge.themes import THEMES

TEXTS = {"eu-2023", "ilo-2022", "oecd-2022", "un-2023", "un-2024"}
PRACTICES = {
    "p-amap",
    "p-bancaetica",
    "p-drivers",
    "p-enercoop",
    "p-midata",
    "p-sidi",
    "p-somenergia",
    "p-terredeliens",
}


@pytest.fixture(scope="module")
def report() -> Report:
    return check()


@pytest.fixture(scope="module")
def passages(report: Report) -> list[Passage]:
    return [passage for document in report.documents for passage in passages_of(document)]


def test_the_shipped_files_have_no_problems(report: Report) -> None:
    assert report.problems == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_practice_is_there(report: Report, language: str) -> None:
    held = {document.id: document.kind for document in report.documents if document.language == language}
    assert {id_ for id_, kind in held.items() if kind == "digest"} == TEXTS
    assert {id_ for id_, kind in held.items() if kind == "practice"} == PRACTICES


def test_bodies_are_composed_and_clean(report: Report) -> None:
    for document in report.documents:
        assert unicodedata.is_normalized("NFC", document.body), document.id
        assert clean(document.body) == document.body, document.id


def test_a_passage_is_exactly_its_place_in_the_body(report: Report) -> None:
    for document in report.documents:
        passages = list(passages_of(document))
        assert len(passages) >= len(document.provisions) > 0
        for passage in passages:
            assert document.body[passage.start : passage.end] == passage.text
            assert passage.text == passage.text.strip() != ""
            assert len(passage.text) <= MAX_PASSAGE


def test_keys_are_unique(passages: list[Passage]) -> None:
    counts = Counter(passage.id for passage in passages)
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_provision_says_where_it_comes_from(report: Report) -> None:
    for document in report.documents:
        for provision in document.provisions:
            where = (document.id, document.language, provision.pinpoint)
            if provision.confidence == "reported":
                assert provision.reported_by.startswith(("http://", "https://")), where
            else:
                assert provision.reported_by == "", where
            assert provision.confidence in ("official", "reported", "background"), where


def test_a_digest_never_speaks_for_the_institution(report: Report) -> None:
    for document in report.documents:
        if document.kind == "digest":
            assert "official" not in {provision.confidence for provision in document.provisions}, document.id


def test_fields_are_of_use(report: Report) -> None:
    for document in report.documents:
        where = f"{document.id} {document.language}"
        assert 1900 < document.year < 2100, where
        assert document.url.startswith(("http://", "https://")), where
        assert set(document.themes) <= set(THEMES), where
        assert len(set(document.aliases)) == len(document.aliases), where
        assert (document.kind == "practice") == (document.country != ""), where
        for provision in document.provisions:
            assert str(parse(provision.pinpoint)) == provision.pinpoint
            assert provision.title.strip(), where


def test_the_languages_of_a_document_are_aligned(passages: list[Passage]) -> None:
    languages: dict[str, list[str]] = {}
    for passage in passages:
        languages.setdefault(passage.provision, []).append(passage.language)
    held = {passage.document: set() for passage in passages}
    for passage in passages:
        held[passage.document].add(passage.language)
    for provision, found in languages.items():
        assert sorted(found) == sorted(held[provision.partition("#")[0]]), provision


def test_every_shipped_text_has_a_vector_of_the_packaged_embedder(e5: E5Embedder) -> None:
    assert read_tensors(FILE)[1]["fingerprint"] == e5.fingerprint
    known = load_shipped(e5.fingerprint)
    assert [text for text in shipped_texts() if text_hash(text) not in known] == []


def test_embedding_a_sample_again_gives_the_shipped_vectors(e5: E5Embedder) -> None:
    texts = sorted(set(shipped_texts()))
    sample = texts[:: len(texts) // 6][:6]
    assert len(sample) == 6
    known = load_shipped(e5.fingerprint)
    for text, made in zip(sample, e5.embed_passages(sample), strict=True):
        kept = known[text_hash(text)].astype(np.float32)
        assert float(made @ kept) / float(np.linalg.norm(kept)) > 0.999, text


def test_the_installed_library_holds_the_shipped_passages(
    installed: Retriever, passages: list[Passage]
) -> None:
    assert {passage.id for passage in installed.index.passages} == {passage.id for passage in passages}
    assert installed.notices == ()
