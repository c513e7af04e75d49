from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from knowledge import Passage, Retriever
from knowledge.calibration import Calibration
from knowledge.channels import Channels
from knowledge.fusion import CHANNELS, SHAPES, Fusion, language_row
from knowledge.index import Index, Scores

PASSAGES = [
    Passage("a", "Members decide on the surplus.", "en"),
    Passage("b", "Les membres décident de l'excédent.", "fr"),
    Passage("c", "Solar energy for all members.", "en"),
    Passage("d", "Energía solar para todos.", "sw"),
]
QUESTION = "Who decides on the surplus?"


@pytest.fixture
def index(word_embedder: Any) -> Index:
    vectors = word_embedder().embed_passages([one.text for one in PASSAGES])
    return Index(PASSAGES, vectors, Calibration())


def _scored(index: Index, embedder: Any, language: str = "en", **options: Any) -> tuple[Scores, Any]:
    vector = embedder.embed_queries([QUESTION])[0]
    return index.score(QUESTION, vector, language, **options), vector


def test_a_channel_is_what_it_says(index: Index, word_embedder: Any) -> None:
    scores, vector = _scored(index, word_embedder())
    found = Channels(index).of(scores, vector, "en")
    assert found.shape == (len(PASSAGES), len(CHANNELS))
    assert np.array_equal(found[:, 0], scores.similarity)
    assert np.array_equal(found[:, 2], scores.evidence)
    by_row = dict(zip(scores.rows.tolist(), found, strict=True))
    assert by_row[0][1] == by_row[2][1] == pytest.approx(-index.language_offset(vector, "en"))
    assert by_row[1][1] == pytest.approx(-index.language_offset(vector, "fr"))


def test_the_columns_are_the_languages_of_the_passages(index: Index) -> None:
    assert Channels(index).columns.tolist() == [language_row(one) for one in ("en", "fr", "en", "sw")]


def test_the_hub_channel_is_lower_the_nearer_a_passage_is_to_the_mean_question(
    index: Index, word_embedder: Any
) -> None:
    means = {"en": index.vectors[1], "fr": index.vectors[2]}
    index.calibration = replace(index.calibration, query_means=means)
    scores, vector = _scored(index, word_embedder())
    channels = Channels(index)
    hubs = {code: channels.of(scores, vector, code)[:, 3] for code in ("en", "fr", "de")}
    assert scores.rows[hubs["en"].argmin()] == 1
    assert scores.rows[hubs["fr"].argmin()] == 2
    # A language without a mean of its own: the mean of the others'.
    assert hubs["de"] == pytest.approx((hubs["en"] + hubs["fr"]) / 2, abs=1e-6)


def test_a_mean_of_another_embedder_counts_for_nothing(index: Index, word_embedder: Any) -> None:
    scores, vector = _scored(index, word_embedder())
    without = Channels(index).of(scores, vector, "en")
    index.calibration = replace(index.calibration, query_means={"en": np.ones(7, np.float32)})
    assert np.array_equal(Channels(index).of(scores, vector, "en"), without)


def test_an_index_of_nothing_has_no_channels(word_embedder: Any) -> None:
    embedder = word_embedder()
    index = Index([], np.zeros((0, embedder.dimension), np.float32), Calibration())
    scores, vector = _scored(index, embedder)
    assert Channels(index).of(scores, vector, "en").shape == (0, len(CHANNELS))


def test_nothing_learned_changes_no_score_to_the_bit(installed: Retriever) -> None:
    vector = installed.embedder.embed_queries([QUESTION])[0]
    assert installed.index.calibration.fusion.neutral
    learned, plain = (
        installed.index.score(QUESTION, vector, "en", learned=learned) for learned in (True, False)
    )
    assert np.array_equal(learned.scores, plain.scores)


def test_what_was_learned_is_added_to_the_default_scores(index: Index, word_embedder: Any) -> None:
    embedder = word_embedder()
    plain, vector = _scored(index, embedder)
    pairs = np.zeros(SHAPES["pairs"], np.float32)
    pairs[language_row("en"), language_row("fr"), -1] = 3.0  # a bias: French passages first
    fusion = Fusion(np.array([0.5, 0, 0, 0], np.float32), pairs)
    index.calibration = replace(index.calibration, fusion=fusion)
    learned, _ = _scored(index, embedder)
    assert np.array_equal(learned.rows, plain.rows)
    assert learned.rows[learned.scores.argmax()] == 1
    assert plain.rows[plain.scores.argmax()] == 0
    french = (learned.rows == 1).astype(np.float32)
    assert learned.scores == pytest.approx(plain.scores + 0.5 * plain.similarity + 3 * french, abs=1e-6)
    # Members learn from the scores without it.
    assert np.array_equal(_scored(index, embedder, learned=False)[0].scores, plain.scores)
    assert not index.score("", vector, "en", np.zeros(len(PASSAGES), np.bool_)).rows.size
