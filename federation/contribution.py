"""What a member sends: one flat vector of agreed layout, and which languages it covers.

The layout is a list of named blocks. A block that belongs to a language is filled only by
members who declared that language when they joined; it is averaged over those members alone.
Languages are declared and not counted, so that no number of questions leaves. Everything
else is a sum, which is all that a sealed round needs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from federation.errors import ContributionError
from federation.learning import COMMON
from knowledge.fusion import LANGUAGE_ROWS, SHAPES
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Mask = NDArray[np.bool_]

__all__ = ["Block", "Layout", "clip"]

# Contributions are measured by what they move, and clipped and noised in that measure. For the
# common weights: the length of `_COMMON @ weights` is the spread of the change that they make
# among the passages that stand at the top, so noise of one size does equal harm in every
# direction, and honest contributions are short. It is the Cholesky factor of the channels'
# covariance on the questions for tuning of tests/benchmarks/data, no member's data: part of the
# format, never changed without a new one (tests/benchmarks/federated_units.py makes it).
_COMMON = np.array(
    (
        (0.0079, -0.0049, 0.0075, 0.0018, 0.0752, 0.0009, 0.3316),
        (0, 0.0539, 0, 0.0004, 0.0207, 0.0005, -0.0345),
        (0, 0, 0.0061, -0.0002, 0.0031, 0.0028, 0.0303),
        (0, 0, 0, 0.0035, -0.0394, 0.0038, -0.1807),
        (0, 0, 0, 0, 0.0784, -0.0001, 0.0336),
        (0, 0, 0, 0, 0, 0.0035, -0.0302),
        (0, 0, 0, 0, 0, 0, 0.1099),
    ),
    np.float64,
)
# For weights by pair, roughly the spread of each channel, one by one.
_PAIRS = np.array((0.03, 0.02, 0.05, 0.01, 1.0), np.float32)


@dataclass(frozen=True, slots=True)
class Block:
    """A named part of the vector.

    Attributes:
        name: of the weight that it belongs to.
        language: code of the language it is about; None for all members' blocks.
        start, end: where it stands in the vector.
        shape: of the weight's slice.
    """

    name: str
    language: str | None
    start: int
    end: int
    shape: tuple[int, ...]


class Layout:
    """The agreed order of everything that a contribution may hold.

    Args:
        gate: names of the gate's learned coefficients, () where the round leaves the gate alone.
        dimension: of the embedder, where mean questions are shared; 0 where they are not.
        pairs: whether weights by pair of languages are learned too.
    """

    def __init__(self, gate: Collection[str] = (), dimension: int = 0, *, pairs: bool = True) -> None:
        self.gate = tuple(sorted(gate))
        self.dimension = dimension
        blocks: list[Block] = []

        def put(name: str, language: str | None, shape: tuple[int, ...]) -> None:
            start = blocks[-1].end if blocks else 0
            blocks.append(Block(name, language, start, start + int(np.prod(shape)), shape))

        put("common", None, (COMMON,))
        if self.gate:
            put("gate", None, (len(self.gate),))
        if pairs:
            for code in LANGUAGE_ROWS:
                put("pairs", code, SHAPES["pairs"][1:])
        if dimension:
            for code in LANGUAGE_ROWS:
                put("mean", code, (dimension,))
        self.blocks = tuple(blocks)
        self.size = blocks[-1].end

    def mask(self, languages: Collection[str]) -> Mask:
        """Which numbers a member of these languages may fill, shape (size,)."""
        allowed = np.zeros(self.size, bool)
        for block in self.blocks:
            if block.language is None or block.language in languages:
                allowed[block.start : block.end] = True
        return allowed

    def flatten(self, weights: Mapping[str, Matrix]) -> Matrix:
        """Named weights as one vector, float32, in units of what they move in a score.

        Args:
            weights: `common` (COMMON,), and `pairs` (L, L, K + 1), `gate` and `mean` (L, d)
                where the layout has them; all zero for one that is missing.

        Raises:
            ContributionError: a weight has another shape, or is no part of the layout.
        """
        names = {block.name for block in self.blocks}
        if unknown := set(weights) - names:
            raise ContributionError(
                worded("The layout of this round has no {unknown}.", unknown=", ".join(sorted(unknown)))
            )
        flat = np.zeros(self.size, np.float32)
        for block in self.blocks:
            if block.name not in weights:
                continue
            value = np.asarray(weights[block.name], np.float32)
            if block.language is not None:
                if len(value) != len(LANGUAGE_ROWS):
                    raise ContributionError(
                        worded(
                            "'{name}' has {n_value} rows, not one for each of {n_language_rows} languages.",
                            name=block.name,
                            n_value=len(value),
                            n_language_rows=len(LANGUAGE_ROWS),
                        )
                    )
                value = value[LANGUAGE_ROWS.index(block.language)]
            if value.shape != block.shape:
                raise ContributionError(
                    worded(
                        "'{name}' has the shape {shape}, not {shape2}.",
                        name=block.name,
                        shape=value.shape,
                        shape2=block.shape,
                    )
                )
            flat[block.start : block.end] = _measured(block.name, value).ravel()
        return flat

    def unflatten(self, vector: Matrix) -> dict[str, Matrix]:
        """The named weights in a vector.

        Raises:
            ContributionError: it has another length.
        """
        if vector.shape != (self.size,):
            raise ContributionError(
                worded(
                    "A contribution of this round has {size} numbers, not {shape}.",
                    size=self.size,
                    shape=vector.shape,
                )
            )
        found: dict[str, Matrix] = {}
        for block in self.blocks:
            part = vector[block.start : block.end].reshape(block.shape).astype(np.float32)
            part = _weights(block.name, part)
            if block.language is None:
                found[block.name] = part
            else:
                whole = found.setdefault(block.name, np.zeros((len(LANGUAGE_ROWS), *block.shape), np.float32))
                whole[LANGUAGE_ROWS.index(block.language)] = part
        return found

    def average(self, total: Matrix, members: int, by_language: Mapping[str, int]) -> Matrix:
        """The mean contribution, each language's blocks over the members who declared it.

        Args:
            total: sum of the contributions, shape (size,).
            members: how many contributed.
            by_language: how many of them declared each language.
        """
        mean = np.zeros_like(total)
        for block in self.blocks:
            share = members if block.language is None else by_language.get(block.language, 0)
            if share:
                mean[block.start : block.end] = total[block.start : block.end] / share
        return mean


def _measured(name: str, value: Matrix) -> Matrix:
    """Weights in the measure of contributions."""
    if name == "common":
        return (_COMMON @ value).astype(np.float32)
    return value * _PAIRS if name == "pairs" else value


def _weights(name: str, part: Matrix) -> Matrix:
    """The reverse of `_measured`."""
    if name == "common":
        found: Matrix = np.linalg.solve(_COMMON, part).astype(np.float32)
        return found
    return part / _PAIRS if name == "pairs" else part


def clip(vector: Matrix, norm: float) -> Matrix:
    """The vector, shortened to L2 length `norm` where it is longer.

    Raises:
        ContributionError: a number in it is not finite.
    """
    if not np.isfinite(vector).all():
        raise ContributionError(
            worded("The contribution holds numbers that are not finite. It was not used.")
        )
    length = float(np.linalg.norm(vector.astype(np.float64)))
    if length <= norm:
        return vector
    shortened: Matrix = (vector * (norm / length)).astype(np.float32)
    return shortened
