"""What should be embedded: whole provisions, sentences or windows, with their reference or without?

    python tests/benchmarks/chunks.py [--split tune] [--language en] [--cache FILE.npz]

The passages of one language, all questions, the plain cosine alone, a provision counting for
its best piece: nDCG@10 of documents and of provisions. Embedding takes minutes once; the cache
keeps the vectors.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from mixed_languages import Cached
from quality import DATA, read
from retrieval import MEASURES, evaluate

from knowledge import Passage, Retriever
from knowledge.prebuilt import embed_texts
from knowledge.sentences import split

Pieces = Iterator[tuple[int, str]]


def sentences(passages: list[Passage], width: int) -> Pieces:
    """Windows of `width` sentences, each begun at every sentence."""
    for row, passage in enumerate(passages):
        spans = split(passage.text, passage.language)
        for first in range(max(len(spans) - width, 0) + 1):
            last = min(first + width, len(spans)) - 1
            yield row, passage.text[spans[first][0] : spans[last][1]]


def whole(passages: list[Passage]) -> Pieces:
    """Each provision as it is."""
    return ((row, passage.text) for row, passage in enumerate(passages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("tune", "test", "all"), default="tune")
    parser.add_argument("--language", default="en")
    parser.add_argument("--cache", type=Path)
    arguments = parser.parse_args()
    questions = read(sorted(DATA.glob("*.jsonl")), arguments.split)
    retriever = Retriever.open()
    embedder = Cached(retriever.embedder, arguments.cache)
    rows = [
        row for row, passage in enumerate(retriever.index.passages) if passage.language == arguments.language
    ]
    passages = [retriever.index.passages[row] for row in rows]
    ways: dict[str, Callable[[], Pieces]] = {
        "whole provision": lambda: whole(passages),
        "one sentence": lambda: sentences(passages, 1),
        "two sentences": lambda: sentences(passages, 2),
    }
    systems: dict[str, Callable[[dict[str, Any]], Any]] = {}
    for name, way in ways.items():
        for prefix in (True, False):
            pieces = list(way())
            texts = [passages[row].embeddable(text) if prefix else text for row, text in pieces]
            vectors = embed_texts(texts, embedder)
            of = np.asarray([rows[row] for row, _ in pieces])
            systems[f"{name}{' after its reference' if prefix else ''} ({len(texts):,})"] = _scorer(
                embedder, vectors, of, len(retriever.index.passages)
            )
            embedder.save()
    results = evaluate(retriever, questions, systems, arguments.language)
    print("| embedded (pieces) | documents | provisions |\n|---|---|---|")
    for name in systems:
        means = [np.mean([row[str(MEASURES[0])] for _, row in results[level][name]]) for level in results]
        print(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in means)} |")


def _scorer(embedder: Cached, vectors: Any, of: Any, count: int) -> Callable[[dict[str, Any]], Any]:
    def score(question: dict[str, Any]) -> Any:
        found = np.full(count, -np.inf, np.float32)
        np.maximum.at(found, of, vectors @ embedder.embed_queries([question["question"]])[0])
        return found

    return score


if __name__ == "__main__":
    main()
