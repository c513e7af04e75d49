"""The sha256 of a model file, computed once and kept by path, size and time of change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from pathlib import Path

from assistant.errors import ModelMissing
from knowledge.errors import KnowledgeError
from knowledge.files import write_atomically
from knowledge.worded import worded

__all__ = ["remember", "sha256_of"]

FILE = "model-hashes.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def sha256_of(path: Path, folder: Path | None = None) -> str:
    """The sha256 of the file as it is now, in hex.

    Hashing 98 MB takes about 0.15 s. With `folder` (for instance the data folder) it is kept
    there and not computed again until size or time of change differ.

    Raises:
        ModelMissing: the file cannot be read.
    """
    try:
        resolved = path.resolve(strict=True)
        found = _known(folder).get(_key(resolved))
        if found is not None:
            return found
        with resolved.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissing(
            worded(
                "The model file {path} cannot be read: {strerror}. Set SSE_MODEL to a GGUF file that you "
                "can read.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    if folder is not None:
        remember(resolved, found, folder)
    return found


def remember(path: Path, sha256: str, folder: Path) -> None:
    """Keep a hash that was computed of the file as it is now."""
    with contextlib.suppress(KnowledgeError, OSError):  # a full disk costs a second hashing, nothing else
        path = path.resolve(strict=True)
        others = {each: kept for each, kept in _known(folder).items() if not each.startswith(f"{path}|")}
        content = json.dumps({**others, _key(path): sha256}, indent=1)
        write_atomically(folder / FILE, content.encode("ascii"))


def _key(path: Path) -> str:
    status = path.stat()
    return f"{path}|{status.st_size}|{status.st_mtime_ns}"


def _known(folder: Path | None) -> dict[str, str]:
    """The hashes kept in `folder`; what is damaged is left out, and computed and written anew."""
    try:
        known = json.loads((folder / FILE).read_bytes()) if folder is not None else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {key: kept for key, kept in known.items() if isinstance(kept, str) and _SHA256.fullmatch(kept)}
