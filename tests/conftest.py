"""What all tests share: a data folder of their own, the packaged embedder, an installed library.

No test reads or writes the user's data: `SSE_DATA_DIR` points into the test's temporary folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import settings

import knowledge
from knowledge import Retriever
from knowledge.embedding import E5Embedder, Embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

REPOSITORY = Path(knowledge.__file__).parent.parent

# How long an example takes depends on what else the machine does. The quick set tries a few
# examples of each property; CI goes through the properties once more, at length.
settings.register_profile("quick", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=200)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", metavar="FOLDER", default="", help="keep the app's pictures of the README there"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores for `-n auto`: a fifth of the time tests wait (pauses, sockets, programs)."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def sse_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test alone; it is not created."""
    folder = tmp_path / "sse-data"
    monkeypatch.setenv("SSE_DATA_DIR", str(folder))
    for name in ("SSE_EMBEDDER", "SSE_CONFIG_DIR", "SSE_MODEL", "SSE_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="session")
def e5() -> E5Embedder:
    """The packaged embedder, loaded once."""
    return E5Embedder()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, e5: E5Embedder) -> Retriever:
    """The shipped corpus as a first start installs it. Nothing may be written to its folder."""
    return Retriever.open(tmp_path_factory.mktemp("installed"), embedder=e5)


class WordEmbedder:
    """A small embedder of another kind: every word adds to one of 64 directions.

    It implements the protocol in microseconds, is deterministic, and finds texts that share
    words; what it knows of meaning is nothing.
    """

    dimension = 64

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.name = f"words ({fingerprint})"
        self.fingerprint = fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.1
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.sha256(f"{self.fingerprint}{word[:5]}".encode("utf-8", "replace")).digest()
                vectors[row, digest[0] % self.dimension] += 1 if digest[1] % 2 else -1
        vectors[:, 0] += 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class CountedEmbedder:
    """Another embedder, with the passages it was asked to embed; it can fail after some."""

    def __init__(self, inner: Embedder, fail_after: int | None = None) -> None:
        self.inner = inner
        self.name = inner.name
        self.dimension = inner.dimension
        self.fingerprint = inner.fingerprint
        self.fail_after = fail_after
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self.inner.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if self.fail_after is not None and len(self.embedded) + len(texts) > self.fail_after:
            raise KeyboardInterrupt
        self.embedded.extend(texts)
        return self.inner.embed_passages(texts)


@pytest.fixture
def word_embedder() -> type[WordEmbedder]:
    """The class: `word_embedder()`, or `word_embedder("another fingerprint")`."""
    return WordEmbedder


@pytest.fixture
def counted() -> type[CountedEmbedder]:
    """The class: `counted(embedder)` notes in `.embedded` what it embeds."""
    return CountedEmbedder


@pytest.fixture
def run_python(tmp_path: Path) -> Callable[..., str]:
    """Run Python code in a process of its own and return what it printed.

    The first argument is the code, the others its `sys.argv[1:]`. `source` is the folder whose
    packages are imported, the ones under test where it is not given.
    """

    def run(code: str, *arguments: object, source: Path = REPOSITORY, **environment: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=120, check=False,
            env={**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8", **environment},
        )  # fmt: skip
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    return run


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    """A folder with a copy of the package `knowledge`, whose corpus a test may edit."""
    import shutil

    source = tmp_path / "copy"
    shutil.copytree(Path(knowledge.__file__).parent, source / "knowledge", ignore=_no_caches)
    return source


def _no_caches(_folder: Any, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__"]
