from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from federation.learning import COMMON, Example, Training, fusion_of, loss, neutral, train
from knowledge.errors import KnowledgeError
from knowledge.fusion import CHANNELS, LANGUAGE_ROWS, language_row

EN, ES, FR = (language_row(code) for code in ("en", "es", "fr"))


def _examples(count: int = 40, row: int = EN, candidates: int = 12, seed: int = 0) -> list[Example]:
    """Questions whose right passage has the words, though another is nearer; half are in Spanish."""
    drawn = np.random.default_rng(seed)
    found = []
    for number in range(count):
        size = candidates + number % 3
        channels = drawn.normal(0, 0.01, (size, len(CHANNELS))).astype(np.float32)
        channels[:, 2] = 0
        channels[0, 2] = 1.0
        base = channels[:, 0].copy()
        base[1] = base.max() + 0.01
        columns = np.where(np.arange(size) % 2, EN, ES)
        found.append(Example(row, base, channels, columns, np.arange(size) == 0))
    return found


def _scores(weights: dict[str, np.ndarray], example: Example) -> np.ndarray:
    fusion = fusion_of(weights)
    return example.base + fusion.change(example.channels, LANGUAGE_ROWS[example.row], example.columns)


@pytest.mark.parametrize("pairs", [False, True])
def test_the_gradient_is_the_slope_of_the_loss(pairs: bool) -> None:
    """Plain gradient steps of one epoch and one batch against differences of the loss."""
    from federation.learning import _Batch, _gradient

    drawn = np.random.default_rng(3)
    examples = _examples(5)
    weights = {
        name: drawn.normal(0, 0.003, value.shape).astype(np.float32)
        for name, value in neutral(pairs=pairs).items()
    }
    slope = _gradient(weights, _Batch(examples))
    assert set(slope) == set(weights)
    for name, value in weights.items():
        for place in list(np.ndindex(value.shape))[:: max(1, value.size // 40)]:
            moved = []
            for step in (1e-4, -1e-4):
                changed = {**weights, name: value.copy()}
                changed[name][place] += step
                moved.append(loss(changed, examples))
            assert slope[name][place] == pytest.approx((moved[0] - moved[1]) / 2e-4, abs=0.02, rel=0.05)


def test_training_finds_the_channel_that_tells() -> None:
    examples = _examples()
    trained = train(neutral(), examples, Training(epochs=20))
    assert loss(trained, examples) < 0.5 * loss(neutral(), examples)
    assert np.argmax(_scores(neutral(), examples[0])) == 1
    assert np.argmax(_scores(trained, examples[0])) == 0


def test_the_same_examples_give_the_same_weights_to_the_bit() -> None:
    one, other = (train(neutral(), _examples(), Training(), seed=4) for _ in range(2))
    assert np.array_equal(one["common"], other["common"])
    assert not np.array_equal(one["common"], train(neutral(), _examples(), Training(), seed=5)["common"])


def test_examples_of_any_length_count_alike_alone_and_together() -> None:
    examples = _examples(7)
    apart = [loss(neutral(), [example]) for example in examples]
    assert loss(neutral(), examples) == pytest.approx(np.mean(apart), rel=1e-5)


def test_nothing_to_learn_from_changes_nothing() -> None:
    start = {"common": np.arange(COMMON, dtype=np.float32)}
    assert np.array_equal(train(start, [], Training())["common"], start["common"])


def test_shrinkage_draws_towards_the_defaults() -> None:
    few = _examples(4)
    free, held = (train(neutral(), few, Training(epochs=50, shrinkage=shrinkage)) for shrinkage in (0.0, 1e5))
    assert np.linalg.norm(held["common"]) < 0.2 * np.linalg.norm(free["common"])


def test_what_differs_by_language_is_learned_once_for_all_pairs() -> None:
    """Where the right passage is never in the question's language, the others' languages gain."""
    examples = [replace(one, channels=one.channels * [1, 1, 0, 1]) for one in _examples()]
    trained = train(neutral(), examples, Training(epochs=30))
    fusion = fusion_of(trained)
    assert trained["common"][-1] > 0.005
    # Also for languages that nobody asked in.
    assert fusion.pairs[FR, EN, -1] == fusion.pairs[EN, ES, -1] == trained["common"][-1]
    assert fusion.pairs[FR, FR, -1] == 0
    assert not fusion.pairs[..., 0].any()
    assert fusion.shared[0] == 0


def test_rows_of_languages_that_nobody_asked_in_stay_to_the_bit() -> None:
    start = neutral(pairs=True)
    start["pairs"][FR] = 0.125
    trained = train(start, _examples(row=ES), Training(pair_shrinkage=100.0))
    assert np.array_equal(trained["pairs"][FR], start["pairs"][FR])
    assert trained["pairs"][ES].any()


def test_weights_of_no_honest_member_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="not finite or beyond"):
        fusion_of({"common": np.full(COMMON, 100, np.float32)})
