"""How long writing takes: the first token cold and of a follow-up, and what a cancel costs.

    python tests/benchmarks/writing.py [--model NAME|PATH] [--repeat 5]

Cold: a fresh process that has loaded the model and read nothing. Follow-up: another question
on the same passages, whose prompt begins alike. Cancel: from the call to the end of the
stream, while the prompt is read and while text is written. Medians; every run is printed.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time

from assistant.models.catalogue import default_model
from assistant.models.worker import ModelWorker
from assistant.prompting import Offer
from knowledge import Passage, Retriever

QUESTIONS = (
    ("What does UN resolution 77/281 ask of UN country teams?", "What does UN resolution 77/281 ask of development banks?"),
    ("How does the ILO define the social and solidarity economy?", "Which values does the ILO name for it?"),
    ("Que dit la Recommandation du Conseil sur la fiscalité ?", "Que dit la Recommandation du Conseil sur les aides d'État ?"),
)  # fmt: skip
PASSAGES = 4


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="SmolLM2-135M-Instruct")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each question")
    given = parser.parse_args()
    model = default_model(given.model)
    retriever = Retriever.open()
    cold: list[float] = []
    followed: list[float] = []
    cancels: dict[str, list[float]] = {"reading": [], "writing": []}
    for first, second in QUESTIONS * given.repeat:
        retrieval = retriever.retrieve(first)
        passages = [hit.passage for hit in retrieval.hits[:PASSAGES]]
        with ModelWorker(model.path) as worker:
            began, tokens = _first_token(worker, first, passages, retrieval.language)
            again, more = _first_token(worker, second, passages, retrieval.language)
        cold.append(began)
        followed.append(again)
        print(
            f"cold {began:6.2f} s ({tokens} tokens)   follow-up {again:6.3f} s ({more} tokens)   {again / began:.3f}"
        )
        with ModelWorker(model.path) as worker:
            messages = Offer(first, passages, retrieval.language).messages
            cancels["reading"].append(_cancel(worker, messages, after=0.3 * began))
            cancels["writing"].append(_cancel(worker, messages, pieces=5))
    share = statistics.median(followed) / statistics.median(cold)
    print(
        f"\n{model.name}: first token cold {statistics.median(cold):.2f} s, follow-up {statistics.median(followed):.3f} s,"
    )
    print(f"follow-up / cold {share:.3f}")
    for when, seconds in cancels.items():
        told = ", ".join(f"{1e3 * one:.0f}" for one in sorted(seconds))
        print(f"cancel while {when}: median {1e3 * statistics.median(seconds):.0f} ms, all {told} ms")


def _first_token(
    worker: ModelWorker, question: str, passages: list[Passage], language: str
) -> tuple[float, int]:
    """Seconds from the request to the first token, and the tokens of the prompt; the model is loaded before."""
    worker.start()
    list(worker.generate(Offer(question, passages, language).messages, max_tokens=2))
    usage = worker.last_usage
    assert usage is not None
    return usage.first_token_seconds, usage.prompt_tokens


def _cancel(
    worker: ModelWorker, messages: list[dict[str, str]], after: float = 0.0, pieces: int = 0
) -> float:
    """Seconds from a cancel (after some time, or some pieces) to the end of the stream."""
    worker.start()
    called = 0.0

    def cancel() -> None:
        nonlocal called
        called = time.perf_counter()
        worker.cancel()

    stream = worker.generate(messages, max_tokens=500)
    if after:
        threading.Timer(after, cancel).start()
    for number, _ in enumerate(stream, 1):
        if number == pieces:
            cancel()
    usage = worker.last_usage
    assert usage is not None
    assert usage.finish_reason == "cancelled", "it ended before it was cancelled"
    return time.perf_counter() - called


if __name__ == "__main__":
    main()
