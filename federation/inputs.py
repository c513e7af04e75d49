"""What training reads: numbers only, prepared once from a member's judgements.

A file of inputs holds, for each judged question, the channels of its candidates and which of
them answer. No question, no passage, no title and no key is in it, so it is all that the user
account of a SuperNode needs to see.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from federation.errors import ContributionError, JudgementsMissing
from federation.learning import Example
from knowledge.errors import KnowledgeError
from knowledge.files import read_tensors, write_atomically
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS
from knowledge.worded import worded

__all__ = ["Inputs", "load_inputs", "save_inputs"]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """A member's examples.

    Attributes:
        fingerprint: of the embedder that the channels were made with.
        languages: codes that the member declared; examples in others are not used.
        examples: one a judged question.
    """

    fingerprint: str
    languages: tuple[str, ...]
    examples: tuple[Example, ...]

    def usable(self, minimum: int) -> list[Example]:
        """The examples in declared languages that have `minimum` examples or more.

        A row that rests on one question would show what that question was about.
        """
        declared = {LANGUAGE_ROWS.index(code) for code in self.languages if code in LANGUAGE_ROWS}
        counts = Counter(example.row for example in self.examples)
        return [one for one in self.examples if one.row in declared and counts[one.row] >= minimum]


def save_inputs(path: Path, inputs: Inputs) -> None:
    """Write inputs as safetensors, atomically and readable by their owner alone.

    Raises:
        JudgementsMissing: there is no example.
    """
    from safetensors.numpy import save

    examples = inputs.examples
    if not examples:
        raise JudgementsMissing(
            worded("There is no judged question to learn from. Judge some answers: sse judge QUESTION")
        )
    tensors: dict[str, np.ndarray] = {
        "row": np.array([one.row for one in examples], np.int64),
        "candidates": np.array([len(one.base) for one in examples], np.int64),
        "base": np.concatenate([one.base for one in examples]).astype(np.float32),
        "channels": np.concatenate([one.channels for one in examples]).astype(np.float32),
        "columns": np.concatenate([one.columns for one in examples]).astype(np.int64),
        "right": np.concatenate([one.right for one in examples]).astype(np.uint8),
    }
    metadata = {
        "format": str(_FORMAT),
        "fingerprint": inputs.fingerprint,
        "languages": json.dumps(inputs.languages),
        "channels": json.dumps(CHANNELS),
    }
    write_atomically(path, save(tensors, metadata))


def load_inputs(path: Path) -> Inputs:
    """Read inputs.

    Raises:
        ContributionError: the file is missing, damaged, of another version, or its parts do
            not fit each other.
    """
    try:
        tensors, metadata = read_tensors(path)
        if metadata.get("format") != str(_FORMAT) or json.loads(metadata["channels"]) != list(CHANNELS):
            raise ValueError("it was made by another version")
        return Inputs(
            metadata["fingerprint"], tuple(json.loads(metadata["languages"])), tuple(_examples(tensors))
        )
    except (KnowledgeError, KeyError, TypeError, ValueError) as error:
        raise ContributionError(
            worded(
                "The training inputs {path} cannot be used: {error}. Make them again: sse federation prepare",
                path=path,
                error=error,
            )
        ) from error


def _examples(tensors: dict[str, np.ndarray]) -> Sequence[Example]:
    sizes = tensors["candidates"]
    total = int(sizes.sum())
    shapes: Collection[tuple[str, tuple[int, ...]]] = (
        ("row", sizes.shape), ("base", (total,)), ("channels", (total, len(CHANNELS))),
        ("columns", (total,)), ("right", (total,)),
    )  # fmt: skip
    for name, shape in shapes:
        if tensors[name].shape != shape:
            raise ValueError(f"'{name}' has the shape {tensors[name].shape}, not {shape}")
    for name in ("base", "channels"):
        if not np.isfinite(tensors[name]).all():
            raise ValueError(f"'{name}' holds numbers that are not finite")
    for name in ("row", "columns"):
        if len(tensors[name]) and not (tensors[name].min() >= 0 and tensors[name].max() < len(LANGUAGE_ROWS)):
            raise ValueError(f"'{name}' names a language that is not there")
    ends = np.cumsum(sizes)
    found = []
    for row, start, end in zip(tensors["row"], ends - sizes, ends, strict=True):
        right = tensors["right"][start:end].astype(bool)
        if not right.any():
            raise ValueError("a question has no right passage")
        found.append(
            Example(
                int(row), tensors["base"][start:end], tensors["channels"][start:end],
                tensors["columns"][start:end], right,
            )
        )  # fmt: skip
    return found
