"""Search warm, with its share outside the embedder, over 10,000 passages.

    python tests/benchmarks/search_speed.py [--passages N]

The passages are made of random words in four languages with random unit vectors, so only the
time means anything. The question is embedded once by the real embedder; a search is timed
with that cost taken apart (`Retrieval.timings_ms`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from knowledge import Passage, Retriever
from knowledge.embedding import open_embedder

QUESTION = "Quelles clauses sociales dans les marchés publics ?"
SYLLABLES = "co op mu tu al so li da ri té fi nan ce ter ri toi re em ploi va leur clau se mar ché".split()


class RandomVectors:
    """The real embedder for questions; random unit vectors for passages."""

    def __init__(self) -> None:
        self._real = open_embedder()
        self._random = np.random.default_rng(0)
        self.name, self.dimension, self.fingerprint = "random", self._real.dimension, "random"

    def embed_queries(self, texts: Sequence[str]) -> Any:
        return self._real.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Any:
        vectors = self._random.standard_normal((len(texts), self.dimension)).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def passages(count: int) -> list[Passage]:
    """Random passages of about 60 words, in four languages."""
    random = np.random.default_rng(1)
    vocabulary = ["".join(random.choice(SYLLABLES, random.integers(1, 4))) for _ in range(20_000)]
    ranks = random.zipf(1.3, (count, 60)) % len(vocabulary)
    return [
        Passage(
            id=str(row),
            text=" ".join(vocabulary[rank] for rank in words),
            language="en fr es pt".split()[row % 4],
        )
        for row, words in enumerate(ranks)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=200)
    arguments = parser.parse_args()
    started = time.perf_counter()
    retriever = Retriever.from_passages(passages(arguments.passages), embedder=RandomVectors())
    print(f"{arguments.passages:,} passages indexed in {time.perf_counter() - started:.1f} s")
    whole, outside = [], []
    for _ in range(arguments.runs):
        started = time.perf_counter()
        found = retriever.retrieve(QUESTION, 10)
        whole.append(1e3 * (time.perf_counter() - started))
        outside.append(whole[-1] - found.timings_ms["embed"])
    for name, times in (("whole search", whole), ("outside the embedder", outside)):
        print(f"{name:21} p50 {np.percentile(times, 50):6.2f} ms   p95 {np.percentile(times, 95):6.2f} ms")
    print(f"share outside the embedder: {np.sum(outside) / np.sum(whole):.0%}")


if __name__ == "__main__":
    main()
