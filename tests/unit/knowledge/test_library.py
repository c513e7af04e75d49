from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.documents import Document, Provision
from knowledge.errors import LibraryCorrupt, LibraryError
from knowledge.library import Library
from knowledge.passages import passages_of
from knowledge.tables import SCHEMA_VERSION, Provenance

BODY = "Título\n\nLos miembros deciden; 𝒮 é 社会 '\"%.\n\nOtro\n\nSegundo párrafo.\n\n"
FULL = Document(
    id="ley-5", language="es", kind="official", title="Ley 5/2011, de 29 de marzo", short_title="Ley 5/2011",
    issuer="Cortes Generales", url="https://boe.example/ley", licence="as-published", body=BODY,
    provisions=(
        Provision("art:1(a)", 0, "Título", 8, 44, "official"),
        Provision("art:1(a)", 1, "Otro", 52, 68, "reported", "https://boe.example/otro?a=b&c"),
    ),
    issuing_body="Jefatura del Estado", symbol="BOE-A-2011-5708", date="2011-03-29", year=2011, status="En vigor",
    country="ES", aliases=("LES", "Ley de economía social"), themes=("recognition", "rights"),
)  # fmt: skip


def _document(id_: str, language: str = "en", text: str = "Members decide.") -> Document:
    body = f"Title\n\n{text}\n\n"
    return Document(
        id_, language, "own", "T", "T", "I", "https://a.example", "CC0-1.0", body,
        (Provision("para:1", 0, "Title", 7, 7 + len(text), "background"),),
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "below" / "library.sqlite3"


def test_a_library_is_made_with_its_folder_for_this_user_alone(path: Path) -> None:
    library = Library(path)
    assert library.documents() == []
    assert library.passages() == []
    assert not library.read_only
    library.close()
    assert path.is_file()
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_document_is_kept_with_every_field(path: Path) -> None:
    library = Library(path)
    library.replace([FULL, _document("plain")], "test", {})
    library.close()
    library = Library(path)
    assert library.documents() == [FULL, _document("plain")]
    assert library.passages() == [*passages_of(FULL), *passages_of(_document("plain"))]
    library.close()


def test_documents_come_by_id_and_language(path: Path) -> None:
    library = Library(path)
    library.replace(
        [_document("b", "fr"), _document("a", "pt"), _document("b", "en"), _document("a", "en")], "x", {}
    )
    assert [(document.id, document.language) for document in library.documents()] == [
        ("a", "en"), ("a", "pt"), ("b", "en"), ("b", "fr"),
    ]  # fmt: skip
    library.close()


def test_replacing_touches_only_what_came_from_there(path: Path) -> None:
    library = Library(path)
    library.replace([_document("mine")], "own", {})
    library.replace([_document("old"), _document("kept", text="Before.")], "shipped", {"stamp": "1"})
    library.replace([_document("kept", text="After."), _document("new")], "shipped", {"stamp": "2"})
    assert [document.id for document in library.documents()] == ["kept", "mine", "new"]
    assert library.documents()[0].body == "Title\n\nAfter.\n\n"
    assert library.documents()[0].provisions == _document("kept", text="After.").provisions
    assert library.state("stamp") == "2"
    library.close()


def test_the_revision_changes_with_the_documents_and_with_nothing_else(path: Path) -> None:
    library = Library(path)
    empty = library.revision
    library.replace([FULL], "test", {})
    first = library.revision
    library.set_state({"something": "else"})
    library.keep_vectors("model", {b"k" * 16: b"\0\0"})
    assert library.revision == first
    library.replace([], "test", {})
    assert len({empty, first, library.revision}) == 3
    library.close()


def _source(name: str) -> Provenance:
    return Provenance(f"/home/me/{name}", "ab" * 32, 10, "2026-01-02T03:04:05+00:00", "plain")


def test_the_digest_stands_beside_the_official_text_that_the_user_brings(path: Path) -> None:
    digest, french = replace(FULL, kind="digest"), replace(FULL, language="fr")
    library = Library(path)
    library.replace([digest], "shipped", {})
    library.add(FULL, _source("ley.pdf"))
    library.add(french, _source("loi.pdf"))
    library.close()
    library = Library(path)
    assert library.documents() == [digest, FULL, french]
    assert library.provenances() == {
        ("ley-5", "es", "official"): _source("ley.pdf"), ("ley-5", "fr", "official"): _source("loi.pdf"),
    }  # fmt: skip
    newer = replace(digest, title="A better title")
    library.replace([newer], "shipped", {})
    assert library.documents() == [newer, FULL, french]
    library.remove([FULL])
    assert library.documents() == [newer, french]
    assert set(library.provenances()) == {("ley-5", "fr", "official")}
    library.close()


def test_a_document_that_is_added_again_takes_the_place_of_the_earlier_one(path: Path) -> None:
    library = Library(path)
    revisions = [library.revision]
    for name in ("old", "new"):
        library.add(_document("own-a", text=name), _source(name))
        revisions.append(library.revision)
    library.remove(library.documents())
    revisions.append(library.revision)
    assert len(set(revisions)) == 4
    library.add(_document("own-a", text="new"), _source("new"))
    assert library.documents() == [_document("own-a", text="new")]
    assert library.provenances() == {("own-a", "en", "own"): _source("new")}
    library.close()


def test_adding_and_removing_happen_as_a_whole_or_not_at_all(path: Path) -> None:
    library = Library(path)
    library.add(FULL, _source("ley.pdf"))
    library.add(_document("own-a"), _source("a"))
    before = (library.documents(), library.provenances(), library.revision)
    half = replace(FULL, title="Half", provisions=(FULL.provisions[0], FULL.provisions[0]))
    broken = replace(half.provisions[1], pinpoint=None)  # type: ignore[arg-type]
    with pytest.raises(LibraryError):
        library.add(replace(half, provisions=(half.provisions[0], broken)), _source("half"))
    with pytest.raises(Interrupted):
        library.remove(_then_fail(FULL, error=Interrupted()))
    assert (library.documents(), library.provenances(), library.revision) == before
    library.close()


_KEYS = st.tuples(
    st.sampled_from(["own-a", "un-2023"]), st.sampled_from(["en", "fr"]), st.sampled_from(["own", "official"])
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.booleans(), _KEYS, st.sampled_from(["One.", "Two."])), max_size=12))
def test_the_library_holds_what_was_added_and_not_removed(
    steps: list[tuple[bool, tuple[str, str, str], str]],
) -> None:
    library, held = Library(None), {}
    for adds, (id_, language, kind), text in steps:
        one = replace(_document(id_, language, text), kind=kind)  # type: ignore[arg-type]
        key = (id_, language, kind)
        if adds:
            library.add(one, _source(text))
            held[key] = (one, _source(text))
        else:
            library.remove([one])
            held.pop(key, None)
    assert library.documents() == [held[key][0] for key in sorted(held)]
    assert library.provenances() == {key: source for key, (_, source) in held.items()}
    library.close()


