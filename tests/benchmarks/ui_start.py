"""From the start of the process to the first paint: our app against an empty Textual app, in turn.

    python tests/benchmarks/ui_start.py [--runs 9] [--json]

Both run headless, each in a process of its own, over an empty data folder.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

EMPTY = """
from textual.app import App
from textual.widgets import Footer, Input
class Shown(App):
    def compose(self):
        yield Input()
        yield Footer()
    def on_ready(self):
        import time; print(time.time())
        self.exit()
Shown().run(headless=True)
"""
OURS = """
import threading
from tui.app import AssistantApp
never = threading.Event()
class Shown(AssistantApp):
    def on_ready(self):
        import time; print(time.time())
        never.set()
        self.exit()
def factory(progress):
    never.wait(20)
    raise RuntimeError("the start is over")
Shown(factory, "en").run(headless=True)
"""


def first_paint(code: str) -> float:
    """Seconds from the start of the process."""
    with tempfile.TemporaryDirectory() as folder:
        used = os.environ | {"SSE_DATA_DIR": folder, "SSE_CONFIG_DIR": folder}
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code], env=used, capture_output=True, text=True, check=True
        )
    return float(done.stdout.split()[0]) - began


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--runs", type=int, default=9)
    given.add_argument("--json", action="store_true")
    options = given.parse_args()
    for code in (EMPTY, OURS):  # files are read from the disk once
        first_paint(code)
    pairs = [(first_paint(EMPTY), first_paint(OURS)) for _ in range(options.runs)]
    ratios = [ours / empty for empty, ours in pairs]
    told = {
        "runs": options.runs, "empty_seconds": statistics.median(empty for empty, _ in pairs),
        "ours_seconds": statistics.median(ours for _, ours in pairs), "ratio": statistics.median(ratios),
        "ratio_lowest": min(ratios), "ratio_highest": max(ratios),
    }  # fmt: skip
    if options.json:
        print(json.dumps(told, indent=1))
    else:
        print(" ".join(f"{name} {value:.3g}" for name, value in told.items()))


if __name__ == "__main__":
    main()
