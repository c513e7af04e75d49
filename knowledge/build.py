"""Make the shipped vectors and language means again (maintainers, after editing the corpus).

    sse corpus vectors

embeds what the shipped files lack, drops what no text needs any more, and writes
`data/vectors/` and the means in `data/calibration.safetensors`; the gate's
coefficients are kept.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge import calibration, prebuilt
from knowledge.calibration import Calibration
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.embedding import Embedder
from knowledge.errors import KnowledgeError
from knowledge.passages import passages_of
from knowledge.prebuilt import Progress
from knowledge.sentence_table import SentenceTable

__all__ = ["PARALLEL", "build_shipped", "shipped_texts"]

PARALLEL = Path(__file__).parent / "data" / "parallel.toml"


def shipped_texts() -> dict[str, list[str]]:
    """Every text whose vector ships, by document: its passages and their sentences."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in corpus_files():
        passages = list(passages_of(load_document(path)))
        texts = [passage.indexed_text for passage in passages] + SentenceTable.cut(passages)[1]
        found[path.parent.name].extend(texts)
    return dict(found)


def build_shipped(embedder: Embedder, progress: Progress | None = None) -> int:
    """Write the shipped vectors and means; returns the number of texts.

    A document's file is written when its texts are embedded: stopped, it goes on where it was.
    """
    documents = shipped_texts()
    known = prebuilt.load_shipped(embedder.fingerprint)
    # A section of one sentence is embedded once, as passage and sentence.
    total = sum(
        len({prebuilt.text_hash(text) for text in texts} - known.keys()) for texts in documents.values()
    )
    done = 0
    for document, texts in documents.items():
        before = done

        def report(now: int, _: int, before: int = before) -> None:
            nonlocal done
            done = before + now
            if progress:
                progress(done, total)

        vectors = prebuilt.embed_texts(texts, embedder, known=known, progress=report)
        prebuilt.save_shipped(document, texts, vectors, embedder.fingerprint)
    prebuilt.prune_shipped(documents)
    try:
        current = Calibration.load(calibration.FILE)
    except KnowledgeError:
        current = Calibration()
    if current.fingerprint != embedder.fingerprint or not current.query_means:
        rows = tomllib.loads(PARALLEL.read_text(encoding="utf-8"))
        dataclasses.replace(
            current,
            fingerprint=embedder.fingerprint,
            means=_means(rows["statements"], embedder.embed_passages),
            query_means=_means(rows["questions"], embedder.embed_queries),
        ).save(calibration.FILE)
    return sum(map(len, documents.values()))


def _means(rows: list[dict[str, str]], embed: Callable[[list[str]], Any]) -> dict[str, Any]:
    return {code: embed([row[code] for row in rows]).mean(axis=0) for code in rows[0]}
