from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.entailment import (
    CERTAIN,
    CrossEncoderEntailment,
    Entailment,
    first_that_entails,
    open_entailment,
)
from assistant.errors import EntailmentError, ModelError
from assistant.support import check_support

SOURCE = (
    "The Assembly adopted the plan in 2021. The fund shall pay half of the costs of small cooperatives, "
    "unless the region pays them. Members should vote before 1 May."
)
FREE = "Half of what small cooperatives spend must be borne by the fund, unless the region pays."


class Says:
    """Gives the same probabilities whatever it is asked, and remembers what that was."""

    name = "says"

    def __init__(self, *probabilities: float) -> None:
        self._probabilities = probabilities
        self.asked: list[tuple[tuple[str, ...], str]] = []

    def probabilities(self, sources: Sequence[str], sentence: str) -> Sequence[float]:
        self.asked.append((tuple(sources), sentence))
        return self._probabilities if len(self._probabilities) > 1 else self._probabilities * len(sources)


def test_a_model_adds_what_the_rules_do_not_find_and_the_reason_names_it() -> None:
    assert check_support(FREE, [SOURCE], "en").verdict == "unverified"
    model = Says(1.0)
    verdict = check_support(FREE, ["Nothing of the kind is said.", SOURCE], "en", entailment=model)
    assert (verdict.verdict, verdict.passage) == ("supported", 1)
    assert verdict.source in SOURCE
    assert verdict.source.startswith("The fund shall pay half")
    assert "says" in verdict.reason
    assert "el modelo says" in check_support(FREE, [SOURCE], "en", entailment=model, reader="es").reason


def test_below_the_threshold_it_stays_unverified() -> None:
    assert check_support(FREE, [SOURCE], "en", entailment=Says(CERTAIN - 0.001)).verdict == "unverified"
    assert check_support(FREE, [SOURCE], "en", entailment=Says(CERTAIN)).verdict == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "A third of what small cooperatives spend must be borne by the fund, unless the region pays.",
        "Half of what small cooperatives spend must be borne by the fund.",
        "Half of what small cooperatives spend should be borne by the fund, unless the region pays.",
        "Half of what small cooperatives spend must not be borne by the fund, unless the region pays.",
        "Half of what small non-cooperatives spend must be borne by the fund, unless the region pays.",
        "Half of what small cooperatives spend must be borne by UNESCO, unless the region pays.",
        "The plan was passed by the Assembly in 2022.",
        "A vote of the members should take place before 2 May.",
    ],
)
def test_a_model_is_not_asked_where_a_fact_differs(sentence: str) -> None:
    model = Says(1.0)
    assert check_support(sentence, [SOURCE], "en", entailment=model).verdict == "unverified"
    assert model.asked == []


def test_a_translation_is_not_asked_about_whatever_language_is_named() -> None:
    model = Says(1.0)
    said = "Les membres devraient voter avant le 1er mai."
    for language in ("fr", "en", None):
        assert check_support(said, [SOURCE], language, entailment=model).verdict == "unverified"
    assert model.asked == []


def test_what_the_rules_find_is_not_asked_about() -> None:
    model = Says(0.0)
    for sentence in (
        "The Assembly adopted the plan in 2021.",
        "The plan was adopted by the Assembly in 2021.",
    ):
        assert check_support(sentence, [SOURCE], "en", entailment=model).verdict == "supported"
    assert model.asked == []


def test_a_claim_from_two_sentences_is_read_beside_both() -> None:
    said = "Plan adopted by the Assembly: the fund shall bear half of what small cooperatives spend, unless the region pays."
    model = Says(1.0)
    assert check_support(said, [SOURCE], "en", entailment=model).verdict == "supported"
    ((sources, sentence),) = model.asked
    assert sentence == said
    assert any(source.startswith("The Assembly") and source.endswith("pays them.") for source in sources)


