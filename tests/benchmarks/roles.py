"""How often the rules of `assistant.roles` file a sentence as a reader did, by language.

    python tests/benchmarks/roles.py [--split test] [--errors]

`work/roles.jsonl` gives the role of the first sentence of every provision of the five main
digests; the languages are parallel, so a label holds for all four. The rules were written with
three texts in sight (tune: ILO, OECD, UN 2023); the other two (UN 2024, EU) are test.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.roles import role_of
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.documents import Document
from knowledge.languages import LANGUAGES
from knowledge.sentences import split

DATA = Path(__file__).parent / "work" / "roles.jsonl"


def judged(documents: dict[tuple[str, str], Document]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """(split, language, place, sentence, right role, role by the rules) of every label."""
    for line in DATA.read_text("utf-8").splitlines():
        label = json.loads(line)
        for language in LANGUAGES:
            held = documents[label["document"], language]
            provision = next(
                one for one in held.provisions
                if (one.pinpoint, one.ordinal) == (label["pinpoint"], label["ordinal"])
            )  # fmt: skip
            text = held.body[provision.start : provision.end].removeprefix(provision.title).strip()
            start, end = split(text, language)[0]
            sentence = text[start:end]
            ours = role_of(sentence, label["pinpoint"], language)
            place = f"{label['document']} {label['pinpoint']}"
            yield label["split"], language, place, sentence, label["role"], ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("tune", "test", "all"), default="test")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    documents = {(one.id, one.language): one for one in map(load_document, corpus_files())}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for part, language, place, sentence, label, ours in judged(documents):
        if arguments.split not in ("all", part):
            continue
        for group in ("all", language, f"labelled {label}"):
            total[group] += 1
            right[group] += label == ours
        total[f"filed under {ours}"] += 1
        right[f"filed under {ours}"] += label == ours
        if arguments.errors and label != ours:
            print(f"{language} {place}: {label} -> {ours}: {sentence}")
    for group, count in total.items():
        print(f"{group:24} n={count:4} right {right[group] / count:.3f}")


if __name__ == "__main__":
    main()
