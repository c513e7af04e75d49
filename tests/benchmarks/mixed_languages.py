"""Retrieval across languages on XQuAD, through the public API, against simpler scores.

    python tests/benchmarks/mixed_languages.py FOLDER [--cache FILE.npz] [--seeds N]

FOLDER holds xquad.en.json, xquad.es.json and xquad.de.json (240 parallel paragraphs, 1,190
questions a language, CC BY-SA 4.0). Every paragraph is put into the index once, in a language
drawn by chance; nDCG@10 of the one right passage, mean over the questions of a language.
Embedding takes some minutes once; the cache keeps the vectors.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import Passage, Retriever
from knowledge.embedding import Embedder, open_embedder

LANGUAGES = ("en", "es", "de")


class Cached:
    """An embedder that keeps its vectors in a file."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder, self._path = embedder, path
        self.name, self.dimension, self.fingerprint = embedder.name, embedder.dimension, embedder.fingerprint
        self._kept: dict[str, Any] = dict(np.load(path)) if path and path.exists() else {}

    def embed_queries(self, texts: Sequence[str]) -> Any:
        return self._many("q:", texts, self._embedder.embed_queries)

    def embed_passages(self, texts: Sequence[str]) -> Any:
        return self._many("p:", texts, self._embedder.embed_passages)

    def _many(self, kind: str, texts: Sequence[str], embed: Any) -> Any:
        for text in texts:
            if kind + text not in self._kept:
                self._kept[kind + text] = embed([text])[0]
        return np.stack([self._kept[kind + text] for text in texts])

    def save(self) -> None:
        if self._path:
            np.savez(self._path, **self._kept)


def read(folder: Path, language: str) -> tuple[list[str], list[tuple[str, int]]]:
    """Paragraphs, and questions with the number of their paragraph."""
    paragraphs: list[str] = []
    questions: list[tuple[str, int]] = []
    for article in json.loads((folder / f"xquad.{language}.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            questions += [(question["question"], len(paragraphs)) for question in paragraph["qas"]]
            paragraphs.append(paragraph["context"])
    return paragraphs, questions


def gain(rank: int | None) -> float:
    """nDCG@10 where one passage is right: 1 / log2(1 + rank)."""
    return 1 / np.log2(1 + rank) if rank and rank <= 10 else 0.0


def measure(retriever: Retriever, questions: list[tuple[str, int]], language: str) -> dict[str, float]:
    """Mean nDCG@10 of ours and of the parts it is made of."""
    rows = {int(passage.id): row for row, passage in enumerate(retriever.index.passages)}
    vectors = retriever.index.vectors
    ours, raw = [], []
    for question, right in questions:
        hits = retriever.search(question, 10, language)
        ours.append(gain(next((n for n, hit in enumerate(hits, 1) if int(hit.passage.id) == right), None)))
        similar = vectors @ retriever.embedder.embed_queries([question])[0]
        raw.append(gain(int((similar > similar[rows[right]]).sum()) + 1))
    return {"ours": float(np.mean(ours)), "e5 raw": float(np.mean(raw))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    embedder = Cached(open_embedder(), arguments.cache)
    data = {language: read(arguments.folder, language) for language in LANGUAGES}
    for name, mixture in (("en es", ("en", "es")), ("en es de", LANGUAGES), ("en", ("en",)), ("es", ("es",))):
        found: dict[tuple[str, str], list[float]] = {}
        for seed in range(arguments.seeds if len(mixture) > 1 else 1):
            drawn = np.random.default_rng(seed).choice(mixture, len(data["en"][0]))
            passages = [
                Passage(id=str(number), text=data[language][0][number], language=str(language))
                for number, language in enumerate(drawn)
            ]
            retriever = Retriever.from_passages(passages, embedder=embedder)
            for language in LANGUAGES:
                for score, value in measure(retriever, data[language][1], language).items():
                    found.setdefault((language, score), []).append(value)
        line = "  ".join(
            f"{language}: {np.mean(found[language, 'ours']):.3f} (e5 raw {np.mean(found[language, 'e5 raw']):.3f})"
            for language in LANGUAGES
        )
        print(f"passages in {name:9} questions in {line}", flush=True)
        embedder.save()


if __name__ == "__main__":
    main()
