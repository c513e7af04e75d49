"""The measure of contributions: Cholesky factor of the channels' covariance at the top of a ranking.

    python tests/benchmarks/federated_units.py

Over the tuning questions with a known provision and the installed library: covariance, under
the softmax of the default scores, of the seven features that `common` weighs
(`federation.learning`), mean over the questions. It stands in federation/contribution.py.
"""

from __future__ import annotations

import numpy as np
from quality import DATA, pinpoint, read

from federation.learning import COMMON, TEMPERATURE
from knowledge import Retriever
from knowledge.channels import Channels
from knowledge.fusion import language_row
from knowledge.query import expand

# The matrix was made at this temperature; the present one would only make it sharper.
MADE_AT = 0.008


def main() -> None:
    retriever = Retriever.open()
    channels = Channels(retriever.index)
    total, count = np.zeros((COMMON, COMMON)), 0
    for question in read(sorted(DATA.glob("*.jsonl")), "tune"):
        if not any(map(pinpoint, question["expected_pinpoints"])):
            continue
        words = expand(question["question"], question["lang"])
        vector = retriever.embedder.embed_queries([words])[0]
        scores = retriever.index.score(words, vector, question["lang"], learned=False)
        found = channels.of(scores, vector, question["lang"])[:, 1:]
        across = (channels.columns[scores.rows] != language_row(question["lang"]))[:, None]
        features = np.concatenate([found, found * across, across], axis=1).astype(float)
        shares = np.exp((scores.scores - scores.scores.max()) / MADE_AT)
        shares /= shares.sum()
        mean = shares @ features
        total += (features * shares[:, None]).T @ features - np.outer(mean, mean)
        count += 1
    print(f"{count} questions; trained at {TEMPERATURE}, measured at {MADE_AT}")
    for row in np.linalg.cholesky(total / count).T:
        print("(" + ", ".join(f"{value:.4g}" for value in row.round(4)) + "),")


if __name__ == "__main__":
    main()
