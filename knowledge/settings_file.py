"""The file `settings.toml`: where it is, what is written in it, and the keys that the user chose in it.

The settings themselves are in `knowledge.settings`. The table `[keys]` is apart: which keys
there are is known to the app alone, so a wrong one must not keep a question in the shell
from being answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.paths import config_folder
from knowledge.worded import worded

__all__ = ["FILE", "KEYS", "chosen_keys", "read_text", "settings_path", "tables_of"]

FILE = "settings.toml"
KEYS = "keys"


def settings_path(folder: Path | None = None) -> Path:
    """The file; in the config folder where no `folder` is given."""
    # Resolved, so that a link into somebody's collection of settings stays a link.
    return ((folder or config_folder()) / FILE).resolve()


def read_text(path: Path) -> str:
    """What is written in the file; "" where there is none.

    Raises:
        KnowledgeError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise KnowledgeError(
            worded(
                "The settings {path} are not UTF-8 text. Save the file as UTF-8, or move it away to "
                "start anew.",
                path=path,
            )
        ) from error
    except OSError as error:
        raise KnowledgeError(
            worded(
                "The settings {path} cannot be read: {strerror}. Make the file readable, or set "
                "SSE_CONFIG_DIR to another folder.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error


def tables_of(text: str, path: Path) -> dict[str, Any]:
    """The tables in `text`, which came from `path`.

    Raises:
        KnowledgeError: it is no TOML; line and column are named.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise KnowledgeError(
            worded(
                "The settings {path} are no valid TOML: {error}. Mend that line, or move the file away "
                "to start anew.",
                path=path,
                error=error,
            )
        ) from error


def chosen_keys(folder: Path | None = None) -> dict[str, str]:
    """The table `[keys]`: the id of one of the app's bindings -> its keys, separated by commas.

    Raises:
        KnowledgeError: the file cannot be read, or an entry is neither a text nor a list of texts.
    """
    path = settings_path(folder)
    table = tables_of(read_text(path), path).get(KEYS, {})
    waiting = list(table.items()) if isinstance(table, dict) else [("", table)]
    found: dict[str, str] = {}
    while waiting:
        name, value = waiting.pop(0)
        if isinstance(value, dict):  # ask.write = "f9", without quotes around the id
            waiting += [(f"{name}.{inner}", deep) for inner, deep in value.items()]
            continue
        texts = value if isinstance(value, list) else [value]
        if not name or not all(isinstance(one, str) for one in texts):
            raise KnowledgeError(
                worded(
                    '{name} in {path} is {value!r}, which is no key. Below a line [keys], write "ask.write" '
                    '= "f9", or "f9,ctrl+w" for two.',
                    name=name or "keys",
                    path=path,
                    value=value,
                )
            )
        found[name] = ",".join(texts)
    return found