def test_the_surest_of_several_sources_counts() -> None:
    assert first_that_entails(Says(0.985, 0.999, 0.2), ["a", "b", "c"], "s") == 1
    assert first_that_entails(Says(0.5, 0.6), ["a", "b"], "s") is None
    assert first_that_entails(Says(1.0), [], "s") is None


@pytest.mark.parametrize("bad", [(0.99, 0.99), (math.nan,), (1.5,), (-0.1,)])
def test_a_model_that_gives_no_probabilities_is_an_error(bad: tuple[float, ...]) -> None:
    with pytest.raises(EntailmentError, match="SSE_NLI"):
        first_that_entails(Says(*bad), ["a"], "s")


def test_it_is_off_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSE_NLI", raising=False)
    assert open_entailment() is None
    model = Says(1.0)
    assert open_entailment(model) is model
    monkeypatch.setenv("SSE_NLI", "one/model")
    named = open_entailment()
    assert isinstance(named, Entailment)
    assert named.name == "model"
    assert open_entailment("one/model") is named
    monkeypatch.setenv("SSE_NLI", "")
    assert open_entailment() is None


def test_naming_a_model_loads_nothing() -> None:
    before = set(sys.modules)
    CrossEncoderEntailment("no-such-folder")
    assert not {"torch", "sentence_transformers"} & (set(sys.modules) - before)


@pytest.fixture
def cross_encoder(tmp_path: Path) -> Callable[[dict[int, str]], Path]:
    """A cross-encoder of one layer; its second label wins by far, whatever it reads."""
    transformers = pytest.importorskip("transformers")
    import torch

    def build(labels: dict[int, str]) -> Path:
        torch.manual_seed(0)
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "fund", "costs", "plan"]
        config = transformers.BertConfig(
            vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            max_position_embeddings=128, num_labels=len(labels), id2label=labels,
        )  # fmt: skip
        model = transformers.BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.mul_(0.01)
            model.classifier.bias.copy_(torch.tensor([10.0 if place == 1 else 0.0 for place in labels]))
        folder = tmp_path / f"tiny-{'-'.join(labels.values())}"
        model.save_pretrained(folder)
        (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
        (folder / "tokenizer_config.json").write_text(
            json.dumps(
                {"tokenizer_class": "BertTokenizerFast", "do_lower_case": True, "model_max_length": 128}
            ),
            "utf-8",
        )
        return folder

    return build


@pytest.mark.slow
def test_a_folder_with_a_cross_encoder_is_read_by_its_label(
    cross_encoder: Callable[[dict[int, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    yes = cross_encoder({0: "contradiction", 1: "ENTAILMENT", 2: "neutral"})
    monkeypatch.setenv("SSE_NLI", str(yes))
    verdict = check_support(FREE, [SOURCE], "en")
    assert verdict.verdict == "supported"
    assert yes.name in verdict.reason
    no = cross_encoder({0: "entailment", 1: "not_entailment"})
    found = CrossEncoderEntailment(str(no)).probabilities(["The fund pays.", "The plan."], "The costs.")
    assert len(found) == 2
    assert all(0 <= one < 0.01 for one in found)
    assert (
        check_support(FREE, [SOURCE], "en", entailment=CrossEncoderEntailment(str(no))).verdict
        == "unverified"
    )


@pytest.mark.slow
def test_a_model_that_was_not_trained_for_inference_is_an_error(
    cross_encoder: Callable[[dict[int, str]], Path],
) -> None:
    for labels in ({0: "LABEL_0"}, {0: "bad", 1: "good"}):
        model = CrossEncoderEntailment(str(cross_encoder(labels)))
        with pytest.raises(EntailmentError, match="no label 'entailment'"):
            model.probabilities(["a"], "b")


@pytest.mark.slow
def test_a_model_that_is_not_there_is_an_error_that_says_so_and_fetches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("SSE_NLI", "nobody/no-such-model")
    assert check_support("The plan was not adopted in 2021.", [SOURCE], "en").verdict == "unverified"
    with pytest.raises(ModelError, match=r"(?s)no-such-model.*SSE_NLI"):
        check_support(FREE, [SOURCE], "en")
