from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.corpus.loader import CORPUS, corpus_files, load_document, parse_document
from knowledge.corpus.reading import export_documents, provisions_at, version, written
from knowledge.documents import Document
from knowledge.errors import LibraryError, PinpointError, UnknownDocument


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [load_document(CORPUS / "texts" / "ilo-2022" / f"{code}.md") for code in ("en", "fr")]


def test_a_document_is_read_in_the_language_that_is_asked_for(documents: list[Document]) -> None:
    assert version(documents, "ilo-2022", "fr") is documents[1]
    assert version(documents, "ilo-2022", "fr-CA") is documents[1]
    with pytest.raises(UnknownDocument, match=r"ilo-2022 \(en\), ilo-2022 \(fr\)"):
        version(documents, "ilo-2022", "es")


def test_without_a_language_the_interface_s_is_read_and_english_after_it(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_LANG", "fr")
    assert version(documents, "ilo-2022") is documents[1]
    monkeypatch.setenv("SSE_LANG", "es")
    assert version(documents, "ilo-2022") is documents[0]


def test_the_official_text_is_read_before_the_digest(documents: list[Document]) -> None:
    official = replace(documents[0], kind="official")
    assert version([*documents, official], "ilo-2022", "en") is official
    assert version([*documents, official], "ilo-2022", "en", "digest") is documents[0]


def test_a_pinpoint_has_what_is_below_it(documents: list[Document]) -> None:
    found = provisions_at(documents[0], "para:16")
    assert {provision.pinpoint for provision in found} == {"para:16", "para:16(c)"}
    assert {p.pinpoint for p in provisions_at(documents[0], "para:16(c)")} == {"para:16(c)"}
    assert provisions_at(documents[0], None) == documents[0].provisions
    with pytest.raises(PinpointError, match=r"has no provision para:1\. It has: .*para:16\(c\)"):
        provisions_at(documents[0], "para:1")
    with pytest.raises(PinpointError, match="is not a pinpoint"):
        provisions_at(documents[0], "paragraph 5")


@pytest.mark.parametrize("path", corpus_files()[::9], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_written_is_read_back_the_same(path: Path) -> None:
    document = load_document(path)
    assert parse_document(written(document), "written") == document


def test_titles_with_quotes_and_backslashes_come_back(documents: list[Document]) -> None:
    odd = replace(documents[0], title='A "quoted" \\ title', aliases=("é\u00a0x", "a'b"))
    assert parse_document(written(odd), "written") == odd


def test_nothing_of_the_user_s_is_exported(documents: list[Document], tmp_path: Path) -> None:
    private = [
        replace(documents[0], id="own-statutes", kind="own"),
        replace(documents[0], kind="official"),
    ]
    assert export_documents([*documents, *private], tmp_path / "out") == 2
    files = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.md"))
    assert files == ["texts/ilo-2022/en.md", "texts/ilo-2022/fr.md"]
    assert load_document(tmp_path / "out" / files[0]) == documents[0]


def test_a_folder_that_cannot_be_written_is_named(documents: list[Document], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be written"):
        export_documents(documents, tmp_path / "file")
