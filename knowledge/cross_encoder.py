"""A cross-encoder that the user has: loaded from a folder or from the local cache, never fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["load_cross_encoder"]


def load_cross_encoder(given: str) -> Any:
    """The model in the folder `given`, or of that name in the sentence-transformers cache.

    Raises whatever sentence-transformers does where there is none: its kinds of error are many,
    and the caller knows what the model was for.
    """
    from sentence_transformers import CrossEncoder

    folder = Path(given).expanduser()
    return CrossEncoder(str(folder) if folder.exists() else given, device="cpu", local_files_only=True)
