from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from knowledge import Passage, Retriever
from knowledge.commands import hit_record, search
from knowledge.embedding import Embedder
from knowledge.errors import RerankerError
from knowledge.hits import Hit
from knowledge.rerank import TOP, CrossEncoderReranker, Reranker, open_reranker, rerank

TOPICS = ["members votes", "surplus reserve", "data health", "solar energy", "ethical bank", "fair wages"]


class Longest:
    """Likes long passages, whatever is asked."""

    name = "longest"

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((query, len(texts)))
        return [float(len(text)) for text in texts]


class Fixed:
    name = "fixed"

    def __init__(self, *scores: float) -> None:
        self._scores = scores

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        return self._scores


def _hits(count: int) -> list[Hit]:
    return [Hit(Passage(str(place), "x" * (place + 1), "en"), 1.0 - place / 100) for place in range(count)]


@pytest.fixture
def passages() -> list[Passage]:
    return [Passage(str(row), topic + " and more" * row * row, "en") for row, topic in enumerate(TOPICS)]


def test_only_the_first_hits_are_read_again_and_the_others_follow_as_they_were() -> None:
    hits = _hits(TOP + 3)
    reranker = Longest()
    found = rerank("q", hits, reranker)
    assert reranker.asked == [("q", TOP)]
    assert [hit.passage.id for hit in found] == [
        *(str(place) for place in reversed(range(TOP))),
        *(str(place) for place in range(TOP, TOP + 3)),
    ]
    assert [hit.rerank for hit in found[:2]] == [float(TOP), float(TOP - 1)]
    assert {hit.rerank for hit in found[TOP:]} == {None}
    assert {hit.passage.id: hit.score for hit in found} == {hit.passage.id: hit.score for hit in hits}


def test_what_it_finds_equal_keeps_the_order_of_the_search() -> None:
    assert [hit.passage.id for hit in rerank("q", _hits(4), Fixed(0.5, 0.7, 0.5, 0.7))] == [
        "1",
        "3",
        "0",
        "2",
    ]


def test_nothing_found_is_not_read() -> None:
    reranker = Longest()
    assert rerank("q", [], reranker) == []
    assert reranker.asked == []


@pytest.mark.parametrize("scores", [(), (1.0,), (1.0, 2.0, 3.0), (1.0, float("nan"))])
def test_a_reranker_that_scores_other_than_each_passage_is_refused(scores: tuple[float, ...]) -> None:
    with pytest.raises(RerankerError, match="fixed"):
        rerank("q", _hits(2), Fixed(*scores))


def test_a_search_is_in_the_reranker_s_order_and_the_gate_does_not_see_it(
    word_embedder: Callable[..., Embedder], passages: list[Passage]
) -> None:
    plain = Retriever.from_passages(passages, embedder=word_embedder()).retrieve("members votes")
    read = Retriever.from_passages(passages, embedder=word_embedder(), reranker=Longest()).retrieve(
        "members votes"
    )
    assert (plain.reranker, read.reranker) == ("", "longest")
    assert plain.hits[0].passage.id == "0"
    assert plain.hits[0].rerank is None
    assert [hit.passage.id for hit in read.hits] == ["5", "4", "3", "2", "1", "0"]
    assert read.gate == plain.gate


def test_a_limit_is_drawn_from_all_that_was_read(
    word_embedder: Callable[..., Embedder], passages: list[Passage]
) -> None:
    mine = Retriever.from_passages(passages, embedder=word_embedder(), reranker=Longest())
    assert [hit.passage.id for hit in mine.search("members votes", limit=2)] == ["5", "4"]
    assert [[hit.passage.id for hit in hits] for hits in mine.search_many(["members", "solar"], limit=1)] == [
        ["5"],
        ["5"],
    ]


def test_it_is_given_as_an_object_by_name_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSE_RERANKER", raising=False)
    own = Longest()
    assert isinstance(own, Reranker)
    assert open_reranker() is None
    assert open_reranker(own) is own
    named = open_reranker("folder/of-mine")
    assert isinstance(named, CrossEncoderReranker)
    assert named.name == "of-mine"
    monkeypatch.setenv("SSE_RERANKER", "another")
    assert getattr(open_reranker(), "name", "") == "another"
    assert open_reranker(own) is own
    monkeypatch.setenv("SSE_RERANKER", "")
    assert open_reranker() is None


def test_naming_one_loads_nothing() -> None:
    before = set(sys.modules)
    CrossEncoderReranker("no-such-folder")
    assert not {"torch", "sentence_transformers"} & (set(sys.modules) - before)


def test_the_score_is_in_the_record_of_a_hit_that_was_read() -> None:
    hit = _hits(1)[0]
    assert "rerank" not in hit_record(hit)
    assert hit_record(rerank("q", [hit], Fixed(0.25))[0])["rerank"] == 0.25


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Path:
    """A cross-encoder of two layers with weights drawn by chance: it reads, and knows nothing."""
    transformers = pytest.importorskip("transformers")
    import torch

    torch.manual_seed(0)
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *{word for topic in TOPICS for word in topic.split()},
    ]
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=64, num_labels=1, initializer_range=0.5,
    )  # fmt: skip
    folder = tmp_path / "tiny-cross-encoder"
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "BertTokenizerFast", "do_lower_case": True, "model_max_length": 64}),
        "utf-8",
    )
    return folder


@pytest.mark.slow
def test_a_folder_with_a_cross_encoder_orders_the_hits(
    cross_encoder: Path, word_embedder: Callable[..., Embedder], passages: list[Passage]
) -> None:
    mine = Retriever.from_passages(passages, embedder=word_embedder(), reranker=str(cross_encoder))
    found = mine.retrieve("members votes")
    assert found.reranker == "tiny-cross-encoder"
    scores = [hit.rerank for hit in found.hits]
    assert None not in scores
    assert scores == sorted(scores, key=lambda score: -(score or 0.0))
    assert len(set(scores)) > 1
    again = CrossEncoderReranker(str(cross_encoder)).score(
        "members votes", [found.hits[0].passage.indexed_text]
    )
    assert again == pytest.approx(scores[:1], abs=1e-5)


@pytest.mark.slow
def test_a_model_that_is_not_there_is_an_error_that_says_so_and_fetches_nothing(
    sse_data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(RerankerError, match="no-such-model"):
        CrossEncoderReranker("nobody/no-such-model").score("q", ["a"])
    done = CliRunner().invoke(search, ["--rerank", str(tmp_path / "nothing"), "members"])
    assert isinstance(done.exception, RerankerError)
    assert "SSE_RERANKER" in str(done.exception)
