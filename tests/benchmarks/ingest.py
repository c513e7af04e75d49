"""Adding documents against embedding their texts: what everything around the embedder costs.

    python tests/benchmarks/ingest.py [--files 12] [--runs 3]

Invented reports of about 25 sections are read, cut, embedded and added to an empty library;
the baseline embeds the very same texts with the same embedder in the same run, in turns.
The ratio is texts a second of the first over the second.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from knowledge import Intake, Library, open_embedder
from knowledge.embedding import Embedder
from knowledge.passages import passages_of
from knowledge.prebuilt import load_shipped

_WORDS = """the cooperative members assembly surplus reserve region farm energy housing care bank credit worker
    village school river market price share vote council year report project partner network training woman youth
    contract service account capital interest public local small large common open fair green""".split()


def report(number: int, folder: Path) -> Path:
    """A Markdown report whose words are drawn by chance, so that no text has a vector yet."""
    draw = random.Random(number + time.time_ns())
    sections = []
    for section in range(25):
        words = [draw.choice(_WORDS) for _ in range(draw.randint(60, 160))]
        sections.append(f"## Section {section} of {draw.choice(_WORDS)}\n\n{' '.join(words).capitalize()}.")
    path = folder / f"report-{number}.md"
    path.write_text("# Report\n\n" + "\n\n".join(sections) + "\n", "utf-8")
    return path


def ingest(paths: list[Path], folder: Path, embedder: Embedder) -> tuple[float, list[str]]:
    """Seconds to add the files, and the texts that were embedded for them."""
    library = Library(folder / "library.sqlite3")
    started = time.perf_counter()
    intake = Intake(library, embedder)
    documents = [intake.add(path).document for path in paths]
    seconds = time.perf_counter() - started
    library.close()
    return seconds, [passage.indexed_text for document in documents for passage in passages_of(document)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    embedder = open_embedder()
    embedder.embed_passages(["warm"])
    load_shipped(embedder.fingerprint)  # read once a process, however many files are added
    ratios = []
    for _ in range(arguments.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = [report(number, folder) for number in range(arguments.files)]
            taken, texts = ingest(paths, folder, embedder)
        started = time.perf_counter()
        for first in range(0, len(texts), 8):  # the batches that adding uses too
            embedder.embed_passages(texts[first : first + 8])
        raw = time.perf_counter() - started
        ratios.append(raw / taken)
        print(
            f"{len(texts)} texts: adding {len(texts) / taken:.1f}/s, embedding {len(texts) / raw:.1f}/s, ratio {raw / taken:.3f}"
        )
    print(f"ratio median {median(ratios):.3f}")


if __name__ == "__main__":
    main()
