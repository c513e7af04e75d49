from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.calibration import RELEASED, Calibration, shipped
from knowledge.documents import Document, Provision
from knowledge.embedding import E5Embedder
from knowledge.errors import EmbedderMismatch, LibraryCorrupt
from knowledge.fusion import Fusion
from knowledge.library import Library
from knowledge.snapshot import NAME
from knowledge.store import LIBRARY, open_store

OWN = Document(
    "my-statutes", "en", "own", "Our statutes", "Statutes", "Us", "https://a.example", "CC0-1.0", "Members decide.\n",
    (Provision("art:1", 0, "Members", 0, 15, "background"),),
)  # fmt: skip


@pytest.mark.slow
def test_the_first_open_embeds_nothing(tmp_path: Path, e5: E5Embedder, counted: Any) -> None:
    embedder = counted(e5)
    reports: list[tuple[int, int]] = []
    store = open_store(tmp_path / "new", embedder, progress=lambda *report: reports.append(report))
    assert embedder.embedded == []
    assert reports == []
    assert store.notices == []
    assert len(store.documents) > 0
    assert [passage.id for passage in store.library.passages()] == [
        passage.id for passage in store.index.passages
    ]
    store.library.close()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [NAME, LIBRARY]


@pytest.mark.slow
def test_the_second_open_uses_what_is_there(tmp_path: Path, e5: E5Embedder, counted: Any) -> None:
    first = open_store(tmp_path, e5)
    revision = first.library.revision
    first.library.close()
    before = (tmp_path / NAME).stat()
    embedder = counted(e5)
    second = open_store(tmp_path, embedder)
    assert (tmp_path / NAME).stat().st_ino == before.st_ino
    assert (tmp_path / NAME).stat().st_mtime_ns == before.st_mtime_ns
    assert embedder.embedded == []
    assert second.notices == []
    assert second.library.revision == revision
    assert second.documents == first.documents
    assert second.index.passages == first.index.passages
    vector = e5.embed_queries(["satellite accounts"])[0]
    one, other = (store.index.score("satellite accounts", vector, "en") for store in (first, second))
    np.testing.assert_array_equal(one.scores, other.scores)
    second.library.close()


def _flip_a_byte(content: bytes) -> bytes:
    return content[:1000] + bytes([content[1000] ^ 1]) + content[1001:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [_flip_a_byte, lambda content: content[:-100], lambda _: b""], ids=["byte", "end", "all"]
)
def test_a_damaged_index_is_made_again_with_a_notice(
    tmp_path: Path, e5: E5Embedder, counted: Any, damage: Callable[[bytes], bytes]
) -> None:
    open_store(tmp_path, e5).library.close()
    sound = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(damage(sound))
    embedder = counted(e5)
    store = open_store(tmp_path, embedder)
    assert len(store.notices) == 1
    assert NAME in store.notices[0]
    assert "made again" in store.notices[0]
    assert embedder.embedded == []
    store.library.close()
    again = open_store(tmp_path, e5)
    assert again.notices == []
    assert again.index.passages == store.index.passages
    again.library.close()


@pytest.mark.slow
def test_an_index_that_was_removed_is_made_again_in_silence(tmp_path: Path, e5: E5Embedder) -> None:
    open_store(tmp_path, e5).library.close()
    (tmp_path / NAME).unlink()
    store = open_store(tmp_path, e5)
    assert store.notices == []
    assert (tmp_path / NAME).exists()
    store.library.close()


