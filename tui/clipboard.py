"""Copy a text: by the terminal's own sequence (OSC 52), and by what is sure to work beside it.

A terminal does not say whether it takes OSC 52. So the clipboard program of the desktop, or
tmux, gets the text too where there is one; where there is none and the terminal is not known
to take the sequence, the text is also written to a file, whose path is told.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tui.i18n import _

__all__ = ["FILE", "copied_in_words", "program", "takes_osc52"]

FILE = "copied.txt"
_WAIT = 5.0  # seconds; a program that waits for a display that is gone must not hang
# Terminals that take OSC 52 as they come (their documentation, 2026).
_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty", "rio", "contour"})
_KINDS = ("xterm-kitty", "foot", "alacritty", "xterm-ghostty", "wezterm", "contour")


def copied_in_words(
    text: str, folder: Path, environment: Mapping[str, str] | None = None, *, sent: bool = True
) -> str:
    """Give `text` to a program, or keep it in `folder` if the terminal may not take it; what to tell.

    `sent` says whether OSC 52 was sent beforehand. Blocks, so call it in a thread.

    Raises:
        LibraryError: the file cannot be written.
    """
    variables = os.environ if environment is None else environment
    command = program(variables)
    if (command and _given(command, text)) or (sent and takes_osc52(variables)):
        return _("Copied, with its reference.")
    from knowledge.files import write_atomically
    from knowledge.paths import make_private

    make_private(folder)
    write_atomically(folder / FILE, f"{text}\n".encode("utf-8", errors="replace"))
    if not sent:
        return _("Written with its reference, since no clipboard is within reach: {path}", path=folder / FILE)
    return _(
        "Sent to the terminal's clipboard, with its reference. Not every terminal takes it: it is also in {path}",
        path=folder / FILE,
    )


def program(
    environment: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> list[str] | None:
    """The command that reads a text for the clipboard from its standard input; None where there is none."""
    if environment.get("TMUX"):
        # By default tmux keeps the sequences of programs to itself.
        candidates = [["tmux", "load-buffer", "-w", "-"]]
    elif environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None  # the clipboard here is not the one that the reader sits at
    elif sys.platform == "darwin":
        candidates = [["pbcopy"]]
    elif environment.get("WSL_DISTRO_NAME") or os.name == "nt":
        candidates = [["clip.exe"]]
    else:
        candidates = []
        if environment.get("WAYLAND_DISPLAY"):
            candidates.append(["wl-copy"])
        if environment.get("DISPLAY"):
            candidates += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    return next((command for command in candidates if which(command[0])), None)


def takes_osc52(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to take a text for the clipboard."""
    if environment.get("TMUX") or environment.get("STY"):  # these stand between
        return False
    return (
        environment.get("TERM_PROGRAM", "") in _PROGRAMS
        or environment.get("TERM", "").startswith(_KINDS)
        or any(environment.get(name) for name in ("WT_SESSION", "KITTY_WINDOW_ID"))
    )


def _given(command: list[str], text: str) -> bool:
    """Whether the program took the text."""
    encoding = "utf-16-le" if command[0] == "clip.exe" else "utf-8"
    try:
        done = subprocess.run(
            command, input=text.encode(encoding, "replace"), timeout=_WAIT, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
