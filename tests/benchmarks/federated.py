"""What a federation gains on XQuAD: alone, pooled, federated, and for members who gave nothing.

    python tests/benchmarks/federated.py --data FOLDER [--seeds 3] [--cache FILE.npz]
        [--judgements N …] [--members N …] [--noise Z …] [--poison K …] [--rounds RxE …]
        [--strategy NAME …] [--set name=value …] [--files OUT]

FOLDER holds xquad.en.json, xquad.es.json and xquad.de.json (CC BY-SA 4.0). Each of the 240
paragraphs stands in the index once, in a language drawn by chance. Eight members have the
questions of eight topics in one language each; the questions about other topics, in all three
languages, belong to members who contribute nothing. Of a member's paragraphs 70 % are for
training, of their questions 70 %; it is tested on the rest. With more members than eight, each
has a part of the paragraphs of one.

An option with several values gives a row each (all combinations). Gains are nDCG@10 points of
the federated index over the best untrained hybrid, the mean over the seeds with the lowest and
the highest; the interval is 95 % bootstrap over all questions of all seeds.

With --files nothing is measured: the first five members, and a `newcomer` with FEW questions
about other topics, are written to OUT as files for `sse federation simulate`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from mixed_languages import LANGUAGES, Cached, read

from federation.cohort_files import Line
from federation.measures import interval
from federation.settings import STRATEGIES, RoundSettings
from federation.simulate import Question, questions_of, simulate
from knowledge import Passage, Retriever
from knowledge.embedding import Embedder, open_embedder

MEMBERS = [(0, "en"), (10, "es"), (20, "de"), (30, "es"), (0, "es"), (10, "de"), (20, "en"), (30, "de")]
FEW = 300
SYSTEMS = ("bm25", "e5", "untrained", "local", "pooled", "federated")
GROUPS = ("contributors", "non_contributors")


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    judgements: int | None
    members: int
    poison: int
    settings: RoundSettings


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


def asked_by_seed(folder: Path, embedder: Cached, seeds: int) -> Iterator[tuple[int, dict[Any, Question]]]:
    """Every question of every language over the index of each seed."""
    for seed in range(seeds):
        asked = asked_of(folder, embedder, seed)
        embedder.save()
        yield seed, asked


def asked_of(folder: Path, embedder: Embedder, seed: int) -> dict[Any, Question]:
    """Every question of every language over the index of one seed, by question and language."""
    data = {language: read(folder, language) for language in LANGUAGES}
    codes = np.random.default_rng(seed).choice(LANGUAGES, len(data["en"][0]))
    retriever = Retriever.from_passages(
        [Passage(id=str(n), text=data[str(code)][0][n], language=str(code)) for n, code in enumerate(codes)],
        embedder=embedder,
    )
    lines = [
        Line("", question, language, str(paragraph), False)
        for language in LANGUAGES
        for question, paragraph in dict(data[language][1]).items()
    ]
    found = questions_of(retriever, lines)
    return {(line.question, line.language): one for line, one in zip(lines, found, strict=True)}


def measure(
    folder: Path, case: Case, asked: dict[Any, Question], seed: int
) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a simulation, by system and group, and its facts under ("", "")."""
    lines = lines_of(folder, np.random.default_rng(1000 + seed), case.judgements, case.members)
    questions = [
        replace(asked[line.question, line.language], member=line.member, train=line.train) for line in lines
    ]
    result = simulate(questions, case.settings, poisoned=case.poison, seed=seed)
    found: dict[tuple[str, str], dict[str, Any]] = {
        (row["system"], row["group"]): {**row, "each": result.each[row["system"], row["group"]]}
        for row in result.rows
    }
    left_out = max((len(report["rejected"]) for report in result.reports), default=0)
    found["", ""] = {
        "untrained": result.untrained, "bytes": result.bytes, "seconds": result.seconds,
        "members": len({one.member for one in questions if one.train}), "left out": left_out,
    }  # fmt: skip
    return found


