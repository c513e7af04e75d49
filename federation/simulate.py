"""A federation played through in one process: what members gain alone, together, and by joining.

Systems, all on the same candidates of the same questions:

    bm25       words alone
    e5         the embedder's cosine alone
    untrained  the best hybrid without training: convex fusion of words with the plain or the
               calibrated cosine, or the index's default score, whichever is best on the
               training questions of all members together
    local      each member's own training; for a member who has none, the mean over the others'
    pooled     one training on everything, as if all data lay in one place
    federated  Flower's rounds over the members
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from federation.cohort_files import Line
from federation.errors import FederationError
from federation.inputs import Inputs
from federation.learning import Example, train
from federation.measures import judge_ranking
from federation.results import Measured, Question, Simulation, learned_score
from federation.settings import RoundSettings
from knowledge.channels import Channels
from knowledge.fusion import LANGUAGE_ROWS, language_row
from knowledge.query import expand
from knowledge.worded import worded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from knowledge.retriever import Retriever

    Matrix = NDArray[np.float32]
    Progress = Callable[[str, int, int], None]

__all__ = ["Question", "Simulation", "questions_of", "simulate"]

_CONVEX = tuple(np.round(np.arange(0.5, 1.0, 0.05), 2).tolist())


def questions_of(
    retriever: Retriever, lines: Iterable[Line], progress: Callable[[int, int], None] | None = None
) -> list[Question]:
    """The questions of all members with their candidates, ready to be ranked in any way."""
    index = retriever.index
    channels = Channels(index)
    numbers: dict[str, int] = {}
    provision = np.array(
        [
            numbers.setdefault(one.provision or f"\x1f{row}", len(numbers))
            for row, one in enumerate(index.passages)
        ]
    )
    row_of = {passage.id: row for row, passage in enumerate(index.passages)}
    wanted: dict[tuple[str, str, str, bool], set[int]] = defaultdict(set)
    for line in lines:
        key = (line.member, line.question, line.language, line.train)
        wanted[key].add(int(provision[row_of[line.passage]]))
    found: list[Question] = []
    for done, ((member, question, language, for_training), right) in enumerate(wanted.items(), 1):
        words = expand(question, language)
        vector = retriever.embedder.embed_queries([words])[0]
        scores = index.score(words, vector, language, learned=False)
        numbered = provision[scores.rows]
        example = Example(
            language_row(language), scores.scores, channels.of(scores, vector, language),
            channels.columns[scores.rows], np.isin(numbered, list(right)),
        )  # fmt: skip
        found.append(Question(member, for_training, example, scores.raw, numbered, frozenset(right)))
        if progress:
            progress(done, len(wanted))
    return found


def simulate(
    questions: Sequence[Question],
    settings: RoundSettings,
    *,
    poisoned: int = 0,
    fingerprint: str = "",
    seed: int = 0,
    progress: Progress | None = None,
) -> Simulation:
    """Play a federation through.

    Args:
        questions: of all members, for training and for testing.
        settings: of the rounds.
        poisoned: so many contributors send 100 times their contribution, with its sign turned.
        progress: called with (what, done, in all).

    Raises:
        FederationError: fewer members can contribute than the cohort needs.
    """
    result = Simulation()
    trains: dict[str, list[Example]] = defaultdict(list)
    for one in questions:
        if one.train and one.example.right.any():
            trains[one.member].append(one.example)
    tests = [one for one in questions if not one.train]
    contributors = sorted(trains)
    if len(contributors) < settings.cohort:
        raise FederationError(
            worded(
                "{n_contributors} members have training lines; the cohort needs {cohort}.",
                n_contributors=len(contributors),
                cohort=settings.cohort,
            )
        )
    measured = Measured(tests, frozenset(contributors), result, seed)
    measured.add("bm25", lambda one: one.example.channels[:, 2])
    measured.add("e5", lambda one: one.raw)
    result.untrained, untrained = _best_untrained([one for one in questions if one.train])
    measured.add("untrained", untrained)
    start = settings.layout.unflatten(np.zeros(settings.layout.size, np.float32))
    alone = replace(settings.training, epochs=settings.epochs * settings.rounds)
    local = {}
    for done, member in enumerate(contributors, 1):
        local[member] = train(start, trains[member], alone, seed)
        if progress:
            progress("local", done, len(contributors))
    measured.add_local(local)
    pooled = train(start, [one for member in contributors for one in trains[member]], alone, seed)
    measured.add("pooled", learned_score(pooled))
    began = time.perf_counter()
    history = _federated(trains, settings, poisoned, fingerprint, result, progress)
    result.seconds = time.perf_counter() - began
    result.bytes = _bytes(settings)
    for vector in history:
        result.by_round.append(measured.groups(learned_score(settings.layout.unflatten(vector))))
    measured.add("federated", learned_score(settings.layout.unflatten(history[-1]) if history else start))
    return result


def _federated(
    trains: Mapping[str, list[Example]],
    settings: RoundSettings,
    poisoned: int,
    fingerprint: str,
    result: Simulation,
    progress: Progress | None,
) -> list[Matrix]:
    """The weights after each round of a cohort in this process."""
    from dataclasses import asdict
    from logging import ERROR, getLogger

    from federation.messages import offline_identity, weights_record

    offline_identity()
    from flwr.app import Array, ArrayRecord, Context, Message

    from federation.client_app import app
    from federation.grids import LocalGrid
    from federation.strategies import IndexStrategy

    getLogger("flwr").setLevel(ERROR)
    members = {
        member: Inputs(
            fingerprint, tuple(sorted({LANGUAGE_ROWS[one.row] for one in examples})), tuple(examples)
        )
        for member, examples in trains.items()
    }
    hostile = set(sorted(members)[:poisoned])

    def answer(message: Message, context: Context) -> Message:
        reply = app(message, context)
        name = str(context.node_config["inputs"]).rsplit(":", 1)[1]
        if name in hostile and not reply.has_error():
            honest = reply.content.array_records["arrays"]["change"].numpy()
            reply.content["arrays"] = ArrayRecord({"change": Array(np.float32(-100) * honest)})
        return reply

    strategy = IndexStrategy(settings)
    grid = LocalGrid(answer, members)
    strategy.named = grid.member_name
    if progress:
        strategy.after_round = lambda number: progress("federated", number, settings.rounds)
    strategy.start(
        grid, weights_record(np.zeros(settings.layout.size, np.float32)), num_rounds=settings.rounds
    )
    result.reports = [asdict(report) for report in strategy.reports]
    return strategy.history


def _bytes(settings: RoundSettings) -> int:
    """Of a reply as Flower sends it, from a member of every language."""
    from federation.messages import quiet, reply, size_of

    quiet()
    vector = np.zeros(settings.layout.size, np.float32)
    return size_of(reply(vector, LANGUAGE_ROWS, vector, settings.rounds))


def _best_untrained(trains: Sequence[Question]) -> tuple[str, Callable[[Question], Matrix]]:
    """The hybrid without learned weights that ranks the training questions best."""

    def convex(weight: float, calibrated: bool) -> Callable[[Question], Matrix]:
        def score(one: Question) -> Matrix:
            dense = one.example.channels[:, 0] if calibrated else one.raw
            return np.float32(weight) * _stretched(dense) + np.float32(1 - weight) * _stretched(
                one.example.channels[:, 2]
            )

        return score

    candidates: dict[str, Callable[[Question], Matrix]] = {
        "the index's default score": lambda one: one.example.base
    }
    for calibrated in (False, True):
        for weight in _CONVEX:
            name = f"convex fusion, {'calibrated' if calibrated else 'plain'} cosine weighing {weight:g}"
            candidates[name] = convex(weight, calibrated)
    quality = {
        name: np.mean([judge_ranking(score(one), one.provisions, one.right)[0] for one in trains])
        for name, score in candidates.items()
    }
    best = max(quality, key=lambda name: quality[name])
    return best, candidates[best]


def _stretched(values: Matrix) -> Matrix:
    """To [0, 1] over the candidates."""
    if not len(values):
        return values
    lowest = values.min()
    stretched: Matrix = (values - lowest) / max(float(values.max() - lowest), 1e-9)
    return stretched.astype(np.float32)