@pytest.fixture
def format_1(path: Path, old_tables: str) -> Callable[[str], Path]:
    """A library as the first version wrote it, after a statement of the test's own."""

    def make(statement: str = "") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path)
        connection.executescript(old_tables + statement)
        connection.close()
        return path

    return make


KEPT = bytes.fromhex("00112233445566778899aabbccddeeff")


def test_a_library_of_format_1_is_brought_up_to_date_and_keeps_its_vectors(
    format_1: Callable[[], Path],
) -> None:
    path = format_1()
    for _ in range(2):
        library = Library(path)
        assert library.documents() == []
        assert library.state("shipped_stamp") == ""  # so that the shipped texts are filled in
        assert library.kept_vectors("model-1", [KEPT])[KEPT].tolist() == [1, -2]
        library.close()
    library = Library(path)
    library.replace([replace(FULL, kind="digest")], "shipped", {})
    library.add(FULL, _source("ley.pdf"))
    assert len(library.documents()) == 2
    assert library.revision == "9"  # an index of the old documents is stale
    library.close()


def test_a_library_of_format_1_that_cannot_be_brought_up_to_date_is_left_alone(
    format_1: Callable[[str], Path],
) -> None:
    path = format_1("DROP TABLE provisions;")
    with pytest.raises(LibraryError, match="Nothing was changed"):
        Library(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT id FROM documents").fetchall() == [("ilo-2022",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


class Interrupted(Exception):
    pass


def _then_fail(*documents: Document, error: BaseException) -> Iterator[Document]:
    yield from documents
    raise error


@pytest.mark.parametrize(
    "error", [Interrupted(), KeyboardInterrupt(), OSError("disk"), ValueError("not a document")]
)
def test_a_replacement_that_fails_halfway_leaves_what_was_there(path: Path, error: BaseException) -> None:
    library = Library(path)
    library.replace([FULL, _document("plain")], "test", {"stamp": "1"})
    revision = library.revision
    with pytest.raises(type(error)):
        library.replace(_then_fail(_document("new"), _document("newer"), error=error), "test", {"stamp": "2"})
    for _ in range(2):
        assert library.documents() == [FULL, _document("plain")]
        assert (library.state("stamp"), library.revision) == ("1", revision)
        library.close()
        library = Library(path)
    library.replace([_document("new")], "test", {"stamp": "2"})
    assert [document.id for document in library.documents()] == ["new"]
    library.close()


def test_the_same_document_twice_is_refused_as_a_whole(path: Path) -> None:
    library = Library(path)
    library.replace([FULL], "test", {})
    with pytest.raises(LibraryError) as caught:
        library.replace([_document("a"), _document("a")], "test", {})
    assert not isinstance(caught.value, LibraryCorrupt)  # whose advice is to move the library away
    assert library.documents() == [FULL]
    library.close()


def test_a_killed_process_leaves_what_was_there(path: Path, run_python: Any) -> None:
    Library(path).replace([FULL], "test", {})
    code = (
        "import os, sys; from dataclasses import replace; from pathlib import Path\n"
        "from knowledge.library import Library\n"
        "library = Library(Path(sys.argv[1]))\n"
        "half = replace(library.documents()[0], title='Half of what was meant')\n"
        "def documents():\n"
        "    yield half\n"
        "    os._exit(0)\n"
        "library.replace(documents(), 'test', {})"
    )
    run_python(code, path)
    library = Library(path)
    assert library.documents() == [FULL]
    assert library.damage() == ""
    library.close()


def test_state_and_vectors_are_kept(path: Path) -> None:
    library = Library(path)
    assert library.state("unknown") == ""
    library.set_state({"a": "1", "b": "é"})
    library.set_state({"a": "2"})
    vector = np.asarray([1, -0.5], np.float16)
    library.keep_vectors("model-1", {b"k" * 16: vector.tobytes(), b"l" * 16: vector.tobytes()})
    library.keep_vectors("model-1", {b"k" * 16: (2 * vector).tobytes()})
    library.close()
    library = Library(path)
    assert (library.state("a"), library.state("b")) == ("2", "é")
    kept = library.kept_vectors("model-1", [b"k" * 16, b"l" * 16, b"m" * 16])
    assert {key: value.tolist() for key, value in kept.items()} == {b"k" * 16: [2, -1], b"l" * 16: [1, -0.5]}
    assert library.kept_vectors("model-2", [b"k" * 16]) == {}
    library.close()


def test_a_library_in_memory_needs_no_file(tmp_path: Path) -> None:
    library = Library(None)
    library.replace([FULL], "test", {})
    assert library.documents() == [FULL]
    assert library.path is None
    library.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"this is a text and no database\n" * 200,
        b"SQLite format 3\0" + b"\xff" * 4080,
        b"x",
        os.urandom(8192),
    ],
    ids=["text", "header", "byte", "random"],
)
def test_a_file_that_is_no_library_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(content * 2 if content == b"x" else content)
    before = path.read_bytes()
    with pytest.raises(
        LibraryCorrupt, match=r"library\.sqlite3 is damaged: .*left as it is.*Move that file away"
    ):
        Library(path).documents()
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [100, 512, 4096, 5000, 0.5, 0.9])
def test_a_truncated_library_is_damaged_and_left_alone(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    library.replace([_document(f"d-{number}", text="word " * 400) for number in range(40)], "test", {})
    library.close()
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if kept < 1 else int(kept)])
    before = path.read_bytes()
    with pytest.raises(LibraryCorrupt, match="damaged"):
        Library(path).documents()
    assert path.read_bytes() == before


