"""Fit the gate's coefficients on a question set and write them into the shipped calibration.

    python tests/benchmarks/fit_gate.py [QUESTIONS.jsonl …] [--write]

Regularised logistic regression in numpy; what is printed is 10-fold cross-validated.
Only questions that are not marked as test are used, and of those that nothing answers only
the ones of another domain: that the right text lacks a fact is what no score here can tell.
`answered` is put where 95 % of the cross-validated answerable questions lie above it: names and
facts that no passage has make the other doubts. `doubtful` is put where 96 % of the others lie
below; texts that the library lacks are refused before.
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from quality import DATA, evaluate, read

from knowledge import Retriever, calibration
from knowledge.calibration import Calibration, GateWeights

FEATURES = ("cosine", "overlap", "overlap_top", "missing", "foreign", "length")
PENALTY = 5.0


def fit(matrix: Any, labels: Any, counts: Any, penalty: float = PENALTY) -> Any:
    """Coefficients, bias last, by Newton's method; features are standardised by the caller.

    `counts` is how often each row counts: refusals are rarer here than in use.
    """
    design = np.c_[matrix, np.ones(len(matrix))]
    weights = np.zeros(design.shape[1])
    ridge = penalty * np.eye(design.shape[1])
    ridge[-1, -1] = 0.0
    for _ in range(50):
        probability = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (counts * (probability - labels)) + ridge @ weights
        hessian = design.T @ (design * (counts * probability * (1 - probability))[:, None]) + ridge
        weights = weights - np.linalg.solve(hessian, gradient)
    return weights


def auc(scores: Any, labels: Any) -> float:
    """Area under the ROC curve: how often an answerable question scores above another."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    return float(((positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="*", type=Path, default=sorted(DATA.glob("*.jsonl")))
    parser.add_argument("--write", action="store_true", help="write the coefficients into the package")
    arguments = parser.parse_args()
    rows = evaluate(Retriever.open(), read(arguments.questions, "tune"))["rows"]
    rows = [
        row for row in rows if not row["unknown"] and (row["answerable"] or row["kind"] == "out_of_domain")
    ]
    matrix = np.array([[row["features"][name] for name in FEATURES] for row in rows])
    labels = np.array([float(row["answerable"]) for row in rows])
    centre, scale = matrix.mean(0), matrix.std(0) + 1e-9
    standard = (matrix - centre) / scale
    counts = np.where(labels == 1, 1.0, (labels == 1).sum() / (labels == 0).sum() / 2)
    fold = np.random.default_rng(0).permutation(len(rows)) % 10
    held_out = np.zeros(len(rows))
    for part in range(10):
        weights = fit(standard[fold != part], labels[fold != part], counts[fold != part])
        held_out[fold == part] = 1 / (
            1 + np.exp(-np.c_[standard[fold == part], np.ones((fold == part).sum())] @ weights)
        )
    answered = float(np.quantile(held_out[labels == 1], 0.05))
    doubtful = float(np.quantile(held_out[labels == 0], 0.96))
    print(f"{len(rows)} questions, AUROC {auc(held_out, labels):.3f} (cross-validated)")
    for name, column in zip(FEATURES, matrix.T, strict=True):
        print(f"  {name:12} alone {auc(column, labels):.3f}")
    for label, value in (("answerable", 1), ("not answerable", 0)):
        part = held_out[labels == value]
        print(
            f"  {label}: answered {(part >= answered).mean():.2f}, doubtful "
            f"{((part >= doubtful) & (part < answered)).mean():.2f}, not in texts {(part < doubtful).mean():.2f}"
        )
    weights = fit(standard, labels, counts)
    coefficients = weights[:-1] / scale
    current = Calibration.load(calibration.FILE)
    kept = current.gate.weights
    learned = {
        # What no question of the set tells apart keeps the coefficient that it had.
        name: round(float(value), 4) if column.std() > 0 else kept.get(name, 0.0)
        for name, value, column in zip(FEATURES, coefficients, matrix.T, strict=True)
    }
    gate = GateWeights(
        bias=round(float(weights[-1] - coefficients @ centre), 4),
        weights=learned,
        answered=round(answered, 3),
        doubtful=round(doubtful, 3),
        # The least of an answerable question is .10 of the feature (.01 of cosine) above the floor.
        floor=round(float(matrix[labels == 1, 0].min() - 0.1) / 10 + 0.85, 4),
    )
    print(gate)
    if arguments.write:
        dataclasses.replace(current, gate=gate).save(calibration.FILE)
        print(f"written to {calibration.FILE}")


if __name__ == "__main__":
    main()
