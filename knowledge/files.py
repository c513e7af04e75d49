"""Files that are never half written, and tensors that are read with care."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError, LibraryError
from knowledge.worded import worded

__all__ = ["alone", "read_tensors", "write_atomically"]


def write_atomically(path: Path, content: bytes, *, public: bool = False) -> None:
    """Write `content` to `path`, or leave what was there.

    A new file is for this user alone (0600), or, where `public`, for all to read (0644); one
    that is replaced keeps its mode.

    Raises:
        LibraryError: the disk is full or the folder cannot be written.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            Path(temporary).chmod(path.stat().st_mode & 0o777)
        elif public:
            with contextlib.suppress(OSError):  # a stick whose file system knows no modes
                Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise LibraryError(
            worded(
                "{path} cannot be written: {strerror}. What was there before is unchanged.",
                path=path,
                strerror=error.strerror or error,
            )
        ) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def read_tensors(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The arrays and the metadata of a safetensors file.

    Raises:
        KnowledgeError: the file is missing or damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in list(file.keys())}, dict(file.metadata() or {})
    except (OSError, SafetensorError, ValueError) as error:
        raise KnowledgeError(
            worded(
                "{path} cannot be read ({error}). Reinstall the package or rebuild the file.",
                path=path,
                error=error,
            )
        ) from error


@contextmanager
def alone(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file `path`, where the platform has such locks: one process at a time.

    Raises:
        BlockingIOError: another process holds it, and `wait` is not asked for.
    """
    try:
        import fcntl
    except ImportError:  # no such locks on this platform
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
