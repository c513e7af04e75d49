from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from federation.contribution import Layout, clip
from federation.errors import ContributionError
from federation.learning import neutral
from knowledge.fusion import LANGUAGE_ROWS

LAYOUTS = [Layout(pairs=False), Layout(), Layout(("margin", "best"), 8)]
FINITE = st.floats(-1e6, 1e6, width=32)


def drawn(size: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, size).astype(np.float32)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_blocks_fill_the_vector_one_after_another(layout: Layout) -> None:
    ends = [0, *(block.end for block in layout.blocks)]
    assert [block.start for block in layout.blocks] == ends[:-1]
    assert ends[-1] == layout.size
    assert all(block.end - block.start == np.prod(block.shape) for block in layout.blocks)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_vector_is_the_weights_that_it_was_made_of(layout: Layout) -> None:
    vector = drawn(layout.size)
    back = layout.flatten(layout.unflatten(vector))
    assert back == pytest.approx(vector, rel=1e-4, abs=1e-5)


def test_the_layout_has_room_for_what_is_learned() -> None:
    for pairs in (False, True):
        layout = Layout(pairs=pairs)
        names = {block.name for block in layout.blocks}
        assert names == set(neutral(pairs=pairs))
        assert not layout.flatten(neutral(pairs=pairs)).any()


def test_names_of_the_gate_have_one_order() -> None:
    assert Layout(("b", "a")).gate == Layout(("a", "b")).gate == ("a", "b")


def test_a_member_fills_its_languages_and_what_belongs_to_all() -> None:
    layout = Layout()
    mask = layout.mask(["en", ""])
    for block in layout.blocks:
        expected = block.language in {None, "en", ""}
        assert (mask[block.start : block.end] == expected).all(), block
    assert Layout(pairs=False).mask([]).all()


def test_weights_of_another_shape_or_name_are_refused() -> None:
    layout = Layout()
    weights = neutral(pairs=True)
    with pytest.raises(ContributionError, match="has no surprise"):
        layout.flatten({**weights, "surprise": np.zeros(3, np.float32)})
    with pytest.raises(ContributionError, match="'common' has the shape"):
        layout.flatten({"common": np.zeros((2, 7), np.float32)})
    with pytest.raises(ContributionError, match="'pairs' has 3 rows"):
        layout.flatten({"pairs": weights["pairs"][:3]})
    with pytest.raises(ContributionError, match="numbers, not"):
        layout.unflatten(np.zeros(layout.size + 1, np.float32))


def test_a_block_is_averaged_over_those_who_speak_its_language() -> None:
    layout = Layout()
    mean = layout.average(np.full(layout.size, 6, np.float32), 6, {"en": 3, "es": 1})
    for block in layout.blocks:
        expected = {None: 1, "en": 2, "es": 6}.get(block.language, 0)
        assert (mean[block.start : block.end] == expected).all(), block


@given(arrays(np.float32, st.integers(1, 40), elements=FINITE), st.floats(0.001, 1000))
def test_clipping_shortens_and_never_turns(vector: np.ndarray, norm: float) -> None:
    clipped = clip(vector, norm)
    before, after = (float(np.linalg.norm(one.astype(np.float64))) for one in (vector, clipped))
    assert after <= norm * (1 + 1e-5)
    if before <= norm:
        assert clipped is vector
    else:
        assert clipped * np.float32(before / norm) == pytest.approx(vector, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_never_clipped_into_use(bad: float) -> None:
    vector = drawn(10)
    vector[3] = bad
    with pytest.raises(ContributionError, match="not finite"):
        clip(vector, 1.0)


def test_the_longest_floats_do_not_overflow() -> None:
    vector = np.full(8, np.finfo(np.float32).max, np.float32)
    assert np.linalg.norm(clip(vector, 1.0)) == pytest.approx(1.0)


def test_every_language_row_has_a_block_where_languages_have_blocks() -> None:
    assert {block.language for block in Layout().blocks} == {None, *LANGUAGE_ROWS}
