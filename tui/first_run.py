"""Whether somebody has seen the first steps here: a file in the settings' folder says so."""

from __future__ import annotations

import contextlib

from knowledge.errors import KnowledgeError
from knowledge.paths import config_folder

__all__ = ["MARKER", "is_first_run", "remember"]

MARKER = "welcomed"


def is_first_run() -> bool:
    """Whether nobody has seen the steps on this machine."""
    return not (config_folder() / MARKER).exists()


def remember() -> None:
    """Never again; where the folder cannot be written, the steps are shown once more."""
    from knowledge.files import write_atomically
    from knowledge.paths import make_private

    with contextlib.suppress(KnowledgeError):
        make_private(config_folder())
        write_atomically(config_folder() / MARKER, b"The first steps of the app were shown.\n")
