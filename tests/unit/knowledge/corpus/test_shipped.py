from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pytest

from knowledge import Passage, Retriever
from knowledge.build import shipped_texts
from knowledge.corpus.check import Report, check
from knowledge.corpus.loader import CORPUS
from knowledge.embedding import E5Embedder
from knowledge.files import read_tensors
from knowledge.languages import LANGUAGES
from knowledge.passages import MAX_PASSAGE, passages_of
from knowledge.pinpoints import parse
from knowledge.prebuilt import FOLDER, load_shipped, text_hash
from knowledge.text import clean
from knowledge.themes import THEMES

# What the corpus is about; it may have more.
MAIN = {"eu-2023", "ilo-2022", "oecd-2022", "un-2023", "un-2024"}
COMPANIONS = {
    "c-au-2024", "c-coheur-2026", "c-doha-2025", "c-iberoamerica", "c-ilo-care-2024", "c-ilo-r193-2002", "c-ilo-sap-2023",
    "c-liege-2024", "c-lux-2015", "c-rmb-2026", "c-sansebastian-2023", "c-seap-2021", "c-seap-review-2026", "c-seville-2025",
    "c-toledo-2020", "c-un-coop-78-175", "c-un-iyc-2025", "c-un-sg-2024",
}  # fmt: skip
LAWS = {"l-br-2024", "l-es-2011", "l-fr-2014", "l-pt-2013", "l-qc-2013", "l-sn-2021", "l-tn-2020"}


@pytest.fixture(scope="module")
def report() -> Report:
    return check()


@pytest.fixture(scope="module")
def passages(report: Report) -> list[Passage]:
    return [passage for document in report.documents for passage in passages_of(document)]


@pytest.fixture(scope="module")
def embedded() -> dict[str, list[str]]:
    """The texts whose vectors ship, by document."""
    return shipped_texts()


def test_the_shipped_files_have_no_problems(report: Report) -> None:
    assert report.problems == ()


def _ids(report: Report, kind: str, language: str) -> set[str]:
    return {one.id for one in report.documents if (one.kind, one.language) == (kind, language)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("folder", "kind"), [("texts", "digest"), ("practices", "practice")])
def test_every_text_and_practice_is_there_in_every_language(
    report: Report, folder: str, kind: str, language: str
) -> None:
    assert _ids(report, kind, language) == {
        path.name for path in (CORPUS / folder).iterdir() if path.is_dir()
    }


@pytest.mark.parametrize("group", [MAIN, COMPANIONS, LAWS], ids=["main", "companions", "laws"])
def test_the_texts_that_the_corpus_is_about_are_there(report: Report, group: set[str]) -> None:
    assert group - _ids(report, "digest", "en") == set()


def test_there_are_sixty_practices_at_least(report: Report) -> None:
    assert len(_ids(report, "practice", "en")) >= 60


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
        assert document.country or document.kind != "practice", where
        assert not document.country or document.id.startswith(("p-", "l-")), where
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


@pytest.mark.slow
def test_every_shipped_text_has_a_vector_of_the_packaged_embedder(
    e5: E5Embedder, embedded: dict[str, list[str]]
) -> None:
    files = sorted(FOLDER.glob("*.safetensors"))
    assert {path.stem for path in files} == set(embedded)
    assert {read_tensors(path)[1]["fingerprint"] for path in files} == {e5.fingerprint}
    wanted = {text_hash(text): text for texts in embedded.values() for text in texts}
    known = load_shipped(e5.fingerprint)
    assert [text for key, text in wanted.items() if key not in known] == []
    assert set(known) == set(wanted)  # and none that no text needs


@pytest.mark.slow
def test_embedding_a_sample_again_gives_the_shipped_vectors(
    e5: E5Embedder, embedded: dict[str, list[str]]
) -> None:
    known = load_shipped(e5.fingerprint)
    texts = sorted({text for texts in embedded.values() for text in texts if text_hash(text) in known})
    sample = texts[:: len(texts) // 6][:6]
    assert len(sample) == 6
    for text, made in zip(sample, e5.embed_passages(sample), strict=True):
        kept = known[text_hash(text)].astype(np.float32)
        assert float(made @ kept) / float(np.linalg.norm(kept)) > 0.999, text


def test_the_installed_library_holds_the_shipped_passages(
    installed: Retriever, passages: list[Passage]
) -> None:
    assert {passage.id for passage in installed.index.passages} == {passage.id for passage in passages}
    assert installed.notices == ()
