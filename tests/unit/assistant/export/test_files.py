"""Files: whole or not at all, and never over another without being told to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import RecordError
from assistant.export.files import FORMATS, export, render
from knowledge.errors import LibraryError

Make = Callable[..., Any]


@pytest.mark.parametrize("suffix", [*FORMATS, ".HTML"])
def test_the_name_says_the_format(tmp_path: Path, record: Make, suffix: str) -> None:
    path = tmp_path / f"réponse été{suffix}"
    export(record(), path)
    assert path.read_bytes() == render(record(), suffix) or suffix == ".docx"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path: Path, record: Make) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine")
    with pytest.raises(RecordError, match="is there already, and was left as it is"):
        export(record(), path)
    assert path.read_text() == "mine"
    export(record(), path, force=True)
    assert "Is it?" in path.read_text()


@pytest.mark.parametrize("name", ["a.txt", "a", ".md", "a.md.bak"])
def test_an_unknown_format_is_refused(tmp_path: Path, record: Make, name: str) -> None:
    with pytest.raises(RecordError, match=r"Give a file that ends in \.md, \.html, \.json, \.docx"):
        export(record(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path, record: Make) -> None:
    with pytest.raises(RecordError, match="is not there"):
        export(record(), tmp_path / "none" / "a.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(RecordError, match="is a folder"):
        export(record(), tmp_path / "folder.md", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, record: Make) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="cannot be written"):
        export(record(), tmp_path / "a.md")
    tmp_path.chmod(0o700)
