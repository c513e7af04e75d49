"""What `sse ask` costs in energy, as the record of each answer tells it, and as the whole process does.

    python tests/benchmarks/energy.py [--runs N] [--write]

Two numbers a question: the energy in the record (from the question to the end of the answer;
loading the program is not in it) and that of the whole process, by the same method
(`assistant.energy`, docs/traces.md). `--write` lets the model draft below the quotes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.energy import Meter

SSE = str(Path(sys.executable).with_name("sse"))
QUESTIONS = (
    "Comment l'OIT définit-elle l'économie sociale et solidaire ?",
    "When must EU Member States adopt a social economy strategy?",
    "¿Qué pide la resolución 77/281 a los equipos de país?",
    "O que recomenda a OCDE sobre o acesso ao financiamento?",
)


def ask(question: str, folder: Path, write: bool) -> dict[str, float | str | int]:
    """Joules of one question, in its record and of its process, with the tokens that a model wrote."""
    environment = {**os.environ, "SSE_DATA_DIR": str(folder)}
    command = [SSE, "ask", question, "--json", *(["--write"] if write else [])]
    with Meter() as meter:
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=True
        )
    answer = json.loads(done.stdout)
    return {
        "record": answer["energy"]["joules"],
        "process": meter.energy().joules,
        "method": answer["energy"]["method"],
        "tokens": answer["model"].get("generated_tokens", 0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=2, help="Times that each of the four questions is asked.")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ask(QUESTIONS[0], folder, False)  # makes the library, once
        found = [
            ask(question, folder, arguments.write) for _ in range(arguments.runs) for question in QUESTIONS
        ]
    print(f"{len(found)} answers, method {', '.join(sorted({str(one['method']) for one in found}))}")
    for part in ("record", "process"):
        joules = [float(one[part]) for one in found]
        print(f"{part:8} median {statistics.median(joules):.2f} J, {min(joules):.2f} to {max(joules):.2f}")
    print(f"tokens   median {statistics.median(int(one['tokens']) for one in found):g}")


if __name__ == "__main__":
    main()
