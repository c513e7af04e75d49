"""How often the right provision is quoted, on the questions that name a pinpoint.

python tests/benchmarks/quotes.py [QUESTIONS.jsonl]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from quality import DATA, pinpoint, read

from assistant.quoting import quote
from knowledge import Retriever


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="?", type=Path, default=DATA / "questions.jsonl")
    arguments = parser.parse_args()
    retriever = Retriever.open()
    held = {document.id for document in retriever.documents}
    first, anywhere, right, quotes, asked = 0, 0, 0, 0, 0
    for question in read([arguments.questions]):
        wanted = {p for p in map(pinpoint, question["expected_pinpoints"]) if p}
        if not wanted or not set(question["expected_texts"]) & held:
            continue
        asked += 1
        statements = quote(retriever, retriever.retrieve(question["question"], 10, question["lang"]))
        cited = [statement.citations[0] for statement in statements]
        good = [c.document in question["expected_texts"] and c.pinpoint_id in wanted for c in cited]
        first += good[:1] == [True]
        anywhere += any(good)
        right += sum(good)
        quotes += len(good)
    print(
        f"{asked} questions: first quote right {first / asked:.3f}, some quote right {anywhere / asked:.3f}, ",
        end="",
    )
    print(f"quotes that are right {right / quotes:.3f}, quotes an answer {quotes / asked:.2f}")


if __name__ == "__main__":
    main()
