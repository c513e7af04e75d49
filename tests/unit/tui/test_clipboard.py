"""Copying: by the program that is sure to work, or a file whose path is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tui.clipboard import FILE, copied_in_words, program, takes_osc52

ALL = {"wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "tmux"}


@pytest.mark.skipif(sys.platform != "linux", reason="the desktop's programs are those of Linux")
@pytest.mark.parametrize(
    ("environment", "there", "command"),
    [
        ({"TMUX": "/tmp/tmux,1,0", "DISPLAY": ":0"}, ALL, "tmux"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ALL, "wl-copy"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {"xsel"}, "xsel"),
        ({"DISPLAY": ":0"}, ALL, "xclip"),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "a b c d"}, ALL, None),
        ({"WSL_DISTRO_NAME": "Debian"}, ALL, "clip.exe"),
        ({"DISPLAY": ":0"}, set(), None),
        ({}, ALL, None),
    ],
)
def test_the_program_is_that_of_the_place(
    environment: dict[str, str], there: set[str], command: str | None
) -> None:
    found = program(environment, lambda name: name if name in there else None)
    assert (found[0] if found else None) == command


def test_a_terminal_that_takes_the_sequence_needs_no_file(tmp_path: Path) -> None:
    kitty = {"TERM": "xterm-kitty"}
    assert takes_osc52(kitty)
    assert not takes_osc52({**kitty, "TMUX": "x"})
    assert not takes_osc52({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"})
    assert "Copied" in copied_in_words("text", tmp_path, kitty)
    assert not list(tmp_path.iterdir())
    assert str(tmp_path / FILE) in copied_in_words("text", tmp_path, kitty, sent=False)


def test_without_either_the_text_is_in_a_file_of_the_user_s_own(tmp_path: Path) -> None:
    told = copied_in_words("« a »\nb\ud800", tmp_path / "data", {"TERM": "xterm-256color"})
    path = tmp_path / "data" / FILE
    assert str(path) in told
    assert path.read_text("utf-8") == "« a »\nb?\n"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform != "linux", reason="the program is a script")
@pytest.mark.parametrize("works", [True, False])
def test_a_program_gets_the_text_and_one_that_fails_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    script = tmp_path / "bin" / "xclip"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\ncat > {tmp_path}/got\n{'' if works else 'exit 1'}\n", encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")
    told = copied_in_words("l'été", tmp_path / "data", {"DISPLAY": ":0"})
    assert (tmp_path / "got").read_text("utf-8") == "l'été"
    assert (tmp_path / "data" / FILE).exists() is not works
    assert (str(tmp_path / "data") in told) is not works
