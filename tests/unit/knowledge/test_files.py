from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from knowledge.errors import KnowledgeError, LibraryError
from knowledge.files import alone, read_tensors, write_atomically


def test_a_file_is_written_with_its_folder_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.bin"
    write_atomically(path, b"first")
    write_atomically(path, b"second\x00\xff")
    assert path.read_bytes() == b"second\x00\xff"
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_is_its_owners_alone_unless_it_is_public(tmp_path: Path) -> None:
    modes = []
    for name, public in (("own", False), ("served", True)):
        write_atomically(tmp_path / name, b"x", public=public)
        modes.append((tmp_path / name).stat().st_mode & 0o777)
    assert modes == [0o600, 0o644]
    write_atomically(tmp_path / "own", b"y", public=True)
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "kept").write_text("kept")
    with pytest.raises(LibraryError, match=r"target cannot be written: .*unchanged"):
        write_atomically(target, b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]
    assert (target / "kept").read_text() == "kept"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be written"):
        write_atomically(tmp_path / "file" / "below" / "new", b"content")
    assert (tmp_path / "file").read_text() == "in the way"


def test_tensors_and_their_metadata_are_read(tmp_path: Path) -> None:
    path = tmp_path / "some.safetensors"
    half = np.asarray([[1, 2], [3, 4]], np.float16)
    path.write_bytes(save({"half": half, "empty": np.zeros((0, 3), np.int32)}, {"made": "here"}))
    tensors, metadata = read_tensors(path)
    assert tensors["half"].dtype == np.float16
    assert tensors["half"].tolist() == half.tolist()
    assert tensors["empty"].shape == (0, 3)
    assert metadata == {"made": "here"}


def test_a_file_without_metadata_has_none(tmp_path: Path) -> None:
    path = tmp_path / "bare.safetensors"
    path.write_bytes(save({"x": np.zeros(1, np.float32)}))
    assert read_tensors(path)[1] == {}


@pytest.mark.parametrize("kept", [0, 1, 8, 20, -1])
def test_a_damaged_file_is_named(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(save({"x": np.zeros(9, np.float32)})[:kept])
    with pytest.raises(KnowledgeError, match=r"damaged\.safetensors cannot be read"):
        read_tensors(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere\.safetensors cannot be read"):
        read_tensors(tmp_path / "nowhere.safetensors")
    with pytest.raises(KnowledgeError, match="cannot be read"):
        read_tensors(tmp_path)


def test_a_lock_that_is_held_is_refused_to_who_does_not_wait(tmp_path: Path) -> None:
    lock = tmp_path / "new" / ".lock"
    with alone(lock), pytest.raises(BlockingIOError), alone(lock, wait=False):
        pass
    with alone(lock, wait=False):
        assert lock.exists()