@pytest.mark.slow
def test_another_embedder_is_refused_until_the_index_is_rebuilt(
    tmp_path: Path, e5: E5Embedder, counted: Any, word_embedder: Any
) -> None:
    documents = open_store(tmp_path, e5).documents
    with pytest.raises(EmbedderMismatch, match="sse corpus rebuild"):
        open_store(tmp_path, word_embedder())
    embedder = counted(word_embedder())
    rebuilt = open_store(tmp_path, embedder, rebuild=True)
    assert rebuilt.index.vectors.shape == (len(rebuilt.index.passages), 64)
    assert rebuilt.documents == documents
    assert len(embedder.embedded) == len(set(embedder.embedded)) > 0
    assert open_store(tmp_path, word_embedder()).notices == []
    with pytest.raises(EmbedderMismatch, match="words-1"):
        open_store(tmp_path, e5)
    # The vectors made on this machine are kept: coming back to an embedder costs nothing.
    open_store(tmp_path, e5, rebuild=True)
    again = counted(word_embedder())
    open_store(tmp_path, again, rebuild=True)
    assert again.embedded == []


@pytest.mark.slow
def test_own_documents_are_indexed_and_outlive_the_shipped_ones(
    tmp_path: Path, e5: E5Embedder, counted: Any
) -> None:
    store = open_store(tmp_path, e5)
    store.library.replace([OWN], "own", {})
    store.library.close()
    embedder = counted(e5)
    again = open_store(tmp_path, embedder)
    assert set(embedder.embedded) == {"Statutes, Members: Members decide."}
    assert OWN in again.documents
    assert len(again.documents) == len(store.documents) + 1
    assert "my-statutes" in {passage.document for passage in again.index.passages}
    again.library.set_state({"shipped_stamp": "of an older version"})
    again.library.close()
    assert OWN in open_store(tmp_path, e5).documents


@pytest.mark.slow
def test_a_folder_that_cannot_be_made_is_answered_from_memory(
    tmp_path: Path, e5: E5Embedder, counted: Any
) -> None:
    (tmp_path / "file").write_text("in the way")
    embedder = counted(e5)
    store = open_store(tmp_path / "file" / "data", embedder)
    assert store.library.path is None
    assert len(store.index.passages) > 0
    assert embedder.embedded == []
    assert len(store.notices) == 1
    assert "SSE_DATA_DIR" in store.notices[0]
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize(
    "content", [b"a text file in the place of the library\n" * 50, b"SQLite format 3\0" + b"\1" * 500]
)
def test_a_damaged_library_is_left_as_it_is(tmp_path: Path, e5: E5Embedder, content: bytes) -> None:
    (tmp_path / LIBRARY).write_bytes(content)
    with pytest.raises(LibraryCorrupt, match=f"{LIBRARY} is damaged.*Move that file away"):
        open_store(tmp_path, e5)
    assert (tmp_path / LIBRARY).read_bytes() == content
    assert not (tmp_path / NAME).exists()


@pytest.mark.slow
def test_a_truncated_library_is_left_as_it_is(tmp_path: Path, e5: E5Embedder) -> None:
    open_store(tmp_path, e5).library.close()
    content = (tmp_path / LIBRARY).read_bytes()[:20_000]
    (tmp_path / LIBRARY).write_bytes(content)
    with pytest.raises(LibraryCorrupt, match="damaged"):
        open_store(tmp_path, e5)
    assert (tmp_path / LIBRARY).read_bytes() == content


@pytest.mark.slow
def test_a_library_of_a_newer_version_is_read_past_with_a_notice(tmp_path: Path, e5: E5Embedder) -> None:
    library = Library(tmp_path / LIBRARY)
    with library.transaction() as connection:
        connection.execute("PRAGMA user_version = 99")
    library.close()
    before = (tmp_path / LIBRARY).read_bytes()
    store = open_store(tmp_path, e5)
    assert "format 99" in store.notices[0]
    assert len(store.index.passages) > 0
    assert (tmp_path / LIBRARY).read_bytes() == before


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path, e5: E5Embedder, counted: Any) -> None:
    folder = tmp_path / "data"
    passages = open_store(folder, e5).index.passages
    before = sorted(path.name for path in folder.iterdir())
    for path in folder.iterdir():
        path.chmod(0o400)
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("file modes do not bind this user")
        embedder = counted(e5)
        assert open_store(folder, embedder).index.passages == passages
        assert embedder.embedded == []
        assert sorted(path.name for path in folder.iterdir()) == before
    finally:
        folder.chmod(0o700)


