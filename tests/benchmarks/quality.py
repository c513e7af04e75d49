"""Retrieval, quotes and refusals on a question set, by language.

    python tests/benchmarks/quality.py [QUESTIONS.jsonl ...] [--split test] [--json]

A question is a line of JSON with `id`, `lang`, `question`, `expected_texts`,
`expected_pinpoints` (canonical, or as people write them) and `kind` (`refuse` where the texts
do not answer). Only questions whose expected texts the library holds are scored for recall;
the others must be refused like those that nothing answers.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

from knowledge import Retriever
from knowledge.text import fold

DATA = Path(__file__).parent / "data"
_WRITTEN = {
    "para": "para|par|parrafo|paragrafo", "op": "op", "block": "blocs?|blocks?|bloques?|blocos?",
    "recital": "considerant|recital|considerando", "art": "art",
}  # fmt: skip


def read(paths: Iterable[Path], split: str = "all") -> list[dict[str, Any]]:
    """The questions of some files, of one split or of all; those without one are for tuning."""
    questions = [
        json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()
    ]
    return [one for one in questions if split in ("all", one.get("split", "tune"))]


def pinpoint(written: str) -> str:
    """`para 16(c)` -> `para:16(c)`; "" where no number is given."""
    if re.fullmatch(r"[a-z]+:\S+", written):
        return written
    for kind, names in _WRITTEN.items():
        match = re.fullmatch(rf"(?:{names})\.?\s*(\d+(?:-\d+)?(?:\([a-z]\))?)", fold(written))
        if match:
            return f"{kind}:{match[1]}"
    return ""


def evaluate(retriever: Retriever, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """One row of results a question, and their means by language."""
    held = {document.id for document in retriever.documents}
    rows: list[dict[str, Any]] = []
    for question in questions:
        expected = [text for text in question["expected_texts"] if text in held]
        found = retriever.retrieve(question["question"], 10, question["lang"])
        row = {
            "id": question["id"], "lang": question["lang"], "kind": question["kind"], "question": question["question"],
            "answerable": bool(expected), "gate": found.gate.verdict, "probability": found.gate.probability,
            "features": found.gate.features, "missing": found.gate.missing,
            "unknown": bool(found.gate.unknown or found.gate.missing_provision),
        }  # fmt: skip
        if expected:
            ranked = [hit.passage.document for hit in found.hits]
            wanted = {p for p in map(pinpoint, question["expected_pinpoints"]) if p}
            places = [
                place
                for place, hit in enumerate(found.hits, 1)
                if hit.passage.document in expected and (not wanted or hit.passage.pinpoint in wanted)
            ]
            row |= {
                "recall@1": float(ranked[0] in expected),
                "recall@5": float(any(text in expected for text in ranked[:5])),
            }
            if wanted:
                row |= {
                    "pinpoint@1": float(bool(places) and places[0] == 1),
                    "pinpoint@5": float(bool(places) and places[0] <= 5),
                }
        rows.append(row)
    return {"rows": rows, "summary": summarise(rows)}


def summarise(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Means over all questions and by language; refusals by verdict."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups["all"].append(row)
        groups[row["lang"]].append(row)
        if not row["answerable"]:
            groups[row["kind"]].append(row)
    summary: dict[str, dict[str, float]] = {}
    for name, members in groups.items():
        known = [row for row in members if row["answerable"]]
        unknown = [row for row in members if not row["answerable"]]
        line: dict[str, float] = {"n": len(members), "answerable": len(known)}
        for metric in ("recall@1", "recall@5", "pinpoint@1", "pinpoint@5"):
            values = [row[metric] for row in known if metric in row]
            if values:
                line[metric] = mean(values)
        for label, part in (("kept", known), ("refuse", unknown)):
            for verdict in ("answered", "doubtful", "not_in_texts"):
                if part:
                    line[f"{label}:{verdict}"] = mean(row["gate"] == verdict for row in part)
        summary[name] = line
    return summary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="*", type=Path, default=sorted(DATA.glob("*.jsonl")))
    parser.add_argument("--split", choices=("tune", "test", "all"), default="test")
    parser.add_argument("--json", action="store_true", help="every row, as JSON")
    arguments = parser.parse_args()
    result = evaluate(Retriever.open(), read(arguments.questions, arguments.split))
    if arguments.json:
        json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
        return
    for name, line in sorted(result["summary"].items()):
        print(f"{name:14}", "  ".join(f"{metric} {value:.3g}" for metric, value in line.items()))


if __name__ == "__main__":
    main()
