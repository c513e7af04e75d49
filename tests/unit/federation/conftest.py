"""Invented members: examples of numbers alone, in which the words channel says more than it counts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from federation.inputs import Inputs
from federation.learning import Example
from federation.messages import offline_identity, quiet
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS


def _example(drawn: np.random.Generator, language: str, candidates: int = 20) -> Example:
    channels = drawn.normal(0, 0.05, (candidates, len(CHANNELS))).astype(np.float32)
    right = np.arange(candidates) == drawn.integers(candidates)
    channels[right, CHANNELS.index("words")] += 0.1
    columns = drawn.integers(0, len(LANGUAGE_ROWS), candidates)
    return Example(LANGUAGE_ROWS.index(language), channels[:, 0].copy(), channels, columns, right)


def _examples(seed: int, languages: Sequence[str] = ("en", "es"), count: int = 12) -> list[Example]:
    drawn = np.random.default_rng(seed)
    return [_example(drawn, languages[number % len(languages)]) for number in range(count)]


def _inputs(seed: int, languages: Sequence[str] = ("en", "es"), count: int = 12) -> Inputs:
    return Inputs("invented", tuple(languages), tuple(_examples(seed, languages, count)))


@pytest.fixture(scope="session")
def examples() -> Callable[..., list[Example]]:
    """`examples(seed, languages, count)`: judged questions, one language after another."""
    return _examples


@pytest.fixture(scope="session")
def inputs() -> Callable[..., Inputs]:
    """`inputs(seed, languages, count)`: a member who declared these languages."""
    return _inputs


@pytest.fixture(scope="session", autouse=True)
def flower() -> None:
    """Flower is imported, and messages can be made in this process."""
    quiet()
    with warnings.catch_warnings():
        # typer, which flwr imports, asks click for names that click 9 will drop.
        warnings.filterwarnings("ignore", "'click.utils", DeprecationWarning)
        offline_identity()
        import flwr.serverapp  # noqa: F401
