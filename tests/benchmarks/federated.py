"""What a federation gains on XQuAD: alone, pooled, federated, and for members who gave nothing.

    python tests/benchmarks/federated.py --data FOLDER [--seeds 3] [--cache FILE.npz]
        [--judgements N] [--members N] [--poison K] [--set name=value …]

FOLDER holds xquad.en.json, xquad.es.json and xquad.de.json (CC BY-SA 4.0). Each of the 240
paragraphs stands in the index once, in a language drawn by chance. Eight members have the
questions of eight topics in one language each; the questions about other topics, in all three
languages, belong to members who contribute nothing. Of a member's paragraphs 70 % are for
training, of their questions 70 %; it is tested on the rest.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from mixed_languages import LANGUAGES, Cached, read

from federation.cohort_files import Line
from federation.measures import interval
from federation.settings import RoundSettings
from federation.simulate import questions_of, simulate
from knowledge import Passage, Retriever
from knowledge.embedding import open_embedder

MEMBERS = [(0, "en"), (10, "es"), (20, "de"), (30, "es"), (0, "es"), (10, "de"), (20, "en"), (30, "de")]
SYSTEMS = ("bm25", "e5", "untrained", "local", "pooled", "federated")


def lines_of(folder: Path, drawn: np.random.Generator, judgements: int | None, members: int) -> list[Line]:
    """Judgements of the members; paragraph ids are their numbers."""
    articles = json.loads((folder / "xquad.en.json").read_text("utf-8"))["data"]
    topic = [number for number, article in enumerate(articles) for _ in article["paragraphs"]]
    seen = drawn.random(len(topic)) < 0.7
    found: list[Line] = []
    for language in LANGUAGES:
        by_member: dict[str, list[Line]] = defaultdict(list)
        for question, paragraph in read(folder, language)[1]:
            first = next(
                (
                    n
                    for n, (start, code) in enumerate(MEMBERS)
                    if code == language and start <= topic[paragraph] < start + 10
                ),
                None,
            )
            if topic[paragraph] >= 40:
                found.append(Line(f"none-{language}", question, language, str(paragraph), False))
            elif first is not None:
                # More members than eight share the topics of one: each has a part of its paragraphs.
                share = paragraph % max(members // len(MEMBERS), 1)
                train = bool(seen[paragraph] and drawn.random() < 0.7)
                by_member[f"m{first}-{share}"].append(
                    Line(f"m{first}-{share}", question, language, str(paragraph), train)
                )
        for lines in by_member.values():
            training = [line for line in lines if line.train]
            if judgements is not None:
                training = [training[n] for n in drawn.permutation(len(training))[:judgements]]
            found += training + [line for line in lines if not line.train]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--judgements", type=int, help="for training, a member at most")
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--poison", type=int, default=0)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a round's setting")
    arguments = parser.parse_args()
    embedder = Cached(open_embedder(), arguments.cache)
    given = dict(one.split("=", 1) for one in arguments.set)
    settings = RoundSettings.of(
        {name: value if name == "strategy" else json.loads(value) for name, value in given.items()}
    )
    texts = {language: read(arguments.data, language)[0] for language in LANGUAGES}
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for seed in range(arguments.seeds):
        drawn = np.random.default_rng(seed)
        codes = drawn.choice(LANGUAGES, len(texts["en"]))
        passages = [
            Passage(id=str(n), text=texts[str(code)][n], language=str(code)) for n, code in enumerate(codes)
        ]
        retriever = Retriever.from_passages(passages, embedder=embedder)
        lines = lines_of(arguments.data, drawn, arguments.judgements, arguments.members)
        result = simulate(questions_of(retriever, lines), settings, poisoned=arguments.poison, seed=seed)
        for row in result.rows:
            found[row["system"], row["group"]].append(row["ndcg@10"])
        print(
            f"seed {seed}: untrained = {result.untrained}; {result.bytes} bytes, {result.seconds:.1f} s",
            flush=True,
        )
        embedder.save()
    print(f"{'nDCG@10':10} contributors  others")
    for system in SYSTEMS:
        print(
            f"{system:10} "
            + "  ".join(
                f"{np.mean(found[system, group]):.4f}" for group in ("contributors", "non_contributors")
            )
        )
    gain = np.array(found["federated", "non_contributors"]) - np.array(found["untrained", "non_contributors"])
    low, high = interval(gain)
    print(
        f"federated over untrained, others: {100 * gain.mean():+.2f} points ({100 * low:+.2f} to {100 * high:+.2f} over seeds)"
    )


if __name__ == "__main__":
    main()