EDITED = """
import json, sys
from pathlib import Path
from knowledge.corpus.loader import CORPUS
from knowledge.embedding import E5Embedder
from knowledge.errors import CorpusError
from knowledge.store import open_store

class Counted(E5Embedder):
    embedded = []
    def embed_passages(self, texts):
        self.embedded.extend(texts)
        return super().embed_passages(texts)

folder, embedder = Path(sys.argv[1]), Counted()
report = {"corpus": str(CORPUS)}
open_store(folder, embedder).library.close()
report["first"] = list(embedder.embedded)
path = CORPUS / "practices" / "p-midata" / "en.md"
text = path.read_text("utf-8")
added = "\\n## heading:edited | An edited section\\nconfidence: background\\n\\nIt was added.\\n"
path.write_text(text + added, "utf-8")
store = open_store(folder, embedder)
report["edited"] = list(embedder.embedded)
report["found"] = [passage.heading for passage in store.index.passages if passage.text == "It was added."]
report["notices"] = store.notices
store.library.close()
path.unlink()
store = open_store(folder, embedder)
report["removed"] = [d.language for d in store.documents if d.id == "p-midata"]
report["embedded"] = list(embedder.embedded)
store.library.close()
path.write_text(text.replace("+++", "---"), "utf-8")
try:
    open_store(folder, embedder)
except CorpusError as error:
    report["error"] = [error.path, error.line]
print(json.dumps(report))
"""


@pytest.mark.slow
def test_an_edited_corpus_costs_the_embedding_of_what_changed(
    tmp_path: Path, package_copy: Path, run_python: Callable[..., str]
) -> None:
    report = json.loads(run_python(EDITED, tmp_path / "data", source=package_copy))
    assert report["corpus"] == str(package_copy / "knowledge" / "corpus")
    assert report["first"] == []
    assert set(report["edited"]) == {"MIDATA, An edited section: It was added."}
    assert report["found"] == ["An edited section"]
    assert report["notices"] == []
    assert "en" not in report["removed"]
    assert report["embedded"] == report["edited"]
    assert report["error"] == [str(package_copy / "knowledge/corpus/practices/p-midata/en.md"), 1]


@pytest.mark.slow
def test_the_calibration_of_an_installed_release_is_used_at_once(tmp_path: Path, e5: E5Embedder) -> None:
    open_store(tmp_path, e5).library.close()
    before = (tmp_path / NAME).stat().st_mtime_ns
    fusion = Fusion(np.array([0, 0, 0.25, 0], np.float32))
    replace(shipped(e5.fingerprint), fusion=fusion).save(tmp_path / RELEASED)
    store = open_store(tmp_path, e5)
    assert store.notices == []
    assert np.array_equal(store.index.calibration.fusion.shared, fusion.shared)
    # The index on disk holds nothing of the calibration, so it stays.
    assert (tmp_path / NAME).stat().st_mtime_ns == before
    store.library.close()


@pytest.mark.parametrize("kind", ["damaged", "another embedder", "no embedder"])
@pytest.mark.slow
def test_a_release_that_cannot_be_used_is_told_and_the_shipped_one_is_used(
    tmp_path: Path, e5: E5Embedder, kind: str
) -> None:
    path = tmp_path / RELEASED
    if kind == "damaged":
        path.parent.mkdir()
        path.write_bytes(b"\x00" * 30)
    else:
        Calibration("" if kind == "no embedder" else "model-2", fusion=Fusion(np.ones(4, np.float32))).save(
            path
        )
    store = open_store(tmp_path, e5)
    assert store.index.calibration.fusion.neutral
    (notice,) = store.notices
    assert str(path) in notice
    assert "shipped calibration is used" in notice
    store.library.close()
