from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.corpus.loader import CORPUS, load_document
from knowledge.errors import IngestError, ReaderError
from knowledge.ingest import Intake, Wanted
from knowledge.library import Library
from knowledge.passages import passages_of

CHARTER = """# Charter of the bakery

## Votes

Every member has one vote in the assembly, whatever she paid in.

## Surplus

The surplus goes to a reserve that nobody can divide.
"""
LAW = "\n\n".join(
    f"Artículo {n}. Título {n}\n\nLa panadería del pueblo vende pan a todas las personas en el día {n}."
    for n in range(1, 9)
)


@pytest.fixture
def library() -> Library:
    library = Library(None)
    library.replace([load_document(CORPUS / "texts" / "un-2023" / "en.md")], "shipped", {})
    return library


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    path = tmp_path / "Notre Charte_2024.md"
    path.write_text(CHARTER, "utf-8")
    return path


def test_a_file_becomes_an_own_document_with_its_provisions(
    library: Library, charter: Path, word_embedder: Any
) -> None:
    added = Intake(library, word_embedder()).add(charter)
    document = added.document
    assert (added.outcome, document.id, document.kind) == ("added", "own-notre-charte-2024", "own")
    assert (document.language, document.title) == ("en", "Charter of the bakery")
    assert document in library.documents()
    texts = [passage.text for passage in passages_of(document)]
    assert "Every member has one vote in the assembly, whatever she paid in." in texts
    assert all(
        passage.text == document.body[passage.start : passage.end] for passage in passages_of(document)
    )
    origin = library.provenances()[document.id, "en", "own"]
    assert (origin.location, origin.bytes) == (str(charter.resolve()), len(CHARTER.encode()))


def test_the_same_file_is_added_once(
    library: Library, charter: Path, word_embedder: Any, counted: Any
) -> None:
    Intake(library, word_embedder()).add(charter)
    before = library.documents()
    embedder = counted(word_embedder())
    intake = Intake(library, embedder)
    assert intake.add(charter).outcome == "unchanged"
    copy = charter.with_name("copy.md")
    copy.write_text(CHARTER, "utf-8")
    assert intake.add(copy).outcome == "unchanged"
    assert library.documents() == before
    assert embedder.embedded == []


def test_an_edited_file_takes_the_place_of_the_old_one(
    library: Library, charter: Path, word_embedder: Any
) -> None:
    intake = Intake(library, word_embedder())
    intake.add(charter)
    charter.write_text(CHARTER.replace("one vote", "two votes"), "utf-8")
    assert intake.add(charter).outcome == "replaced"
    own = [document for document in library.documents() if document.kind == "own"]
    assert len(own) == 1
    assert "two votes" in own[0].body


def test_two_files_of_one_name_are_two_documents(
    library: Library, tmp_path: Path, word_embedder: Any
) -> None:
    intake = Intake(library, word_embedder())
    ids = []
    for folder in ("a", "b"):
        path = tmp_path / folder / "report.txt"
        path.parent.mkdir()
        path.write_text(
            f"The report of the group {folder} says that the members are content with it.", "utf-8"
        )
        ids.append(intake.add(path).document.id)
    assert ids == ["own-report", "own-report-2"]


def test_an_official_text_has_the_metadata_of_its_digest(
    library: Library, tmp_path: Path, word_embedder: Any
) -> None:
    path = tmp_path / "ley.txt"
    path.write_text(LAW, "utf-8")
    added = Intake(library, word_embedder()).add(path, Wanted(official="un-2023", language="es"))
    document = added.document
    assert (document.id, document.kind, document.language) == ("un-2023", "official", "es")
    assert (document.symbol, document.licence) == ("A/RES/77/281", "as-published")
    assert {provision.confidence for provision in document.provisions} == {"official"}
    kinds = {(one.language, one.kind) for one in library.documents() if one.id == "un-2023"}
    assert kinds == {("en", "digest"), ("es", "official")}


@pytest.mark.parametrize(
    ("official", "reason"),
    [
        ("un-1999", r"No text of the corpus has the id 'un-1999'.*un-2023.*--title"),
        ("UN 2023", "is no id of a text"),
    ],
)
def test_an_unknown_official_id_is_refused(
    library: Library, charter: Path, word_embedder: Any, official: str, reason: str
) -> None:
    before = library.documents()
    with pytest.raises(IngestError, match=reason):
        Intake(library, word_embedder()).add(charter, Wanted(official=official))
    assert library.documents() == before


def test_a_new_official_text_needs_a_title(library: Library, charter: Path, word_embedder: Any) -> None:
    added = Intake(library, word_embedder()).add(charter, Wanted(official="x-charter", title="Charter of X"))
    assert (added.document.id, added.document.title) == ("x-charter", "Charter of X")


def test_a_language_that_cannot_be_told_must_be_given(
    library: Library, tmp_path: Path, word_embedder: Any
) -> None:
    path = tmp_path / "numbers.txt"
    path.write_text("12 34 56\n\n78 90 12\n", "utf-8")
    with pytest.raises(IngestError, match=r"language of .*numbers.txt.*--lang"):
        Intake(library, word_embedder()).add(path)
    assert Intake(library, word_embedder()).add(path, Wanted(language="fr")).document.language == "fr"


def test_what_cannot_be_read_changes_nothing(library: Library, tmp_path: Path, word_embedder: Any) -> None:
    before = library.documents()
    (tmp_path / "empty.pdf").write_bytes(b"")
    with pytest.raises(ReaderError):
        Intake(library, word_embedder()).add(tmp_path / "empty.pdf")
    with pytest.raises(IngestError, match="cannot be read"):
        Intake(library, word_embedder()).add(tmp_path / "missing.pdf")
    assert library.documents() == before


def test_an_interrupted_file_is_not_half_there_and_goes_on(
    tmp_path: Path, word_embedder: Any, counted: Any
) -> None:
    path = tmp_path / "long.md"
    sections = [
        f"## Part {n}\n\nThe members of group {n} meet in the house number {n} of the street."
        for n in range(40)
    ]
    path.write_text("\n\n".join(sections), "utf-8")
    library = Library(tmp_path / "library.sqlite3")
    with pytest.raises(KeyboardInterrupt):
        Intake(library, counted(word_embedder(), fail_after=16)).add(path)
    assert library.documents() == []
    embedder = counted(word_embedder())
    added = Intake(library, embedder).add(path)
    assert library.documents() == [added.document]
    assert 0 < len(embedder.embedded) < 40
    library.close()
