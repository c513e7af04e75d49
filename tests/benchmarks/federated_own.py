"""Files for `sse federation simulate` from the shipped corpus and our own questions.

    python tests/benchmarks/federated_own.py FOLDER [--seed 0]
    sse federation simulate --passages FOLDER/passages.jsonl --judgements FOLDER/judgements.jsonl

Each provision stands in the index once, in a language drawn by chance: an index that several
organisations fill, each in its language. Five members have the tuning questions: four the
questions about texts in one language each, the fifth those about practices in all four. The
sixth, `newcomer`, has the questions about other documents and contributes nothing. With
`--installed` only the judgements are written, by document and pinpoint, for the library as it
is installed, where every provision is there in four languages (then leave --passages out).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quality import DATA, pinpoint, read

from knowledge import Passage
from knowledge.corpus.loader import corpus_files, load_document
from knowledge.passages import passages_of

MOST = 3  # judgements a question: some pinpoints stand in many documents


def drawn_passages(seed: int) -> dict[str, Passage]:
    """One language version of every provision of the shipped corpus, by provision."""
    versions: dict[str, dict[str, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for path in corpus_files():
        for passage in passages_of(load_document(path)):
            versions[passage.provision][passage.language].append(passage)
    drawn = random.Random(seed)
    return {name: drawn.choice(sorted(held.items()))[1][0] for name, held in sorted(versions.items())}


def member_of(question: dict[str, Any], practices: frozenset[str]) -> str:
    """Whose question it is."""
    if question.get("split", "tune") == "test":
        return "newcomer"
    return "practices" if practices & set(question["expected_texts"]) else f"texts-{question['lang']}"


def judgements(passages: dict[str, Passage], installed: bool) -> Iterator[dict[str, Any]]:
    """The lines of the judgements' file."""
    practices = frozenset(one.document for one in passages.values() if one.kind == "practice")
    for question in read(sorted(DATA.glob("*.jsonl"))):
        places = {place for place in map(pinpoint, question["expected_pinpoints"]) if place}
        right = [
            one
            for one in passages.values()
            if one.document in question["expected_texts"] and one.pinpoint in places
        ]
        member = member_of(question, practices)
        for one in right[:MOST]:
            yield {
                "member": member, "question": question["question"], "language": question["lang"],
                **({"document": one.document, "pinpoint": one.pinpoint} if installed else {"passage_id": one.id}),
                "split": "test" if member == "newcomer" else "train",
            }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--installed", action="store_true")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    passages = drawn_passages(arguments.seed)
    # The text as the index embeds it, so that the shipped vectors fit and nothing is embedded.
    lines = [{"id": one.id, "text": one.indexed_text, "language": one.language} for one in passages.values()]
    if not arguments.installed:
        _write(arguments.folder / "passages.jsonl", lines)
    found = list(judgements(passages, arguments.installed))
    _write(arguments.folder / "judgements.jsonl", found)
    members = sorted({line["member"] for line in found})
    print(f"{len(lines)} passages, {len(found)} judgements of {', '.join(members)}.")


def _write(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
