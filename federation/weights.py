"""Weights on disk: what a run starts from and what it ends with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from federation.contribution import Layout
from federation.errors import ContributionError
from federation.learning import fusion_of
from federation.settings import RoundSettings
from knowledge.errors import KnowledgeError
from knowledge.files import read_tensors, write_atomically
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["load_weights", "save_weights"]


def save_weights(path: Path, weights: Matrix, settings: RoundSettings) -> None:
    """Write the weights by name as safetensors, atomically."""
    from safetensors.numpy import save

    write_atomically(path, save(settings.layout.unflatten(weights), {"format": "1"}))


def load_weights(path: Path, settings: RoundSettings) -> Matrix:
    """Read weights as one vector in the round's layout.

    Raises:
        ContributionError: the file is missing, damaged, of another layout, or hostile.
    """
    try:
        tensors, metadata = read_tensors(path)
        if metadata.get("format") != "1":
            raise ContributionError(worded("it was made by another version"))
        flat = _flat(settings.layout, tensors)
        fusion_of(tensors)
    except (KnowledgeError, KeyError, ContributionError) as error:
        raise ContributionError(
            worded(
                "The weights {path} cannot be used: {rstrip}. Give the weights of a release or of an "
                "earlier run.",
                path=path,
                rstrip=str(error).rstrip("."),
            )
        ) from error
    return flat


def _flat(layout: Layout, tensors: dict[str, Matrix]) -> Matrix:
    missing = {block.name for block in layout.blocks} - set(tensors)
    if missing:
        raise ContributionError(worded("it lacks {missing}", missing=", ".join(sorted(missing))))
    return layout.flatten(tensors)
