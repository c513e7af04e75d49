"""Pages in files: by their ending, whole or not at all, and nothing overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import WorkError
from assistant.pages.blocks import Heading, Line, Page, Run
from assistant.pages.saving import check_target, save, save_page

PAGE = Page(
    "Title",
    "en",
    "2026-01-31",
    (Heading("Part"), Line((Run("It is so."),))),
    "Made with AI",
    "system",
    "composite",
)


def test_files_are_written_whole_by_their_ending(tmp_path: Path) -> None:
    for name in ("note.md", "note.html", "NOTE2.DOCX"):
        save_page(tmp_path / name, PAGE, False)
        assert (tmp_path / name).stat().st_size > 50
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_is_there_is_not_overwritten_without_force(tmp_path: Path) -> None:
    target = tmp_path / "note.md"
    target.write_text("mine", "utf-8")
    with pytest.raises(WorkError, match="--force"):
        save_page(target, PAGE, False)
    assert target.read_text("utf-8") == "mine"
    save_page(target, PAGE, True)
    assert target.read_text("utf-8").startswith("---")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("note.pdf", r"\.md, \.html, \.docx"),
        ("missing/note.md", "does not exist"),
        ("note", "ending"),
        ("dir.md", "folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "dir.md").mkdir()
    with pytest.raises(WorkError, match=told):
        check_target(tmp_path / name, (".md", ".html", ".docx"), False)


def test_a_folder_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a-file" / "note.md"
    (tmp_path / "a-file").write_text("", "utf-8")
    with pytest.raises(WorkError, match="cannot be written"):
        save(target, b"x", True)