def main() -> None:
    arguments = _arguments()
    if arguments.files:
        write_files(arguments.data, arguments.files, arguments.judgements[0])
        return
    given = dict(one.split("=", 1) for one in arguments.set)
    base = RoundSettings.of(
        {name: value if name == "strategy" else json.loads(value) for name, value in given.items()}
    )
    cases = []
    for judgements, members, noise, poison, rounds, strategy in product(
        arguments.judgements, arguments.members, arguments.noise, arguments.poison, arguments.rounds,
        arguments.strategy,
    ):  # fmt: skip
        number, epochs = (int(part) for part in rounds.split("x"))
        settings = replace(
            base, noise=noise, rounds=number, epochs=epochs, strategy=strategy,
            hostile=poison if strategy != "clipped-mean" else 0,
        )  # fmt: skip
        cases.append(Case(judgements, members, poison, settings))
    rows: dict[Case, list[dict[tuple[str, str], dict[str, Any]]]] = defaultdict(list)
    embedder = Cached(open_embedder(), arguments.cache)
    for seed, asked in asked_by_seed(arguments.data, embedder, arguments.seeds):
        for case in cases:
            rows[case].append(measure(arguments.data, case, asked, seed))
            facts = rows[case][-1]["", ""]
            print(f"seed {seed}, {_name(case)}: best untrained = {facts['untrained']}", flush=True)
    for case in cases:
        _show(case, rows[case])


def write_files(folder: Path, out: Path, judgements: int | None) -> None:
    """`passages.jsonl` and `judgements.jsonl` of five members and a newcomer."""
    texts = {language: read(folder, language)[0] for language in LANGUAGES}
    drawn = np.random.default_rng(0)
    codes = drawn.choice(LANGUAGES, len(texts["en"])).tolist()
    lines = lines_of(folder, drawn, judgements, len(MEMBERS))
    strangers = [line for line in lines if line.member.startswith("none")]
    strangers = [strangers[n] for n in drawn.permutation(len(strangers))[:FEW]]
    chosen = [replace(line, member="newcomer") for line in strangers]
    chosen += [line for line in lines if line.train and int(line.member[1]) < 5]
    out.mkdir(parents=True, exist_ok=True)
    passages = [{"id": str(n), "text": texts[code][n], "language": code} for n, code in enumerate(codes)]
    judged = [
        {
            "member": line.member, "question": line.question, "language": line.language,
            "passage_id": line.passage, "split": "train" if line.train else "test",
        }
        for line in chosen
    ]  # fmt: skip
    for name, found in (("passages", passages), ("judgements", judged)):
        content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
        (out / f"{name}.jsonl").write_text(content, "utf-8")
    print(f"{len(passages)} passages, {len(judged)} judgements written to {out}.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--judgements", type=int, nargs="+", default=[None], help="a member, at most")
    parser.add_argument("--members", type=int, nargs="+", default=[8])
    parser.add_argument("--noise", type=float, nargs="+", default=[0.0])
    parser.add_argument("--poison", type=int, nargs="+", default=[0])
    parser.add_argument("--rounds", nargs="+", default=["10x2"], help="rounds x local epochs")
    parser.add_argument("--strategy", choices=STRATEGIES, nargs="+", default=["clipped-mean"])
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a round's setting")
    parser.add_argument("--files", type=Path, metavar="OUT", help="write files instead")
    return parser.parse_args()


def _name(case: Case) -> str:
    settings = case.settings
    told = [
        f"{case.members} members",
        "all judgements" if case.judgements is None else f"{case.judgements} judgements a member",
        f"{settings.rounds}x{settings.epochs}", settings.strategy, f"clip {settings.clip:g}",
    ]  # fmt: skip
    told += [f"noise {settings.noise:g}"] if settings.noise else []
    told += [f"{case.poison} poisoned"] if case.poison else []
    return ", ".join(told)


def _show(case: Case, rows: list[dict[tuple[str, str], dict[str, Any]]]) -> None:
    facts = rows[0]["", ""]
    print(
        f"\n{_name(case)} ({facts['members']} have judgements, {facts['bytes']} bytes a round, {facts['seconds']:.1f} s)"
    )
    print(f"{'nDCG@10':10} contributors  others")
    for system in SYSTEMS:
        print(
            f"{system:10} "
            + "  ".join(f"{np.mean([one[system, group]['ndcg@10'] for one in rows]):.4f}" for group in GROUPS)
        )
    for group in GROUPS:
        gains = [
            100 * (one["federated", group]["ndcg@10"] - one["untrained", group]["ndcg@10"]) for one in rows
        ]
        paired = np.concatenate(
            [100 * (one["federated", group]["each"] - one["untrained", group]["each"]) for one in rows]
        )
        low, high = interval(paired)
        print(
            f"gain of {group}: {np.mean(gains):+.2f} points "
            f"(seeds {min(gains):+.2f} to {max(gains):+.2f}; over questions {low:+.2f} to {high:+.2f})"
        )


if __name__ == "__main__":
    main()
