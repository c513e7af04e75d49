from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError
from knowledge.settings_file import FILE, chosen_keys, settings_path


def test_keys_are_read_with_and_without_quotes_around_their_ids(tmp_path: Path) -> None:
    assert chosen_keys(tmp_path) == {}
    text = '[keys]\n"app.quit" = "f10"\nask.write = ["f9", "ctrl+w"]\n[keys.answer]\nup = "k"\n'
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert chosen_keys(tmp_path) == {"app.quit": "f10", "ask.write": "f9,ctrl+w", "answer.up": "k"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[keys]\n"ask.write" = 9\n', r"ask\.write in .* is 9, which is no key"),
        ("[keys]\nask.write = [1]\n", r"is \[1\], which is no key"),
        ("keys = 1\n", "keys in .* is 1"),
        ("[keys\n", "line 1"),
    ],
)
def test_what_is_no_key_is_named_with_the_way_to_write_one(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        chosen_keys(tmp_path)


def test_the_file_is_in_the_folder_given_or_the_one_for_settings(tmp_path: Path, sse_data_dir: Path) -> None:
    assert settings_path(tmp_path) == (tmp_path / FILE).resolve()
    assert settings_path() == (sse_data_dir / FILE).resolve()
