"""Calibration: the part of the index that is learned, a few kilobytes.

It holds the mean vectors of passages and of questions in each language, the weight of word evidence, and the
coefficients of the gate. Vectors of one embedder mean nothing to another, so a calibration
names the embedder's fingerprint and is refused for any other.

The shipped means come from parallel texts (`parallel.toml`): questions and sentences that say
the same in four languages, so what differs between the means is the language and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import EmbedderMismatch, KnowledgeError
from knowledge.fusion import SHAPES, Fusion
from knowledge.worded import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

__all__ = ["RELEASED", "Calibration", "GateWeights", "released", "shipped"]

FILE = Path(__file__).parent / "data" / "calibration.safetensors"
RELEASED = Path("release") / "calibration.safetensors"  # in the data folder
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class GateWeights:
    """Coefficients of the gate's logistic model (see `knowledge.gate`).

    `answered` and `doubtful` are the probabilities from which an answer is given, or given
    with doubt; below both, the texts do not answer. Nor do they where the best plain cosine
    lies below `floor`: no shared word makes up for a passage about something else. `abroad`
    is how much lower it may lie where no passage is in the question's language.
    """

    bias: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    answered: float = 0.6
    doubtful: float = 0.35
    floor: float = -1.0
    abroad: float = 0.03


@dataclass(frozen=True)
class Calibration:
    """What the retriever learns from more than the text.

    Attributes:
        fingerprint: of the embedder that the means belong to; "" fits any.
        means: mean passage vector by language code.
        shrinkage: how many passages the shipped mean is worth against an index's own; with
            fewer, one passage alone would be its own mean and score nothing.
        lexical_weight: what full word evidence adds to a cosine, where passages of several
            languages compete; more where the index speaks the question's language (`knowledge.index`).
        gate: coefficients of the gate.
        query_means: mean question vector by language code: what passages that are near to
            every question are near to (the channel `hub` of `knowledge.fusion`).
        fusion: what members learned about the weights of the channels.
        release: name of the signed release that brought it; "" for the package's own.
    """

    fingerprint: str = ""
    means: Mapping[str, Matrix] = field(default_factory=dict)
    shrinkage: float = 10.0
    lexical_weight: float = 0.05
    gate: GateWeights = field(default_factory=GateWeights)
    query_means: Mapping[str, Matrix] = field(default_factory=dict)
    fusion: Fusion = field(default_factory=Fusion)
    release: str = ""

    def check(self, fingerprint: str) -> None:
        """Raise EmbedderMismatch unless the calibration fits this embedder."""
        if self.fingerprint and self.fingerprint != fingerprint:
            raise EmbedderMismatch(
                worded(
                    "The calibration was made for the embedder {fingerprint}, but {fingerprint2} is set. Set "
                    "SSE_EMBEDDER back, or rebuild the index: sse corpus rebuild",
                    fingerprint=self.fingerprint,
                    fingerprint2=fingerprint,
                )
            )

    def language_mean(self, language: str, vectors: Matrix, overall: Matrix) -> Matrix:
        """The mean passage vector of a language, from its passages and the shipped mean.

        Args:
            language: any code.
            vectors: the index's passages in that language, shape (n, d), n >= 1.
            overall: mean of all passages of the index, shape (d,); what a language without
                a shipped mean shrinks towards.
        """
        prior = self.means.get(language)
        if prior is None or len(prior) != vectors.shape[1]:
            prior = overall
        mean: Matrix = (vectors.sum(axis=0) + self.shrinkage * prior) / (len(vectors) + self.shrinkage)
        return mean

    def save(self, path: Path) -> None:
        """Write the calibration as safetensors, atomically."""
        from safetensors.numpy import save

        from knowledge.files import write_atomically

        settings = {
            "shrinkage": self.shrinkage,
            "lexical_weight": self.lexical_weight,
            "gate": {
                "bias": self.gate.bias,
                "weights": dict(self.gate.weights),
                "answered": self.gate.answered,
                "doubtful": self.gate.doubtful,
                "floor": self.gate.floor,
                "abroad": self.gate.abroad,
            },
        }
        metadata = {
            "format": str(_FORMAT),
            "fingerprint": self.fingerprint,
            "settings": json.dumps(settings, sort_keys=True),
        }
        if self.release:
            metadata["release"] = self.release
        tensors = {f"mean.{code}": mean for code, mean in self.means.items()}
        tensors |= {f"query.{code}": mean for code, mean in self.query_means.items()}
        if not self.fusion.neutral:
            tensors |= {f"fusion.{name}": getattr(self.fusion, name) for name in SHAPES}
        write_atomically(path, save(tensors, metadata))

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read a calibration.

        Raises:
            KnowledgeError: the file is missing, damaged or of another format.
        """
        from knowledge.files import read_tensors

        tensors, metadata = read_tensors(path)
        try:
            if metadata["format"] != str(_FORMAT):
                raise KeyError("format")
            settings: dict[str, Any] = json.loads(metadata["settings"])
            return cls(
                fingerprint=metadata["fingerprint"],
                means=_named("mean.", tensors),
                query_means=_named("query.", tensors),
                fusion=Fusion(**_named("fusion.", tensors)),
                shrinkage=float(settings["shrinkage"]),
                lexical_weight=float(settings["lexical_weight"]),
                gate=GateWeights(**settings["gate"]),
                release=metadata.get("release", ""),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise KnowledgeError(
                worded(
                    "The calibration {path} is not of a form that this version reads ({error}). Reinstall "
                    "the package, or fetch the release again.",
                    path=path,
                    error=error,
                )
            ) from error


def _named(prefix: str, tensors: Mapping[str, Matrix]) -> dict[str, Matrix]:
    return {name.removeprefix(prefix): mean for name, mean in tensors.items() if name.startswith(prefix)}


def shipped(fingerprint: str) -> Calibration:
    """The calibration of the package where it fits the embedder, else a neutral one."""
    calibration = Calibration.load(FILE)
    if calibration.fingerprint == fingerprint:
        return calibration
    return Calibration(gate=_without_cosine(calibration.gate))


def released(folder: Path, fingerprint: str) -> Calibration | None:
    """The calibration of the release that is installed in a data folder; None where there is none.

    Raises:
        KnowledgeError: it is damaged or of another format.
        EmbedderMismatch: it was made for another embedder.
    """
    path = folder / RELEASED
    if not path.exists():
        return None
    calibration = Calibration.load(path)
    if calibration.fingerprint != fingerprint:
        raise EmbedderMismatch(
            worded(
                "The calibration {path} was made for the embedder {fingerprint}, but {fingerprint2} is set.",
                path=path,
                fingerprint=calibration.fingerprint or worded("of no name"),
                fingerprint2=fingerprint,
            )
        )
    return calibration


def _without_cosine(gate: GateWeights) -> GateWeights:
    """The gate for an embedder whose cosines were never measured: words alone decide.

    The cosine counts as that of an ordinary answerable question, .89 on e5's scale.
    """
    weights = {name: value for name, value in gate.weights.items() if name != "cosine"}
    return replace(gate, bias=gate.bias + 0.4 * gate.weights.get("cosine", 0.0), weights=weights, floor=-1.0)
