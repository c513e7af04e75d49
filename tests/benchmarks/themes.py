"""How often `sse compare` is right that a text has, or has not, something on a theme.

    python tests/benchmarks/themes.py [--split test] [--errors]

`work/themes.jsonl` holds 60 themes in four languages; for each of the five main texts, `judged`
names the provisions on the theme (none: the text, as far as the library has it, is silent). A
text that is left out was not judged. Labelled by reading the digests, before the rule was made.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from assistant.evidence import texts_evidence
from assistant.topics import Topic
from knowledge import Retriever

DATA = Path(__file__).parent / "work" / "themes.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("tune", "test", "all"), default="test")
    parser.add_argument("--errors", action="store_true", help="name the themes that are wrong")
    arguments = parser.parse_args()
    retriever = Retriever.open()
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in DATA.read_text("utf-8").splitlines():
        theme = json.loads(line)
        if arguments.split not in ("all", theme["split"]):
            continue
        for language, name in theme["theme"].items():
            judged: dict[str, list[str]] = theme["judged"]
            topic = Topic(name, "", (name,))
            for one in texts_evidence(retriever, topic, list(judged), language):
                right = judged[one.document]
                truth = "has" if right else "lacks"
                first = bool(one.hits) and one.hits[0].passage.pinpoint in right
                for group in ("all", language):
                    counts[group][truth] += 1
                    counts[group][f"{truth}:{one.status}"] += 1
                    if right and one.status != "nothing":
                        counts[group]["first"] += first
                if arguments.errors and (truth == "has") != (one.status == "found"):
                    place = one.hits[0].passage.pinpoint if one.hits else "-"
                    print(f"{theme['id']} {language} {name} | {one.document} {truth} -> {one.status} {place}")
    for group, found in counts.items():
        shown = found["has:found"] + found["has:maybe"]
        print(
            f"{group:4} has it (n={found['has']}): found {found['has:found'] / found['has']:.3f}, "
            f"maybe {found['has:maybe'] / found['has']:.3f}, missed {found['has:nothing'] / found['has']:.3f}, "
            f"right provision first {found['first'] / shown:.3f} | "
            f"lacks it (n={found['lacks']}): false found {found['lacks:found'] / found['lacks']:.3f}, "
            f"false maybe {found['lacks:maybe'] / found['lacks']:.3f}"
        )


if __name__ == "__main__":
    main()