def test_a_page_that_was_overwritten_is_found_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    library = Library(path)
    library.replace([_document(f"d-{number}", text="word " * 400) for number in range(40)], "test", {})
    assert library.damage() == ""
    library.close()
    content = bytearray(path.read_bytes())
    content[5 * 4096 : 6 * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    library = Library(path)
    try:
        assert library.damage()
    except LibraryCorrupt:
        pass
    finally:
        library.close()


@pytest.mark.parametrize("version", [SCHEMA_VERSION + 1, -1, 99])
def test_a_library_of_another_version_is_left_alone(tmp_path: Path, version: int) -> None:
    path = tmp_path / "library.sqlite3"
    Library(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        LibraryError, match=f"has the format {version}, this version reads {SCHEMA_VERSION}"
    ) as caught:
        Library(path)
    assert not isinstance(caught.value, LibraryCorrupt)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="SSE_DATA_DIR"):
        Library(tmp_path / "file" / "data" / "library.sqlite3")
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_folder_in_the_place_of_the_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be used"):
        Library(tmp_path)


def test_a_library_that_another_program_writes_can_be_read(path: Path) -> None:
    library = Library(path)
    library.replace([FULL], "test", {})
    with library.transaction() as connection:
        connection.execute("DELETE FROM documents")
        other = Library(path)
        assert other.documents() == [FULL]
        other.close()
    assert library.documents() == []
    library.close()


