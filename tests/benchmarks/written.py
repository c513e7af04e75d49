"""How much of what a writer makes of the passages the support check shows as supported.

python tests/benchmarks/written.py [--half test] [--failures]

By form: sentences whose words stand in their order in one sentence of a passage, and others.
They are not labelled one by one (`data/written/README.md`), so this is no recall. `--failures`
prints what was not supported, of the tuning half alone.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from support import derived

from assistant.support import check_support
from knowledge.documents import Passage
from knowledge.languages import LANGUAGES

DATA = Path(__file__).parent / "data" / "written"
FORMS = ("in their order", "others", "all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--half", choices=("tune", "test"), default="tune")
    parser.add_argument("--failures", action="store_true", help="print what was not supported (tune only)")
    arguments = parser.parse_args()
    if arguments.failures and arguments.half != "tune":
        parser.error("--failures is for the tuning half; the test half is only counted")
    passages = {line["id"]: Passage(**line) for line in _lines(DATA / "passages.jsonl")}
    total: Counter[tuple[str, str]] = Counter()
    supported: Counter[tuple[str, str]] = Counter()
    languages = [code for code in LANGUAGES if (DATA / f"{code}.jsonl").exists()]
    for code in languages:
        for line in _lines(DATA / f"{code}.jsonl"):
            if line["half"] != arguments.half:
                continue
            offered = [passages[key] for key in line["passages"]]
            verdict = check_support(line["sentence"], offered, code).verdict
            selected = derived(line["sentence"], [passage.text for passage in offered], code)
            for form in (FORMS[0] if selected else FORMS[1], FORMS[2]):
                total[code, form] += 1
                supported[code, form] += verdict == "supported"
            if arguments.failures and verdict != "supported":
                print(f"{line['id']}: {line['sentence']}\n    {offered[0].text}")
    print(f"{'supported of':16}" + "".join(f"{code:>10}" for code in languages) + f"{'all':>12}")
    for form in FORMS:
        cells = [(supported[code, form], total[code, form]) for code in languages]
        row = "".join(f"{f'{part}/{whole}':>10}" for part, whole in cells)
        everywhere = f"{sum(part for part, _ in cells)}/{sum(whole for _, whole in cells)}"
        print(f"{form:16}{row}{everywhere:>12}")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
