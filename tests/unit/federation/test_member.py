from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from federation.errors import ContributionError, JudgementsMissing
from federation.inputs import Inputs
from federation.member import change, contribute
from federation.settings import RoundSettings

Make = Callable[..., Inputs]
SETTINGS = RoundSettings(clip=100.0)


def start(settings: RoundSettings) -> np.ndarray:
    return np.zeros(settings.layout.size, np.float32)


def test_a_contribution_is_what_training_changed_clipped(inputs: Make) -> None:
    whole = contribute(inputs(1), start(SETTINGS), SETTINGS)
    assert np.array_equal(whole, change(inputs(1), start(SETTINGS), SETTINGS))
    norm = float(np.linalg.norm(whole)) / 2
    half = contribute(inputs(1), start(SETTINGS), RoundSettings(clip=norm))
    assert half == pytest.approx(whole / 2, rel=1e-4)


def test_the_same_inputs_give_the_same_contribution(inputs: Make) -> None:
    one, same, other = (
        contribute(inputs(1, count=80), start(SETTINGS), SETTINGS, seed=seed) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_noise_has_the_size_that_was_asked_for_and_is_never_the_same(inputs: Make) -> None:
    noisy = RoundSettings(noise=3.0, clip=0.5, pairs=True)
    without = contribute(inputs(1), start(noisy), RoundSettings(clip=0.5, pairs=True))
    one, two = (contribute(inputs(1), start(noisy), noisy) for _ in range(2))
    assert not np.array_equal(one, two)
    allowed = noisy.layout.mask(("en", "es"))
    assert np.std((one - without)[allowed]) == pytest.approx(1.5, rel=0.4)
    assert not one[~allowed].any()


def test_a_language_that_was_not_declared_leaves_nothing(inputs: Make) -> None:
    settings = RoundSettings(pairs=True, clip=100.0)
    made = inputs(1, ("en", "es", "fr"), 30)
    less = Inputs(made.fingerprint, ("en",), made.examples)
    vector = contribute(less, start(settings), settings)
    filled = {block.language for block in settings.layout.blocks if vector[block.start : block.end].any()}
    assert filled == {None, "en"}
    only = Inputs(made.fingerprint, ("en",), tuple(one for one in made.examples if one.row == 0))
    assert np.array_equal(vector, contribute(only, start(settings), settings))


def test_one_question_below_the_minimum_changes_nothing(inputs: Make) -> None:
    made = inputs(1, ("en",), 10)
    few = inputs(9, ("es",), SETTINGS.minimum - 1)
    with_few = Inputs(made.fingerprint, ("en", "es"), made.examples + few.examples)
    without = Inputs(made.fingerprint, ("en", "es"), made.examples)
    assert np.array_equal(
        contribute(with_few, start(SETTINGS), SETTINGS), contribute(without, start(SETTINGS), SETTINGS)
    )


def test_too_few_questions_are_said(inputs: Make) -> None:
    with pytest.raises(JudgementsMissing, match="No language has 5 judged questions"):
        contribute(inputs(1, ("en",), 4), start(SETTINGS), SETTINGS)


def test_weights_of_another_layout_are_refused(inputs: Make) -> None:
    with pytest.raises(ContributionError, match="numbers, not"):
        contribute(inputs(1), np.zeros(3, np.float32), SETTINGS)
