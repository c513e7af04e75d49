"""Where things are kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from knowledge.errors import LibraryError
from knowledge.worded import worded

__all__ = ["config_folder", "data_folder", "make_private"]


def data_folder() -> Path:
    """The folder of the library, the index and what is kept of models.

    `SSE_DATA_DIR` where it is set, else the platform's folder for user data
    (~/.local/share/sse-assistant on Linux). It is not created here.
    """
    set_by_user = os.environ.get("SSE_DATA_DIR")
    if set_by_user:
        return Path(set_by_user).expanduser()
    from platformdirs import user_data_path

    return user_data_path("sse-assistant", appauthor=False)


def config_folder() -> Path:
    """The folder of `settings.toml`.

    `SSE_CONFIG_DIR` where it is set; else `SSE_DATA_DIR`, so that a folder of one's own (a
    USB stick, a test) holds everything; else the platform's folder for settings
    (~/.config/sse-assistant on Linux). It is not created here.
    """
    set_by_user = os.environ.get("SSE_CONFIG_DIR") or os.environ.get("SSE_DATA_DIR")
    if set_by_user:
        return Path(set_by_user).expanduser()
    from platformdirs import user_config_path

    return user_config_path("sse-assistant", appauthor=False)


def make_private(folder: Path) -> None:
    """Create `folder` for this user alone (mode 0700 where the system knows modes).

    Raises:
        LibraryError: it cannot be created or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            worded(
                "The data folder {folder} cannot be created: {strerror}. Set SSE_DATA_DIR to a folder "
                "that you can write.",
                folder=folder,
                strerror=error.strerror or error,
            )
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise LibraryError(
            worded(
                "The data folder {folder} cannot be written. Set SSE_DATA_DIR to a folder that you can "
                "write.",
                folder=folder,
            )
        )
