"""How many paraphrases the support check recognises, and how many false sentences it lets through.

python tests/benchmarks/support.py [--half test] [--language fr] [--failures] [--nli MODEL | --reach]

Counts only; `--failures` prints sentences, and only of the half that rules may be tuned on.
`--nli` lets an inference model add to the rules; `--reach` counts which sentences such a model
is asked about at all, as if it said yes to each: the most that any model can bring.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from scipy.stats import beta

from assistant.entailment import Entailment, open_entailment
from assistant.shortening import read
from assistant.support import check_support
from knowledge.languages import LANGUAGES
from knowledge.sentences import split


class _Yes:
    """Finds that everything follows."""

    name = "yes"

    def probabilities(self, sources: Sequence[str], sentence: str) -> list[float]:
        return [1.0 for _ in sources]


DATA = Path(__file__).parent / "data" / "support"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--half", choices=("tune", "test"), default="tune")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--failures", action="store_true", help="print what went wrong (tune only)")
    added = parser.add_mutually_exclusive_group()
    added.add_argument("--nli", metavar="MODEL", help="a cross-encoder that adds to the rules")
    added.add_argument(
        "--reach", action="store_true", help="count what an inference model would be asked about"
    )
    arguments = parser.parse_args()
    model: Entailment | None = _Yes() if arguments.reach else open_entailment(arguments.nli)
    if arguments.failures and arguments.half != "tune":
        parser.error("--failures is for the tuning half; the test half is only counted")
    total: Counter[tuple[str, str]] = Counter()
    accepted: Counter[tuple[str, str]] = Counter()
    no_paraphrases = 0
    times: list[float] = []
    languages = [arguments.language] if arguments.language else list(LANGUAGES)
    for line in _lines(languages, arguments.half):
        began = time.perf_counter()
        verdict = check_support(line["sentence"], line["sources"], line["language"], entailment=model)
        times.append(1000 * (time.perf_counter() - began))
        key = (line["language"], line["kind"])
        total[key] += 1
        accepted[key] += verdict.verdict == "supported"
        if line["kind"] == "supported":
            no_paraphrases += derived(line["sentence"], line["sources"], line["language"])
        if arguments.failures and (verdict.verdict == "supported") != (line["kind"] == "supported"):
            print(f"{line['id']} {line['kind']}: {line['sentence']}\n    {verdict.source or verdict.reason}")
    _report(total, accepted, no_paraphrases, times)


def _lines(languages: list[str], half: str) -> Iterator[dict[str, Any]]:
    for language in languages:
        path = DATA / f"{language}.jsonl"
        for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            line = json.loads(text)
            if line["half"] == half:
                yield line


def derived(sentence: str, sources: Sequence[str], language: str) -> bool:
    """Whether the words of the sentence are those of a source sentence in their order: no paraphrase."""
    said = [word.text for word in read(sentence, language)]
    for source in sources:
        for start, end in split(source, language):
            rest = iter([word.text for word in read(source[start:end], language)])
            if all(word in rest for word in said):
                return True
    return False


def _report(
    total: Counter[tuple[str, str]],
    accepted: Counter[tuple[str, str]],
    no_paraphrases: int,
    times: list[float],
) -> None:
    languages = [code for code in LANGUAGES if any(language == code for language, _ in total)]
    kinds = sorted({kind for _, kind in total}, key=lambda kind: (kind != "supported", kind))
    print(f"{'accepted of':16}" + "".join(f"{code:>10}" for code in languages) + f"{'all':>12}")
    for kind in kinds:
        cells = [(accepted[code, kind], total[code, kind]) for code in languages]
        everywhere = (sum(part for part, _ in cells), sum(whole for _, whole in cells))
        row = "".join(f"{f'{part}/{whole}':>10}" for part, whole in cells)
        print(f"{kind:16}{row}{f'{everywhere[0]}/{everywhere[1]}':>12}")
    true = sum(count for (_, kind), count in total.items() if kind == "supported")
    found = sum(count for (_, kind), count in accepted.items() if kind == "supported")
    false, let_through = sum(total.values()) - true, sum(accepted.values()) - found
    low, high = _interval(found, true)
    print(f"recall {found / true:.3f} [{low:.3f}, {high:.3f}]; {no_paraphrases} of {true} are no paraphrases")
    print(
        f"false accepts {let_through} of {false}, at most {100 * _interval(let_through, false)[1]:.2f} % (95 %)"
    )
    print(f"{median(times):.2f} ms a pair at the median, {quantiles(times, n=20)[-1]:.2f} ms at 95 %")


def _interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of Clopper and Pearson; one-sided where nothing was counted (rule of three)."""
    tail = 0.05 if part == 0 else 0.025
    low = 0.0 if part == 0 else float(beta.ppf(tail, part, whole - part + 1))
    return low, 1.0 if part == whole else float(beta.ppf(1 - tail, part + 1, whole - part))


if __name__ == "__main__":
    main()