def test_a_library_that_cannot_be_written_is_read(path: Path) -> None:
    library = Library(path)
    library.replace([FULL], "test", {})
    library.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        if os.access(path, os.W_OK):
            pytest.skip("file modes do not bind this user")
        library = Library(path)
        assert library.read_only
        assert library.documents() == [FULL]
        with pytest.raises(LibraryError):
            library.set_state({"a": "b"})
        library.close()
    finally:
        path.parent.chmod(0o700)


RACE = """
import json, sys, time
from pathlib import Path
from knowledge.library import Library

me, other, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
failed = []
for number in range(40):
    (folder / f"{number}.{me}").touch()
    while not (folder / f"{number}.{other}").exists():
        time.sleep(0)
    try:
        library = Library(folder / str(number) / "library.sqlite3")
        library.set_state({me: "was here"})
        library.close()
    except Exception as error:
        failed.append(f"{type(error).__name__}: {error}")
print(json.dumps(failed))
"""


@pytest.mark.slow
def test_two_processes_may_create_it_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(knowledge.__file__).parent.parent)}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, *names, tmp_path], stdout=subprocess.PIPE, env=environment
        )
        for names in (("a", "b"), ("b", "a"))
    ]
    failed = [json.loads(racer.communicate(timeout=60)[0]) for racer in racers]
    assert failed == [[], []]
    for number in range(40):
        library = Library(tmp_path / str(number) / "library.sqlite3")
        assert (library.state("a"), library.state("b"), library.damage()) == ("was here", "was here", "")
        library.close()
