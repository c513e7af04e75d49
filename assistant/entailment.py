"""Whether a sentence follows from another, by a model of the user's own: a cross-encoder for inference.

None is shipped and none is fetched: it is a local folder, or a name that the user's own
sentence-transformers cache has, in `SSE_NLI`. It can only add to what the support check finds
by its rules, and is not asked where a number, name, negation, obligation or condition differs
(`assistant.paraphrase.facts`): such models overlook those.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from assistant.errors import EntailmentError
from knowledge.cross_encoder import load_cross_encoder
from knowledge.worded import worded

__all__ = [
    "CERTAIN",
    "CrossEncoderEntailment",
    "Entailment",
    "first_that_entails",
    "is_set",
    "open_entailment",
]

CERTAIN = 0.98  # the least probability that counts; not tuned, since no such model could be measured
VARIABLE = "SSE_NLI"


@runtime_checkable
class Entailment(Protocol):
    """What the support check needs of a model for natural-language inference."""

    @property
    def name(self) -> str:
        """The model's name, as shown to people."""
        ...

    def probabilities(self, sources: Sequence[str], sentence: str) -> Sequence[float]:
        """For each source the probability, 0 to 1, that `sentence` follows from it."""
        ...


class CrossEncoderEntailment:
    """A cross-encoder read by sentence-transformers; loaded, torch included, when it is first asked.

    Args:
        model: a folder, or a name that the sentence-transformers cache of this user has. One of
            its labels must be called `entailment`.
    """

    def __init__(self, model: str) -> None:
        self._given = model
        self._model: Any = None
        self._label = 0

    @property
    def name(self) -> str:
        return Path(self._given).name or self._given

    def probabilities(self, sources: Sequence[str], sentence: str) -> list[float]:
        """The model's own probabilities.

        Raises:
            EntailmentError: the model is not there, or was not trained for inference.
        """
        model = self._loaded()
        pairs = [(source, sentence) for source in sources]
        try:
            found = model.predict(pairs, apply_softmax=True, show_progress_bar=False)
        except Exception as error:
            raise EntailmentError(
                worded(
                    "The inference model '{given}' does not read sentences: {error}.",
                    given=self._given,
                    error=error,
                )
            ) from error
        return [float(row[self._label]) for row in found]

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                model = load_cross_encoder(self._given)
            except Exception as error:
                raise EntailmentError(
                    worded(
                        "The inference model '{given}' does not load: {error}. Nothing is fetched for it: give a "
                        "folder with a cross-encoder, or a name in your sentence-transformers cache, or unset "
                        "{variable}.",
                        given=self._given,
                        error=error,
                        variable=VARIABLE,
                    )
                ) from error
            labels = {str(name).lower(): int(at) for at, name in model.config.id2label.items()}
            if len(labels) < 2 or "entailment" not in labels:
                raise EntailmentError(
                    worded(
                        "'{given}' has no label 'entailment', but {map}. Name a cross-encoder that was trained "
                        "for natural-language inference.",
                        given=self._given,
                        map=", ".join(map(repr, labels)),
                    )
                )
            self._label = labels["entailment"]
            self._model = model
        return self._model


def open_entailment(given: Entailment | str | None = None) -> Entailment | None:
    """The model that is given by object, folder or name, else that of `SSE_NLI`, else none.

    The same folder or name gets the same object, so that it is loaded once in a process.
    """
    setting = given or os.environ.get(VARIABLE)
    if not setting:
        return None
    return _named(setting) if isinstance(setting, str) else setting


def is_set(name: str) -> bool:
    """Whether the model of `SSE_NLI` has this name."""
    model = open_entailment()
    return model is not None and model.name == name


def first_that_entails(entailment: Entailment, sources: Sequence[str], sentence: str) -> int | None:
    """The place of the source from which `sentence` follows most surely; None where none is `CERTAIN`.

    Raises:
        EntailmentError: the model does not load, or gives no probability for each source.
    """
    if not sources:
        return None
    found = [float(one) for one in entailment.probabilities(sources, sentence)]
    if len(found) != len(sources) or not all(math.isfinite(one) and 0 <= one <= 1 for one in found):
        raise EntailmentError(
            worded(
                "The inference model {name} gave no probability for each of {n_sources} sentences; it "
                "cannot be used. Unset {variable}.",
                name=entailment.name,
                n_sources=len(sources),
                variable=VARIABLE,
            )
        )
    best = max(range(len(found)), key=found.__getitem__)
    return best if found[best] >= CERTAIN else None


@lru_cache(maxsize=4)
def _named(model: str) -> CrossEncoderEntailment:
    return CrossEncoderEntailment(model)
